"""The drivers' page: who may see it, what it says, and where each row leads."""

import csv
import io
import re
from datetime import timedelta

import pytest

from heedful.people.members.models import Role
from tests.factories import make_location, make_member
from tests.understand.conftest import nps
from tests.understand.drivers.conftest import BEGIN

ADDRESS = "/understand/drivers/"
WHOLE = "?period=all&whole=1"


def page(client, member, path=WHOLE, status=200):
    client.force_login(member.user)
    answer = client.get(f"{ADDRESS}{path}")
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def test_it_says_what_goes_with_the_score_and_that_this_is_no_cause(client, alice, small_chain):
    text = page(client, alice)

    assert "What goes with Net Promoter Score" in text
    assert "600 answers with a comment" in text
    assert "Association, not cause" in text
    table = text.partition('id="table"')[2]
    assert table.index("changing_rooms") < table.index("crowding")
    assert "mostly at Nord" in table


def test_each_row_leads_to_its_texts_or_its_measure(client, alice, small_chain):
    table = page(client, alice).partition('id="table"')[2]

    assert re.search(r'href="/understand/voices/\?[^"]*theme=changing_rooms[^"]*to=20', table)
    assert re.search(r'href="/understand/places/nord/\?', table)


def test_the_picture_says_in_plain_words_what_to_mend_first(client, alice, small_chain):
    text = page(client, alice)

    mend = re.search(r"chart-part-name\">Mend first</p><ul>(.*?)</ul>", text)[1]
    assert "changing_rooms" in mend
    assert "As a table" in text


def test_it_comes_after_the_page_and_as_a_part_of_it(client, alice, small_chain):
    assert 'hx-trigger="load"' in page(client, alice, "?period=all")
    client.force_login(alice.user)

    part = client.get(f"{ADDRESS}{WHOLE}", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="drivers-found"')
    assert "changing_rooms" in part
    assert 'hx-trigger="load"' not in page(client, alice, "?period=all")  # worked out by now


@pytest.mark.parametrize(
    ("kind", "there", "absent"),
    [
        ("theme", "crowding", "Nord</a></th>"),
        ("location", "Nord", "crowding"),
        ("done", "“visit” at least", "crowding"),
        ("touchpoint", "nothing here that differs", "crowding"),
    ],
)
def test_one_kind_can_be_weighed_alone(client, alice, small_chain, kind, there, absent):
    text = page(client, alice, f"{WHOLE}&kind={kind}").partition('id="drivers-found"')[2]

    assert there in text
    assert absent not in text


def test_within_one_club_its_own_drivers_are_weighed(client, alice, small_chain):
    table = page(client, alice, f"{WHOLE}&location=nord").partition('id="table"')[2]

    assert "changing_rooms" in table
    assert "mostly at" not in table


def test_who_may_see_one_club_only_sees_what_goes_with_its_score(client, workspace, small_chain):
    nora = make_member(workspace, "nora", Role.VIEWER, limited_to=("sud",))

    text = page(client, nora)

    assert "at Nord" not in text
    assert "places/nord" not in text
    assert 600 > int(re.search(r"(\d+) answers with a comment", text)[1]) > 150


def test_the_table_is_there_for_a_spreadsheet(client, alice, small_chain):
    client.force_login(alice.user)

    answer = client.get(f"{ADDRESS}table.csv?period=all")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))

    assert answer["Content-Disposition"] == 'attachment; filename="drivers-nps.csv"'
    assert (rows[0]["kind"], rows[0]["key"], rows[0]["direction"]) == ("theme", "changing_rooms", "lower")
    assert float(rows[0]["weight_low"]) < float(rows[0]["weight"]) < float(rows[0]["weight_high"])
    assert rows[0]["mostly_at"] == "nord"


def test_a_formula_in_a_name_stays_a_text(client, alice, heard, workspace):
    make_location(workspace, "=evil")
    heard(nps(*[9] * 30, location="=evil"))
    heard(nps(*[3] * 30, location="nord"))
    client.force_login(alice.user)

    text = client.get(f"{ADDRESS}table.csv?period=all&kind=location").content.decode()

    assert "'=evil" in text
    assert ",=evil" not in text


def test_without_comments_places_and_touchpoints_are_weighed(client, alice, heard):
    heard(nps(*[10] * 60, location="nord", touchpoint="visit", occurred_at=BEGIN))
    heard(nps(*[2] * 60, location="sud", touchpoint="visit", occurred_at=BEGIN))

    text = page(client, alice)

    assert "with a comment" not in text
    assert "120 answers" in text
    assert "says just what" in text  # Sud is what Nord is not


def test_what_too_few_answers_differ_in_is_named_and_not_weighed(client, alice, heard):
    heard(nps(*[10] * 12, location="nord", occurred_at=BEGIN))
    heard(nps(*[2] * 9, location="sud", occurred_at=BEGIN))

    text = page(client, alice, f"{WHOLE}&kind=location")

    assert "What could not be weighed" in text
    assert "too few answers differ in it" in text
    assert 'id="table"' not in text


def test_without_anything_heard_it_is_said_how_to_begin(client, charlie):
    assert "Nobody answered this in that time" in page(client, charlie)


@pytest.mark.parametrize("wrong", ["measure=luck", "measure=nps:luck", "kind=luck", "period=luck"])
def test_what_is_none_of_the_choices_is_said_beside_its_box(client, alice, small_chain, wrong):
    assert "This is none of the choices." in page(client, alice, f"?{wrong}", status=422)


def test_a_mean_is_weighed_as_a_share_is(client, alice, heard):
    for club, scores in (("nord", [1, 2, 2, 3]), ("sud", [4, 5, 5, 5]), ("west", [3, 4, 3, 4])):
        answers = [{"name": "ok", "scale": "csat:1-5", "value": float(score)} for score in scores * 15]
        heard([{**answer, "location": club, "occurred_at": BEGIN + timedelta(days=1)} for answer in answers])

    for method in ("top2of5", "mean5"):
        text = page(client, alice, f"{WHOLE}&measure=csat:{method}&kind=location")
        assert "nord: lower" in text.lower()
        assert "sud: higher" in text.lower()


def test_nothing_is_sent_to_it(client, alice):
    client.force_login(alice.user)

    assert client.post(ADDRESS).status_code == 405
    assert client.post(f"{ADDRESS}table.csv").status_code == 405
