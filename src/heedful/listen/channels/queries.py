from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from heedful.listen.channels.models import Link
from heedful.people.models import Member
from heedful.people.workspaces.queries import visible_places


def visible_links(member: Member) -> QuerySet[Link]:
    """Those of the workspace; whoever is limited to places sees the links of these."""
    links = Link.objects.filter(workspace=member.workspace_id).select_related("survey", "location")
    return links.filter(location__in=visible_places(member)) if member.is_limited else links


def address_of(link: Link) -> str:
    """The whole address, as it is sent, printed or put into a code."""
    name = "answering:kiosk" if link.kind == Link.Kind.KIOSK else "answering:entrance"
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=[link.code])


def script_address(link: Link) -> str:
    """What a website loads to show the widget."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("answering:widget", args=[link.code])
