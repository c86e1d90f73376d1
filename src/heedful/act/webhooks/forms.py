from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from heedful.act.webhooks.events import EVENTS
from heedful.listen.outgoing import is_public

LONGEST_URL = 500


class EndpointForm(forms.Form):
    url = forms.CharField(
        label=_("Address"), max_length=LONGEST_URL,
        widget=forms.URLInput({"placeholder": "https://", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Where your program listens. It begins with https://."),
    )  # fmt: skip
    events = forms.MultipleChoiceField(label=_("Tell it when"), widget=forms.CheckboxSelectMultiple)
    include_personal = forms.BooleanField(
        label=_("With personal data"), required=False,
        help_text=_("Also who answered, and the name, address or number that they left."),
    )  # fmt: skip

    def __init__(self, *given, **also) -> None:
        super().__init__(*given, **also)
        self.fields["events"].choices = list(EVENTS.items())
        self.fields["events"].initial = list(EVENTS)

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if reason := why_not(url):
            raise forms.ValidationError(reason)
        return url


def why_not(url: str) -> str:
    """Why nothing can be sent there, as far as the address itself says it; "" if it can.

    Where a name leads is looked at each time something is sent: it may lead elsewhere tomorrow.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return str(_("This is no address of the web."))
    is_ours = host in settings.PRIVATE_HOSTS
    if parts.scheme not in ("https", "http") or not host or any(each.isspace() for each in url):
        return str(_("This is no address of the web."))
    if parts.username is not None or parts.password is not None:
        return str(_("Leave the name and password out: what is sent is signed instead."))
    if not is_ours and (host == "localhost" or host.endswith(".localhost") or not _is_public(host)):
        return str(_("This address is on a private network. Whoever runs the server can allow it by name."))
    if parts.scheme == "http" and not is_ours:
        return str(_("Only https:// keeps what is sent from being read on the way."))
    return ""


def _is_public(host: str) -> bool:
    """Also of a name, which is looked up later."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return is_public(host)
