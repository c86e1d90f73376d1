from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from heedful.act.notifications.events import EVENTS, NUMBERS, How
from heedful.act.notifications.hours import never_ends
from heedful.stats.business_calendar import BusinessCalendar

HOW: Final = (
    (How.AT_ONCE, _("Here, and by mail at once")),
    (How.DAILY, _("Here, and in the mail of the day")),
    (How.WEEKLY, _("Here, and in the mail of the week")),
    (How.HERE, _("Here alone")),
    (How.NOT, _("Not at all")),
)
HOW_NUMBERS: Final = (
    (How.NOT, _("Not at all")),
    (How.WEEKLY, _("In the mail of the week")),
)
TOKEN: Final = re.compile(r"\d{5,15}:[\w-]{30,60}", re.ASCII)
UNAIDED: Final = {"autocomplete": "off", "spellcheck": "false"}
CHAT: Final = re.compile(r"-?\d{1,20}|@\w{4,40}", re.ASCII)


def field_of(event: str) -> str:
    return event.replace(".", "-")


class WishesForm(forms.Form):
    """How a member is told of each event, and when they are not written to."""

    hours = forms.CharField(
        label=_("Quiet hours"), required=False, max_length=200,
        widget=forms.TextInput({"placeholder": "Mon-Fri 20:00-8:00; Sat,Sun 8:00-8:00", "spellcheck": "false"}),
        help_text=_("No mail then: what comes is sent when they are over. Here, it stands at once. Days in English."),
    )  # fmt: skip

    def __init__(self, *given: Any, **also: Any) -> None:
        super().__init__(*given, **also)
        wishes = {
            field_of(event.name): forms.ChoiceField(label=event.title, choices=HOW, initial=event.how)
            for event in EVENTS.values()
        }
        wishes[NUMBERS] = forms.ChoiceField(label=_("The numbers, in brief"), choices=HOW_NUMBERS, initial=How.NOT)
        self.fields = wishes | self.fields

    def clean_hours(self) -> str:
        hours: str = self.cleaned_data["hours"].strip()
        if not hours:
            return ""
        try:
            calendar = BusinessCalendar.parse(hours, "UTC")
        except ValueError as error:
            raise forms.ValidationError(_("Write them like Mon-Fri 20:00-8:00; Sat,Sun 8:00-8:00.")) from error
        if never_ends(calendar):
            raise forms.ValidationError(_("They would never end. Choose “Here alone” instead."))
        return hours

    @property
    def wishes(self) -> dict[str, str]:
        names = {field_of(event): event for event in [*EVENTS, NUMBERS]}
        return {event: self.cleaned_data[name] for name, event in names.items()}


class SlackForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As your team knows it: #nord."))
    secret = forms.CharField(
        label=_("Webhook address"), max_length=500,
        widget=forms.TextInput({"placeholder": "https://hooks.slack.com/services/…"} | UNAIDED),
        help_text=_("From your Slack app: Incoming Webhooks. It is kept sealed, and not shown again."),
    )  # fmt: skip
    signing_secret = forms.CharField(
        label=_("Signing secret"), max_length=200, required=False,
        widget=forms.TextInput(UNAIDED),
        help_text=_("From your Slack app: Basic Information. With it, messages have buttons."),
    )  # fmt: skip

    def clean_secret(self) -> str:
        url: str = self.cleaned_data["secret"].strip()
        if url and (not url.startswith(f"{settings.SLACK_URL}/") or any(each.isspace() for each in url)):
            raise forms.ValidationError(
                _("Slack's addresses begin with %(base)s/"), params={"base": settings.SLACK_URL}
            )
        return url


class TelegramForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As your team knows it: Nord, managers."))
    secret = forms.CharField(
        label=_("Token of the bot"), max_length=200,
        widget=forms.TextInput(UNAIDED),
        help_text=_("From @BotFather. It is kept sealed, and not shown again."),
    )  # fmt: skip
    chat = forms.CharField(
        label=_("Chat"), max_length=80,
        help_text=_("The number of the group, like -1001234567890, or @name of a public one. The bot is a member."),
    )  # fmt: skip

    def clean_secret(self) -> str:
        token: str = self.cleaned_data["secret"].strip()
        if token and not TOKEN.fullmatch(token):
            raise forms.ValidationError(_("This is no token of a bot: it looks like 110201543:AAHdqTcvCH1v…"))
        return token

    def clean_chat(self) -> str:
        chat: str = self.cleaned_data["chat"].strip()
        if not CHAT.fullmatch(chat):
            raise forms.ValidationError(_("This is no chat: it is a number, or a name that begins with @."))
        return chat


FORMS: Final[dict[str, type[forms.Form]]] = {"slack": SlackForm, "telegram": TelegramForm}


def changing(form: forms.Form) -> forms.Form:
    """The same form for a channel that is there: a secret left empty stays as it is."""
    for name in ("secret", "signing_secret"):
        if name in form.fields:
            form.fields[name].required = False
            form.fields[name].widget.attrs["placeholder"] = _("as it is")
    return form
