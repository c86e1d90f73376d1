from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from heedful.people.account.actions import note_seen_hourly
from heedful.people.account.queries import chosen_language
from heedful.people.members.models import Member
from heedful.people.members.queries import has_seat, seats_of
from heedful.people.unsent.actions import keep_form, page_of

CHOSEN = "workspace"


class MembersOnlyMiddleware(LoginRequiredMiddleware):
    """Every page asks for a signed-in member unless it says otherwise; `request.member` is who looks.

    Programs come with a key instead of a session: the API guards its own door. Times are shown as the workspace's
    clocks show them, in the language that the person chose.
    """

    def process_view(self, request, view_func, _args, _kwargs):
        request.member, request.workspaces = None, []
        timezone.deactivate()
        if request.path_info.startswith("/api/"):
            return None
        self._take_seat(request)
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if request.member is None:
            return render(request, "people/no-workspace.html", status=403)
        self._follow_shared(request)
        note_seen_hourly(request)
        return None

    def process_exception(self, request, _exception):
        """A demo can be removed while its pages are being worked out: what is missing then is no fault of theirs."""
        try:
            if not getattr(request, "member", None) or has_seat(request.member):
                return None
        except DatabaseError:
            return None
        request.member = None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("home")})
        return render(request, "people/workspace-gone.html", status=410)

    def handle_no_permission(self, request, view_func):
        """To the sign-in, and from there to where the person was; what they had just sent is kept.

        A page that looks for forgery itself has not done so yet: of what was sent to it, nothing is read.
        """
        is_checked = not getattr(view_func, "csrf_exempt", False)
        kept = request.method == "POST" and is_checked and keep_form(request)
        answer = redirect_to_login(reverse("people:unsent") if kept else page_of(request))
        if request.headers.get("HX-Request"):  # a part of a page: the whole page has to go
            return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
        return answer

    def process_response(self, request, response):
        """What a member saw is not kept where the next person at the screen could go back to it."""
        if getattr(request, "member", None):
            add_never_cache_headers(response)
        return response

    def _take_seat(self, request) -> None:
        """The seat in the workspace the member chose last, else in their first one."""
        seats = seats_of(request.user)
        chosen = request.session.get(CHOSEN)
        request.workspaces = [seat.workspace for seat in seats]
        seat = next((seat for seat in seats if seat.workspace.key == chosen), seats[0] if seats else None)
        if seat:
            self._sit_down(request, seat)
            if language := chosen_language(seat.user):
                translation.activate(language)
                request.LANGUAGE_CODE = language

    def _follow_shared(self, request) -> None:
        """A shared address names its workspace: who has no seat there finds nothing, who has one is shown that one."""
        named = request.GET.get("workspace") if request.method in ("GET", "HEAD") else None
        if not named or named == request.member.workspace.key:
            return
        seat = next((seat for seat in seats_of(request.user) if seat.workspace.key == named), None)
        if seat is None:
            raise Http404
        request.session[CHOSEN] = named
        self._sit_down(request, seat)

    def _sit_down(self, request, seat: Member) -> None:
        request.member = seat
        timezone.activate(seat.workspace.time_zone)
