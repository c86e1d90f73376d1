from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.people.models import Member
from heedful.understand.events.forms import EVERYWHERE
from heedful.understand.goals.actions import Aim
from heedful.understand.goals.models import Goal
from heedful.understand.goals.rises import Rise, rise_of
from heedful.understand.metrics.forms import EARLIEST, LATEST
from heedful.understand.setup.amounts import AmountError, amount_words, written
from heedful.understand.setup.measures import MeasuredForm, MeasureField, unit_of


def day_field(**more) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], **more)


TARGET_HINT = _("An amount: 34, 2 h 10 min or 70 %. Or from what was before: +20 % or +5 points.")


class GoalForm(MeasuredForm):
    """`places` and `members`: who and where the one who sets it may choose; `whole`: whether for the whole company."""

    amounts = ("target",)

    measure = MeasureField()
    location = forms.ChoiceField(label=_("Where"), required=False)
    target = amount_words(label=_("Target"))
    starts_on = day_field(
        label=_("From"), help_text=_("What was before this day is measured at once, and kept to compare with.")
    )
    due_on = day_field(label=_("Until"))
    owner = forms.ChoiceField(label=_("Who answers for it"), required=False)

    def __init__(
        self, *args, places: Mapping[str, str], whole: bool, members: list[Member], today: date, **more
    ) -> None:
        super().__init__(*args, **more)
        self.fields["target"].help_text = TARGET_HINT
        self.today, self.members = today, {str(member.pk): member for member in members}
        self.fields["location"].choices = [*([("", EVERYWHERE)] if whole else []), *places.items()]
        self.fields["location"].required = not whole
        named = [(key, member.user.first_name or member.user.username) for key, member in self.members.items()]
        self.fields["owner"].choices = [("", _("Nobody yet")), *named]

    def _read(self, name: str, unit: str) -> None:
        """An amount, or so much more than before."""
        try:
            rise = rise_of(self.cleaned_data.get(name) or "", unit)
        except AmountError as error:
            self.add_error(name, str(error))
            return
        if rise is None:
            super()._read(name, unit)
        else:
            self.cleaned_data[name] = rise

    def clean_starts_on(self) -> date:
        day = self.cleaned_data["starts_on"]
        if not EARLIEST + timedelta(days=400) <= day <= self.today:
            raise forms.ValidationError(_("Today at the latest: what was before it has to be known."))
        return day

    def clean(self):
        given = super().clean()
        starts_on, due_on = given.get("starts_on"), given.get("due_on")
        if starts_on and due_on and not starts_on < due_on <= LATEST:
            self.add_error("due_on", _("After the day from which it counts."))
        return given

    @property
    def aim(self) -> Aim:
        given = self.cleaned_data
        owner = self.members.get(given["owner"])
        return Aim(given["location"], given["target"], given["starts_on"], given["due_on"], owner)


def initial_of(goal: Goal) -> dict[str, object]:
    where, unit = dict(goal.where), unit_of(goal.metric, goal.method)
    said = written(goal.target, unit) if goal.rise is None else Rise(goal.rise, goal.rise_is_share).written(unit)
    return {
        "location": next(iter(where.get("location", [])), ""),
        "target": said,
        "starts_on": goal.baseline_to + timedelta(days=1) if goal.baseline_to else goal.created_at.date(),
        "due_on": goal.due_on,
        "owner": goal.owner_id or "",
    }
