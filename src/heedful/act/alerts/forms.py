"""A rule in plain words: what is looked for has a form of its own, the rest is the same for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.act.alerts import conditions
from heedful.act.alerts.actions import Wanted, why_not
from heedful.act.alerts.conditions import LONGEST_WORD, MOST_WORDS, AnyCondition, condition_of
from heedful.act.alerts.models import Rule
from heedful.act.alerts.sentences import HEARD, SIGNS
from heedful.act.alerts.watching import DAY_MINUTES, WEEK_MINUTES, can_be_watched, promised_by
from heedful.people.models import Member
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.scales import ENDS
from heedful.understand.setup.amounts import amount_words, written
from heedful.understand.setup.measures import MeasuredForm, MeasureField, unit_of

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


class DetractorForm(Ground):
    at_most = forms.IntegerField(
        label=_("When somebody gives this or less"), min_value=0, max_value=8, initial=6, help_text=_("Of 10.")
    )

    def condition(self, given):
        return conditions.Detractor(at_most=given["at_most"])


class ScoreForm(Ground):
    scale = forms.ChoiceField(label=_("On which scale"))
    at_most = forms.IntegerField(label=_("When somebody gives this or less"), min_value=0, max_value=10, initial=2)

    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        named = [(key, _scale(key, ends)) for key, ends in ENDS.items() if not key.startswith("nps")]
        self.fields["scale"].choices = named

    def condition(self, given):
        return conditions.Score(scale=given["scale"], at_most=given["at_most"])


class StarsForm(Ground):
    at_most = forms.IntegerField(
        label=_("When a review has so many stars or fewer"), min_value=1, max_value=4, initial=2
    )

    def condition(self, given):
        return conditions.Stars(at_most=given["at_most"])


class WordsForm(Ground):
    words = forms.CharField(
        label=_("When a customer writes one of these words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A line each, in every language that your customers write. Beginnings suffice: “refund” finds "
                    "“refunds”, too; capitals and accents do not matter."),
    )  # fmt: skip

    def clean_words(self) -> tuple[str, ...]:
        found = [" ".join(line.split())[:LONGEST_WORD] for line in self.cleaned_data["words"].splitlines()]
        words = tuple(dict.fromkeys(word for word in found if any(map(str.isalnum, word))))
        if not 0 < len(words) <= MOST_WORDS:
            raise forms.ValidationError(_now("From 1 to %d lines.") % MOST_WORDS)
        return words

    def condition(self, given):
        return conditions.WordsSaid(words=given["words"])


class SoundsForm(Ground):
    sign = forms.ChoiceField(label=_("When a text is read to be"), choices=list(SIGNS.items()))

    def condition(self, given):
        return conditions.Sounds(sign=given["sign"])


class UnansweredForm(Ground):
    minutes = forms.TypedChoiceField(
        label=_("When a customer waits for an answer for"), coerce=int, choices=LENGTHS[1:], initial=240
    )

    def condition(self, given):
        return conditions.Unanswered(minutes=given["minutes"])


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
            self.add_error("at_most", _now("Say one of the two."))
        elif promised_by(Rule(workspace=self.member.workspace), self.condition(given)) is None:
            self.add_error("at_least", _now("Say at least how much, or choose a touchpoint with a standard for it."))
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


FORMS: Final[Mapping[str, tuple[type[Ground], Promise, str]]] = {
    "detractor": (DetractorForm, _("Somebody would not recommend you"), "frown"),
    "score": (ScoreForm, _("Somebody gives a low score"), "thumbs-down"),
    "stars": (StarsForm, _("A bad review comes in"), "star"),
    "words": (WordsForm, _("Somebody writes certain words"), "text-search"),
    "sounds": (SoundsForm, _("Somebody is angry, or it is urgent"), "angry"),
    "unanswered": (UnansweredForm, _("A customer waits too long for an answer"), "hourglass"),
    "level": (LevelForm, _("A measure misses its standard"), "ruler"),
    "change": (ChangeForm, _("A measure leaves its usual limits"), "activity"),
    "spike": (SpikeForm, _("Much more is heard than usual"), "trending-up"),
    "new theme": (NewThemeForm, _("A new theme comes up"), "lightbulb"),
}
FOR_ALL: Final = frozenset({"new theme"})  # what no single place has


def initial_of(rule: Rule) -> dict[str, Any]:
    """What the form holds of a rule."""
    condition = condition_of(rule)
    given = {name: getattr(condition, name) for name in condition.__struct_fields__}
    kept = {name: getattr(rule, name) for name in ("name", "locations", *Ground.shared) if hasattr(rule, name)}
    given |= kept | _told(rule.tells)
    if isinstance(condition, conditions.WordsSaid):
        given["words"] = "\n".join(condition.words)
    if isinstance(condition, conditions.Level):
        unit = unit_of(condition.metric, condition.method)
        given |= {name: written(getattr(condition, name), unit) for name in LevelForm.amounts}
    if isinstance(condition, conditions.Level | conditions.Change):
        given["measure"] = (condition.metric, condition.method)
    return given


def _tells(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    tells = [dict(MANAGERS)] if given["tell_managers"] else []
    if given["tell_members"]:
        tells.append({"to": "members", "members": [int(each) for each in given["tell_members"]]})
    return [*tells, *({"to": "channel", "channel": int(each)} for each in given.get("tell_channels") or ())]


def _told(tells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "tell_managers": any(each.get("to") == "role" for each in tells),
        "tell_members": [str(pk) for each in tells if each.get("to") == "members" for pk in each["members"]],
        "tell_channels": [str(each["channel"]) for each in tells if each.get("to") == "channel"],
    }


def _scale(key: str, ends: tuple[int, int]) -> str:
    from heedful.understand.metrics.catalogue import METRICS

    said = {"measure": METRICS[key.partition(":")[0]].name, "low": ends[0], "high": ends[1]}
    return _now("%(measure)s, %(low)d to %(high)d") % said
