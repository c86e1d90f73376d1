"""The list of customers, and one person's page: what each member sees there, and what nobody may."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard, Link
from heedful.people.customers.actions import add_identities, merge_customers
from heedful.people.customers.finder import found_customers
from heedful.people.customers.listing import customer_listing
from heedful.people.customers.models import Customer
from heedful.people.customers.person import person_called
from heedful.people.customers.timeline import timeline_of
from heedful.people.customers.words import keep_words
from heedful.people.members.models import Member, Role
from tests.factories import make_customer, make_member

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIST = "/people/customers/"


@pytest.fixture
def hear(store, workspace):
    """Put rows into the log, each told by what is peculiar about it; an order at Nord a day ago otherwise."""

    def heard(*rows: dict, of=workspace) -> None:
        items = [
            Heard(
                **{
                    "id": f"{of.key}-{len(seen) + place}",
                    "occurred_at": NOW - timedelta(days=1),
                    "received_at": NOW,
                    "kind": "order",
                    "location": "nord",
                }
                | row
            )
            for place, row in enumerate(rows)
        ]
        seen.extend(items)
        spool.hear(of.key, items)
        loader.load(store, now=NOW)

    seen: list[Heard] = []
    return heard


def look(member: Member, address: str = LIST, **how):
    client = Client()
    client.force_login(member.user)
    return client.get(address, **how)


def text_of(answer) -> str:
    """What a reader sees, on one line."""
    main = answer.content.decode().partition("<main")[2] or answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def page_of(key: str) -> str:
    return reverse("people:customer", args=[key])


def known(workspace, key: str, **fields) -> Customer:
    customer = make_customer(workspace, key, **fields)
    keep_words([customer])
    return customer


# The list.


def test_everyone_the_log_has_heard_is_listed_whether_or_not_anybody_told_their_name(alice, hear):
    known(alice.workspace, "17", name="Ann Lee")
    hear(
        {"alias": "17", "value": 30.0, "currency": "EUR", "occurred_at": NOW - timedelta(days=3)},
        {"alias": "17", "kind": "refund", "value": 10.0, "currency": "EUR", "occurred_at": NOW - timedelta(days=2)},
        {"alias": "17", "kind": "answer", "name": "recommend", "scale": "nps:0-10", "value": 9.0},
        {"alias": "bo@example.org", "value": 5.0, "currency": "USD", "location": "sud"},
        {"visitor": "nobody yet"},
    )

    seen = text_of(look(alice))

    assert re.search(r"Ann Lee 17 28 Feb 2026 9 of 10 NPS, promoter 20\.00.EUR 3 Nord 26 Feb 2026", seen)
    assert re.search(r"bo@example\.org 28 Feb 2026 – 5\.00.USD 1 Sud 28 Feb 2026", seen)
    assert "nobody yet" not in seen
    assert "As of" in seen


def test_an_empty_list_says_what_to_do_next(alice, store):
    assert "No customer was heard yet" in text_of(look(alice))


@pytest.mark.parametrize(("order", "first"), [("heard", "new"), ("value", "rich"), ("number", "busy"), ("?", "new")])
def test_the_list_is_sorted_as_asked(alice, hear, order, first):
    hear(
        {"alias": "rich", "value": 99.0, "currency": "EUR"},
        {"alias": "busy", "value": 1.0, "currency": "EUR"},
        {"alias": "busy", "value": 1.0, "currency": "EUR"},
        {"alias": "new", "occurred_at": NOW, "value": 1.0, "currency": "EUR"},
    )

    answer = look(alice, f"{LIST}?sort={order}")

    assert next(iter(answer.context["listing"].page.rows)).key == first
    assert text_of(answer).count("ascending") == 0  # the head says it by aria-sort
    assert 'aria-sort="descending"' in answer.content.decode()


def test_by_value_the_currency_is_the_one_orders_came_in(alice, hear):
    hear({"alias": "ann", "value": 5.0, "currency": "GBP"}, {"alias": "bo", "value": 7.0, "currency": "GBP"})

    answer = look(alice, f"{LIST}?sort=value")

    assert [row.key for row in answer.context["listing"].page.rows] == ["bo", "ann"]
    assert "Those who ordered in GBP" in text_of(answer)


def test_a_long_list_has_pages_there_and_back(alice, hear):
    hear(*({"alias": f"c{number:03}", "occurred_at": NOW - timedelta(minutes=number)} for number in range(120)))

    keys, address = [], LIST
    while True:
        page = look(alice, address).context["listing"].page
        keys.append([row.key for row in page.rows])
        if not page.later:
            break
        address = f"{LIST}?{page.later}"

    assert [len(page) for page in keys] == [50, 50, 20]
    assert [key for page in keys for key in page] == [f"c{number:03}" for number in range(120)]
    back = look(alice, f"{LIST}?{page.earlier}").context["listing"].page
    assert [row.key for row in back.rows] == keys[1]


@pytest.mark.parametrize("nonsense", ["after=x", "after=WyJhIl0", "before=WzEsMl0", "after=WyIyMDI2IiwgMV0"])
def test_an_address_put_together_by_hand_begins_at_the_beginning(alice, hear, nonsense):
    hear({"alias": "ann"})

    for order in ("heard", "value", "number"):
        answer = look(alice, f"{LIST}?{nonsense}&sort={order}")
        assert answer.status_code == 200
    assert look(alice, f"{page_of('ann')}?{nonsense}").status_code == 200


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ann", {"17"}),
        ("LEE", {"17"}),
        ("ann lee", {"17"}),
        ("lee ann", {"17"}),
        ("шевч", {"ira"}),
        ("Šarūnas", {"sar"}),
        ("saru", {"sar"}),
        ("ann@EXAMPLE.org", {"17"}),
        ("+370 612", {"17"}),
        ("370-612-34", {"17"}),
        ("17", {"17", "170"}),
        ("dora@", {"dora@example.org"}),
        ("Dora@example.org", {"dora@example.org"}),
        ("nobody", set()),
        ("%", set()),
        ("ann bo", set()),
    ],
)
def test_people_are_found_by_name_address_number_and_id(alice, hear, typed, found):
    ann = known(alice.workspace, "17", name="Ann Lee")
    add_identities(ann, [("email", "Ann@example.org"), ("phone", "+370 612 34567")])
    known(alice.workspace, "ira", name="Ірина Шевченко")
    known(alice.workspace, "sar", name="Šarūnas Jonaitis")
    hear(*({"alias": key} for key in ("17", "170", "ira", "sar", "dora@example.org")))

    answer = look(alice, LIST, data={"q": typed})

    assert {row.key for row in answer.context["listing"].page.rows} == found
    assert ("Nobody by that name" in text_of(answer)) == (not found)


def test_one_who_is_known_but_was_never_heard_is_found_beneath(alice, hear):
    known(alice.workspace, "18", name="Bo Lee")
    merge_customers(
        known(alice.workspace, "17", name="Ann Lee"),
        absorbed=known(alice.workspace, "x", name="A Lee"),
        by=alice,
        now=NOW,
    )
    hear({"alias": "17"})

    listing = look(alice, f"{LIST}?q=lee").context["listing"]

    assert [row.key for row in listing.page.rows] == ["17"]
    assert [customer.key for customer in listing.never_heard] == ["18"]


def test_a_place_narrows_the_list_and_counts_only_what_happened_there(alice, hear):
    hear({"alias": "ann"}, {"alias": "ann", "location": "sud"}, {"alias": "bo"})

    answer = look(alice, f"{LIST}?location=sud")

    assert [(row.key, row.n) for row in answer.context["listing"].page.rows] == [("ann", 1)]
    assert "Only what happened at the places shown is counted." in text_of(answer)


def test_a_place_that_is_gone_is_said_beside_the_field(alice, hear):
    hear({"alias": "ann"})

    answer = look(alice, f"{LIST}?location=gone")

    assert answer.status_code == 422
    assert "There is no such place any more." in text_of(answer)
    assert len(answer.context["listing"].page.rows) == 1


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("asked", "queries"), [("", 4), ("sort=value", 4), ("q=person", 5), ("q=person&sort=value", 5)]
)
def test_the_list_asks_as_much_for_three_as_for_one(
    alice, hear, store, people, asked, queries, django_assert_num_queries, reads_of_the_log
):
    for number in range(people):
        known(alice.workspace, f"p{number}", name=f"Person {number}")
    hear(*({"alias": f"p{number}", "value": 1.0, "currency": "EUR"} for number in range(people)))

    with django_assert_num_queries(queries):
        listing = customer_listing(alice, QueryDict(asked), store=store, now=NOW)

    assert len(listing.page.rows) == people
    assert reads_of_the_log() == 3


@pytest.mark.parametrize("address", [LIST, f"{LIST}?q=person", "/people/customers/p0/"])
def test_drawing_a_page_asks_no_more_for_three_than_for_one(alice, hear, address, django_assert_max_num_queries):
    client = Client()
    client.force_login(alice.user)
    known(alice.workspace, "p0", name="Person 0")
    hear({"alias": "p0"})
    with CaptureQueriesContext(connection) as for_one:
        client.get(address)
    for number in (1, 2):
        known(alice.workspace, f"p{number}", name=f"Person {number}")
        hear({"alias": f"p{number}"}, {"alias": "p0"})

    with django_assert_max_num_queries(len(for_one)):
        client.get(address)


@pytest.fixture
def reads_of_the_log(monkeypatch):
    """How often rows were fetched from the log's engine."""
    import narwhals as nw

    fetched = []
    collect = nw.LazyFrame.collect

    def counted(frame, *args, **kwargs):
        fetched.append(frame)
        return collect(frame, *args, **kwargs)

    monkeypatch.setattr(nw.LazyFrame, "collect", counted)
    return lambda: len(fetched)


def test_a_swap_brings_the_list_alone(alice, hear):
    hear({"alias": "ann"})

    fragment = look(alice, LIST, headers={"HX-Request": "true"}).content.decode()

    assert fragment.lstrip().startswith('<section class="customers')
    assert "<html" not in fragment
    assert "ann" in fragment


def test_charlie_sees_none_of_alices_customers(alice, charlie, hear):
    known(alice.workspace, "ann", name="Ann Lee")
    hear({"alias": "ann"})

    assert "Ann" not in text_of(look(charlie))
    assert "Ann" not in text_of(look(charlie, f"{LIST}?q=ann"))
    assert look(charlie, page_of("ann")).status_code == 404


def test_bob_may_look_but_is_offered_no_change(bob, hear):
    hear({"alias": "ann"})

    seen = text_of(look(bob, page_of("ann")))

    assert "What happened" in seen
    assert "Erase" not in seen
    assert "Merge" not in seen


@pytest.mark.parametrize("address", [LIST, "/people/customers/ann/"])
def test_what_is_looked_at_is_not_posted_to(alice, hear, address):
    hear({"alias": "ann"})
    client = Client()
    client.force_login(alice.user)

    assert client.post(address).status_code == 405


# One person.


def test_a_person_s_page_says_who_they_are_and_what_they_did(alice, hear):
    ann = known(alice.workspace, "17", name="Ann Lee", language="lt")
    add_identities(ann, [("email", "ann@example.org")])
    hear(
        {"alias": "17", "thread": "o1", "product": "towel", "value": 10.0, "currency": "EUR"},
        {"alias": "17", "thread": "o1", "product": "water", "value": 2.0, "currency": "EUR"},
        {"alias": "17", "kind": "refund", "value": 2.0, "currency": "EUR"},
        {"alias": "17", "kind": "event", "name": "visit", "occurred_at": NOW - timedelta(days=9), "location": "sud"},
        {"alias": "17", "kind": "answer", "name": "recommend", "scale": "nps:0-10", "value": 4.0},
        {"alias": "17", "kind": "message", "name": "inbound", "thread": "t1", "text": "Where is my towel?"},
        {"alias": "17", "kind": "message", "name": "inbound", "thread": "t2", "text": "Hello"},
        {"kind": "case", "name": "resolved", "thread": "t2"},
    )

    seen = text_of(look(alice, page_of("17")))

    assert "Ann Lee" in seen
    assert "ann@example.org" in seen
    assert "Language Lithuanian" in seen
    assert "Places Nord, Sud" in seen
    assert "First heard of on 20 Feb 2026, last on 28 Feb 2026." in seen
    assert re.search(r"Orders 1 Orders, net 10\.00.EUR", seen)
    assert "Visits 1" in seen
    assert "Recommend 4 of 10 NPS, detractor" in seen
    assert "Conversation t1 waits for an answer" in seen
    assert "Conversation t2" not in seen


def test_a_conversation_opened_again_is_open_and_one_that_waits_for_nobody_is_not_pressing(alice, hear):
    talk = {"alias": "ann", "kind": "message", "thread": "t1"}
    hear(
        {**talk, "name": "inbound", "occurred_at": NOW - timedelta(hours=9)},
        {**talk, "name": "human_reply", "occurred_at": NOW - timedelta(hours=8)},
        {**talk, "kind": "case", "name": "resolved", "occurred_at": NOW - timedelta(hours=7)},
        {**talk, "kind": "case", "name": "reopened", "occurred_at": NOW - timedelta(hours=6)},
        {"alias": "ann", "kind": "case", "name": "assigned", "thread": "c1"},
        {"alias": "ann", "kind": "case", "name": "snoozed", "thread": "c1", "occurred_at": NOW},
    )

    seen = text_of(look(alice, page_of("ann")))

    assert "Conversation t1 last on" in seen
    assert "Case c1 put off last on" in seen


STORY = {
    "an answer with its question, score and words": (
        {"kind": "answer", "name": "changing_rooms", "scale": "csat:1-5", "value": 2.0, "text": "Cold <b>water</b>"},
        r"Changing rooms 2 of 5 Satisfaction Cold &lt;b&gt;water&lt;/b&gt;",
    ),
    "an answer in words alone": ({"kind": "answer", "name": "why", "text": "No light"}, r"Why No light"),
    "a review with its stars": (
        {"kind": "review", "scale": "stars:1-5", "value": 4.5, "text": "Nice"},
        r"Reviewed us 4\.5 of 5 Stars Nice",
    ),
    "a mention": ({"kind": "mention", "text": "They exist"}, r"Mentioned us They exist"),
    "an order of one thing": (
        {"kind": "order", "product": "day-pass", "value": 12.0, "currency": "EUR"},
        r"Ordered Day pass 12\.00.EUR",
    ),
    "an order of who knows what": ({"kind": "order"}, r"Ordered \d\d:\d\d"),
    "a refund": (
        {"kind": "refund", "product": "towel", "value": 3.0, "currency": "EUR"},
        r"Was given money back for Towel 3\.00.EUR",
    ),
    "a message of theirs": ({"kind": "message", "name": "inbound", "thread": "t", "text": "Hi"}, r"Wrote Hi"),
    "a reply, and by whom": (
        {"kind": "message", "name": "human_reply", "thread": "t", "text": "Hi!", "employee": "ada"},
        r"Was answered Hi! \d\d:\d\d · Nord · Ada",
    ),
    "a case": ({"kind": "case", "name": "handoff", "thread": "t"}, r"The bot gave the case to a person"),
    "a page": ({"kind": "page", "name": "/prices"}, r"Viewed /prices"),
    "an event": ({"kind": "event", "name": "first_visit"}, r"First visit"),
    "a cost": ({"kind": "cost", "name": "retention", "value": 2.0, "currency": "EUR"}, r"Was spent on them: Retention"),
    "an order at the counter, in the workspace's own time": (
        {"kind": "order", "occurred_at": datetime(2026, 2, 27, 23, 30, tzinfo=UTC)},
        r"28 Feb 2026 Ordered 01:30",
    ),
}


@pytest.mark.parametrize("what", STORY)
def test_every_kind_reads_as_a_person_would_say_it(alice, hear, what):
    row, reads = STORY[what]
    hear({"alias": "ann", **row})

    assert re.search(reads, text_of(look(alice, page_of("ann"))).partition("What happened")[2])


def test_lines_of_an_order_are_one_and_can_be_opened(alice, hear):
    line = {"alias": "ann", "thread": "o1", "currency": "EUR"}
    hear(
        {**line, "product": "towel", "value": 10.0},
        {**line, "product": "water", "value": 2.0},
        {**line, "thread": "o2"},
    )

    seen = text_of(look(alice, page_of("ann")))

    assert re.search(r"Ordered, 2 lines 12\.00.EUR Show each Water 2\.00.EUR Towel 10\.00.EUR", seen)


def test_pages_of_a_visit_are_one_and_a_pause_ends_it(alice, hear):
    def page(minutes: int, **more) -> dict:
        at = NOW - timedelta(minutes=minutes)
        return {"alias": "ann", "kind": "page", "name": f"/{minutes}", "occurred_at": at, "visitor": "v"} | more

    hear(page(100), page(90), page(10, session="s"), page(4, session="s"), page(1, session="s"), page(0, session="z"))

    seen = text_of(look(alice, page_of("ann"))).partition("Pages viewed")[2] or text_of(look(alice, page_of("ann")))

    assert re.search(r"Viewed /0 .*Viewed 3 pages in 9 min Show each /10 13:50 /4 13:56 /1 13:59", seen)
    assert re.search(r"Viewed 2 pages in 10 min Show each /100 .* /90", seen)


def test_their_own_words_carry_their_language_and_ours_do_not(alice, hear):
    known(alice.workspace, "ann", language="lt")
    talk = {"alias": "ann", "kind": "message", "thread": "t"}
    hear({**talk, "name": "inbound", "text": "Labas"}, {**talk, "name": "human_reply", "text": "Hello"})

    html = look(alice, page_of("ann")).content.decode()

    assert '<blockquote class="moment-text" lang="lt">Labas' in html
    assert '<blockquote class="moment-text">Hello' in html


def test_the_timeline_can_be_of_one_kind(alice, hear):
    hear({"alias": "ann"}, {"alias": "ann", "kind": "event", "name": "visit"})

    timeline = look(alice, f"{page_of('ann')}?kind=event").context["timeline"]

    assert [moment.kind for day in timeline.days for moment in day.moments] == ["event"]
    assert look(alice, f"{page_of('ann')}?kind=nonsense").context["timeline"].kind == ""


def test_a_long_story_has_pages_and_tears_no_order_apart(alice, hear):
    at = [NOW - timedelta(minutes=number) for number in range(150)]
    hear(
        *({"alias": "ann", "occurred_at": at[number], "kind": "event", "name": f"e{number}"} for number in range(55)),
        *(
            {"alias": "ann", "occurred_at": at[number], "thread": "o", "product": f"p{number}"}
            for number in range(55, 70)
        ),
        *(
            {"alias": "ann", "occurred_at": at[number], "kind": "event", "name": f"e{number}"}
            for number in range(70, 150)
        ),
    )

    pages, address = [], page_of("ann")
    while True:
        timeline = look(alice, address).context["timeline"]
        pages.append([moment for day in timeline.days for moment in day.moments])
        if not timeline.page.later:
            break
        address = f"{page_of('ann')}?{timeline.page.later}"

    assert [len(moment.parts) for page in pages for moment in page if moment.kind == "order"] == [15]
    assert sum(max(1, len(moment.parts)) for page in pages for moment in page) == 150
    assert len(pages[0]) == 55
    back = look(alice, f"{page_of('ann')}?{timeline.page.earlier}").context["timeline"]
    assert [moment.at for day in back.days for moment in day.moments][-1] == pages[-2][-1].at


@pytest.mark.parametrize("things", [1, 3])
def test_a_person_s_page_asks_as_much_for_three_things_as_for_one(
    alice, hear, store, things, django_assert_num_queries, reads_of_the_log
):
    ann = known(alice.workspace, "ann")
    for number in range(things):
        add_identities(ann, [("id", f"card {number}")])
        merge_customers(ann, absorbed=known(alice.workspace, f"other {number}"), by=alice, now=NOW)
    hear(*({"alias": "ann", "kind": "message", "name": "inbound", "thread": f"t{n}"} for n in range(things)))

    with django_assert_num_queries(9):
        person = person_called(alice, "ann", store=store)
        timeline = timeline_of(person, QueryDict(), store=store, workspace="clubs", zone="UTC")

    assert len(person.merges) == len(person.matters) == sum(len(day.moments) for day in timeline.days) == things
    assert reads_of_the_log() == 3


def test_a_swap_brings_the_timeline_alone(alice, hear):
    hear({"alias": "ann"})

    fragment = look(alice, page_of("ann"), headers={"HX-Request": "true"}).content.decode()

    assert fragment.lstrip().startswith('<section class="timeline')
    assert "Who they are" not in fragment


def test_one_who_is_part_of_another_is_found_at_the_other(alice, hear, store):
    ann, anna, silent = (known(alice.workspace, key) for key in ("ann", "anna", "silent"))
    hear({"alias": "ann"}, {"alias": "anna"}, {"alias": "web"})
    for absorbed in (anna, silent):
        merge_customers(ann, absorbed=absorbed, by=alice, now=NOW)
    spool.link(alice.workspace.key, [Link(id="w", occurred_at=NOW, received_at=NOW, alias="web", into="ann")])
    loader.load(store, now=NOW)

    for key in ("anna", "web", "silent"):
        answer = look(alice, page_of(key))
        assert (answer.status_code, answer["Location"]) == (302, page_of("ann"))
    seen = text_of(look(alice, page_of("ann")))
    assert "Also known as anna silent web" in seen
    assert "Anna was merged into Ann by alice@example.org" in seen


@pytest.mark.parametrize("key", ["a/b", "a b", "Ann <ann@x.org>", "a\nb", "ümlaut?x=1#y", "100%"])
def test_whatever_a_sender_calls_a_customer_has_a_page(alice, hear, key):
    hear({"alias": key})

    (href,) = re.findall(r'class="customers-name" href="([^"]+)"', look(alice).content.decode())

    answer = look(alice, href)
    assert answer.status_code == 200
    assert answer.context["person"].key == key


def test_nobody_has_no_page(alice, store):
    assert look(alice, page_of("nobody")).status_code == 404


def test_one_whom_we_know_but_never_heard_has_a_page(alice, store):
    known(alice.workspace, "ann", name="Ann Lee")

    seen = text_of(look(alice, page_of("ann")))

    assert "Ann Lee" in seen
    assert "Nothing was heard of them yet" in seen


# Those who see some locations.


@pytest.fixture
def dora(workspace) -> Member:
    """She runs the club Nord and sees nothing else, although she is a manager."""
    return make_member(workspace, "dora", Role.MANAGER, limited_to=("nord",))


def test_one_who_sees_a_single_club_sees_its_customers_and_what_they_did_there(dora, alice, hear):
    ann = known(dora.workspace, "17", name="Ann Lee", language="lt")
    add_identities(ann, [("email", "ann@example.org")])
    known(dora.workspace, "18", name="Bo Lee")
    merge_customers(ann, absorbed=known(dora.workspace, "ann@old.org"), by=alice, now=NOW)
    hear(
        {"alias": "17", "value": 5.0, "currency": "EUR"},
        {"alias": "17", "value": 900.0, "currency": "EUR", "location": "sud"},
        {"alias": "17", "kind": "answer", "name": "secret", "scale": "csat:1-5", "value": 1.0, "location": "sud"},
        {"alias": "17", "kind": "event", "name": "nowhere", "location": None},
        {"alias": "18", "location": "sud"},
    )

    listing = look(dora).context["listing"]
    assert [(row.key, row.name, row.n, row.places) for row in listing.page.rows] == [("17", "Ann Lee", 1, ["Nord"])]
    answer = look(dora, page_of("17"))
    seen = text_of(answer)
    assert re.search(r"Interactions 1 Orders 1 Orders, net 5\.00.EUR", seen)
    for hidden in ("900", "Secret", "Nowhere", "Sud", "ann@", "Lithuanian", "merged", "Erase"):
        assert hidden not in seen
    assert "You see what happened at your places" in seen


def test_she_is_not_told_that_somebody_of_another_club_exists(dora, alice, hear):
    known(dora.workspace, "18", name="Bo Lee")
    known(dora.workspace, "19", name="Cy Lee")
    hear({"alias": "18", "location": "sud"})

    for key in ("18", "19", "20"):
        assert look(dora, page_of(key)).status_code == 404
    assert "Lee" not in text_of(look(dora, f"{LIST}?q=lee")).replace('value="lee"', "")
    assert look(dora, f"{LIST}?location=sud").status_code == 422


def test_an_address_finds_nobody_for_her_but_a_name_does(dora, alice, hear):
    ann = known(dora.workspace, "17", name="Ann Lee")
    add_identities(ann, [("email", "secret@example.org")])
    hear({"alias": "17"})

    assert [row.key for row in look(dora, f"{LIST}?q=ann").context["listing"].page.rows] == ["17"]
    assert not look(dora, f"{LIST}?q=secret").context["listing"].page.rows


def test_what_concerns_the_whole_company_is_not_hers_to_change(dora, alice, hear):
    hear({"alias": "17"})

    for name in ("customer-details", "customer-merges", "customer-erasure"):
        assert look(dora, reverse(f"people:{name}", args=["17"])).status_code == 403


# The finder.


def found(member: Member, typed: str) -> list[str]:
    answer = look(member, "/find/", data={"q": typed})
    return [link.href for link in answer.context["links"] if str(link.group) == "Customers"]


def test_the_finder_finds_people_without_asking_the_log(alice, hear, reads_of_the_log):
    ann = known(alice.workspace, "17", name="Ann Lee")
    add_identities(ann, [("email", "ann@example.org"), ("phone", "+370 612 34567")])

    for typed in ("an", "LEE", "lee an", "ann@ex", "+370 612", "17"):
        assert found(alice, typed) == [page_of("17")], typed
    assert found(alice, "a") == []
    assert found(alice, "xx") == []
    assert reads_of_the_log() == 0


def test_the_finder_shows_no_more_than_eight_and_asks_thrice_at_most(alice, rf, django_assert_num_queries):
    for number in range(12):
        known(alice.workspace, f"k{number}", name=f"Ann Person{number}")
    request = rf.get("/find/")
    request.member = alice

    for typed, queries in (("a", 1), ("ann", 2), ("ann person", 3)):
        with django_assert_num_queries(queries):
            links = list(found_customers(request, typed))
        assert len(links) == (0 if typed == "a" else 8)


def test_the_finder_tells_no_secrets(alice, bob, charlie, dora, hear):
    known(alice.workspace, "17", name="Ann Lee")
    hear({"alias": "17"})

    assert found(bob, "ann") == [page_of("17")]
    assert found(charlie, "ann") == []
    assert found(dora, "ann") == []
