"""Rules on single items, in plain words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heedful.act.alerts import conditions
from heedful.act.alerts.conditions import LONGEST_WORD, MOST_WORDS
from heedful.act.alerts.ground import LENGTHS, Ground
from heedful.act.alerts.sentences import SIGNS
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.scales import ENDS
from heedful.understand.themes.queries import theme_names


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
            raise forms.ValidationError(gettext("From 1 to %d lines.") % MOST_WORDS)
        return words

    def condition(self, given):
        return conditions.WordsSaid(words=given["words"])


class SoundsForm(Ground):
    sign = forms.ChoiceField(label=_("What the text is like"), choices=list(SIGNS.items()))
    theme = forms.ChoiceField(label=_("What it is about"), required=False)

    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        names = theme_names(self.member)
        kept = self.initial.get("theme", "")
        names |= {kept: kept} if kept and kept not in names else {}
        named = sorted(names.items(), key=lambda each: each[1].casefold())
        self.fields["theme"].choices = [("", _("Anything")), *named]

    def condition(self, given):
        return conditions.Sounds(sign=given["sign"], theme=given["theme"])


class UnansweredForm(Ground):
    minutes = forms.TypedChoiceField(
        label=_("When a customer waits for an answer for"), coerce=int, choices=LENGTHS[1:], initial=240
    )

    def condition(self, given):
        return conditions.Unanswered(minutes=given["minutes"])


def _scale(key: str, ends: tuple[int, int]) -> str:
    said = {"measure": METRICS[key.partition(":")[0]].name, "low": ends[0], "high": ends[1]}
    return gettext("%(measure)s, %(low)d to %(high)d") % said
