"""A file on its way in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from heedful.listen.imports import forms, steps, tasks, uploads
from heedful.listen.imports.models import Import
from heedful.people.members.rights import require


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """The right is asked before a byte is read, and the token (which stands in the body) while it is."""
    require(request.member, "import")
    arriving = uploads.ArrivingFile(request, now=timezone.now())
    request.upload_handlers = [arriving]
    answer = None
    try:
        answer = _upload(request)
    finally:
        arriving.settle(is_whole=answer is not None and answer.status_code == 302)
    return answer


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, forms.UploadForm())
    arriving: uploads.ArrivingFile = request.upload_handlers[0]
    form = forms.UploadForm(request.POST, request.FILES)
    is_whole = "whole" in request.POST  # the last field of the form: what broke off before it lacks it
    if arriving.problem or (arriving.run and not is_whole):
        form.errors.pop("file", None)
        form.add_error("file", arriving.problem or _("The upload broke off. Nothing was kept: send it again."))
    if not form.is_valid() or arriving.run is None:
        return _upload_page(request, form, status=422)
    arriving.run.state = Import.State.OPEN
    arriving.run.save()
    steps.put_off(arriving.run, Import.State.LOOKING, tasks.look)
    uploads.sweep(now=timezone.now())
    return redirect("listen:import", arriving.run.pk)


def _upload_page(request: HttpRequest, form: forms.UploadForm, *, status: int = 200) -> HttpResponse:
    said = {"form": form, "limit_bytes": settings.UPLOAD_BYTES, "limit": settings.UPLOAD_BYTES >> 20}
    return render(request, "listen/imports/new.html", said, status=status)
