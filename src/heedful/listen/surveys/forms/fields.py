"""The fields that the forms of a survey are made of."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


def words(label, *, longest: int = 500, **more) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, **more)


def lines(label, help_text="", *, rows: int = 5) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=40_000, required=False, widget=area)


def tick(label, help_text="") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


def one_of(label, *choices, **more) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, **more)


POINTS = {
    3: gettext_lazy("3 points"),
    5: gettext_lazy("5 points"),
    7: gettext_lazy("7 points"),
    10: gettext_lazy("10 points"),
}


def points(*counts: int) -> forms.TypedChoiceField:
    named = [(count, POINTS[count]) for count in counts]
    return forms.TypedChoiceField(label=gettext_lazy("Scale"), choices=named, coerce=int)
