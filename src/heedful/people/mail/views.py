from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heedful.people.mail.queries import visible_letters
from heedful.people.members.rights import require

SHOWN = 100


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What was written to people: where no mail server is set, the only place to find it."""
    require(request.member, "manage_members")
    letters = visible_letters(request.member)[:SHOWN]
    return render(request, "people/outbox.html", {"letters": letters, "is_sent": settings.MAIL_IS_SENT})
