"""What becomes a case, whose it is, and that one matter makes one case."""

from heedful.act.alerts.models import Rule
from heedful.act.cases.actions import open_case
from heedful.act.cases.closing import close_case
from heedful.act.cases.models import Case, CaseEvent
from heedful.act.cases.setting_models import CaseRoute
from heedful.people.members.models import Role
from tests.act.cases.conftest import NOW, low_score, make_case, message
from tests.factories import make_customer, make_member


def owned(workspace, location=None, **more) -> str | None:
    owner = make_case(workspace, location=location, **more).owner
    return owner and owner.user.first_name


def route(workspace, *members, **fields) -> CaseRoute:
    made = CaseRoute.objects.create(workspace=workspace, position=CaseRoute.objects.count() + 1, **fields)
    made.members.set(members)
    return made


def test_a_case_has_the_next_number_and_speaks_the_customers_language(workspace, ann, nord):
    first = make_case(workspace, customer=ann, location=nord, items=[low_score()])
    second = make_case(workspace, items=[low_score("a2")])
    assert (first.number, second.number) == (1, 2)
    assert (first.language, second.language) == ("lt", "en")
    assert (first.opened_at, first.waits_since, first.is_open) == (NOW, NOW, True)


def test_an_interaction_has_one_case_however_often_it_opens_one(workspace, ann):
    first = make_case(workspace, customer=ann, items=[low_score()])
    again = make_case(workspace, customer=ann, items=[low_score()])
    assert again.pk == first.pk
    assert CaseEvent.objects.filter(what="opened").count() == 1
    assert not CaseEvent.objects.filter(what="heard").exists()


def test_what_comes_in_the_same_conversation_joins_the_open_case(workspace, ann):
    first = make_case(workspace, customer=ann, items=[message("m1")])
    again = make_case(workspace, customer=ann, items=[message("m2")])
    assert again.pk == first.pk
    assert [item.interaction for item in first.items.all()] == ["m1", "m2"]
    assert first.events.filter(what="heard").count() == 1


def test_a_closed_conversation_makes_a_new_case(workspace, ann, dana):
    first = make_case(workspace, customer=ann, items=[message("m1")])
    close_case(first, cause="cold showers", remedy="mended", by=dana, now=NOW)
    assert make_case(workspace, customer=ann, items=[message("m2")]).pk != first.pk


def test_a_rule_opens_one_case_a_customer(workspace, ann, alice):
    rule = Rule.objects.create(workspace=workspace, name="Detractors", about="item", condition={}, created_at=NOW)
    first = make_case(workspace, customer=ann, rule=rule, items=[low_score("a1")])
    second = make_case(workspace, customer=ann, rule=rule, items=[low_score("a2")])
    other = make_case(workspace, customer=make_customer(workspace, "bea"), rule=rule, items=[low_score("a3")])
    assert second.pk == first.pk != other.pk


def test_a_number_below_its_standard_has_one_open_case_a_place(workspace, nord, sud):
    rule = Rule.objects.create(workspace=workspace, name="NPS", about="measure", condition={}, created_at=NOW)
    numbers = [
        make_case(workspace, origin="alert", rule=rule, location=place).number for place in (nord, nord, sud, None)
    ]
    assert numbers == [1, 1, 2, 3]


def test_another_companys_case_is_no_case_of_ours(workspace, charlie):
    theirs = open_case(charlie.workspace, title="Bread", origin="answer", items=[low_score()], now=NOW)
    ours = make_case(workspace, items=[low_score()])
    assert (ours.pk, ours.number) != (theirs.pk, 2)
    assert Case.objects.count() == 2


def test_who_opens_a_case_by_hand_keeps_it_where_no_route_says_otherwise(workspace, dana, bob):
    assert owned(workspace, by=dana) == "Dana"
    assert owned(workspace, by=bob) is None  # only looks


def test_a_route_gives_cases_in_turn(workspace, dana, alice):
    route(workspace, dana, alice)
    assert [owned(workspace) for _ in range(4)] == ["Dana", "Alice", "Dana", "Alice"]


def test_a_route_gives_cases_to_the_least_busy(workspace, dana, alice):
    for _ in range(2):
        make_case(workspace, by=alice)
    route(workspace, dana, alice, way="least busy")
    assert [owned(workspace) for _ in range(4)] == ["Dana", "Dana", "Dana", "Alice"]


def test_the_first_fitting_route_says_and_nobody_gets_what_they_cannot_see(workspace, nord, sud, dana, nora):
    route(workspace, nora, location=nord)
    route(workspace, nora, dana)
    assert owned(workspace, nord) == "Nora"
    assert owned(workspace, sud) == "Dana"
    assert owned(workspace, None) == "Dana"


def test_who_works_on_cases_no_more_gets_none(workspace, dana):
    route(workspace, dana)
    dana.role = Role.VIEWER
    dana.save()
    assert owned(workspace) is None


def test_a_title_is_one_line(workspace):
    assert make_case(workspace, title="  two\nlines ").title == "two lines"


def test_a_team_of_one_place_is_found(workspace, nord):
    eve = make_member(workspace, "eve", Role.AGENT, limited_to=("nord",))
    route(workspace, eve)
    assert owned(workspace, nord) == "Eve"
