"""Each kind of question, as a person answers it."""

from datetime import timedelta

import pytest

from heedful.listen.responses.models import Consented, Response
from heedful.listen.responses.settling import settle_due
from heedful.people.models import Customer, Identity
from tests.listen.answering.conftest import NOW, Respondent
from tests.listen.answering.test_way import heard


def words(text):
    return {"en": text}


def options(*titles, **more):
    return [{"key": title.lower().replace(" ", "_"), "title": words(title), **more} for title in titles]


ONE = {"type": "choice", "key": "one", "title": words("One?"), "options": options("Pool", "Sauna"), "other": True}
MANY = {
    "type": "choice",
    "key": "many",
    "title": words("Many?"),
    "many": True,
    "most": 2,
    "options": [*options("Pool", "Sauna", "Bar"), *options("Nothing", alone=True)],
}
GRID = {
    "type": "grid",
    "key": "rate",
    "title": words("Rate"),
    "points": 5,
    "measured_as": "csat",
    "rows": options("Desk", "Showers"),
}
CSAT = {"type": "csat", "key": "csat", "title": words("Satisfied?"), "points": 3, "look": "smileys"}
CES = {"type": "ces", "key": "ces", "title": words("Easy?"), "points": 7}
NPS10 = {"type": "nps", "key": "nps", "title": words("Recommend?"), "scale": "1-10"}
NUMBER = {"type": "number", "key": "visits", "title": words("Visits?"), "lowest": 0, "highest": 99, "whole": True}
PRICE = {"type": "number", "key": "price", "title": words("Price?")}
DATE = {"type": "date", "key": "day", "title": words("Day?"), "earliest": "2026-01-01", "latest": "2026-12-31"}
CONTACT = {"type": "contact", "key": "who", "title": words("Who are you?"), "fields": ["name", "email", "phone"]}
CONSENT = {"type": "consent", "key": "news", "purpose": "marketing", "title": words("Send me news")}
SAYS = {"type": "statement", "key": "says", "title": words("Thanks so far")}


@pytest.fixture
def ask(survey_of, link_to):
    def asked(*questions, **document):
        door = link_to(survey_of({"title": words("T"), "questions": questions, **document}))
        return Respondent(door.code)

    return asked


@pytest.mark.parametrize(
    ("question", "sent", "kept"),
    [
        (CSAT, {"csat": "3"}, 3),
        (CES, {"ces": "1"}, 1),
        (NPS10, {"nps": "10"}, 10),
        (ONE, {"one": "pool"}, {"chosen": ["pool"]}),
        (ONE, {"one": "+other", "one__other": "The towels"}, {"chosen": [], "other": "The towels"}),
        (ONE, {"one__other": "The towels"}, {"chosen": [], "other": "The towels"}),
        (MANY, {"many": ["sauna", "pool"]}, {"chosen": ["pool", "sauna"]}),
        (MANY, {"many": ["nothing"]}, {"chosen": ["nothing"]}),
        (GRID, {"rate__desk": "5", "rate__showers": "1"}, {"desk": 5, "showers": 1}),
        (GRID, {"rate__desk": "5"}, {"desk": 5}),
        (NUMBER, {"visits": " 12 "}, 12),
        (PRICE, {"price": "3,5"}, 3.5),
        (PRICE, {"price": "−1 200.25"}, -1200.25),
        (DATE, {"day": "2026-02-28"}, "2026-02-28"),
        (CONSENT, {"news": "yes"}, True),
        (CONSENT, {}, False),
        (CONTACT, {"who__email": "Ann@Example.org"}, {"email": "Ann@Example.org"}),
    ],
)
def test_what_was_answered_is_kept_in_its_shape(ask, question, sent, kept):
    page = ask(question)
    page.send(**sent)

    assert page.status == 200 and page.title == "Thank you!"
    assert Response.objects.get().answers == {question["key"]: kept}


@pytest.mark.parametrize(
    ("question", "sent", "says"),
    [
        (CSAT, {"csat": "4"}, "from 1 to 3"),
        (NPS10, {"nps": "0"}, "from 1 to 10"),
        (ONE, {"one": "+other"}, "in your own words"),
        (ONE, {"one": "pool", "one__other": "and towels"}, "one of these, or your own words"),
        (MANY, {"many": ["pool", "sauna", "bar"]}, "choose 2 at most"),
        (MANY, {"many": ["pool", "nothing"]}, "“Nothing” cannot go with other answers"),
        (GRID, {"rate__desk": "6"}, "from 1 to 5"),
        (NUMBER, {"visits": "12.5"}, "whole number"),
        (NUMBER, {"visits": "100"}, "at most 99"),
        (NUMBER, {"visits": "-1"}, "at least 0"),
        (NUMBER, {"visits": "many"}, "write a number"),
        (PRICE, {"price": "1e400"}, "write a number"),
        (DATE, {"day": "2026-02-30"}, "write a day"),
        (DATE, {"day": "2025-12-31"}, "2026-01-01 or a later day"),
        (CONTACT, {"who__email": "ann at home"}, "e-mail address"),
        (CONTACT, {"who__phone": "12"}, "phone number"),
    ],
)
def test_what_is_no_answer_is_said_beside_the_question(ask, question, sent, says):
    page = ask(question)
    page.send(**sent)

    assert page.status == 422 and says in page.html
    assert f'id="a-{question["key"]}-error"' in page.html and not Response.objects.exists()


def test_an_option_that_there_is_not_is_no_answer(ask):
    page = ask(ONE)
    page.send(one="helipad")

    assert Response.objects.get().answers == {}


def test_a_statement_is_a_page_to_go_on_from(ask):
    page = ask(SAYS, CSAT)
    assert "Thanks so far" in page.html
    page.send()
    assert page.asked() == ["csat"]


def test_the_log_is_told_each_row_of_a_grid_and_the_titles_of_a_choice(ask):
    page = ask(GRID, MANY, layout="all")
    page.send(rate__desk="5", rate__showers="1", many=["pool", "bar"])

    rows = {row["name"]: row for row in heard()}
    assert (rows["rate.desk"]["scale"], rows["rate.desk"]["value"], rows["rate.showers"]["value"]) == ("csat:1-5", 5, 1)
    assert rows["rate.desk"]["id"] == f"{Response.objects.get().key}:rate.desk"
    assert (rows["many"]["text"], rows["many"]["scale"]) == ("Pool; Bar", "choice")
    assert '"chosen": ["pool", "bar"]' in rows["many"]["properties"]


def test_who_says_who_they_are_becomes_a_customer_and_the_log_hears_only_the_key(ask):
    page = ask(NPS10, CONTACT, CONSENT, layout="all")
    page.send(nps="9", who__name="Ann", who__email="Ann@Example.org", who__phone="+370 600 00000", news="yes")

    ann = Customer.objects.get(key="ann@example.org")
    assert ann.name == "Ann"
    assert set(Identity.objects.filter(customer=ann).values_list("kind", "value")) == {
        ("email", "ann@example.org"),
        ("phone", "+37060000000"),
    }
    assert {row["name"] for row in heard()} == {"nps", "news"}
    assert {row["alias"] for row in heard()} == {"ann@example.org"}
    consent = Consented.objects.get()
    assert (consent.customer, consent.purpose, consent.words, consent.given) == (ann, "marketing", "Send me news", True)
    assert Response.objects.get().customer == ann


def test_who_is_known_by_their_address_is_the_customer_they_were(ask, workspace):
    bea = Customer.objects.create(workspace=workspace, key="bea", name="Bea")
    Identity.objects.create(workspace=workspace, customer=bea, kind="email", value="bea@example.org")
    page = ask(CONTACT, CES, layout="all")
    page.send(who__email="BEA@example.org", who__name="Somebody else", ces="7")

    bea.refresh_from_db()
    assert Response.objects.get().customer == bea and bea.name == "Bea"
    assert [row["alias"] for row in heard()] == ["bea"]


def test_an_anonymous_survey_makes_nobody_a_customer(ask):
    page = ask(CONTACT, CES, CONSENT, layout="all", anonymous=True)
    page.send(who__email="ann@example.org", ces="7", news="yes")

    assert not Customer.objects.exists() and not Consented.objects.exists()
    assert Response.objects.get().customer is None


def test_what_was_answered_counts_when_nothing_more_comes(ask):
    page = ask(CSAT, CES)
    page.send(csat="3")
    assert settle_due(NOW) == 0 and heard() == []

    later = NOW + timedelta(minutes=40)
    assert settle_due(later) == 1 and settle_due(later) == 0
    assert [row["name"] for row in heard()] == ["csat"]


def test_after_that_what_was_told_stays_and_what_is_new_is_told_as_it_comes(ask):
    page = ask(CSAT, CES)
    page.send(csat="3")
    settle_due(NOW + timedelta(minutes=40))
    page.send("back", ces="")
    page.send(csat="1")
    page.send(ces="7")

    response = Response.objects.get()
    assert response.answers == {"csat": 3, "ces": 7} and response.told == ["csat", "ces"]
    assert [(row["name"], row["value"]) for row in heard()] == [("csat", 3.0), ("ces", 7.0)]
    assert response.finished_at


def test_what_was_set_aside_waits_to_be_taken_back(ask):
    ask(CSAT, CES).send(csat="3")
    Response.objects.update(set_aside="spam")
    later = NOW + timedelta(days=1)
    assert settle_due(later) == 0

    Response.objects.update(set_aside="")
    assert settle_due(later) == 1
