"""What a kiosk and a widget may be told: one form each, on the page of their link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.listen.channels.kiosk import IDLE_SECONDS, THANKS_SECONDS
from heedful.listen.channels.models import Link
from heedful.listen.channels.widget import DEFAULTS, origin_of

MOST_LINES: Final = 20
LONGEST_LINE: Final = 200


class Lines(forms.CharField):
    """Several words, one a line; each is looked at by `fit`, which gives what is kept, or None."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, fit: Any, wrong: Any, **more: Any) -> None:
        super().__init__(required=False, max_length=MOST_LINES * LONGEST_LINE, **more)
        self.fit, self.wrong = fit, wrong

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, Iterable) and not isinstance(value, str) else value

    def clean(self, value: Any) -> list[str]:
        typed = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(typed) > MOST_LINES:
            raise forms.ValidationError(_("Please write at most %(most)d lines.") % {"most": MOST_LINES})
        kept = [(line, self.fit(line)) for line in typed]
        if wrong := next((line for line, fitting in kept if fitting is None), None):
            raise forms.ValidationError(self.wrong % {"line": wrong})
        return list(dict.fromkeys(fitting for _line, fitting in kept))


def path_of(line: str) -> str | None:
    """A page's address on its site, with * for any words."""
    return line if line[0] in "/*" and len(line) <= LONGEST_LINE and not set(line) & set("?# ") else None


class KioskForm(forms.Form):
    thanks_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds until it begins anew after the thanks"), min_value=3, max_value=120
    )
    idle_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds until it begins anew when nobody touches it"),
        help_text=gettext_lazy("It asks before. What was answered until then is kept."),
        min_value=20,
        max_value=900,
    )
    starts_with: Final = {"thanks_seconds": THANKS_SECONDS, "idle_seconds": IDLE_SECONDS}


class WidgetForm(forms.Form):
    placement = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        widget=forms.RadioSelect,
        choices=[
            ("corner", gettext_lazy("A question that opens by itself, once")),
            ("button", gettext_lazy("A button that is always there; it opens by itself, too, if you say when")),
        ],
    )
    label = forms.CharField(
        label=gettext_lazy("Words on the button"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Left out, it says “Feedback” in the visitor's language."),
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Corner"),
        choices=[
            ("end", gettext_lazy("Where lines end: on the right in English")),
            ("start", gettext_lazy("Where lines begin: on the left in English")),
        ],
    )
    modal = forms.BooleanField(
        label=gettext_lazy("The page waits until it is answered or closed"),
        required=False,
        help_text=gettext_lazy("Visitors like it better when the page goes on."),
    )
    seconds = forms.IntegerField(
        label=gettext_lazy("Open after so many seconds"), required=False, min_value=0, max_value=3600
    )
    scroll = forms.IntegerField(
        label=gettext_lazy("Open when so much of the page was read, in percent"),
        required=False,
        min_value=1,
        max_value=100,
    )
    leaving = forms.BooleanField(
        label=gettext_lazy("Open when the mouse leaves towards the browser's bar"), required=False
    )
    event = forms.CharField(
        label=gettext_lazy("Open when your page says that this has happened"),
        required=False,
        max_length=60,
        help_text=gettext_lazy('For “paid”, your page calls heedful("event", "paid").'),
    )
    sample = forms.IntegerField(
        label=gettext_lazy("Of 100 visits, ask in"), min_value=1, max_value=100, help_text=gettext_lazy("100 asks all.")
    )
    rest_days = forms.IntegerField(
        label=gettext_lazy("Days until the same visitor is asked again"),
        min_value=1,
        max_value=730,
        help_text=gettext_lazy("Only where your page said that the visitor consented: else nothing is remembered."),
    )
    pages = Lines(
        label=gettext_lazy("Only on these pages"),
        fit=path_of,
        wrong=gettext_lazy("“%(line)s” is no page's address, such as /pricing or /shop/*."),
        help_text=gettext_lazy("One a line, such as /pricing or /shop/*. Left out, on all."),
    )
    not_pages = Lines(
        label=gettext_lazy("Not on these pages"),
        fit=path_of,
        wrong=gettext_lazy("“%(line)s” is no page's address, such as /pricing or /shop/*."),
    )
    origins = Lines(
        label=gettext_lazy("Only on these websites"),
        fit=origin_of,
        wrong=gettext_lazy("“%(line)s” is no website's address, such as https://shop.example."),
        help_text=gettext_lazy("One a line, such as https://shop.example. Left out, any website may show it."),
    )
    starts_with: Final = DEFAULTS

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        opens = [said.get("seconds") is not None, said.get("scroll"), said.get("leaving"), said.get("event")]
        if not self.errors and said.get("placement") == "corner" and not any(opens):
            self.add_error("seconds", _("Say when it opens: after some seconds, or by one of the ways below."))
        return said


FORMS: Final = {Link.Kind.KIOSK: KioskForm, Link.Kind.WIDGET: WidgetForm}


def settings_form(link: Link, data: Mapping[str, Any] | None = None) -> forms.Form | None:
    """The form of this link's settings; None for a kind that has none."""
    kind = FORMS.get(Link.Kind(link.kind))
    return kind(data, initial={**kind.starts_with, **link.settings}) if kind else None
