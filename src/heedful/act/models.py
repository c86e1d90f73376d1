"""Django finds the room's models here; each lives with its capability."""

from heedful.act.alerts.models import Firing, FiringItem, Rule
from heedful.act.cases.models import Case, CaseCause, CaseEvent, CaseItem, CaseTask, CaseView, Closure
from heedful.act.cases.setting_models import CasePromise, CaseRoute
from heedful.act.notifications.models import Channel, Notice, QuietHours, TelegramSeat, Wish
from heedful.act.plans.models import Effect, Plan, PlanTask
from heedful.act.webhooks.models import Delivery, Endpoint

__all__ = [
    "Case",
    "CaseCause",
    "CaseEvent",
    "CaseItem",
    "CasePromise",
    "CaseRoute",
    "CaseTask",
    "CaseView",
    "Channel",
    "Closure",
    "Delivery",
    "Effect",
    "Endpoint",
    "Firing",
    "FiringItem",
    "Notice",
    "Plan",
    "PlanTask",
    "QuietHours",
    "Rule",
    "TelegramSeat",
    "Wish",
]
