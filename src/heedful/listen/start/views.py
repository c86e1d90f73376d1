from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from heedful.listen.demo.queries import visible_demos
from heedful.listen.start.actions import finish_start, pass_company, tell_company
from heedful.listen.start.forms import CompanyForm
from heedful.listen.start.numbers import first_look
from heedful.listen.start.queries import BRING, COMPANY, NUMBER, Way, has_heard, open_imports, visible_way
from heedful.people.keys.actions import create_key
from heedful.people.keys.models import ApiKey
from heedful.people.members.rights import may, require
from heedful.people.workspaces.forms import CURRENCIES
from heedful.people.workspaces.queries import visible_places

OVERVIEW = "understand:overview"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The overview; the start while nothing was heard."""
    require(request.member, "read")
    return redirect(OVERVIEW if has_heard(request.member) else "listen:start")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The step to do next, or the one asked for; for those who can bring nothing in, a word of patience."""
    member = request.member
    require(member, "read")
    way = visible_way(member)
    if not may(member, "import"):
        return redirect(OVERVIEW) if way.has_heard else render(request, "listen/start/waiting.html")
    if request.htmx:
        return _news(request, way)
    return _page(request, way, _step(request, way))


@require_POST
def company(request: HttpRequest) -> HttpResponse:
    """The first step: told, or skipped."""
    require(request.member, "manage_workspace")
    if "skip" in request.POST:
        pass_company(by=request.member, now=timezone.now())
        return redirect("listen:start")
    workspace = request.member.workspace
    form = CompanyForm(request.POST, zone=workspace.time_zone)
    if not form.is_valid():
        return _page(request, visible_way(request.member), COMPANY, form=form, status=422)
    told = {name: value for name, value in form.cleaned_data.items() if name != "places"}
    told.setdefault("time_zone", workspace.time_zone)
    tell_company(told, form.cleaned_data["places"], by=request.member, now=timezone.now())
    return redirect("listen:start")


@require_POST
def key(request: HttpRequest) -> HttpResponse:
    """A key to send with; its token stands on this one answer and nowhere else."""
    require(request.member, "manage_keys")
    workspace = request.member.workspace
    name = _("First steps")
    _made, token = create_key(workspace, name=name, scopes=[ApiKey.Scope.WRITE], by=request.member, now=timezone.now())
    return _page(request, visible_way(request.member), BRING, token=token)


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    require(request.member, "import")
    finish_start(by=request.member, now=timezone.now())
    return redirect(OVERVIEW)


def _step(request: HttpRequest, way: Way) -> int:
    """A step that was done can be gone back to; none can be jumped over."""
    asked = request.GET.get("step", "")
    first = COMPANY if may(request.member, "manage_workspace") else BRING
    return int(asked) if asked in {str(step) for step in range(first, way.step + 1)} else way.step


def _news(request: HttpRequest, way: Way) -> HttpResponse:
    """Asked every few seconds: whether anything has arrived."""
    if way.has_heard:
        return HttpResponseClientRedirect(request.path)
    return render(request, "listen/start/_bring.html#start-news", {"way": way})


def _page(request: HttpRequest, way: Way, step: int, *, status: int = 200, **more) -> HttpResponse:
    member = request.member
    shown = {"way": way, "step": step, "steps": [_("Your company"), _("What you have"), _("The first number")]}
    if step == COMPANY:
        shown |= {"currencies": CURRENCIES, "form": _company_form(request)}
    elif step == BRING:
        shown |= {
            "may_make_keys": may(member, "manage_keys"),
            "imports": open_imports(member),
            "address": request.build_absolute_uri("/api/v1/interactions"),
            "demo": visible_demos(request.user).first(),
            "example_at": timezone.now(),
        }
    elif step == NUMBER:
        shown |= {"look": first_look(member, timezone.now())}
    return render(request, "listen/start/start.html", shown | more, status=status)


def _company_form(request: HttpRequest) -> CompanyForm:
    workspace = request.member.workspace
    as_it_is = {name: getattr(workspace, name) for name in ("name", "time_zone", "currency", "language")}
    places = "\n".join(place.name for place in visible_places(request.member))
    return CompanyForm(initial=as_it_is | {"places": places}, zone=workspace.time_zone)
