"""Texts in, labels out: language, sentiment, themes. Pure: no Django, no database, no network."""
