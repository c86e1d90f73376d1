"""How often a test repeats what is random: `make test` a true part, HEEDFUL_FULL=1 (as CI) all of it."""

import os

FULL = bool(os.environ.get("HEEDFUL_FULL"))
OFTEN = int(os.environ.get("HEEDFUL_OFTEN", "1"))  # so many times what CI has the time for


def times(full: int, otherwise: int) -> int:
    return full * OFTEN if FULL else otherwise
