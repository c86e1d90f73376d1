from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.listen.surveys.templates import TEMPLATES
from heedful.people.models import Member
from heedful.ui.numbers import shown
from heedful.understand.setup.amounts import amount_of
from heedful.understand.setup.measures import described, unit_of
from heedful.understand.strategy.actions import Moment
from heedful.understand.strategy.beginning import Chosen
from heedful.understand.strategy.models import Persona, Touchpoint
from heedful.understand.strategy.trades import Trade, in_words

LONGEST = 4000
STAGES = {
    Touchpoint.Stage.DISCOVER: _("Discover"),
    Touchpoint.Stage.CHOOSE: _("Choose"),
    Touchpoint.Stage.BUY: _("Buy"),
    Touchpoint.Stage.USE: _("Use"),
    Touchpoint.Stage.GET_HELP: _("Get help"),
    Touchpoint.Stage.STAY: _("Stay"),
}
NOBODY = ("", _("Nobody yet"))
PARTS = {
    "audience": (_("Whom you serve"), _("Who they are, what brings them, when they stay and when they leave.")),
    "plan_words": (_("Plan"), _("What is done first, what after it, and when you look whether it worked.")),
    "roll_out": (_("Roll-out"), _("How it reaches every place and everybody who meets customers.")),
}


def _long(**more) -> forms.CharField:
    return forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), **more)


class WordsForm(forms.Form):
    """One part of the strategy that is said in words."""

    words = _long()

    def __init__(self, *args, part: str, **more) -> None:
        super().__init__(*args, **more)
        self.fields["words"].label, self.fields["words"].help_text = PARTS[part]
        self.fields["words"].widget.attrs["rows"] = 10


class PersonaForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As you speak of them: the newcomer."))
    wants = _long(label=_("Wants"))
    worries = _long(label=_("Worries"))
    segment = forms.ChoiceField(
        label=_("Known as"), required=False, help_text=_("The audience that holds such people, where there is one.")
    )

    def __init__(self, *args, audiences: Sequence[str], persona: Persona | None = None, **more) -> None:
        kept = persona.segment if persona else ""
        names = ("name", "wants", "worries", "segment")
        initial = {name: getattr(persona, name) for name in names} if persona else {}
        super().__init__(*args, initial=initial, **more)
        offered = dict.fromkeys([*audiences, *([kept] if kept else [])])
        self.fields["segment"].choices = [("", _("Not told apart yet")), *((name, name) for name in offered)]


class TouchpointForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    key = forms.CharField(
        label=_("Key"),
        max_length=200,
        required=False,
        help_text=_("As it arrives in what you hear. Left empty, it is made of the name."),
        widget=forms.TextInput(attrs={"list": "touchpoints-heard", "autocomplete": "off"}),
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=[(each.value, words) for each, words in STAGES.items()])
    channel = forms.CharField(label=_("Channel"), max_length=200, required=False)
    owner = forms.ChoiceField(label=_("Who answers for it"), required=False)
    words = _long(label=_("What has to go right"))

    def __init__(self, *args, members: Sequence[Member], touchpoint: Touchpoint | None = None, **more) -> None:
        super().__init__(*args, **more)
        self.members = {str(member.pk): member for member in members}
        named = [(key, member.user.first_name or member.user.username) for key, member in self.members.items()]
        self.fields["owner"].choices = [NOBODY, *named]
        if touchpoint:
            del self.fields["key"]
            names = ("name", "stage", "channel", "words")
            self.initial = {name: getattr(touchpoint, name) for name in names} | {"owner": touchpoint.owner_id or ""}

    @property
    def moment(self) -> Moment:
        given = self.cleaned_data
        owner = self.members.get(given["owner"])
        return Moment(given["name"], given["stage"], given["channel"], owner, given["words"])


class TradeForm(forms.Form):
    """Everything of a trade, chosen to begin with; what is not wanted is left out."""

    def __init__(self, *args, trade: Trade, may_ask: bool, **more) -> None:
        super().__init__(*args, **more)
        self._offer("personas", _("Typical people"), [(n, in_words(p.name)) for n, p in enumerate(trade.personas)])
        self._offer("touchpoints", _("Key moments"), [(p.key, in_words(p.name)) for p in trade.touchpoints])
        self._offer("standards", _("Standards"), [(p.key, _promised(p)) for p in trade.touchpoints if p.standard])
        self._offer("goals", _("Goals"), [(n, _aimed(goal)) for n, goal in enumerate(trade.goals)])
        if may_ask:
            self._offer("surveys", _("Surveys, as drafts"), [(p.key, _asked(p)) for p in trade.surveys])

    def _offer(self, name: str, label, choices) -> None:
        keys = [str(key) for key, _words in choices]
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            required=False,
            initial=keys,
            choices=[(str(key), words) for key, words in choices],
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def chosen(self) -> Chosen:
        given = self.cleaned_data
        return Chosen(
            personas=[int(key) for key in given["personas"]],
            touchpoints=given["touchpoints"],
            standards=given["standards"],
            surveys=given.get("surveys", ()),
            goals=[int(key) for key in given["goals"]],
        )


def _promised(moment) -> str:
    promised, measure = moment.standard, described(moment.standard)
    limit = promised.at_least if promised.at_least is not None else promised.at_most
    words = _("%(moment)s: %(measure)s at least %(limit)s") if promised.at_least is not None else AT_MOST
    amount = shown(limit, measure.unit)
    return words % {"moment": in_words(moment.name), "measure": measure.name, "limit": amount}


AT_MOST = _("%(moment)s: %(measure)s at most %(limit)s")


def _aimed(goal) -> str:
    measure, unit = described(goal), unit_of(goal.metric, goal.method)
    words = _("%(measure)s, %(method)s: %(target)s in %(months)s months; while nothing is heard, %(otherwise)s")
    return words % {
        "measure": measure.name,
        "method": measure.method,
        "target": goal.target,
        "months": goal.months,
        "otherwise": shown(amount_of(goal.otherwise, unit), unit),
    }


def _asked(moment) -> str:
    template = next(each for each in TEMPLATES if each.key == moment.survey)
    return _("%(survey)s, about: %(moment)s") % {"survey": template.name, "moment": in_words(moment.name)}
