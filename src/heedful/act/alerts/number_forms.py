"""Rules on numbers, in plain words: how often chance may be wrong is part of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heedful.act.alerts import conditions
from heedful.act.alerts.ground import SENSITIVITIES, Ground
from heedful.act.alerts.models import Rule
from heedful.act.alerts.sentences import HEARD
from heedful.act.alerts.watching import promised_by
from heedful.act.alerts.windows import DAY_MINUTES, WEEK_MINUTES, can_be_watched
from heedful.understand.goals.models import Standard
from heedful.understand.setup.amounts import amount_words
from heedful.understand.setup.measures import MeasuredForm, MeasureField


class Watched(MeasuredForm, Ground):
    """A rule about a number: it is looked at by windows, and the false alarms that chance makes are stated."""

    measure = MeasureField(fits=can_be_watched)
    false_alarm_days = forms.TypedChoiceField(
        label=_("How sure it is to be"), coerce=int, choices=SENSITIVITIES, initial=90
    )
    apart = forms.BooleanField(label=_("Each place by itself"), required=False)

    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        self.fields["window_minutes"] = forms.TypedChoiceField(
            label=_("Looked at"),
            coerce=int,
            choices=((DAY_MINUTES, _("Day by day")), (WEEK_MINUTES, _("Week by week"))),
            initial=WEEK_MINUTES,
        )
        self.fields["minimum_n"].help_text = _("Fewer answers than that in a day or week tell nothing.")
        self.fields["minimum_n"].initial = 10
        self.fields["locations"].help_text = _("None chosen: everywhere, all together.")
        self.fields["opens_case"].label = _("Open a case")

    def about(self, given: Mapping[str, Any]) -> dict[str, Any]:
        metric, method = given["measure"]
        kept = {name: given[name] for name in ("false_alarm_days", "apart")}
        return {"metric": metric, "method": method, **kept}


class LevelForm(Watched):
    amounts = ("at_least", "at_most")

    touchpoint = forms.ChoiceField(
        label=_("At the touchpoint"),
        required=False,
        help_text=_("Without a limit below, the standard of this touchpoint counts, as it is by then."),
    )
    at_least = amount_words(required=False, label=_("At least"))
    at_most = amount_words(required=False, label=_("At most"))

    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        promised = Standard.objects.filter(workspace=self.member.workspace_id)
        names = sorted(set(promised.values_list("touchpoint", flat=True)))
        self.fields["touchpoint"].choices = [("", _("All of them")), *((name, name) for name in names)]

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        if given.get("at_least") is not None and given.get("at_most") is not None:
            self.add_error("at_most", gettext("Say one of the two."))
        elif promised_by(Rule(workspace=self.member.workspace), self.condition(given)) is None:
            self.add_error("at_least", gettext("Say at least how much, or choose a touchpoint with a standard for it."))
        return given

    def condition(self, given):
        limits = {name: given.get(name) for name in self.amounts}
        return conditions.Level(touchpoint=given["touchpoint"], **limits, **self.about(given))


class ChangeForm(Watched):
    def condition(self, given):
        return conditions.Change(**self.about(given))


class SpikeForm(Ground):
    kinds = forms.MultipleChoiceField(
        label=_("When more comes in an hour than usual"),
        choices=list(HEARD.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Held against the same hour of the week in the eight weeks before."),
    )
    false_alarm_days = forms.TypedChoiceField(
        label=_("How sure it is to be"), coerce=int, choices=SENSITIVITIES, initial=90
    )
    apart = forms.BooleanField(label=_("Each place by itself"), required=False)

    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        del self.fields["window_minutes"]
        self.fields["minimum_n"].initial = 5
        self.fields["minimum_n"].help_text = _("In the hour.")
        self.fields["locations"].help_text = _("None chosen: everywhere, all together.")
        self.fields["opens_case"].label = _("Open a case")

    def condition(self, given):
        kept = {name: given[name] for name in ("false_alarm_days", "apart")}
        return conditions.Spike(kinds=tuple(given["kinds"]), **kept)


class NewThemeForm(Ground):
    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        for name in ("window_minutes", "locations"):
            del self.fields[name]
        self.fields["minimum_n"].initial = 20
        self.fields["minimum_n"].help_text = _("Texts that have it in common.")
        self.fields["opens_case"].label = _("Open a case")

    def clean(self):
        self.cleaned_data["locations"] = []
        return super().clean()

    def condition(self, _given):
        return conditions.NewTheme()
