from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from heedful.people.members.middleware import CHOSEN
from heedful.people.workspaces.queries import visible_workspaces


@require_POST
def choice(request: HttpRequest) -> HttpResponse:
    """Which of their workspaces the member looks at from now on."""
    workspace = get_object_or_404(visible_workspaces(request.user), key=request.POST.get("workspace", ""))
    request.session[CHOSEN] = workspace.key
    return redirect("home")
