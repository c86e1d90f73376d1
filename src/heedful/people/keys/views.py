from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.people.keys.actions import create_key, revoke_key
from heedful.people.keys.forms import KeyForm
from heedful.people.keys.queries import visible_keys
from heedful.people.members.rights import require


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the workspace. A new one's token stands on this one answer and nowhere else."""
    require(request.member, "manage_keys")
    if request.method != "POST":
        return _page(request, KeyForm())
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    key, token = create_key(request.member.workspace, **form.cleaned_data, by=request.member, now=timezone.now())
    return _page(request, KeyForm(), created=key, token=token)


@require_POST
def revocation(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    key = get_object_or_404(visible_keys(request.member), pk=number)
    revoke_key(key, by=request.member, now=timezone.now())
    messages.success(request, _("The key %(name)s opens nothing any more.") % {"name": key.name})
    return redirect("people:keys")


def _page(request: HttpRequest, form: KeyForm, status: int = 200, **more) -> HttpResponse:
    found = sorted(visible_keys(request.member), key=lambda key: key.revoked_at is not None)
    return render(request, "people/keys.html", {"form": form, "keys": found} | more, status=status)
