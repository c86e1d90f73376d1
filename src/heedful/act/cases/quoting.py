"""What somebody wrote in a mail themselves: without the mails below it that their program put there."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from heedful.text.cleaning import clean

_QUOTED: Final = re.compile(r"^\s{0,3}>")
_SIGNED: Final = re.compile(r"^-- ?$")
_RULE: Final = re.compile(r"^\s*(?:[-_]{3,}\s*\S.{3,60}\S\s*[-_]{3,}|_{20,})\s*$")  # -----Original message-----
_FIELD: Final = re.compile(r"^\s*\*?[^\W\d_][^\W\d_ -]{1,18}(?: [^\W\d_]{2,14})?\s?:\*?\s+\S")
_ADDRESS: Final = re.compile(r"\S@\S+\.\S")
_WHEN: Final = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b\d{4}\b")
_WROTE: Final = re.compile(
    r"\b(wrote|writes|rašė|parašė|пишет|пише|писал\w*|написал\w*|написав\w*|писав\w*|schrieb|napisał\w*|kirjutas|rakstīja)\b",
    re.IGNORECASE,
)
_BY_DEVICE: Final = re.compile(
    r"^(sent from|get outlook for|siųsta iš|išsiųsta iš|отправлено (с|из)|надіслано (з|із)|відправлено з)\b.{0,60}$",
    re.IGNORECASE,
)
FIELDS: Final = 3  # of a mail's head in a row: that is one, and not a list somebody wrote
LINES: Final = 3  # that "On Monday Ann wrote:" may take
OTHERS: Final = {
    "blockquote": frozenset(),
    "div": frozenset({
        "gmail_quote", "gmail_quote_container", "gmail_attr", "gmail_signature", "yahoo_quoted", "protonmail_quote",
        "moz-cite-prefix", "moz-signature", "js-helper", "quote",
    }),
}  # fmt: skip
BELOW: Final = frozenset({"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"})
NEVER_CLOSED: Final = re.compile(r"area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")


def own_words(text: str) -> str:
    """All of it, where nothing else would be left: an answer may stand between the lines of what it answers."""
    lines = _without_head(text.replace("\r\n", "\n").split("\n"))
    kept: list[str] = []
    for at, line in enumerate(lines):
        if _SIGNED.match(line):
            break
        if not _QUOTED.match(line):
            kept.append(line)
        elif at and not _QUOTED.match(lines[at - 1]):
            _take_back_introduction(kept)
    while kept and (not kept[-1].strip() or _BY_DEVICE.match(kept[-1].strip())):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()


def words_of_html(page: str) -> str:
    """The text of it, without markup, scripts and what was quoted."""
    reader = _Own()
    reader.feed(page)
    reader.close()
    return own_words(clean("".join(reader.kept))) or own_words(clean(page))


def _without_head(lines: list[str]) -> list[str]:
    """Up to where another mail begins that is not marked line by line."""
    for at, line in enumerate(lines):
        if _RULE.match(line) and any(each.strip() for each in lines[:at]):
            return lines[:at]
        if _begins_head(lines[at : at + 2 * FIELDS]) or _introduces_the_rest(lines, at):
            return lines[:at]
    return lines


def _begins_head(lines: list[str]) -> bool:
    """From, Sent, To, Subject, in whichever language: fields in a row, one of them with an address."""
    if not lines or not _FIELD.match(lines[0]):
        return False
    told = [line for line in lines if line.strip()][: FIELDS + 1]
    fields = [line for line in told if _FIELD.match(line)]
    return len(fields) >= FIELDS and any(_ADDRESS.search(line) for line in fields)


def _introduces_the_rest(lines: list[str], at: int) -> bool:
    """On Monday at 10:00 the clubs wrote: and what they wrote, without a mark before each line."""
    if not lines[at].strip():
        return False
    for end in range(at, min(at + LINES, len(lines))):
        if not lines[end].strip():
            return False
        if lines[end].rstrip().endswith(":"):
            after = next((line for line in lines[end + 1 :] if line.strip()), "")
            said = " ".join(lines[at : end + 1])
            return bool(after) and not _QUOTED.match(after) and bool(_WROTE.search(said)) and _is_introduction(said)
    return False


def _take_back_introduction(kept: list[str]) -> None:
    """Whoever wrote what is quoted, and when: the words right above it, where they are no more than that."""
    place = len(kept)
    while place and not kept[place - 1].strip():
        place -= 1
    for begins in range(place - 1, max(-1, place - 1 - LINES), -1):
        said = " ".join(kept[begins:place])
        if not kept[begins].strip():
            return
        if said.rstrip().endswith(":") and _is_introduction(said):
            del kept[begins:]
            return


def _is_introduction(said: str) -> bool:
    return len(said) < 300 and bool(_WHEN.search(said)) and bool(_ADDRESS.search(said) or _WROTE.search(said))


class _Own(HTMLParser):
    """What is outside of what mail programs put below."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self.inside: list[str] = []  # open elements, since something of others began
        self.is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: (value or "").lower() for name, value in attrs}
        self.is_over = self.is_over or said.get("id", "") in BELOW
        if NEVER_CLOSED.fullmatch(tag):
            self._keep(f"<{tag}>")
        elif self.inside or _is_of_others(tag, said.get("class", "")):
            self.inside.append(tag)
        else:
            self._keep(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if not self.inside:
            self._keep(f"</{tag}>")
        elif tag in self.inside:
            del self.inside[len(self.inside) - 1 - self.inside[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, piece: str) -> None:
        if not self.inside and not self.is_over:
            self.kept.append(piece)


def _is_of_others(tag: str, classes: str) -> bool:
    return tag == "blockquote" or not OTHERS.get(tag, frozenset()).isdisjoint(classes.split())
