from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.people.members.middleware import CHOSEN
from heedful.people.members.rights import require
from heedful.people.workspaces.actions import change_workspace
from heedful.people.workspaces.forms import CURRENCIES, WorkspaceForm
from heedful.people.workspaces.queries import visible_workspaces


@require_POST
def choice(request: HttpRequest) -> HttpResponse:
    """Which of their workspaces the member looks at from now on."""
    workspace = get_object_or_404(visible_workspaces(request.user), key=request.POST.get("workspace", ""))
    request.session[CHOSEN] = workspace.key
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    workspace = request.member.workspace
    if request.method != "POST":
        as_it_is = {field: getattr(workspace, field) for field in WorkspaceForm.base_fields}
        return _page(request, WorkspaceForm(initial=as_it_is))
    form = WorkspaceForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    change_workspace(workspace, **form.cleaned_data, by=request.member, now=timezone.now())
    messages.success(request, _("The settings are kept."))
    return redirect("people:workspace-settings")


def _page(request: HttpRequest, form: WorkspaceForm, status: int = 200) -> HttpResponse:
    what = {"form": form, "currencies": CURRENCIES}
    return render(request, "people/workspace-settings.html", what, status=status)
