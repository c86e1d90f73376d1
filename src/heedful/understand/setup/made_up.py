"""What the made-up clubs tell their measures: hours, holidays, margin, and what each touchpoint promises."""

from typing import Final

from django.utils import timezone

from heedful.listen.demo.chain import TOUCHPOINTS
from heedful.people.models import Workspace
from heedful.understand.goals.actions import promise_standard
from heedful.understand.metrics.actions import set_up_measures
from heedful.understand.themes.actions import choose_pack

TOLD: Final = {
    "working_hours": "Mon-Fri 7:00-21:00; Sat-Sun 9:00-18:00",
    "holidays_country": "LT",
    "margin": 0.6,
    "relationship_years": 3.0,
}
TRADE: Final = "fitness"
SATISFIED: Final = 0.7  # promised at every touchpoint


def set_up_demo(workspace: Workspace) -> None:
    set_up_measures(workspace, TOLD)
    choose_pack(workspace, TRADE, by=None, now=timezone.now())
    for touchpoint in TOUCHPOINTS:
        promise_standard(workspace, touchpoint, metric="csat", at_least=SATISFIED)
