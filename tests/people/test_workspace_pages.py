from datetime import UTC, datetime

import pytest

from heedful.people.invitations.actions import invite
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Location
from tests.factories import make_location, make_member

SETTINGS = "/people/workspace/settings/"
LIST = "/people/locations/"
TOLD = {"name": "Seven Clubs", "time_zone": "Europe/Kyiv", "currency": "uah", "language": "uk"}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def owner(client, alice):
    client.force_login(alice.user)
    return client


@pytest.fixture
def nord(workspace) -> Location:
    return Location.objects.get(workspace=workspace, key="nord")


def page_of(place: Location, tail: str = "") -> str:
    return f"{LIST}{place.pk}/{tail}"


class TestTheSettings:
    def test_they_are_kept_and_leave_a_trace(self, owner, workspace):
        assert owner.post(SETTINGS, TOLD)["Location"] == SETTINGS

        workspace.refresh_from_db()
        kept = (workspace.name, workspace.time_zone, workspace.currency, workspace.language)
        assert kept == ("Seven Clubs", "Europe/Kyiv", "UAH", "uk")
        assert Trace.objects.get().details == {"changed": ["name", "time_zone", "currency", "language"]}

    def test_nothing_changed_leaves_no_trace(self, owner):
        as_it_is = {"name": "Clubs", "time_zone": "Europe/Vilnius", "currency": "EUR", "language": "en"}

        owner.post(SETTINGS, as_it_is)

        assert not Trace.objects.exists()

    @pytest.mark.parametrize("typed", ["europe/vilnius", "Vilnius", " vilnius "])
    def test_the_name_of_a_city_is_enough(self, owner, workspace, typed):
        owner.post(SETTINGS, TOLD | {"time_zone": typed})

        workspace.refresh_from_db()
        assert workspace.time_zone == "Europe/Vilnius"

    def test_bad_input_is_said_beside_the_field_and_changes_nothing(self, owner, workspace):
        answer = owner.post(SETTINGS, {"name": "", "time_zone": "Narnia", "currency": "€", "language": "xx"})

        assert answer.status_code == 422
        for field in ("name", "time_zone", "currency", "language"):
            assert f'id="id_{field}_error"'.encode() in answer.content
        assert "Clubs" in answer.content.decode()

    def test_the_page_offers_the_zones(self, owner):
        page = owner.get(SETTINGS).content.decode()

        assert '<option value="Europe/Vilnius" selected>Vilnius</option>' in page
        assert '<option value="Europe/Kyiv">Kyiv</option>' in page

    def test_a_manager_may_not(self, client, workspace):
        client.force_login(make_member(workspace, "dora", "manager").user)

        assert client.get(SETTINGS).status_code == 403
        assert client.post(SETTINGS, TOLD).status_code == 403

    def test_other_methods_are_refused(self, owner):
        assert owner.delete(SETTINGS).status_code == 405


class TestLocations:
    @pytest.mark.parametrize("more", [0, 2])
    def test_the_list_costs_the_same_however_long_it_is(self, owner, workspace, more, asks_the_room):
        for number in range(more):
            make_location(workspace, f"west-{number}")

        with asks_the_room(6):
            page = owner.get(LIST).content.decode()

        assert page.count('<th scope="row">') == 2 + more

    def test_one_is_added_with_the_key_of_the_files(self, owner, workspace):
        owner.post(LIST, {"name": "West", "key": "Klub 7"})

        assert Location.objects.get(workspace=workspace, name="West").key == "Klub 7"
        assert Trace.objects.get().what == "location added"

    @pytest.mark.parametrize(("name", "key"), [("West End", "west-end"), ("Клуб Захід", "клуб-захід")])
    def test_without_a_key_the_name_makes_it(self, owner, workspace, name, key):
        owner.post(LIST, {"name": name})

        assert Location.objects.get(workspace=workspace, name=name).key == key

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"name": "Nord again", "key": "nord"}, "There is a place with the key nord already."),
            ({"name": "!!!"}, "This name makes no key"),
            ({"name": ""}, 'id="id_name_error"'),
        ],
    )
    def test_bad_input_is_said_beside_the_field(self, owner, given, says):
        answer = owner.post(LIST, given)

        assert answer.status_code == 422
        assert says in answer.content.decode()

    def test_renamed_it_keeps_its_key(self, owner, nord):
        assert owner.post(page_of(nord), {"name": "North"})["Location"] == LIST

        nord.refresh_from_db()
        assert (nord.name, nord.key) == ("North", "nord")

    def test_without_a_name_it_says_so(self, owner, nord):
        answer = owner.post(page_of(nord), {"name": ""})

        assert answer.status_code == 422
        assert b'id="id_name_error"' in answer.content

    def test_removed_it_is_no_longer_offered(self, owner, nord):
        assert owner.post(page_of(nord, "removal/"))["Location"] == LIST

        assert not Location.objects.filter(key="nord").exists()
        assert Trace.objects.get().details == {"location": "nord"}

    def test_while_somebody_sees_nothing_but_it_it_stays(self, owner, workspace, nord):
        make_member(workspace, "dora", limited_to=("nord",))

        answer = owner.post(page_of(nord, "removal/"))

        assert answer.status_code == 422
        assert "dora@example.org" in answer.content.decode()
        assert Location.objects.filter(key="nord").exists()

    def test_while_somebody_is_invited_to_it_it_stays(self, owner, workspace, alice, nord):
        how = {"role": "viewer", "language": "en", "by": alice, "now": NOW, "link_to": str}
        invite(workspace, "ema@example.org", limited_to=["nord"], **how)

        answer = owner.post(page_of(nord, "removal/"))

        assert answer.status_code == 422
        assert "ema@example.org" in answer.content.decode()

    def test_charlie_touches_none_of_alices(self, client, charlie, nord):
        client.force_login(charlie.user)

        assert client.get(page_of(nord)).status_code == 404
        assert client.post(page_of(nord), {"name": "Mine"}).status_code == 404
        assert client.post(page_of(nord, "removal/")).status_code == 404

    def test_a_viewer_may_do_none_of_it(self, client, bob, nord):
        client.force_login(bob.user)

        assert client.get(LIST).status_code == 403
        assert client.post(LIST, {"name": "West"}).status_code == 403
        assert client.post(page_of(nord), {"name": "Mine"}).status_code == 403
        assert client.post(page_of(nord, "removal/")).status_code == 403

    def test_other_methods_are_refused(self, owner, nord):
        assert owner.delete(LIST).status_code == 405
        assert owner.delete(page_of(nord)).status_code == 405
        assert owner.get(page_of(nord, "removal/")).status_code == 405
