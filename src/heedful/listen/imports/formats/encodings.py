"""Which letters the bytes of a text file stand for: read to its end before a row is believed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from heedful.listen.imports.formats.streams import blocks
from heedful.listen.imports.refusals import Problem, Refused, refuse

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_USUAL: Final = ("cp1252", "cp1251", "cp1257", "iso8859_15", "koi8_r", "cp1250")
_FOREIGN_WORD = re.compile(rb"[\w\x80-\xff'-]*[\x80-\xff][\w\x80-\xff'-]*")


def settled_encoding(path: Path, declared: str | None) -> str:
    """The encoding, proven on the whole file; asks where the bytes alone cannot tell."""
    encoding = declared or marked_encoding(path) or "utf-8"
    _known(encoding)
    try:
        _decode_all(path, encoding)
    except UnicodeDecodeError as error:
        if declared or encoding != "utf-8":
            raise _wrong(path, encoding, error) from None
        raise Refused(unsure_encoding(path, error)) from None
    return encoding


def marked_encoding(path: Path) -> str | None:
    start = next(blocks(path), b"")
    return next((name for mark, name in _MARKS if start.startswith(mark)), None)


def _known(encoding: str) -> None:
    try:
        "".encode(encoding)  # base64 and its like are codecs, too, but not of letters
    except (LookupError, ValueError):
        raise refuse(
            _("There is no encoding called `%(encoding)s`.") % {"encoding": encoding},
            _('Usual ones: encoding = "utf-8", "cp1252", "latin-1", "cp1251", "cp1257", "utf-16".'),
        ) from None


def _decode_all(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    for block in blocks(path):
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError as error:
            error.reason = _("near line %(line)s") % {"line": lines + block[: error.start].count(10)}
            raise
        if "\x00" in text:
            raise refuse(
                _("%(name)s has a zero byte near line %(line)s: it is not a text file in this encoding.")
                % {"name": path.name, "line": lines + text[: text.index(chr(0))].count(chr(10))},
                _('Export it again as CSV UTF-8, or write encoding = "utf-16" in [file] if that is what it is.'),
            )
        lines += text.count("\n")
    decoder.decode(b"", final=True)


def _wrong(path: Path, encoding: str, error: UnicodeDecodeError) -> Refused:
    byte = error.object[error.start : error.start + 1].hex()
    return refuse(
        _("%(name)s is not %(encoding)s: byte 0x%(byte)s %(reason)s means nothing in it.")
        % {"name": path.name, "encoding": encoding, "byte": byte, "reason": error.reason},
        _("Mend `encoding` in [file], or leave it out and be told what the file looks like."),
    )


def unsure_encoding(path: Path, error: UnicodeDecodeError) -> Problem:
    """What the words would read like under each likely encoding: a person sees at once which is right."""
    sample = error.object[max(0, error.start - 2_000) : error.start + 60_000]
    found = _readings(sample)
    readings = "; ".join(f'"{name}" reads {words}' for name, words in found.items())
    return Problem(
        _("%(name)s is not UTF-8 (%(reason)s), and the bytes alone do not say what it is.")
        % {"name": path.name, "reason": error.reason},
        _("Write encoding = … in [file], the one under which these words read right: %(readings)s.")
        % {"readings": readings},
        "encoding",
        tuple(found.items()),
    )


def _readings(sample: bytes) -> dict[str, str]:
    words = b" ".join(dict.fromkeys(_FOREIGN_WORD.findall(sample)[:400]))
    likely = [match.encoding for match in from_bytes(words or sample, threshold=0.5)][:2]
    readings: dict[str, str] = {}
    for name in dict.fromkeys([*likely, *_USUAL]):
        try:
            text = " ".join(dict.fromkeys(word.decode(name) for word in _FOREIGN_WORD.findall(sample)[:4]))
        except (UnicodeDecodeError, LookupError):
            continue
        if text not in readings.values():
            readings[name] = text
    return dict(list(readings.items())[:4])
