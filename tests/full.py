"""How often a test repeats what is random: `make test` a true part, HEEDFUL_FULL=1 (as CI) all of it."""

import os

FULL = bool(os.environ.get("HEEDFUL_FULL"))


def times(full: int, otherwise: int) -> int:
    return full if FULL else otherwise
