"""A text as a square of dots, to be read by a phone's camera: pure geometry, drawn by the template."""

from dataclasses import dataclass
from itertools import groupby

import qrcode

QUIET_ZONE = 4  # the standard's margin, in dots


@dataclass(frozen=True)
class Square:
    side: int
    path: str  # of an SVG: one bar for each run of dark dots


def qr_code(text: str) -> Square:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    return Square(len(rows), "".join(_bars(rows)))


def _bars(rows):
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length
