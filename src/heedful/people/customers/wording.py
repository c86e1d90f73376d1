"""What scores, kinds and moments are called on the pages."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heedful.ui.numbers import plain

Words = str | Promise

KINDS: dict[str, tuple[Words, str]] = {
    "answer": (gettext_lazy("Answers"), "gauge"),
    "review": (gettext_lazy("Reviews"), "star"),
    "message": (gettext_lazy("Messages"), "message-square"),
    "case": (gettext_lazy("Cases"), "briefcase"),
    "order": (gettext_lazy("Orders"), "shopping-bag"),
    "refund": (gettext_lazy("Refunds"), "undo-2"),
    "event": (gettext_lazy("Events"), "zap"),
    "page": (gettext_lazy("Pages viewed"), "globe"),
    "mention": (gettext_lazy("Mentions"), "at-sign"),
    "cost": (gettext_lazy("Costs"), "coins"),
}
MESSAGES: dict[str, Words] = {
    "inbound": gettext_lazy("Wrote"),
    "human_reply": gettext_lazy("Was answered"),
    "bot_reply": gettext_lazy("Was answered by the bot"),
    "auto_reply": gettext_lazy("Got an automatic reply"),
    "note": gettext_lazy("A note among colleagues"),
    "campaign": gettext_lazy("Was sent a campaign"),
    "survey": gettext_lazy("Was asked by a survey"),
}
CASES: dict[str, Words] = {
    "assigned": gettext_lazy("The case was assigned"),
    "handoff": gettext_lazy("The bot gave the case to a person"),
    "snoozed": gettext_lazy("The case was put off"),
    "resolved": gettext_lazy("The case was resolved"),
    "reopened": gettext_lazy("The case was opened again"),
}
SCALES: dict[str, Words] = {
    "nps": gettext_lazy("NPS"),
    "csat": gettext_lazy("Satisfaction"),
    "ces": gettext_lazy("Ease"),
    "stars": pgettext_lazy("of a review", "Stars"),
}
LESS_IS_BETTER = "ces:effort5"


@dataclass(frozen=True, slots=True)
class Score:
    """`9 of 10`, what was measured, and what the number says of the customer, in words."""

    value: str
    of: Words
    says: Words = ""
    mood: str = ""

    def __str__(self) -> str:
        return self.value


def score(value: float, scale: str | None) -> Score:
    """A score with its scale in words: 9 alone says nothing."""
    number = plain(value, 0 if float(value).is_integer() else 1)
    family, _colon, highest = (scale or "").partition(":")
    top = {"agree5": "5", "agree7": "7", "effort5": "5"}.get(highest, highest.rpartition("-")[2])
    if not top.isdecimal():
        return Score(number, scale or "")
    of = _("Effort, less is better") if scale == LESS_IS_BETTER else SCALES.get(family, family)
    says, mood = _nps(value) if family == "nps" else ("", "")
    return Score(_("%(value)s of %(highest)s") % {"value": number, "highest": top}, of, says, mood)


def _nps(value: float) -> tuple[str, str]:
    if value >= 9:
        return _("promoter"), "better"
    return (_("detractor"), "worse") if value <= 6 else (_("passive"), "")


def humanised(name: str | None) -> str:
    """`first_visit` as a person would write it; the sender's word otherwise."""
    words = (name or "").replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
