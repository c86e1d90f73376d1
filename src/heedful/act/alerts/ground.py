"""What every rule says, whatever it looks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.act.alerts.actions import Wanted, why_not
from heedful.act.alerts.conditions import AnyCondition
from heedful.people.models import Member

LENGTHS: Final = (
    (0, _("None")),
    (10, _("10 minutes")),
    (30, _("30 minutes")),
    (60, _("1 hour")),
    (240, _("4 hours")),
    (720, _("12 hours")),
    (1440, _("1 day")),
    (2880, _("2 days")),
    (10080, _("1 week")),
)
PRIORITIES: Final = ((1, _("Urgent")), (2, _("High")), (3, _("Normal")), (4, _("Low")))
SENSITIVITIES: Final = (
    (30, _("Sensitive: chance alone makes about one false alarm a month")),
    (90, _("Balanced: about one a quarter")),
    (365, _("Strict: about one a year")),
)
MANAGERS: Final = {"to": "role", "role": "manager", "at_place": True}


class Ground(forms.Form):
    """What every rule says. `places`: where the one who writes it may have it; `whole`: or everywhere."""

    name = forms.CharField(label=_("What it is called"), max_length=120)
    locations = forms.MultipleChoiceField(
        label=_("Where"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: everywhere, each place by itself."),
    )
    window_minutes = forms.TypedChoiceField(
        label=_("What comes within this time is one alert"), coerce=int, choices=LENGTHS[1:], initial=60
    )
    cooldown_minutes = forms.TypedChoiceField(
        label=_("Then it rests for"),
        coerce=int,
        choices=LENGTHS,
        initial=0,
        help_text=_("What comes meanwhile is counted in the same alert, and nobody is told again."),
    )
    minimum_n = forms.IntegerField(
        label=_("Only from so many on"), min_value=1, initial=1, help_text=_("So many within the time above.")
    )
    tell_managers = forms.BooleanField(label=_("Tell the managers of the place"), required=False)
    tell_members = forms.MultipleChoiceField(
        label=_("Tell these people"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tell_channels = forms.MultipleChoiceField(
        label=_("Tell these channels"), required=False, widget=forms.CheckboxSelectMultiple
    )
    quiet_hours = forms.CharField(
        label=_("Quiet hours"),
        required=False,
        max_length=200,
        help_text=_("In these it is told of only when they are over: Mon-Fri 20:00-8:00; Sat,Sun 0:00-24:00"),
    )
    opens_case = forms.BooleanField(label=_("Open a case for each"), required=False)
    priority = forms.TypedChoiceField(label=_("Priority of the case"), coerce=int, choices=PRIORITIES, initial=3)
    shared = (
        "window_minutes",
        "cooldown_minutes",
        "minimum_n",
        "tell_managers",
        "tell_members",
        "tell_channels",
        "quiet_hours",
        "opens_case",
        "priority",
    )

    def __init__(
        self,
        *args,
        member: Member,
        places: Mapping[str, str],
        members: Sequence[Member],
        channels: Sequence[Any],
        whole: bool,
        **more,
    ) -> None:
        super().__init__(*args, **more)
        self.member, self.whole = member, whole
        self.fields["locations"].choices = list(places.items())
        self.fields["tell_members"].choices = [
            (str(each.pk), each.user.first_name or each.user.username) for each in members
        ]
        self.fields["tell_channels"].choices = [(str(each.pk), each.name) for each in channels]
        if not channels:
            del self.fields["tell_channels"]
        if not whole:
            self.fields["locations"].required = True
            self.fields["locations"].help_text = ""

    @property
    def own(self) -> list[forms.BoundField]:
        """The fields of what is looked for."""
        common = {"name", "locations", *self.shared}
        return [self[name] for name in self.fields if name not in common]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.shared if name in self.fields]

    def clean(self):
        given = super().clean()
        if not self.errors:
            for name, reason in why_not(self.wanted, self.member.workspace.time_zone).items():
                self.add_error(name, reason)
        return given

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            name=given["name"],
            condition=self.condition(given),
            locations=given["locations"],
            window_minutes=given.get("window_minutes", 60),
            cooldown_minutes=given["cooldown_minutes"],
            minimum_n=given["minimum_n"],
            quiet_hours=given["quiet_hours"].strip(),
            opens_case=given["opens_case"],
            priority=given["priority"],
            tells=_tells(given),
        )

    def condition(self, given: Mapping[str, Any]) -> AnyCondition:
        raise NotImplementedError


def _tells(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    tells = [dict(MANAGERS)] if given["tell_managers"] else []
    if given["tell_members"]:
        tells.append({"to": "members", "members": [int(each) for each in given["tell_members"]]})
    return [*tells, *({"to": "channel", "channel": int(each)} for each in given.get("tell_channels") or ())]
