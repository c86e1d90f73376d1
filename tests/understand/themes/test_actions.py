"""Alice names, merges, splits and teaches themes; each change makes a version, and none loses what was there."""

from datetime import timedelta

import pytest

from heedful.text.themes.taxonomy import packs
from heedful.understand.models import FoundTheme, NamedTheme, ThemeChange, ThemeExample
from heedful.understand.themes import actions
from heedful.understand.themes.making import ThemesError
from heedful.understand.themes.queries import marks_of, taxonomy_of, themes_version
from tests.understand.themes.conftest import NOW


@pytest.fixture
def found(workspace) -> FoundTheme:
    return FoundTheme.objects.create(
        workspace=workspace,
        key="abc",
        names={"en": "queue at the desk"},
        phrases=[{"text": "long queue", "language": "en"}, {"text": "ilga eilė", "language": "lt"}],
        centroid=b"",
        first_seen=NOW,
        last_seen=NOW,
        n=12,
    )


def test_without_a_choice_nothing_is_looked_for(workspace):
    assert themes_version(workspace) == 0
    assert taxonomy_of(workspace).themes == ()


def test_a_trade_brings_its_themes_in_four_languages(workspace, alice):
    pack = packs()[0]

    actions.choose_pack(workspace, pack.key, by=alice, now=NOW)

    taxonomy = taxonomy_of(workspace)
    assert taxonomy.key == pack.key
    assert {theme.key for theme in taxonomy.themes} == {theme.key for theme in pack.themes}
    assert set(taxonomy.themes[0].names) == {"en", "ru", "uk", "lt"}
    assert {theme.key: theme.parent for theme in taxonomy.themes} == {theme.key: theme.parent for theme in pack.themes}
    assert themes_version(workspace) == 1


def test_a_trade_chosen_twice_adds_nothing_and_changes_nothing(workspace, alice):
    pack = packs()[0]
    actions.choose_pack(workspace, pack.key, by=alice, now=NOW)
    theme = NamedTheme.objects.first()
    actions.rename_theme(theme, {"en": "Ours"}, by=alice, now=NOW)

    actions.choose_pack(workspace, pack.key, by=alice, now=NOW)

    assert NamedTheme.objects.count() == len(pack.themes)
    assert NamedTheme.objects.get(pk=theme.pk).names == {"en": "Ours"}


def test_there_is_no_trade_of_that_name(workspace, alice):
    with pytest.raises(ThemesError):
        actions.choose_pack(workspace, "alchemy", by=alice, now=NOW)


def test_every_change_makes_a_version_and_says_who_made_it(workspace, alice, themes):
    before = themes_version(workspace)

    actions.rename_theme(themes["showers"], {"en": "Shower rooms"}, by=alice, now=NOW)
    actions.change_keywords(themes["showers"], {"en": ["  Shower ", "shower", "tap"]}, by=alice, now=NOW)
    actions.archive_theme(themes["staff"], by=alice, now=NOW)

    assert themes_version(workspace) == before + 3
    assert taxonomy_of(workspace)["showers"].keywords == {"en": ("shower", "tap")}
    newest = ThemeChange.objects.first()
    assert (newest.what, newest.by, newest.version) == ("archived", alice, before + 3)


def test_a_theme_is_looked_for_since_other_words_show_it(workspace, alice, themes):
    showers, staff = themes["showers"], themes["staff"]
    assert since(workspace) == {"showers": 2, "staff": 3}

    actions.rename_theme(showers, {"en": "Wet rooms"}, descriptions={"en": "Hot water"}, by=alice, now=NOW)
    actions.rename_theme(showers, {"en": "Showers"}, by=alice, now=NOW)  # what it means is described
    actions.mark_example(showers, "t1", belongs=True, by=alice, now=NOW)
    assert since(workspace) == {"showers": 4, "staff": 3}

    actions.merge_themes(showers, staff, by=alice, now=NOW)
    assert since(workspace) == {"showers": 7, "staff": 7}
    actions.change_keywords(staff, {"en": ["trainer"]}, by=alice, now=NOW)
    assert since(workspace) == {"showers": 8, "staff": 8}  # its words count for the one that it went into
    actions.archive_theme(showers, by=alice, now=NOW)
    assert since(workspace)["showers"] == themes_version(workspace) == 9


def test_a_found_theme_is_looked_for_since_it_is_shown_again_or_has_lost_its_name(workspace, alice, found):
    actions.hide_found(found, now=NOW)
    assert found.since > themes_version(workspace)  # until then nothing counts for it
    actions.show_found(found, now=NOW)
    assert (found.is_looked_for, found.since) == (True, themes_version(workspace))

    named = actions.promote_found(found, by=alice, now=NOW)
    assert not found.is_looked_for
    actions.archive_theme(named, by=alice, now=NOW)

    found = FoundTheme.objects.get()
    assert (found.is_looked_for, found.since) == (True, themes_version(workspace))


def test_the_themes_of_a_trade_are_looked_for_since_it_was_chosen(workspace, alice):
    first, second = packs()[:2]

    actions.choose_pack(workspace, first.key, by=alice, now=NOW)
    assert set(since(workspace).values()) == {themes_version(workspace)} == {1}
    actions.choose_pack(workspace, second.key, by=alice, now=NOW + timedelta(days=1))

    assert set(since(workspace).values()) == {1, themes_version(workspace)} == {1, 2}


def since(workspace):
    return dict(NamedTheme.objects.filter(set__workspace=workspace).values_list("key", "since"))


def test_what_is_put_away_is_not_looked_for_until_it_is_taken_back(workspace, alice, themes):
    actions.archive_theme(themes["staff"], by=alice, now=NOW)
    assert [theme.key for theme in taxonomy_of(workspace).themes] == ["showers"]

    actions.restore_theme(themes["staff"], by=alice, now=NOW)
    assert [theme.key for theme in taxonomy_of(workspace).themes] == ["showers", "staff"]


def test_merged_themes_are_one_and_can_be_taken_apart_again(workspace, alice, themes):
    actions.merge_themes(themes["showers"], themes["staff"], by=alice, now=NOW)

    (one,) = taxonomy_of(workspace).themes
    assert one.keywords == {"en": ("shower", "hot water", "staff", "trainer")}

    themes["staff"].refresh_from_db()
    actions.separate_theme(themes["staff"], by=alice, now=NOW)
    assert taxonomy_of(workspace)["staff"].keywords == {"en": ("staff", "trainer")}
    assert taxonomy_of(workspace)["showers"].keywords == {"en": ("shower", "hot water")}


def test_a_theme_is_not_merged_with_itself_nor_with_one_put_away(alice, themes):
    with pytest.raises(ThemesError):
        actions.merge_themes(themes["staff"], themes["staff"], by=alice, now=NOW)
    actions.archive_theme(themes["staff"], by=alice, now=NOW)
    with pytest.raises(ThemesError):
        actions.merge_themes(themes["showers"], themes["staff"], by=alice, now=NOW)


def test_children_of_a_merged_theme_stand_under_the_one_that_stays(workspace, alice, themes):
    child = actions.add_theme(workspace, {"en": "Desk"}, parent=themes["staff"], by=alice, now=NOW)

    actions.merge_themes(themes["showers"], themes["staff"], by=alice, now=NOW)

    assert taxonomy_of(workspace)[child.key].parent == "showers"


def test_a_split_moves_words_and_leaves_at_least_one(workspace, alice, themes):
    made = actions.split_theme(themes["showers"], {"en": "Hot water"}, {"en": ["hot water"]}, by=alice, now=NOW)

    assert taxonomy_of(workspace)[made.key].keywords == {"en": ("hot water",)}
    assert taxonomy_of(workspace)["showers"].keywords == {"en": ("shower",)}
    with pytest.raises(ThemesError):
        actions.split_theme(themes["showers"], {"en": "Rest"}, {"en": ["shower"]}, by=alice, now=NOW)


def test_names_in_any_script_get_keys_of_their_own(workspace, alice, themes):
    keys = [actions.add_theme(workspace, {"ru": "Душ"}, by=alice, now=NOW).key for _ in range(2)]
    again = actions.add_theme(workspace, {"en": "Showers"}, by=alice, now=NOW).key
    reserved = actions.add_theme(workspace, {"en": "New"}, by=alice, now=NOW).key

    assert len({*keys, again, reserved, "showers", "staff", "new"}) == 7
    with pytest.raises(ThemesError):
        actions.add_theme(workspace, {"en": "  "}, by=alice, now=NOW)


def test_no_theme_stands_under_itself(workspace, alice, themes):
    actions.move_theme(themes["staff"], themes["showers"], by=alice, now=NOW)
    with pytest.raises(ThemesError):
        actions.move_theme(themes["showers"], themes["staff"], by=alice, now=NOW)


def test_a_found_theme_is_looked_for_by_what_it_was_found_by(workspace, alice, found):
    theme = actions.promote_found(found, by=alice, now=NOW)

    assert taxonomy_of(workspace)[theme.key].keywords == {"en": ("long queue",), "lt": ("ilga eilė",)}
    with pytest.raises(ThemesError):
        actions.promote_found(found, by=alice, now=NOW)


def test_a_mark_teaches_until_it_is_taken_back_and_follows_a_merge(workspace, alice, themes):
    marked = actions.mark_example(themes["staff"], "t1", belongs=True, by=alice, now=NOW)
    actions.mark_example(themes["staff"], "t1", belongs=False, by=alice, now=NOW)
    assert [(mark.theme, mark.belongs) for mark in marks_of(workspace)] == [("staff", False)]

    actions.merge_themes(themes["showers"], themes["staff"], by=alice, now=NOW)
    assert [mark.theme for mark in marks_of(workspace)] == ["showers"]

    actions.unmark_example(ThemeExample.objects.get(pk=marked.pk), by=alice, now=NOW)
    assert marks_of(workspace) == []


def test_the_marks_of_erased_texts_go(workspace, alice, themes):
    actions.mark_example(themes["staff"], "t1", belongs=True, by=alice, now=NOW)
    actions.mark_example(themes["staff"], "t2", belongs=True, by=alice, now=NOW)

    assert actions.forget_examples(workspace, ["t1", "t9"]) == 1
    assert [mark.text for mark in marks_of(workspace)] == ["t2"]
