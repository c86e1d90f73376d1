"""One customer's page: who they are, what they did, and their story."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from heedful.interactions import loader, spool
from heedful.interactions.schema import Link
from heedful.people.customers.actions import add_identities, merge_customers
from heedful.people.customers.person import person_called
from heedful.people.customers.timeline import timeline_of
from tests.people.looking import NOW, known, look, page_of, text_of


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
