from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from heedful.listen.demo.models import DemoWorkspace
from heedful.listen.demo.queries import visible_demos
from heedful.listen.demo.tasks import make_demo
from heedful.listen.demo.workspace import begin_demo, remove_demo
from heedful.people.members.middleware import CHOSEN
from heedful.people.members.rights import require


@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """A made-up company of one's own, for whoever may bring data in: asked for, and watched while it is made."""
    if request.method == "POST":
        require(request.member, "import")
        _ask_for(request)
        return redirect("listen:demo")
    mine = visible_demos(request.user).first()
    if mine is None:
        return redirect("listen:start")
    if request.htmx and not mine.is_being_made:
        if mine.ready_at is not None:  # whoever watched it being made goes in at once
            request.session[CHOSEN] = mine.workspace.key
        return HttpResponseClientRedirect(reverse("home" if mine.ready_at else "listen:demo"))
    template = "listen/demo/demo.html#demo-progress" if request.htmx else "listen/demo/demo.html"
    return render(request, template, {"demo": mine})


@require_POST
def entry(request: HttpRequest) -> HttpResponse:
    """Into the demo, once it is ready."""
    mine = visible_demos(request.user).filter(ready_at__isnull=False).first()
    if mine is None:
        raise Http404
    request.session[CHOSEN] = mine.workspace.key
    return redirect("home")


@require_POST
def removal(request: HttpRequest) -> HttpResponse:
    """The demo goes wholly, and its owner is back among their own."""
    if request.member.workspace.is_made_up and not visible_demos(request.user).exists():
        raise PermissionDenied
    mine = visible_demos(request.user).first()
    if mine is None:
        raise Http404
    if request.session.get(CHOSEN) == mine.workspace.key:
        del request.session[CHOSEN]
    remove_demo(mine)
    messages.success(request, _("The made-up data is gone. Nothing of your own was touched."))
    return redirect("home")


@transaction.atomic
def _ask_for(request: HttpRequest) -> None:
    """Asking twice makes one demo; asking again after it failed tries again."""
    mine: DemoWorkspace = begin_demo(request.user, language=get_language() or "en", now=timezone.now())
    if mine.task is None or mine.failed_at is not None:
        mine.failed_at = None
        mine.task = make_demo.enqueue(mine.pk).id
        mine.save(update_fields=["failed_at", "task"])
