"""How a text is felt: a head on sentence vectors, words of our own lists beside it, and what a workspace teaches."""
