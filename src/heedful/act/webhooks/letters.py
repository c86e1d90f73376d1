from datetime import datetime

from django.conf import settings
from django.urls import reverse

from heedful.act.webhooks.models import Endpoint
from heedful.people.account.queries import chosen_language
from heedful.people.mail.actions import write_letter
from heedful.people.members.models import Member, Role


def tell_owners(endpoint: Endpoint, *, now: datetime) -> None:
    """That an endpoint was turned off, and why: nobody looks at a list of endpoints every day."""
    href = settings.PUBLIC_URL.rstrip("/") + reverse("act:webhook", args=[endpoint.pk])
    owners = Member.objects.filter(workspace=endpoint.workspace_id, role=Role.OWNER).select_related("user__preference")
    for owner in owners:
        write_letter(
            "webhook_disabled",
            to=owner.user.email or owner.user.username,
            language=chosen_language(owner.user) or settings.LANGUAGE_CODE,
            words={"endpoint": endpoint, "workspace": endpoint.workspace.name, "href": href},
            now=now,
            workspace=endpoint.workspace,
        )
