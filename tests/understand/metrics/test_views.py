"""One measure's page: its number, its line, where it is so, why it changed, and what it is made of."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from heedful.people.members.models import Role
from heedful.stats import nps as nps_of
from heedful.understand.events.models import Happening
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.catalogue.sources import source_of
from tests.factories import make_member, make_workspace
from tests.full import FULL
from tests.understand.conftest import nps

ADDRESS = "/understand/metrics/nps/"
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
BEFORE = datetime(2025, 12, 1, 12, tzinfo=UTC)
TIME = "from=2026-01-01&to=2026-04-10"


def page(client, member, query="", address=ADDRESS, status=200):
    client.force_login(member.user)
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == status
    return answer.content.decode()


def orders(customer, *days, **more):
    return [
        {
            "kind": "order",
            "alias": customer,
            "value": 10.0,
            "currency": "GBP",
            "occurred_at": day,
            "thread": f"{customer}{n}",
        }
        | more
        for n, day in enumerate(days)
    ]


def test_the_number_stands_in_words_with_how_it_is_counted(client, alice, heard):
    heard(nps(*[10] * 60, *[8] * 20, *[3] * 20))

    text = page(client, alice)

    assert "+40.0" in text
    assert "100 answers" in text
    assert "NPS = 100 × (n(9–10) − n(0–6)) ÷ n" in text
    assert "Rocks (2016)" in text
    assert 'hx-trigger="load"' in text


def test_the_rest_is_a_part_of_the_page(client, alice, heard):
    heard(nps(*[10] * 60, *[3] * 40, location="nord"))
    client.force_login(alice.user)

    part = client.get(f"{ADDRESS}?whole=1", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="metric-rest"')
    assert "Which answers were given" in part
    assert "Which answers were given" in page(client, alice)  # worked out already: no second request


def test_every_method_of_every_measure_says_its_formula_and_its_interval():
    without = [
        (key, name) for key, metric in METRICS.items() for name in metric.methods if source_of(key, name) is None
    ]

    assert not without


@pytest.mark.parametrize("key", list(METRICS))
def test_every_method_of_every_measure_has_a_page_with_or_without_data(client, alice, heard, key):
    heard(nps(*[10] * 12, location="nord"))
    client.force_login(alice.user)

    for name in list(METRICS[key].methods)[: None if FULL else 1]:
        assert client.get(f"/understand/metrics/{key}/?method={name}&whole=1").status_code == 200


def test_a_measure_that_is_not_there_is_not_found(client, alice, store):
    client.force_login(alice.user)

    assert client.get("/understand/metrics/luck/").status_code == 404
    assert client.get("/understand/metrics/luck/table.csv").status_code == 404


def test_a_method_that_is_not_there_is_said_beside_its_box(client, alice, heard):
    heard(nps(10))

    text = page(client, alice, "method=magic", status=422)

    assert "This is none of the choices." in text
    assert 'aria-describedby="method-error"' in text


def test_what_is_not_possible_names_what_is(client, alice, heard):
    heard(nps(*[10] * 12))

    text = page(client, alice, "method=1-10")

    assert "Nothing was heard on this scale" in text
    assert "What these data allow:" in text
    assert "method=0-10" in text


def test_places_that_cannot_be_told_apart_are_said_to_share_their_rank(client, alice, heard):
    heard([*nps(*[10] * 30, *[3] * 20, location="nord"), *nps(*[10] * 28, *[3] * 22, location="sud")])

    assert "None of them can be told apart from the others" in page(client, alice, "whole=1&by=location")


def test_a_place_that_leads_beyond_chance_is_named(client, alice, heard):
    heard([*nps(*[10] * 90, *[3] * 10, location="nord"), *nps(*[10] * 30, *[3] * 70, location="sud")])

    assert "Nord leads, and that is more than chance." in page(client, alice, "whole=1&by=location")


def test_the_table_sorts_by_what_is_asked_and_keeps_the_rest_of_the_address(client, alice, heard):
    for place, good in (("nord", 20), ("sud", 80), ("attic", 50)):
        heard(nps(*[10] * good, *[3] * (100 - good), location=place))

    def order(sort):
        table = page(client, alice, f"whole=1&by=location&sort={sort}&channel=").partition('id="table"')[2]
        names = ("Nord", "Sud", "attic")
        return sorted(names, key=lambda name: table.index(f">{name}</a>"))

    assert order("value") == ["Nord", "attic", "Sud"]
    assert order("-value") == ["Sud", "attic", "Nord"]
    assert order("name") == ["attic", "Nord", "Sud"]


def test_two_places_are_held_against_each_other(client, alice, heard):
    heard([*nps(*[10] * 90, *[3] * 10, location="nord"), *nps(*[10] * 30, *[3] * 70, location="sud")])

    text = page(client, alice, "whole=1&by=location&a=nord&b=sud")

    assert "Sud, held against Nord:" in text
    assert "Worse" in text.partition("Sud, held against Nord:")[2][:400]


def test_why_it_changed_is_said_by_rate_and_mix(client, alice, heard):
    """Each club stays as it was; the weaker one answers more often: all of the fall is mix."""
    for where, good, before, now in (("nord", 20, 50, 300), ("sud", 80, 300, 50)):
        for times, day in ((before, BEFORE), (now, NOW)):
            heard(
                nps(
                    *[10] * (times * good // 100), *[3] * (times - times * good // 100), location=where, occurred_at=day
                )
            )

    text = page(client, alice, f"whole=1&by=location&{TIME}")

    assert "because more of the answers came from Nord" in text
    assert "because fewer of the answers came from Sud" in text
    assert "Taken apart by place" in text


def test_no_part_that_is_nothing_is_given_as_a_reason(client, alice, heard):
    for day in (BEFORE, NOW):
        for place in ("nord", "sud"):
            heard(nps(*[10] * 20, *[3] * 20, location=place, occurred_at=day))

    text = page(client, alice, f"whole=1&by=location&{TIME}")

    assert "Why did it change?" in text
    assert "The largest parts" not in text


def test_the_answers_drawn_are_those_that_the_number_rests_on(client, alice, heard):
    heard(nps(*[10] * 6, 8, 8, 3, 3))

    text = page(client, alice, "whole=1").partition("Which answers were given")[2]

    assert "Promoters" in text
    assert "10 answers" in text


def test_only_the_latest_answer_of_each_person_is_drawn_where_only_it_counts(client, alice, heard):
    heard([*nps(0, alias="ona", occurred_at=BEFORE), *nps(10, alias="ona"), *nps(10, alias="jonas")])

    whole = page(client, alice, "whole=1&method=0-10-latest&period=all")
    text = whole.partition("Which answers were given")[2].partition("How it is counted")[0]

    assert "2 answers" in text
    assert "3 answers" not in text


def test_a_filter_that_leaves_nothing_says_which_part_to_loosen(client, alice, heard):
    heard(nps(*[10] * 12, location="nord", channel="web"))

    text = page(client, alice, "location=sud&by=channel")

    assert "The filter leaves nothing" in text
    assert "Without Place: Sud" in text


def test_what_happened_is_marked_on_the_line(client, alice, heard, workspace):
    for month in range(6):
        heard(nps(*[10] * 12, occurred_at=NOW - timedelta(days=30 * month)))
    Happening.objects.create(
        workspace=workspace, happened_on=date(2026, 2, 1), words="changing rooms renovated", noted_at=NOW
    )

    assert "changing rooms renovated" in page(client, alice)


def test_the_steps_of_the_line_can_be_chosen(client, alice, heard):
    for week in range(8):
        heard(nps(*[10] * 12, occurred_at=NOW - timedelta(days=7 * week)))

    text = page(client, alice, "every=week")

    assert 'aria-current="page">Weeks' in text
    assert "week of" in text


def test_cohorts_are_a_table_and_the_period_that_runs_is_not_over(client, alice, heard):
    for n in range(12):
        heard(orders(f"c{n}", datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 5, tzinfo=UTC)))
    heard(orders("late", datetime(2026, 4, 2, tzinfo=UTC)))

    text = page(client, alice, "whole=1", "/understand/metrics/retention/")

    assert "Who stays, by when they first came" in text
    assert "12 customers" in text
    assert "not over" in text


def test_money_is_in_the_currency_that_was_heard(client, alice, heard):
    for n in range(12):
        heard(orders(f"c{n}", datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)))

    text = page(client, alice, address="/understand/metrics/clv/")

    assert "GBP" in text
    assert "EUR" not in text


def test_a_model_shows_its_trial_and_a_fit_that_tells_nothing_is_said(client, alice, heard):
    """Everybody buys every ten days and never stops: the model cannot know what leaving looks like."""
    first = datetime(2025, 10, 1, tzinfo=UTC)
    heard(
        [
            order
            for n in range(40)
            for order in orders(f"c{n}", *(first + timedelta(days=n % 7 + 10 * step) for step in range(6 + n % 9)))
        ]
    )

    text = page(client, alice, "method=model", "/understand/metrics/clv/")

    assert "Can the model be believed?" in text
    assert "Foretold" in text
    assert "Fitted:" in text


def test_the_table_leaves_as_a_file_with_the_same_filter_and_no_formula_in_it(client, alice, heard):
    heard([*nps(*[10] * 12, location="=cmd()", channel="web"), *nps(*[3] * 12, location="nord", channel="till")])
    client.force_login(alice.user)

    answer = client.get("/understand/metrics/nps/table.csv?by=location&channel=web")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))

    assert answer.streaming
    assert answer["Content-Type"].startswith("text/csv")
    assert [(row["location"], float(row["value"]), row["n"]) for row in rows] == [("'=cmd()", 100.0, "12")]


def test_a_shared_address_names_the_workspace_and_shows_it_to_its_members_only(client, alice, charlie, heard):
    heard(nps(*[10] * 60, *[3] * 40))

    shared = "workspace=clubs&method=0-10&from=2026-01-01&to=2026-04-10"
    text = page(client, alice, shared)

    assert "+20.0" in text
    assert "workspace=clubs" in text
    page(client, charlie, shared, status=404)
    client.force_login(charlie.user)
    assert client.get(f"/understand/metrics/nps/table.csv?{shared}").status_code == 404


def test_a_member_of_both_is_shown_the_one_that_the_address_names(client, alice, heard):
    other = make_workspace("attic", name="Attic")
    other.members.create(user=alice.user, role=Role.VIEWER)
    heard(nps(*[10] * 60, *[3] * 40))

    assert "+20.0" not in page(client, alice)  # Attic is the first by name
    assert "+20.0" in page(client, alice, "workspace=clubs")
    assert "+20.0" in page(client, alice)


def test_who_is_limited_to_a_place_sees_its_number_and_no_other_place(client, heard, workspace):
    heard([*nps(*[10] * 60, *[3] * 40, location="nord"), *nps(*[0] * 50, location="sud")])
    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))

    text = page(client, nora, "whole=1&by=location")

    assert "+20.0" in text
    assert "Sud" not in text


def test_the_interval_on_the_page_is_the_statistics_own(client, alice, heard):
    heard(nps(*[10] * 60, *[8] * 20, *[3] * 20))
    low = nps_of(60, 20, 20).low

    assert f"between +{low:.1f}" in page(client, alice)


def test_only_looking_is_possible(client, alice, store):
    client.force_login(alice.user)

    assert client.post(ADDRESS).status_code == 405
    assert client.post("/understand/metrics/nps/table.csv").status_code == 405


@pytest.mark.parametrize("places", [1, 3])
def test_it_costs_as_many_queries_with_one_place_as_with_three(client, alice, heard, django_assert_num_queries, places):
    heard([row for place in range(places) for row in nps(*[10] * 12, location=f"club {place}")])
    client.force_login(alice.user)
    client.get(f"{ADDRESS}?whole=1")

    with django_assert_num_queries(QUERIES):
        client.get(f"{ADDRESS}?whole=1")


QUERIES = 30


def test_the_finder_leads_to_a_measure(client, alice, store):
    client.force_login(alice.user)

    assert 'href="/understand/metrics/nps/"' in client.get("/find/?q=promoter").content.decode()
    assert 'href="/understand/metrics/nps/"' in client.get("/find/?q=recommend us").content.decode()
