"""The list and the page of a case, as those see them who may, and as those do not who may not."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heedful.act.cases.actions import assign_case, rest_case
from heedful.act.cases.models import Case, CaseView
from heedful.people.mail.models import Letter
from heedful.people.members.models import Role
from tests.act.cases.conftest import DAY, HOUR, low_score, make_case
from tests.factories import make_member

LIST = "/act/cases/"


def browser(member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def desk(dana, store) -> Client:
    return browser(dana)


@pytest.fixture
def case(workspace, ann, nord, now) -> Case:
    return make_case(workspace, customer=ann, location=nord, items=[low_score(at=now - HOUR)], now=now - HOUR)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_the_list_costs_the_same_however_long_it_is(desk, workspace, ann, nord, n, now, django_assert_num_queries):
    for i in range(n):
        make_case(workspace, customer=ann, location=nord, items=[low_score(f"a{i}")], now=now)
    desk.get(LIST)
    with django_assert_num_queries(14):
        page = desk.get(LIST).content.decode()
    assert page.count("data-case") == n
    assert ("No open case" in page) == (n == 0)


def test_a_fragment_is_the_list_alone(desk, case):
    part = desk.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "The showers are cold" in part
    assert "<html" not in part


def test_a_long_list_is_turned_page_by_page_both_ways(desk, workspace, now):
    for i in range(60):
        make_case(workspace, title=f"Case {i}", now=now - timedelta(minutes=i), priority=1 + i % 4)
    for state in ("open", "all"):
        first = desk.get(LIST, {"state": state}).content.decode()
        later = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
        second = desk.get(LIST + later).content.decode()
        earlier = re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")
        assert (first.count("data-case"), second.count("data-case")) == (50, 10)
        titles = [
            set(re.findall(r"Case \d+\b", page)) for page in (first, second, desk.get(LIST + earlier).content.decode())
        ]
        assert not titles[0] & titles[1]
        assert titles[2] == titles[0]


@pytest.mark.parametrize(
    "odd", ["after=x", "after=W10", "after=WzEsMiwzXQ", "before=WyJhIiwxXQ", "owner=me&priority=7", "q=%00", "state=no"]
)
def test_an_address_that_makes_no_sense_shows_a_list(desk, case, odd):
    assert desk.get(f"{LIST}?{odd}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"owner": "me"}, False), ({"owner": "nobody"}, True), ({"priority": "3"}, True), ({"priority": "1"}, False),
        ({"origin": "answer"}, True), ({"state": "turn"}, True), ({"state": "late"}, False),
        ({"state": "closed"}, False), ({"state": "resting"}, False), ({"q": "#1"}, True), ({"q": "2"}, False),
        ({"q": "Ann"}, True), ({"q": "Bob"}, False),
    ],
)  # fmt: skip
def test_boxes_leave_out_what_does_not_fit(desk, case, ann, asked, fits):
    from heedful.people.customers.words import keep_words

    keep_words([ann])
    assert ("The showers are cold" in desk.get(LIST, asked).content.decode()) == fits


def test_a_case_by_its_cause(desk, case):
    from heedful.act.cases.actions import tag_case
    from heedful.understand.themes.actions import add_theme, choose_pack

    choose_pack(case.workspace, "", by=None, now=timezone.now())
    theme = add_theme(case.workspace, {"en": "Showers"}, by=None, now=timezone.now())
    assert "No case fits" in desk.get(LIST, {"cause": theme.key}).content.decode()
    tag_case(case, [theme.key], by=None, now=timezone.now())
    assert "The showers are cold" in desk.get(LIST, {"cause": theme.key}).content.decode()


def test_who_sees_nord_sees_only_nords_cases(workspace, case, sud, ann, nora, store, now):
    other = make_case(workspace, title="Sauna broken", location=sud, now=now)
    nowhere = make_case(workspace, title="The website is slow", now=now)
    page = browser(nora).get(LIST, {"state": "all"}).content.decode()
    assert "The showers are cold" in page
    assert "Sauna" not in page and "website" not in page
    for hidden in (other, nowhere):
        assert browser(nora).get(f"{LIST}{hidden.number}/").status_code == 404
        assert browser(nora).post(f"{LIST}{hidden.number}/notes/", {"note": "x"}).status_code == 404


def test_another_company_sees_nothing_of_it(case, charlie, store):
    stranger = browser(charlie)
    assert stranger.get(f"{LIST}{case.number}/").status_code == 404
    assert stranger.post(f"{LIST}{case.number}/closure/", {"cause": "x", "remedy": "y"}).status_code == 404
    assert "showers" not in stranger.get(LIST, {"state": "all"}).content.decode()


DOING = [
    ("owner", {"owner": ""}), ("priority", {"priority": "1"}), ("title", {"title": "Cold"}),
    ("causes", {"other": "boiler"}), ("notes", {"note": "Rang her."}), ("replies", {"text": "We are sorry."}),
    ("tasks", {"words": "Mend it"}),
    ("rest", {"until": "2190-01-01"}), ("waking", {}), ("closure", {"cause": "boiler", "remedy": "mended"}),
    ("merging", {"into": "2"}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "given"), DOING)
def test_who_only_looks_changes_nothing_and_who_works_on_cases_does(workspace, case, bob, desk, what, given, now):
    make_case(workspace, now=now)
    address = f"{LIST}{case.number}/{what}/"
    assert browser(bob).post(address, given).status_code == 403
    assert desk.get(address).status_code == 405
    assert desk.post(address, given).status_code == 302
    page = desk.get(f"{LIST}{case.number}/")
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("what", "given", "field"),
    [
        ("notes", {}, "id_note"), ("replies", {}, "id_text"), ("title", {}, "id_title"), ("tasks", {}, "id_words"),
        ("rest", {"until": "soon"}, "id_until"), ("closure", {"cause": "x"}, "id_remedy"),
        ("merging", {"into": "no"}, "id_into"), ("merging", {"into": "77"}, "id_into"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said_beside_its_field(desk, case, what, given, field):
    answer = desk.post(f"{LIST}{case.number}/{what}/", given)
    assert answer.status_code == 422
    assert f'id="{field}_error"' in answer.content.decode()


def test_the_second_of_two_who_close_it_is_told_who_was_quicker(desk, alice, case):
    closing = {"cause": "boiler", "remedy": "mended"}
    assert browser(alice).post(f"{LIST}{case.number}/closure/", closing).status_code == 302
    second = desk.post(f"{LIST}{case.number}/closure/", closing)
    assert second.status_code == 409
    assert "Alice has closed the case already." in second.content.decode()
    assert case.closures.count() == 1


def test_what_was_written_waits_visibly_in_the_outbox(desk, alice, case):
    desk.post(f"{LIST}{case.number}/replies/", {"text": "We are sorry."})
    page = desk.get(f"{LIST}{case.number}/").content.decode()
    assert "We are sorry." in page and "waits in the outbox" in page
    assert "We are sorry." in browser(alice).get("/people/outbox/").content.decode()
    assert Letter.objects.get().language == "lt"


def test_many_cases_are_done_at_once_and_what_cannot_be_is_said(desk, dana, workspace, ann, nord, now):
    cases = [make_case(workspace, title=f"Case {i}", now=now) for i in range(3)]
    desk.post(f"{LIST}{cases[2].number}/closure/", {"cause": "x", "remedy": "y"})
    picked = {"pick": [case.number for case in cases], "back": "state=all"}
    answer = desk.post(f"{LIST}bulk/", picked | {"do": "take"}, follow=True)
    assert answer.redirect_chain[0][0] == f"{LIST}?state=all"
    page = answer.content.decode()
    assert "2 cases are done." in page and "Case #3: Dana has closed the case already." in page
    assert Case.objects.filter(owner=dana).count() == 2
    desk.post(f"{LIST}bulk/", picked | {"do": "priority", "priority": "1"})
    assert Case.objects.filter(priority=1).count() == 2
    desk.post(f"{LIST}bulk/", picked | {"do": "close", "cause": "boiler", "remedy": "mended"})
    assert not Case.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize(
    "given", [{}, {"do": "take"}, {"pick": ["1"]}, {"pick": ["x"], "do": "take"}, {"pick": ["1"], "do": "close"}]
)
def test_a_bulk_without_what_or_which_changes_nothing(desk, case, given):
    assert "Tick the cases first" in desk.post(f"{LIST}bulk/", given, follow=True).content.decode()


def test_a_view_is_kept_shared_and_removed_by_whoever_made_it(desk, dana, alice, case):
    desk.post(f"{LIST}views/", {"name": "Urgent", "query": "priority=1&evil=2", "shared": "on"})
    view = CaseView.objects.get()
    assert (view.query, view.shared) == ("priority=1", True)
    owner = browser(alice)
    assert "Urgent" in owner.get(LIST).content.decode()
    assert owner.post(f"{LIST}views/{view.pk}/removal/").status_code == 404
    desk.post(f"{LIST}views/{view.pk}/removal/")
    assert not CaseView.objects.exists()
    assert desk.post(f"{LIST}views/", {"name": ""}).status_code == 422


def test_a_case_is_opened_by_hand_for_whoever_rang(desk, ann, nord):
    given = {"title": "Rang about the sauna", "customer": "ann@example.org", "location": nord.pk, "priority": "2"}
    desk.post(f"{LIST}new/", given)
    case = Case.objects.get()
    assert (case.customer, case.location, case.origin, case.owner.user.first_name) == (ann, nord, "hand", "Dana")
    wrong = desk.post(f"{LIST}new/", given | {"customer": "nobody@example.org"})
    assert wrong.status_code == 422 and "Nobody is known by this." in wrong.content.decode()


def test_who_leads_nord_opens_cases_of_nord_alone(nora, ann, nord, sud, store):
    given = {"title": "Rang", "priority": "3"}
    leader = browser(nora)
    assert leader.post(f"{LIST}new/", given | {"location": sud.pk}).status_code == 422
    assert leader.post(f"{LIST}new/", given).status_code == 422
    assert leader.post(f"{LIST}new/", given | {"location": nord.pk}).status_code == 302
    assert (
        leader.post(f"{LIST}new/", given | {"location": nord.pk, "customer": "ann"}).status_code == 422
    )  # never heard there


def test_a_page_shows_who_did_what(desk, case, dana, now):
    assign_case(case, dana, by=dana, now=now)
    rest_case(case, now + DAY, by=dana, now=now)
    page = desk.get(f"{LIST}{case.number}/").content.decode()
    assert "put it aside" in page and "gave it to somebody: Dana" in page


def test_promises_and_routes_are_set_by_the_owner(alice, dana, nord, store):
    owner, page = browser(alice), f"{LIST}settings/"
    assert browser(dana).get(page).status_code == 403
    assert owner.post(f"{page}promises/", {"answer_seconds": "4 h", "warn_seconds": "30 min"}).status_code == 302
    assert owner.post(f"{page}promises/", {"warn_seconds": "30 min"}).status_code == 422
    wrong = {"answer_seconds": "4 h", "warn_seconds": "30 min", "working_hours": "always", "time_zone": "Mars"}
    answer = owner.post(f"{page}promises/", wrong)
    assert answer.status_code == 422 and "id_working_hours_error" in answer.content.decode()
    assert owner.post(f"{page}routes/", {"way": "in turn", "members": [dana.pk]}).status_code == 302
    assert owner.post(f"{page}routes/", {"way": "in turn", "members": []}).status_code == 422
    shown = owner.get(page).content.decode()
    assert "4 h" in shown and "In turn, Dana" in shown and "alice@example.org" in shown
    promise, route = re.findall(r'action="(/act/cases/settings/[a-z]+/\d+/removal/)"', shown)
    assert [owner.post(each).status_code for each in (promise, route)] == [302, 302]


def test_a_viewer_of_the_page_of_recovery_is_told_what_is_missing(bob, store):
    assert "was closed yet" in browser(bob).get(f"{LIST}recovery/").content.decode()


def test_an_analyst_reads_cases_and_changes_none(workspace, case, store):
    reader = browser(make_member(workspace, "eve", Role.ANALYST))
    page = reader.get(f"{LIST}{case.number}/").content.decode()
    assert "Close the case" not in page and "Send the mail" not in page
