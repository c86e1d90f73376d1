from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.stats import BusinessCalendar
from heedful.understand.metrics.models import MeasureSetup
from heedful.understand.setup.amounts import AmountField
from heedful.understand.setup.calendars import countries, subdivisions

CALENDAR = ("holidays_country", "holidays_subdivision", "working_hours")
CONTRACTS = ("opening_event", "closing_event")
MONEY = ("margin", "relationship_years", "yearly_discount")
PURCHASES = ("silence_percentile",)
SECTIONS = (CALENDAR, CONTRACTS, MONEY, PURCHASES)
LONGEST_RELATIONSHIP = 100.0


class SetupForm(forms.Form):
    """What the log cannot tell, in plain words, each with what it changes."""

    holidays_country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        choices=lambda: [("", _("No holidays")), *countries()],
        help_text=gettext_lazy("On its public holidays nobody is expected to answer."),
    )
    holidays_subdivision = forms.ChoiceField(
        label=gettext_lazy("Part of the country"),
        required=False,
        help_text=gettext_lazy("Where a state or province has holidays of its own."),
    )
    working_hours = forms.CharField(
        label=gettext_lazy("Working hours"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "When somebody answers messages: Mon-Fri 8:00-12:00, 13:30-18:00; Sat 10:00-14:00. "
            "Waits in working time count only these hours. Left empty, there are no waits in working time."
        ),
    )
    opening_event = forms.CharField(
        label=gettext_lazy("A contract begins with the event"),
        max_length=200,
        help_text=gettext_lazy("A customer counts as kept from this event on: for churn and retention by contract."),
    )
    closing_event = forms.CharField(
        label=gettext_lazy("A contract ends with the event"),
        max_length=200,
        help_text=gettext_lazy("With this event a customer counts as lost."),
    )
    margin = AmountField(
        unit="share",
        label=gettext_lazy("Margin"),
        help_text=gettext_lazy(
            "How much of what customers pay is left after what they bought has cost you. "
            "Customer value counts this part only; at 100 %, it counts revenue."
        ),
    )
    relationship_years = AmountField(
        unit="years",
        label=gettext_lazy("Years a customer stays"),
        required=False,
        help_text=gettext_lazy("For the rough customer value. Left empty, the years seen so far are taken."),
    )
    yearly_discount = AmountField(
        unit="share",
        label=gettext_lazy("Yearly discount"),
        help_text=gettext_lazy("How much less money is worth to you a year from now. It lowers customer value."),
    )
    silence_percentile = AmountField(
        unit="share",
        label=gettext_lazy("Silence begins after"),
        help_text=gettext_lazy(
            "Without contracts, a customer counts as lost when silent for longer than this part of all pauses "
            "between purchases: at 90 %, longer than nine pauses in ten."
        ),
    )

    def __init__(self, *args, setup: MeasureSetup, **more) -> None:
        super().__init__(*args, initial={name: getattr(setup, name) for name in self.base_fields}, **more)
        self.time_zone = setup.workspace.time_zone
        self.fields["holidays_subdivision"].choices = [("", _("The whole country")), *subdivisions(self.country)]
        for name in CONTRACTS:
            self.fields[name].widget.attrs["list"] = "events-heard"

    @property
    def country(self) -> str:
        """The country as it is chosen now; none where there is no such one."""
        chosen = str(self["holidays_country"].value() or "")
        return chosen if chosen in dict(countries()) else ""

    @property
    def sections(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in names] for names in SECTIONS]

    def clean_working_hours(self) -> str:
        hours = self.cleaned_data["working_hours"]
        try:
            if hours:
                BusinessCalendar.parse(hours, self.time_zone)
        except ValueError as error:
            said = _("These hours cannot be read: %(why)s. Write them like Mon-Fri 9:00-17:00; Sat 10:00-14:00.")
            raise forms.ValidationError(said % {"why": error}) from error
        return hours

    def clean_relationship_years(self) -> float | None:
        years = self.cleaned_data["relationship_years"]
        if years is not None and not 0 < years <= LONGEST_RELATIONSHIP:
            raise forms.ValidationError(_("More than 0 years, and at most 100."))
        return years

    def clean_silence_percentile(self) -> float:
        part = self.cleaned_data["silence_percentile"]
        if not 0 < part < 1:
            raise forms.ValidationError(_("More than 0 % and less than 100 %."))
        return part

    def clean_yearly_discount(self) -> float:
        part = self.cleaned_data["yearly_discount"]
        if part >= 1:
            raise forms.ValidationError(_("Less than 100 %: money keeps some of its worth."))
        return part

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        opening, closing = given.get("opening_event"), given.get("closing_event")
        if opening and opening == closing:
            self.add_error("closing_event", _("A contract cannot begin and end with the same event."))
        return given
