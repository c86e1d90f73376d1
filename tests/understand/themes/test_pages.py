"""Alice reads and edits themes on pages; Bob reads; Dora sees what was said at her club; Charlie sees nothing."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from heedful.people.members.models import Role
from heedful.text.themes.taxonomy import packs
from heedful.understand.models import FoundRun, FoundTheme, NamedTheme, ThemeExample, ThemeSet
from heedful.understand.themes import actions
from heedful.understand.themes.queries import taxonomy_of, themes_version
from tests.factories import make_member
from tests.understand.themes.conftest import APRIL, NOW, texts

COLD, KIND = {"showers": -0.8}, {"staff": 0.9}
WINTER = datetime(2025, 12, 5, tzinfo=UTC)


@pytest.fixture
def spoken(said, themes):
    """Nord's guests freeze, Sud's like the staff; before, nobody spoke of showers."""
    said(texts(10, themes=COLD, location="nord", sentiment=-0.8))
    said(texts(10, themes={"showers": -0.6}, location="nord", sentiment=-0.6))
    said(texts(10, "Kind people work here", themes=KIND, location="sud", sentiment=0.9))
    said(texts(10, "Kind people work here", themes={"staff": 0.7}, location="sud", sentiment=0.7))
    said(texts(40, "All as always", location="nord", occurred_at=WINTER))


@pytest.fixture
def found(workspace, said) -> FoundTheme:
    made = FoundTheme.objects.create(
        workspace=workspace,
        key="queue",
        names={"en": "queue at the desk"},
        phrases=[{"text": "long queue", "language": "en"}],
        centroid=b"",
        first_seen=NOW,
        last_seen=NOW,
        n=12,
    )
    said(texts(12, "A long queue at the desk of Sud", themes={"found:queue": -0.4}, location="sud"))
    return made


def page(client, member, name: str, *args, **query) -> str:
    client.force_login(member.user)
    answer = client.get(reverse(f"understand:{name}", args=args), query)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def posted(client, member, name: str, *args, **given):
    client.force_login(member.user)
    return client.post(reverse(f"understand:{name}", args=args), given)


def test_alice_begins_with_her_trade(client, alice, workspace, store):
    assert "Choose a trade" in page(client, alice, "themes")
    trade = packs()[0]
    assert trade.names["en"] in page(client, alice, "theme-trades")

    answer = posted(client, alice, "theme-trades", pack=trade.key)

    assert answer.status_code == 302
    assert ThemeSet.objects.get(workspace=workspace).pack == trade.key
    assert NamedTheme.objects.count() == len(trade.themes)


def test_a_trade_that_is_none_is_refused_beside_the_choice(client, alice, workspace, store):
    answer = posted(client, alice, "theme-trades", pack="alchemy")

    assert answer.status_code == 422
    assert "field-wrong" in answer.content.decode()
    assert not ThemeSet.objects.exists()


def test_the_map_says_how_large_each_theme_is_how_sure_that_is_and_how_it_sounds(client, bob, spoken):
    shown = page(client, bob, "themes")

    assert "50.0" in shown
    assert "20 texts" in shown
    assert "negative" in shown
    assert "positive" in shown
    assert "Rising" in shown
    assert "More often" in shown
    assert "Add a theme" not in shown


def test_a_found_theme_that_no_time_before_can_be_held_against_is_not_called_rising(client, bob, found):
    FoundTheme.objects.update(state=FoundTheme.State.RISING)

    shown = page(client, bob, "themes")

    assert "queue at the desk" in shown
    assert "Rising" not in shown
    assert "What stands out?" not in shown


def test_the_map_before_anything_is_read_says_what_to_do(client, alice, bob, store):
    assert "Choose a trade" in page(client, alice, "themes")
    assert "No text was read yet" in page(client, bob, "themes")


def test_who_has_found_themes_only_is_still_offered_those_of_a_trade(client, alice, found):
    shown = page(client, alice, "themes")

    assert "queue at the desk" in shown
    assert "Choose a trade" in shown
    assert "None of the themes is spoken of" not in shown


def test_texts_that_wait_to_be_read_for_new_themes_are_no_proof_that_nobody_speaks_of_them(client, alice, said, themes):
    said(texts(3, "Kind people work here", model="test"))

    shown, one = page(client, alice, "themes"), page(client, alice, "theme", "showers")

    assert "3 texts are still to be read for these themes" in shown
    assert "3 texts are still to be read for this theme" in one
    assert "None of the themes is spoken of" not in shown
    assert "is about it" not in one


def test_what_is_newly_looked_for_does_not_rise_because_older_texts_wait(client, alice, said, themes):
    before = NOW - timedelta(days=120)
    said(texts(60, "Kind people", model="test, themes 1", occurred_at=before))
    said([*texts(30, themes=COLD), *texts(30, "Kind people")])

    shown = page(client, alice, "themes")
    assert "60 texts are still to be read" in shown
    assert "50.0" in shown
    assert "Rising" not in shown
    said(texts(60, "Kind people", occurred_at=before))  # once they are read, and nobody spoke of it
    assert "Rising" in page(client, alice, "themes")


def test_a_theme_that_texts_wait_for_is_neither_silent_nor_filtered_away(client, alice, said, themes):
    said(texts(40, "Kind people work here", model="test, themes 2", location="nord"))  # 2: showers, 3: staff

    shown = page(client, alice, "themes").partition("Not in these texts")[2]
    assert "/themes/showers/" in shown
    assert "/themes/staff/" not in shown

    silent, waits = (page(client, alice, "theme", key, location="nord") for key in ("showers", "staff"))
    assert "40 texts are still to be read" in waits
    assert "is about it" not in waits
    assert "leaves nothing" not in waits
    assert "is about it" in silent
    assert "still to be read" not in silent


def test_the_number_of_texts_leads_to_just_these(client, alice, spoken):
    shown = page(client, alice, "theme", "showers", period="30d")

    address = unescape(re.search(r'<a href="(/understand/voices/[^"]*)">20 texts about it', shown)[1])
    rows = client.get(address.replace("/voices/?", "/voices/export/?") + "&format=csv")
    assert len(list(csv.reader(io.StringIO(b"".join(rows.streaming_content).decode())))) == 1 + 20


def test_two_places_stand_side_by_side(client, bob, spoken):
    shown = page(client, bob, "themes", a="nord", b="sud")

    assert "Sud beside Nord" in shown


def test_dora_of_nord_sees_only_what_was_said_there(client, workspace, spoken, found):
    dora = make_member(workspace, "dora", Role.MANAGER, limited_to=("nord",))

    shown = page(client, dora, "themes", a="nord", b="sud")

    assert "100.0" in shown
    assert "Kind people" not in shown
    assert "queue" not in shown
    assert "Sud beside" not in shown
    assert "Kind people" not in page(client, dora, "theme", "staff")
    assert client.get(reverse("understand:found-theme", args=["queue"])).status_code == 404


def test_a_theme_shows_quotes_that_open_their_texts_and_where_it_is_said(client, bob, spoken):
    shown = page(client, bob, "theme", "showers")

    assert "<mark>The </mark>showers are cold again" in shown
    assert reverse("understand:voice", args=["t9"]) in shown
    assert "Where is it said most?" in shown
    assert "theme=showers" in shown
    assert "It belongs here" not in shown


def test_a_filter_that_cannot_be_read_says_so(client, bob, spoken):
    client.force_login(bob.user)

    for name, args in (("themes", []), ("theme", ["showers"])):
        assert client.get(reverse(f"understand:{name}", args=args), {"period": "yesterday"}).status_code == 422


def test_charlie_finds_no_theme_of_alices(client, charlie, spoken, found):
    client.force_login(charlie.user)

    assert "Showers" not in client.get(reverse("understand:themes")).content.decode()
    for name, args in (("theme", ["showers"]), ("theme-edit", ["showers"]), ("found-theme", ["queue"])):
        assert client.get(reverse(f"understand:{name}", args=args)).status_code == 404
    assert posted(client, charlie, "theme-archiving", "showers").status_code == 404
    assert taxonomy_of(charlie.workspace).themes == ()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("new-theme", []),
        ("theme-trades", []),
        ("theme-preview", []),
        ("theme-edit", ["showers"]),
        ("theme-merging", ["showers"]),
        ("theme-separation", ["showers"]),
        ("theme-splitting", ["showers"]),
        ("theme-archiving", ["showers"]),
        ("theme-restoration", ["showers"]),
        ("theme-example", ["showers"]),
        ("found-theme-naming", ["queue"]),
        ("found-theme-hiding", ["queue"]),
    ],
)
def test_bob_changes_nothing(client, bob, spoken, found, workspace, name, args):
    before = themes_version(workspace)

    assert posted(client, bob, name, *args).status_code == 403
    assert themes_version(workspace) == before


def test_alice_adds_a_theme_in_one_language(client, alice, workspace, themes, store):
    answer = posted(
        client, alice, "new-theme", name_lt="Parkavimas", keywords_lt="automobilis\nstovėti\n", parent="staff"
    )

    assert answer["Location"] == reverse("understand:theme", args=["parkavimas"])
    added = taxonomy_of(workspace)["parkavimas"]
    assert (added.keywords, added.parent) == ({"lt": ("automobilis", "stovėti")}, "staff")


def test_a_theme_without_a_name_is_refused_beside_the_field(client, alice, themes, store):
    answer = posted(client, alice, "new-theme", keywords_en="car")

    assert answer.status_code == 422
    assert "Give it a name in one language at least." in answer.content.decode()
    assert NamedTheme.objects.count() == 2


def test_saving_without_a_change_makes_no_version(client, alice, workspace, themes, store):
    before = themes_version(workspace)
    given = {"name_en": "Showers", "name_lt": "Dušai", "keywords_en": "shower\nhot water"}

    assert posted(client, alice, "theme-edit", "showers", **given).status_code == 302
    assert themes_version(workspace) == before

    posted(client, alice, "theme-edit", "showers", **given | {"keywords_en": "shower"})
    assert themes_version(workspace) == before + 1


def test_alice_merges_splits_puts_away_and_takes_back(client, alice, workspace, themes, store):
    posted(client, alice, "theme-merging", "staff", other="showers")
    assert [theme.key for theme in taxonomy_of(workspace).themes] == ["showers"]
    assert "merged into" in page(client, alice, "themes")

    posted(client, alice, "theme-separation", "staff")
    posted(client, alice, "theme-splitting", "showers", **{"split-name_en": "Hot water", "split-words": "en:hot water"})
    assert taxonomy_of(workspace)["hot-water"].keywords == {"en": ("hot water",)}

    posted(client, alice, "theme-archiving", "staff")
    assert {theme.key for theme in taxonomy_of(workspace).themes} == {"showers", "hot-water"}
    posted(client, alice, "theme-restoration", "staff")
    assert {theme.key for theme in taxonomy_of(workspace).themes} == {"showers", "hot-water", "staff"}
    assert "taken apart again" in page(client, alice, "theme-changes")


def test_what_cannot_be_merged_or_split_is_said_beside_it(client, alice, themes, store):
    nowhere = posted(client, alice, "theme-merging", "staff", other="nowhere")
    assert nowhere.status_code == 422
    assert "There is no such theme here, or not any more." in nowhere.content.decode()
    assert posted(client, alice, "theme-splitting", "staff", **{"split-name_en": "Half"}).status_code == 422
    given = {"split-name_en": "All", "split-words": ["en:staff", "en:trainer"]}
    everything = posted(client, alice, "theme-splitting", "staff", **given)
    assert everything.status_code == 422
    assert "Leave the old theme at least one word." in everything.content.decode()


def test_a_preview_says_how_many_more_texts_the_words_would_take_in(client, alice, spoken, said):
    said(texts(3, "The sauna was too hot"))
    client.force_login(alice.user)
    given = {"theme": "showers", "name_en": "Showers", "keywords_en": "shower\nsauna"}

    fragment = client.post(reverse("understand:theme-preview"), given, headers={"HX-Request": "true"})
    whole = client.post(reverse("understand:theme-preview"), given)

    for answer in (fragment, whole):
        assert "this would take in 3 more texts" in answer.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "<html" in whole.content.decode()
    assert "shower" in taxonomy_of(alice.workspace)["showers"].keywords["en"]


def test_alice_teaches_a_theme_by_a_text(client, alice, workspace, spoken):
    posted(client, alice, "theme-example", "showers", text="t1", belongs="no", sentence=0)
    mark = ThemeExample.objects.get()
    assert (mark.text, mark.belongs, mark.theme.key) == ("t1", False, "showers")
    assert "does not belong" in page(client, alice, "theme", "showers")

    posted(client, alice, "theme-example-removal", "showers", mark.pk)
    assert not ThemeExample.objects.exists()


def test_a_text_that_is_not_there_teaches_nothing(client, alice, spoken):
    assert posted(client, alice, "theme-example", "showers", text="nowhere", belongs="yes").status_code == 404
    posted(client, alice, "theme-example", "showers", text="t1", belongs="perhaps")
    assert not ThemeExample.objects.exists()


def test_a_found_theme_gets_a_name_or_is_hidden(client, alice, workspace, spoken, found):
    assert "long queue" in page(client, alice, "themes")
    assert "New" in page(client, alice, "themes")

    posted(client, alice, "found-theme-hiding", "queue")
    assert "long queue" not in page(client, alice, "themes")
    posted(client, alice, "found-theme-hiding", "queue", back="1")

    answer = posted(client, alice, "found-theme-naming", "queue", name_en="Queues")
    assert answer["Location"] == reverse("understand:theme", args=["queues"])
    assert taxonomy_of(workspace)["queues"].keywords == {"en": ("long queue",)}
    assert "long queue" not in page(client, alice, "themes")


def test_a_search_that_runs_says_how_far_it_is(client, bob, workspace, spoken):
    FoundRun.objects.create(workspace=workspace, started_at=NOW, texts=500, done=120)

    assert "120 of 500 texts looked through" in page(client, bob, "themes")


@pytest.mark.parametrize("name", ["themes", "theme"])
def test_wrong_methods_are_refused(client, alice, spoken, name):
    args = ["showers"] if name == "theme" else []
    assert posted(client, alice, name, *args).status_code == 405
    client.force_login(alice.user)
    assert client.get(reverse("understand:theme-merging", args=["showers"])).status_code == 405


@pytest.mark.parametrize("many", [1, 3])
def test_the_lists_ask_the_same_of_the_database_however_long_they_are(
    client, alice, workspace, store, said, django_assert_num_queries, many
):
    for number in range(many):
        theme = actions.add_theme(workspace, {"en": f"Theme {number}"}, by=alice, now=NOW)
        said(texts(6, themes={theme.key: -0.5}, occurred_at=APRIL))
    client.force_login(alice.user)
    client.get(reverse("understand:themes"))

    with django_assert_num_queries(27):
        client.get(reverse("understand:themes"))
    with django_assert_num_queries(7):
        client.get(reverse("understand:theme-changes"))
