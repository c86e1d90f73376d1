"""The three steps of a plan, its tasks and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.act.plans.aims import Aim, is_at_touchpoint
from heedful.act.plans.designing import fits
from heedful.act.plans.models import Plan, PlanTask
from heedful.people.models import Member
from heedful.understand.goals.forms import day_field
from heedful.understand.metrics.metric import Words
from heedful.understand.models import Goal
from heedful.understand.setup.amounts import LONGEST, AmountError, amount_of, written
from heedful.understand.setup.measures import MeasureField, better_of, described, unit_of

LONGEST_TEXT = 4000
LONGEST_RUN = timedelta(days=731)
EARLIEST_START = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Choices:
    """What whoever writes the plan may choose from."""

    places: Mapping[str, Words]
    themes: Mapping[str, Words] = field(default_factory=dict)
    touchpoints: Sequence[str] = ()
    goals: Sequence[Goal] = ()
    members: Sequence[Member] = ()


def text_field(rows: int, **more) -> forms.CharField:
    return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ProblemForm(forms.Form):
    """Step 1: what is wrong, and what will be done. What was known already comes along unseen."""

    name = forms.CharField(
        label=_("What the plan is called"),
        max_length=Plan._meta.get_field("name").max_length,
        help_text=_("A few words; they stand on the trends from its first day on: “changing rooms renovated”."),
    )
    problem = text_field(3, label=_("What is wrong"), help_text=_("What customers say or do, and how you know."))
    theme = forms.ChoiceField(label=_("The theme it is about"), required=False)
    touchpoint = forms.ChoiceField(label=_("The touchpoint where it happens"), required=False)
    hypothesis = text_field(2, label=_("Why it is so, as far as you know"), required=False)
    action = text_field(3, label=_("What you will do"))
    driver = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, choices: Choices, **more) -> None:
        super().__init__(*args, **more)
        kept = self.initial
        themes = dict(choices.themes) | ({kept["theme"]: kept["theme"]} if kept.get("theme") else {}) | choices.themes
        heard = dict.fromkeys([*choices.touchpoints, *filter(None, [kept.get("touchpoint")])])
        self.fields["theme"].choices = [("", _("None")), *themes.items()]
        self.fields["touchpoint"].choices = [("", _("None")), *((each, each) for each in heard)]


class AimForm(forms.Form):
    """Step 2: what it is to move, where, when and by how much. `whole`: without any places, all is meant."""

    goal = forms.ChoiceField(
        label=_("The goal it serves"), required=False, help_text=_("Its measure is then the plan's, too.")
    )
    measure = MeasureField(label=_("The measure it is to move"), required=False, fits=fits)
    expected = forms.CharField(
        label=_("The improvement you expect"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("In the unit of the measure: 10, 5 %, 30 min. You will see whether so much could be told."),
    )
    at_touchpoint = forms.BooleanField(
        required=False,
        help_text=_("Untick it where the measure is asked elsewhere, as a recommendation after the whole visit."),
    )
    places = forms.MultipleChoiceField(label=_("Where"), required=False, widget=forms.CheckboxSelectMultiple)
    how_many = forms.IntegerField(
        label=_("Let a draw decide: in how many of them"),
        required=False,
        min_value=1,
        help_text=_("Leave it empty to begin in all that are ticked. With a draw, the others wait and are what it is "
                    "compared with: nothing proves more."),
    )  # fmt: skip
    starts_on = day_field(label=_("From"))
    ends_on = day_field(label=_("Until"), help_text=_("The last day whose answers count."))
    owner = forms.ChoiceField(label=_("Who answers for it"), required=False)

    def __init__(self, *args, choices: Choices, today: date, touchpoint: str = "", **more) -> None:
        super().__init__(*args, **more)
        self.today = today
        self.fields["at_touchpoint"].label = _("Only what is heard at “%(touchpoint)s”") % {"touchpoint": touchpoint}
        if not touchpoint:
            del self.fields["at_touchpoint"]
        self.goals = {str(goal.pk): goal for goal in choices.goals}
        self.members = {str(member.pk): member for member in choices.members}
        self.fields["goal"].choices = [("", _("None")), *((key, _goal(goal)) for key, goal in self.goals.items())]
        self.fields["places"].choices = list(choices.places.items())
        named = [(key, each.user.first_name or each.user.username) for key, each in self.members.items()]
        self.fields["owner"].choices = [("", _("Nobody yet")), *named]
        if not choices.places:
            del self.fields["places"], self.fields["how_many"]

    def clean_places(self) -> tuple[str, ...]:
        if not self.cleaned_data["places"]:
            raise forms.ValidationError(_("Tick one place at least."))
        return tuple(self.cleaned_data["places"])

    def clean_starts_on(self) -> date:
        day = self.cleaned_data["starts_on"]
        if not abs(day - self.today) <= EARLIEST_START:
            raise forms.ValidationError(_("Within a year of today."))
        return day

    def clean(self):
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and not starts_on < ends_on <= starts_on + LONGEST_RUN:
            self.add_error("ends_on", _("After its first day, and within two years."))
        if given.get("how_many") and given.get("places") and given["how_many"] >= len(given["places"]):
            self.add_error("how_many", _("Fewer than are ticked: those that are left are the comparison."))
        self._settle_measure(given)
        self._read_expected(given)
        return given

    @property
    def aim(self) -> Aim:
        given = self.cleaned_data
        metric, method = given["measure"]
        return Aim(
            metric=metric,
            method=method,
            places=given.get("places", ()),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            goal=self.goals.get(given["goal"]),
            expected=given["expected"],
            how_many=given.get("how_many"),
            owner=self.members.get(given["owner"]),
            at_touchpoint=given.get("at_touchpoint", True),
        )

    def _settle_measure(self, given) -> None:
        goal = self.goals.get(given.get("goal") or "")
        if goal is not None:
            if given.get("measure") not in (None, (goal.metric, goal.method)):
                self.add_error("measure", _("The goal is about another measure: choose one of the two."))
            given["measure"] = (goal.metric, goal.method)
        elif not given.get("measure") and "measure" not in self.errors:
            self.add_error("measure", _("Choose a measure, or a goal."))

    def _read_expected(self, given) -> None:
        """How much better, as a change of the measure: less, where less is better."""
        text, measure = (given.get("expected") or "").strip(), given.get("measure")
        given["expected"] = None
        if not text or not measure:
            return
        try:
            amount = abs(amount_of(text.lstrip("+-−"), unit_of(*measure)))
        except AmountError as error:
            self.add_error("expected", str(error))
        else:
            given["expected"] = amount if better_of(*measure) == "higher" else -amount


class ComparisonForm(forms.Form):
    """Step 3: which places are left as they are."""

    compared = forms.MultipleChoiceField(
        label=_("Compared with"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Places where nothing of the kind is done in that time. With none, it is held against its own "
                    "past only, which proves least."),
    )  # fmt: skip

    def __init__(self, *args, places: Mapping[str, Words], **more) -> None:
        super().__init__(*args, **more)
        self.fields["compared"].choices = list(places.items())


class TaskForm(forms.Form):
    words = forms.CharField(label=_("What is to be done"), max_length=PlanTask._meta.get_field("words").max_length)
    owner = forms.ChoiceField(label=_("By whom"), required=False)
    due_on = day_field(label=_("Until"), required=False)

    def __init__(self, *args, members: Sequence[Member], **more) -> None:
        super().__init__(*args, **more)
        self.members = {str(member.pk): member for member in members}
        named = [(key, each.user.first_name or each.user.username) for key, each in self.members.items()]
        self.fields["owner"].choices = [("", _("Nobody yet")), *named]

    @property
    def task(self) -> dict[str, object]:
        given = self.cleaned_data
        return {"words": given["words"], "owner": self.members.get(given["owner"]), "due_on": given["due_on"]}


class EndForm(forms.Form):
    conclusion = text_field(
        3, label=_("What you conclude"), help_text=_("What was learned, and what is kept or given up.")
    )


def words_of(plan: Plan) -> dict[str, str]:
    return {name: getattr(plan, name) for name in ProblemForm.base_fields}


def aim_of(plan: Plan) -> dict[str, object]:
    drawn = plan.drawn if plan.design == Plan.Design.RANDOMISED else {}
    return {
        "goal": plan.goal_id or "",
        "measure": f"{plan.metric}:{plan.method}",
        "expected": "" if plan.expected is None else written(abs(plan.expected), unit_of(plan.metric, plan.method)),
        "places": drawn.get("from", plan.treated),
        "how_many": drawn.get("how_many"),
        "at_touchpoint": is_at_touchpoint(plan),
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "owner": plan.owner_id or "",
    }


def _goal(goal: Goal) -> str:
    measure = described(goal)
    return f"{measure.name}: {written(goal.target, measure.unit)} · {goal.due_on:%Y-%m-%d}"
