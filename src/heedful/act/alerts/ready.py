"""Rules ready to be taken, by trade: each is one click, and is off until somebody has seen what it would have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.act.alerts.actions import Wanted
from heedful.act.alerts.conditions import (
    AnyCondition,
    Change,
    Detractor,
    NewTheme,
    Score,
    Sounds,
    Spike,
    Stars,
    Unanswered,
    WordsSaid,
)
from heedful.act.alerts.ground import MANAGERS
from heedful.people.models import Member

HARM: Final = ("injur", "hurt myself", "ambulance", "травм", "скорая", "швидка", "traum", "susižeid", "greitoji")
FOOD: Final = (
    "poison", "food poisoning", "hair in", "mould", "raw inside", "allerg",
    "отрав", "волос в", "плесен", "сырое внутри", "аллерг", "отруї", "волосина", "пліснява", "алерг",
    "apsinuod", "plaukas", "pelėsi", "alerg",
)  # fmt: skip
SKIN: Final = (
    "burn", "allerg", "infection", "bleeding", "ожог", "аллерг", "инфекц", "кровь",
    "опік", "алерг", "інфекц", "кровотеч", "nudeg", "alerg", "infekc", "krauj",
)  # fmt: skip
MONEY: Final = (
    "refund", "money back", "chargeback", "fraud", "never arrived", "верните деньги", "возврат", "мошенн", "не пришл",
    "поверніть гроші", "повернення", "шахра", "не прийшл", "grąžinki", "grąžinim", "sukči", "negavau",
)  # fmt: skip
LEAVING: Final = (
    "cancel", "unsubscribe", "switching to", "data loss", "lost my data",
    "отменить подписку", "ухожу", "потерял данные", "скасувати підписку",
    "переходжу", "втратив дані", "atsisak", "nutrauk", "praradau duomenis",
)  # fmt: skip
TRADES: Final[dict[str, Promise]] = {
    "": _("For everybody"),
    "clubs": _("Chain of clubs"),
    "salon": _("Salon"),
    "cafe": _("Café"),
    "store": _("Online store"),
    "software": _("Software service"),
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule to take. `trade` empty: it suits everybody."""

    key: str
    trade: str
    name: str | Promise
    why: str | Promise
    condition: AnyCondition
    more: dict[str, Any] = field(default_factory=dict)

    def wanted(self, member: Member, locations: Sequence[str]) -> Wanted:
        tells = [dict(MANAGERS), {"to": "members", "members": [member.pk]}]
        made = Wanted(str(self.name), self.condition, locations=locations, tells=tells)
        return replace(made, **self.more)


READY: Final = (
    Ready("detractors", "", _("Unhappy customers"), _("Whoever would not recommend you hears from somebody today."),
          Detractor(), {"opens_case": True, "cooldown_minutes": 240}),
    Ready("reviews", "", _("Bad reviews"), _("One or two stars stand there for all to see: answer first."),
          Stars(), {"opens_case": True, "priority": 2}),
    Ready("angry", "", _("Angry customers"), _("In any of four languages, whatever score they gave."),
          Sounds(sign="angry"), {"cooldown_minutes": 240}),
    Ready("waiting", "", _("Nobody has answered"), _("A customer wrote four hours ago, and still waits."),
          Unanswered(minutes=240), {"cooldown_minutes": 240}),
    Ready("new-themes", "", _("Something new comes up"), _("Many say the same, and nobody has named it yet."),
          NewTheme(), {"minimum_n": 20}),
    Ready("recommendation", "", _("Recommendation moves"), _("A week in which NPS leaves the limits of chance."),
          Change(metric="nps", method="0-10"), {"window_minutes": 10080, "minimum_n": 10}),
    Ready("harm", "clubs", _("Somebody was hurt"), _("Injuries, in four languages."),
          WordsSaid(words=HARM), {"opens_case": True, "priority": 1}),
    Ready("visits", "clubs", _("Low score after a visit"), _("One or two of five."),
          Score(scale="csat:1-5", at_most=2), {"opens_case": True}),
    Ready("skin", "salon", _("A treatment went wrong"), _("Burns, allergies, infections, in four languages."),
          WordsSaid(words=SKIN), {"opens_case": True, "priority": 1}),
    Ready("food", "cafe", _("Something was wrong with the food"), _("Poisoning, allergies, hair, in four languages."),
          WordsSaid(words=FOOD), {"opens_case": True, "priority": 1}),
    Ready("money", "store", _("Money and parcels"), _("Refunds, fraud and what never arrived, in four languages."),
          WordsSaid(words=MONEY), {"opens_case": True, "priority": 2}),
    Ready("rush", "store", _("A rush of messages"), _("More in an hour than usual in this hour of the week."),
          Spike(kinds=("message",)), {"minimum_n": 5}),
    Ready("leaving", "software", _("Customers about to leave"), _("Cancelling, switching, lost data."),
          WordsSaid(words=LEAVING), {"opens_case": True, "priority": 2}),
    Ready("outage", "software", _("Something is down"), _("More messages and mentions than usual in this hour."),
          Spike(kinds=("message", "mention"), false_alarm_days=30), {"minimum_n": 5}),
)  # fmt: skip


def ready_called(key: str) -> Ready | None:
    return next((each for each in READY if each.key == key), None)
