from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.listen.audiences.actions import list_pasted
from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.audiences.segments import Condition, parse_segment
from tests.factories import make_member
from tests.listen.invitations.conftest import make_sending, make_survey

pytestmark = pytest.mark.usefixtures("store")
LIST, SEGMENTS = reverse("listen:audiences"), reverse("listen:new-segment")


def make_list(workspace, name="Friends", people="") -> Audience:
    made = Audience.objects.create(workspace=workspace, name=name, kind="list", created_at=timezone.now())
    list_pasted(made, people, by=None, now=timezone.now())
    return made


@pytest.fixture
def owner(client, alice):
    client.force_login(alice.user)
    return client


@pytest.fixture
def buyers(store, workspace):
    at = timezone.now() - timedelta(days=3)
    spool.hear(
        "clubs",
        [
            Heard(id=who, kind="order", alias=who, occurred_at=at, received_at=at, location="nord")
            for who in ("ann", "bo")
        ],
    )
    loader.load(store, now=at)


def page(number, name="audience") -> str:
    return reverse(f"listen:{name}", args=[number])


class TestLists:
    def test_one_is_named_then_people_come_from_a_file_and_what_is_wrong_is_told(self, owner):
        made = owner.post(reverse("listen:new-list"), {"name": "Friends"})
        friends = Audience.objects.get()
        assert made["Location"] == page(friends.pk)
        file = SimpleUploadedFile("people.csv", b"email,tier\nann@example.org,gold\nnobody,tin\n", "text/csv")
        told = owner.post(page(friends.pk, "audience-people"), {"file": file, "pasted": ""}).content.decode()
        assert "1 line was left out" in told and "“nobody” is no e-mail address." in told and "tier: gold" in told
        pasted = owner.post(page(friends.pk, "audience-people"), {"pasted": "bert@example.org"}, follow=True)
        assert "1 person is new on the list." in pasted.content.decode()
        assert "2 people on this list" in pasted.content.decode()

    def test_neither_file_nor_lines_or_a_file_nobody_can_read_is_said_beside_the_field(self, owner, workspace):
        friends = make_list(workspace)
        nothing = owner.post(page(friends.pk, "audience-people"), {"pasted": " "})
        assert nothing.status_code == 422 and "Choose a file" in nothing.content.decode()
        broken = owner.post(
            page(friends.pk, "audience-people"), {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04no")}
        )
        assert broken.status_code == 422 and "field-wrong" in broken.content.decode()
        other = SimpleUploadedFile("people.csv", "email;name\nann@example.org;Žaliūkė\n".encode("cp1257"))
        told = owner.post(page(friends.pk, "audience-people"), {"file": other})
        assert told.status_code == 422 and "Keep the file as UTF-8" in told.content.decode()

    def test_somebody_is_taken_off_and_the_list_renamed_and_removed(self, owner, workspace):
        friends = make_list(workspace, people="ann@example.org")
        owner.post(page(Listed.objects.get().pk, "unlisting"))
        assert not Listed.objects.exists()
        owner.post(page(friends.pk), {"name": "Old friends"})
        friends.refresh_from_db()
        assert friends.name == "Old friends"
        owner.post(page(friends.pk, "audience-removal"))
        assert "No audience yet" in owner.get(LIST).content.decode()

    def test_a_list_that_is_being_asked_is_not_removed(self, owner, workspace):
        friends = make_list(workspace)
        make_sending(make_survey(workspace), "waves", cadence_days=30, audience=friends)
        told = owner.post(page(friends.pk, "audience-removal"), follow=True).content.decode()
        assert "still asks them" in told
        friends.refresh_from_db()
        assert friends.removed_at is None

    @pytest.mark.parametrize("many", [1, 3])
    def test_pages_take_as_many_queries_for_three_as_for_one(self, owner, workspace, many, django_assert_num_queries):
        friends = make_list(workspace, people="\n".join(f"p{n}@example.org" for n in range(many)))
        for n in range(many - 1):
            make_list(workspace, f"More {n}")
        owner.get("/")
        with django_assert_num_queries(7):
            owner.get(LIST)
        with django_assert_num_queries(9):
            owner.get(page(friends.pk))


class TestSegments:
    def test_what_holds_is_counted_with_examples_before_it_is_kept(self, owner, buyers):
        whole = owner.get(SEGMENTS, {"ordered": "30", "locations": "nord"}).content.decode()
        assert "2 people" in whole and "ann" in whole and "<html" in whole
        assert "field-wrong" not in whole  # to look, it needs no name
        part = owner.get(SEGMENTS, {"ordered": "1"}, headers={"HX-Request": "true"}).content.decode()
        assert "0 people" in part and "<html" not in part
        kept = {"name": "Buyers", "ordered": "30", "not_visited": "5", "band": "promoters", "orders_most": "3"}
        assert owner.post(SEGMENTS, kept)["Location"] == LIST
        conditions = parse_segment(Audience.objects.get().conditions).conditions
        assert set(conditions) == {
            Condition(about="order", days=30),
            Condition(about="visit", days=5, is_not=True),
            Condition(about="orders", most=3),
            Condition(about="score", values=("promoters",)),
        }

    def test_it_opens_as_it_was_kept_and_keeps_what_is_changed(self, owner, workspace, buyers):
        friends = make_list(workspace)
        asked = {
            "name": "Ours", "ordered": "30", "orders_least": "1", "locations": ["nord"], "languages": ["lt", "uk"],
            "listed": str(friends.pk), "list_property": "tier", "list_value": "gold", "reachable": "email",
        }  # fmt: skip
        owner.post(SEGMENTS, asked)
        segment = Audience.objects.get(kind="segment")
        kept = dict(segment.conditions)
        opened = owner.get(page(segment.pk)).content.decode()
        assert 'value="30"' in opened and "0 people" in opened and 'value="gold"' in opened
        owner.post(page(segment.pk), asked)
        segment.refresh_from_db()
        assert segment.conditions == kept
        owner.post(page(segment.pk), asked | {"ordered": "60"})
        segment.refresh_from_db()
        assert segment.conditions != kept

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("ordered", {"ordered": "-1"}),
            ("orders_most", {"orders_least": "3", "orders_most": "1"}),
            ("listed", {"list_property": "tier", "list_value": "gold"}),
            ("name", {"name": ""}),
            ("list_property", {"list_property": "a__b", "list_value": "x"}),
        ],
    )
    def test_what_cannot_be_is_said_beside_the_field(self, owner, workspace, field, more):
        answer = owner.post(SEGMENTS, {"name": "Ours"} | more)
        assert answer.status_code == 422
        assert "field-wrong" in answer.content.decode().split(f'id="field-{field}"')[1].split('id="field-')[0]

    def test_a_name_that_is_taken_is_said_beside_it(self, owner, workspace):
        make_list(workspace, "Ours")
        assert "of this name already" in owner.post(SEGMENTS, {"name": "Ours"}).content.decode()


class TestDoors:
    def test_a_viewer_looks_and_changes_nothing(self, client, bob, workspace):
        friends = make_list(workspace, people="ann@example.org")
        client.force_login(bob.user)
        assert client.get(LIST).status_code == client.get(page(friends.pk)).status_code == 200
        assert client.get(SEGMENTS).status_code == client.get(reverse("listen:new-list")).status_code == 403
        for number, name in (
            (friends.pk, "audience"),
            (friends.pk, "audience-people"),
            (friends.pk, "audience-removal"),
            (Listed.objects.get().pk, "unlisting"),
        ):
            assert client.post(page(number, name)).status_code == 403

    def test_somebody_of_another_company_finds_nothing(self, client, charlie, workspace):
        friends = make_list(workspace, people="ann@example.org")
        client.force_login(charlie.user)
        assert "Friends" not in client.get(LIST).content.decode()
        assert client.get(page(friends.pk)).status_code == 404
        for number, name in (
            (friends.pk, "audience"),
            (friends.pk, "audience-people"),
            (friends.pk, "audience-removal"),
            (Listed.objects.get().pk, "unlisting"),
        ):
            assert client.post(page(number, name)).status_code == 404
        assert client.post(SEGMENTS, {"name": "Mine", "listed": str(friends.pk)}).status_code == 422

    def test_who_sees_one_place_only_sees_no_audience(self, client, workspace):
        friends = make_list(workspace)
        client.force_login(make_member(workspace, "nora", "manager", limited_to=("nord",)).user)
        assert client.get(LIST).status_code == 403
        assert client.get(page(friends.pk)).status_code == 404

    def test_the_wrong_method_is_refused(self, owner, workspace):
        friends = make_list(workspace)
        assert owner.post(LIST).status_code == 405
        for name in ("audience-people", "audience-removal", "unlisting"):
            assert owner.get(page(friends.pk, name)).status_code == 405
