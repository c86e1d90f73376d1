from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heedful.act.cases.setting_models import CaseRoute
from heedful.act.cases.words import PRIORITIES
from heedful.people.models import Location, Member
from heedful.stats import BusinessCalendar
from heedful.understand.setup.amounts import AmountField

WAYS = {
    CaseRoute.Way.IN_TURN: gettext_lazy("In turn"),
    CaseRoute.Way.LEAST_BUSY: gettext_lazy("Whoever has the fewest open cases"),
}


class PlaceForm(forms.Form):
    location = forms.ChoiceField(label=gettext_lazy("Place"), required=False)

    def __init__(self, *given: Any, places: Mapping[str, Location], **more: Any) -> None:
        super().__init__(*given, **more)
        self.places = places
        self.fields["location"].choices = [("", _("Every place")), *((key, each.name) for key, each in places.items())]

    def clean_location(self) -> Location | None:
        return self.places.get(self.cleaned_data["location"])


class PromiseForm(PlaceForm):
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), required=False, coerce=int, empty_value=None,
        choices=[("", pgettext_lazy("priority", "Every")), *PRIORITIES.items()],
    )  # fmt: skip
    answer_seconds = AmountField(label=gettext_lazy("Answered within"), unit="seconds", required=False)
    close_seconds = AmountField(label=gettext_lazy("Closed within"), unit="seconds", required=False)
    warn_seconds = AmountField(
        label=gettext_lazy("Warn so long before"), unit="seconds", initial=1800.0,
        help_text=gettext_lazy("All three in working time: 45 min, 4 h."),
    )  # fmt: skip
    working_hours = forms.CharField(
        label=gettext_lazy("Working hours of this team"), required=False, max_length=500,
        help_text=gettext_lazy("Mon-Fri 8:00-12:00 13:30-18:00; Sat 10:00-14:00. Empty: those of the whole company."),
    )  # fmt: skip
    time_zone = forms.CharField(
        label=gettext_lazy("Their time zone"), required=False, max_length=63,
        help_text=gettext_lazy("Such as Europe/Vilnius. Empty: that of the whole company."),
    )  # fmt: skip

    def clean_working_hours(self) -> str:
        hours = self.cleaned_data["working_hours"].strip()
        try:
            if hours:
                BusinessCalendar.parse(hours, "UTC")
        except ValueError as error:
            raise forms.ValidationError(_("These hours cannot be read: %(why)s") % {"why": error}) from error
        return hours

    def clean_time_zone(self) -> str:
        zone = self.cleaned_data["time_zone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone."))
        return zone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and given.get("answer_seconds") is None and given.get("close_seconds") is None:
            self.add_error("answer_seconds", _("Promise an answer, a closing, or both."))
        return given

    @property
    def told(self) -> dict[str, Any]:
        lengths = {
            name: None if value is None else int(value)
            for name, value in self.cleaned_data.items()
            if name.endswith("_seconds")
        }
        return self.cleaned_data | lengths


class RouteForm(PlaceForm):
    way = forms.ChoiceField(label=gettext_lazy("Who of them"), choices=list(WAYS.items()))
    members = forms.MultipleChoiceField(label=gettext_lazy("Among"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *given: Any, people: Mapping[str, Member], **more: Any) -> None:
        super().__init__(*given, **more)
        self.people = people
        named = [(key, each.user.first_name or each.user.username) for key, each in people.items()]
        self.fields["members"].choices = named

    @property
    def told(self) -> dict[str, Any]:
        return self.cleaned_data | {"members": [self.people[key] for key in self.cleaned_data["members"]]}
