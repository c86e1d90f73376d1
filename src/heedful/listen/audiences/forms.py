from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heedful.listen.audiences.models import Audience
from heedful.listen.audiences.segments import Condition, Segment
from heedful.people.members.models import Member
from heedful.people.workspaces.queries import visible_places

LONGEST_PASTE = 1_000_000
LARGEST_FILE = 100 << 20
DAYS = {"min_value": 1, "max_value": 3_650, "required": False}
BANDS = [
    ("", _("any, or none")),
    ("detractors", _("would not recommend us (0–6)")),
    ("passives", _("neither would nor would not (7–8)")),
    ("promoters", _("would recommend us (9–10)")),
    ("unsatisfied", _("were not satisfied")),
    ("satisfied", _("were satisfied")),
    ("hard", _("did not find it easy")),
    ("easy", _("found it easy")),
]
REACHABLE = [("", _("whether or not")), ("email", _("an e-mail address")), ("phone", _("a phone number"))]


class NameForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)


class PeopleForm(forms.Form):
    """A file, or lines that were pasted: one of both."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_(
            "CSV or a workbook with a column “email” or “phone”. Columns “name”, “language”, “location” and “product” "
            "are understood; any other is kept with the person, for this list."
        ),
    )
    pasted = forms.CharField(
        label=_("Or addresses, one a line"),
        required=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean_file(self):
        given = self.cleaned_data["file"]
        if given and given.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 100 MB. Cut it into parts."))
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("pasted", "").strip():
            self.add_error("file", _("Choose a file, or paste addresses below."))
        return given


class SegmentForm(NameForm):
    """What must hold of a person, all of it; what is left empty is not looked at."""

    ordered = forms.IntegerField(label=_("Ordered within the last … days"), **DAYS)
    not_ordered = forms.IntegerField(label=_("Did not order within the last … days"), **DAYS)
    visited = forms.IntegerField(label=_("Visited within the last … days"), **DAYS)
    not_visited = forms.IntegerField(label=_("Did not visit within the last … days"), **DAYS)
    orders_least = forms.IntegerField(label=_("Orders, at least"), min_value=0, required=False)
    orders_most = forms.IntegerField(label=_("Orders, at most"), min_value=0, required=False)
    locations = forms.MultipleChoiceField(
        label=_("Heard at"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None means anywhere.")
    )
    product = forms.CharField(
        label=_("Product"), max_length=200, required=False, help_text=_("As it is called in the log.")
    )
    band = forms.ChoiceField(label=_("In their latest answer, they"), choices=BANDS, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Language"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    reachable = forms.ChoiceField(label=_("Has"), choices=REACHABLE, required=False)
    listed = forms.ChoiceField(label=_("On the list"), required=False)
    list_property = forms.CharField(label=_("With this column of the list"), max_length=60, required=False)
    list_value = forms.CharField(label=_("… being"), max_length=200, required=False)

    def __init__(self, member: Member, lists, *args, **more):
        super().__init__(*args, **more)
        self.fields["locations"].choices = [(place.key, place.name) for place in visible_places(member)]
        if not self.fields["locations"].choices:
            del self.fields["locations"]
        self.fields["listed"].choices = [("", _("any, or none")), *((str(each.pk), each.name) for each in lists)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        least, most = given.get("orders_least"), given.get("orders_most")
        if least is not None and most is not None and least > most:
            self.add_error("orders_most", _("This is less than the number beside it."))
        if given.get("list_property") and not given.get("listed"):
            self.add_error("listed", _("Choose the list that has this column."))
        if given.get("list_property") and not given.get("list_value"):
            self.add_error("list_value", _("Say what stands in the column."))
        if "__" in given.get("list_property", ""):
            self.add_error("list_property", _("No list has a column of this name."))
        return given

    @property
    def segment(self) -> Segment:
        return Segment(conditions=tuple(_conditions(self.cleaned_data)))


def _conditions(given: dict[str, Any]) -> Iterator[Condition]:
    for about, name in (("order", "ordered"), ("visit", "visited")):
        if given[name]:
            yield Condition(about=about, days=given[name])
        if given[f"not_{name}"]:
            yield Condition(about=about, days=given[f"not_{name}"], is_not=True)
    if given["orders_least"] or given["orders_most"] is not None:
        yield Condition(about="orders", least=given["orders_least"], most=given["orders_most"])
    for about, values in (
        ("location", given.get("locations")),
        ("product", [given["product"]] if given["product"] else []),
        ("score", [given["band"]] if given["band"] else []),
        ("language", given["languages"]),
        ("reachable", [given["reachable"]] if given["reachable"] else []),
    ):
        if values:
            yield Condition(about=about, values=tuple(values))
    if given["listed"]:
        values = (given["list_value"],) if given["list_property"] else ()
        yield Condition(about="list", audience=int(given["listed"]), subject=given["list_property"], values=values)


def asked_of(audience: Audience, segment: Segment) -> dict[str, Any]:
    """What the form of a segment begins with."""
    initial: dict[str, Any] = {"name": audience.name}
    for each in segment.conditions:
        if each.about in ("order", "visit"):
            initial[("not_" if each.is_not else "") + {"order": "ordered", "visit": "visited"}[each.about]] = each.days
        elif each.about == "orders":
            initial |= {"orders_least": each.least, "orders_most": each.most}
        elif each.about == "list":
            initial |= {"listed": str(each.audience), "list_property": each.subject, "list_value": "".join(each.values)}
        elif each.about in ("location", "language"):
            initial[f"{each.about}s"] = list(each.values)
        else:
            initial[{"score": "band"}.get(each.about, each.about)] = each.values[0]
    return initial
