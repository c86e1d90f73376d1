"""Reading what customers said: finding, narrowing, correcting, keeping a look and taking it along."""

import csv
import io
import json
import re

import pytest

from heedful.people.members.models import Role
from heedful.people.models import Trace
from heedful.text.sentiment.layers import packaged_layer
from heedful.understand.voices.labelling import label_quickly
from heedful.understand.voices.models import Correction, SavedView, Teaching
from tests.factories import make_member
from tests.understand.voices.conftest import NOW, labels

PAGE = "/understand/voices/"
READ_WRONGLY = {"feeling": "neutral", "intent": "suggestion", "language": "en"}
QUERIES = 25


@pytest.fixture
def as_alice(client, alice, said):
    client.force_login(alice.user)
    return client


def shown(answer) -> list[str]:
    return [quote.key for quote in answer.context["quotes"]]


def test_alice_reads_the_newest_first_with_score_place_and_feeling(as_alice):
    page = as_alice.get(PAGE)
    text = page.content.decode()

    assert shown(page) == ["c", "b", "a"]
    assert "10 of 10" in text
    assert "Unhappy" in text
    assert "Nord" in text


def test_the_words_that_she_looks_for_are_marked_however_they_are_typed(as_alice):
    page = as_alice.get(PAGE, {"words": "SHOWER dirty"})

    assert shown(page) == ["a"]
    assert '<mark class="voice-found">shower</mark>s' in page.content.decode()
    assert shown(as_alice.get(PAGE, {"words": "shower sauna"})) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"feeling": "positive"}, ["b"]),
        ({"location": "nord"}, ["c", "a"]),
        ({"intent": "question"}, ["c"]),
        ({"kind": "review"}, []),
        ({"from": "2026-04-02", "to": "2026-04-02"}, ["b"]),
        ({"language": "en", "feeling": "negative"}, ["a"]),
        ({"theme": "nobody-named-it"}, []),
    ],
)
def test_she_narrows_them(as_alice, asked, found):
    assert shown(as_alice.get(PAGE, asked)) == found


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"feeling": "sour"}, "This is none of the choices."),
        ({"harsh": "please"}, "This is none of the choices."),
        ({"from": "yesterday"}, "This is not a date like 2026-01-31."),
        ({"theme": "x" * 201}, "This is too long, or cannot be looked for."),
        ({"words": "x" * 201}, "This is too long, or cannot be looked for."),
        ({"words": "😀 …?!"}, "Signs and emoji alone cannot be looked for."),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_box(as_alice, asked, says):
    page = as_alice.get(PAGE, asked)

    assert page.status_code == 422
    assert says in page.content.decode()


def test_a_theme_that_is_gone_is_told_from_one_that_nobody_spoke_of(as_alice):
    said = as_alice.get(PAGE, {"theme": "long-gone"}).content.decode()

    assert "There is no such theme here, or not any more." in said
    assert 'aria-describedby="filter-theme-error"' in said


def test_the_words_of_a_customer_begin_where_they_begin(as_alice):
    """The page keeps line breaks: one of the template's own would be an empty line above every quote."""
    quotes = re.findall(r"<blockquote[^>]*>(.)", as_alice.get(PAGE).content.decode(), re.DOTALL)

    assert len(quotes) == 3
    assert not any(first.isspace() for first in quotes)


@pytest.mark.parametrize("place", ["bm9uc2Vuc2U", "WzEsMl0", "WyIyMDI2LTA0LTAxIiwgNV0", "%00"])
def test_an_address_that_nobody_wrote_shows_the_beginning(as_alice, place):
    assert shown(as_alice.get(f"{PAGE}?after={place}")) == ["c", "b", "a"]


def test_what_insults_is_left_out_unless_she_asks_for_it(as_alice, said, alice):
    from heedful.understand.voices.actions import correct_label

    correct_label("a", {"harsh": ("yes", "")}, by=alice, store=said, now=NOW)

    assert shown(as_alice.get(PAGE)) == ["c", "b"]
    assert shown(as_alice.get(PAGE, {"harsh": "too"})) == ["c", "b", "a"]
    assert shown(as_alice.get(PAGE, {"harsh": "only"})) == ["a"]


def test_the_list_comes_alone_for_a_part_of_the_page(as_alice):
    part = as_alice.get(PAGE, headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith("<section")
    assert "<html" not in part


def test_a_long_list_has_pages(as_alice, say, said):
    say({f"t{number:02}": ("sud", f"Cold shower {number}", None) for number in range(28)})
    say({f"u{number:02}": ("sud", f"Cold shower {number}", None) for number in range(10)})
    label_quickly(said, "clubs", NOW)

    first = as_alice.get(PAGE)
    second = as_alice.get(f"{PAGE}?{first.context['page'].later}")
    back = as_alice.get(f"{PAGE}?{second.context['page'].earlier}")

    assert (len(shown(first)), len(shown(second))) == (30, 11)
    assert len({*shown(first), *shown(second)}) == 41
    assert shown(back) == shown(first)


@pytest.mark.parametrize("texts", [1, 3])
def test_three_texts_take_as_many_queries_as_one(client, alice, say, store, texts, django_assert_num_queries):
    say({f"t{number}": ("nord", "Cold showers", 3.0) for number in range(texts)})
    client.force_login(alice.user)
    client.get(PAGE)

    with django_assert_num_queries(QUERIES):
        assert len(shown(client.get(PAGE))) == texts


def test_where_nobody_said_anything_it_is_said_what_will_stand_here(client, alice, store):
    client.force_login(alice.user)

    assert "Nobody has said anything yet" in client.get(PAGE).content.decode()


def test_what_nobody_has_read_yet_is_shown_so(client, alice, say, store):
    say()
    client.force_login(alice.user)

    assert "Not read yet" in client.get(PAGE).content.decode()
    assert "Nobody has read it yet" in client.get(f"{PAGE}texts/a/").content.decode()


def test_one_text_shows_each_sentence_and_what_went_with_it(client, alice, say, store):
    say({"a": ("nord", "Great trainers, but the showers are cold and dirty!", 3.0)}, thread="r1")
    say({"w": ("nord", "Warm water", None)}, thread="r1", name="what_to_change")
    label_quickly(store, "clubs", NOW)
    client.force_login(alice.user)

    page = client.get(f"{PAGE}texts/a/")

    assert [line.feeling for line in page.context["lines"]] == ["positive", "negative"]
    assert "what_to_change" in page.content.decode()
    assert "3 of 10" in page.content.decode()


def test_personal_data_are_covered_unless_somebody_who_may_asks_for_them(client, alice, bob, say, store):
    say({"a": ("nord", "Nobody called me back, write to ann@example.org please", 3.0)})
    label_quickly(store, "clubs", NOW)
    client.force_login(alice.user)

    assert "ann@example.org" not in client.get(PAGE).content.decode()
    assert "ann@example.org" not in client.get(f"{PAGE}texts/a/").content.decode()
    assert "ann@example.org" in client.get(f"{PAGE}texts/a/?personal=shown").content.decode()
    client.force_login(bob.user)
    assert "ann@example.org" not in client.get(f"{PAGE}texts/a/?personal=shown").content.decode()


def test_what_a_customer_writes_is_shown_and_never_run(client, alice, say, store):
    say({"a/b?<i>": ("nord", "<script>alert(1)</script> & <b>cold</b> 5 < 6", 3.0)})
    label_quickly(store, "clubs", NOW)
    client.force_login(alice.user)

    assert "<script>alert" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}texts/a/b%3F%3Ci%3E/").status_code == 200


def test_alice_corrects_a_text_and_takes_it_back(as_alice, said):
    answer = as_alice.post(f"{PAGE}corrections/a/", READ_WRONGLY, follow=True)

    assert "Your word counts from now on" in answer.content.decode()
    assert labels(said)["a"]["feeling"] == "neutral"
    assert labels(said)["a"]["intent"] == "suggestion"
    assert Trace.objects.filter(what=Trace.What.LABEL_CORRECTED).count() == 1

    for correction in Correction.objects.filter(undone_at=None):
        as_alice.post(f"{PAGE}correction-undoings/{correction.pk}/")

    assert labels(said)["a"]["feeling"] == "negative"
    assert Trace.objects.filter(what=Trace.What.LABEL_PUT_BACK).count() == 2


def test_saying_what_is_read_already_changes_nothing(as_alice, said):
    row = labels(said)["a"]

    as_alice.post(f"{PAGE}corrections/a/", {"feeling": row["feeling"], "intent": row["intent"], "language": "en"})

    assert not Correction.objects.exists()


def test_what_is_no_feeling_is_said_beside_its_field(as_alice):
    answer = as_alice.post(f"{PAGE}corrections/a/", READ_WRONGLY | {"feeling": "sour"})

    assert answer.status_code == 422
    assert 'id="id_feeling_error"' in answer.content.decode()
    assert not Correction.objects.exists()


def test_bob_reads_and_may_not_correct_keep_or_export(client, bob, said, workspace):
    view = SavedView.objects.create(workspace=workspace, name="Sud", query="location=sud", saved_at=NOW)
    client.force_login(bob.user)

    assert shown(client.get(PAGE)) == ["c", "b", "a"]
    assert "Is it read wrongly?" not in client.get(f"{PAGE}texts/a/").content.decode()
    assert client.post(f"{PAGE}corrections/a/", READ_WRONGLY).status_code == 403
    assert client.post(f"{PAGE}views/", {"name": "x"}).status_code == 403
    assert client.post(f"{PAGE}view-removals/{view.pk}/").status_code == 403
    assert client.get(f"{PAGE}export/").status_code == 403


def test_charlie_finds_nothing_of_alices(client, charlie, said, workspace):
    view = SavedView.objects.create(workspace=workspace, name="Sud", query="location=sud", saved_at=NOW)
    correction = Correction.objects.create(
        workspace=workspace, interaction="a", field="feeling", value="neutral", at=NOW
    )
    client.force_login(charlie.user)

    assert shown(client.get(PAGE)) == []
    assert "Sud" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}texts/a/").status_code == 404
    assert client.post(f"{PAGE}corrections/a/", READ_WRONGLY).status_code == 404
    assert client.post(f"{PAGE}correction-undoings/{correction.pk}/").status_code == 404
    assert client.post(f"{PAGE}view-removals/{view.pk}/").status_code == 404
    assert SavedView.objects.exists()


def test_one_of_nord_reads_what_was_said_at_nord_only(client, workspace, said):
    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))
    of_sud = Correction.objects.create(workspace=workspace, interaction="b", field="feeling", value="neutral", at=NOW)
    client.force_login(nora.user)

    assert shown(client.get(PAGE)) == ["c", "a"]
    assert shown(client.get(PAGE, {"location": "sud"})) == ["c", "a"]
    assert client.get(f"{PAGE}texts/b/").status_code == 404
    assert client.post(f"{PAGE}corrections/b/", READ_WRONGLY).status_code == 404
    assert client.post(f"{PAGE}correction-undoings/{of_sud.pk}/").status_code == 404
    assert client.get(f"{PAGE}learnt/").status_code == 403
    assert "trainers" not in b"".join(client.get(f"{PAGE}export/").streaming_content).decode()


@pytest.mark.parametrize("path", ["corrections/a/", "correction-undoings/1/", "views/", "view-removals/1/"])
def test_what_changes_something_is_posted(as_alice, path):
    assert as_alice.get(f"{PAGE}{path}").status_code == 405


@pytest.mark.parametrize("path", ["", "texts/a/", "export/", "learnt/"])
def test_what_only_shows_is_not_posted(as_alice, path):
    assert as_alice.post(f"{PAGE}{path}").status_code == 405


def test_a_look_is_kept_under_a_name_for_the_team(as_alice, bob, client):
    sent = {"name": "Unhappy at Nord", "query": "feeling=negative&location=nord&after=x&nonsense=1"}
    answer = as_alice.post(f"{PAGE}views/", sent)

    assert answer.headers["Location"].endswith("?feeling=negative&location=nord")
    assert SavedView.objects.get().query == "feeling=negative&location=nord"
    client.force_login(bob.user)
    assert "Unhappy at Nord" in client.get(PAGE).content.decode()


def test_the_same_name_again_takes_its_place_and_it_can_be_deleted(as_alice):
    for query in ("feeling=negative", "feeling=positive"):
        as_alice.post(f"{PAGE}views/", {"name": "Mine", "query": query})

    view = SavedView.objects.get()
    assert view.query == "feeling=positive"
    as_alice.post(f"{PAGE}view-removals/{view.pk}/")
    assert not SavedView.objects.exists()


def test_a_look_without_a_name_is_not_kept(as_alice):
    answer = as_alice.post(f"{PAGE}views/", {"name": " ", "query": "feeling=negative"})

    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()


def test_alice_takes_the_voices_along_as_csv(as_alice, say, said):
    say({"d": ("nord", "=1+1 cold, call +370 612 34567", 1.0)})
    label_quickly(said, "clubs", NOW)

    answer = as_alice.get(f"{PAGE}export/", {"location": "nord"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert answer.headers["Content-Disposition"].endswith('.csv"')
    assert {row["id"] for row in rows} == {"a", "c", "d"}
    by_id = {row["id"]: row for row in rows}
    assert (by_id["a"]["feeling"], by_id["a"]["score"], by_id["a"]["place"]) == ("negative", "2.0", "Nord")
    assert by_id["d"]["text"].startswith("'=")
    assert "34567" not in by_id["d"]["text"]
    assert Trace.objects.get(what=Trace.What.VOICES_EXPORTED).details["format"] == "csv"


def test_and_as_json_with_personal_data_where_she_wants_them(as_alice, say, said):
    say({"d": ("nord", "Cold, call +370 612 34567", 1.0)})
    label_quickly(said, "clubs", NOW)

    answer = as_alice.get(f"{PAGE}export/", {"format": "json", "personal": "shown"})
    rows = json.loads(b"".join(answer.streaming_content))

    assert [row["id"] for row in rows][-1] == "a"
    assert "+370 612 34567" in next(row["text"] for row in rows if row["id"] == "d")


def test_a_file_that_there_is_not_leads_back_to_the_list(as_alice):
    assert as_alice.get(f"{PAGE}export/", {"format": "pdf"}).status_code == 302


def test_what_was_learnt_is_told_night_by_night(as_alice, workspace):
    assert "No lesson yet" in as_alice.get(f"{PAGE}learnt/").content.decode()
    taught = {"texts": 150, "held_out": 150, "before": 0.61, "after": 0.71, "kept": True}
    Teaching.objects.create(workspace=workspace, at=NOW, model="m", head=packaged_layer().to_bytes(), **taught)

    text = as_alice.get(f"{PAGE}learnt/").content.decode()

    assert "Kept" in text
    assert "71.0" in text


def test_the_overview_opens_with_a_word_of_the_day(as_alice, said):
    text = as_alice.get("/understand/overview/", {"whole": "1"}).content.decode()

    assert "Word of the day" in text
    assert "changing rooms are dirty" in text


def test_data_health_says_how_many_texts_wait(as_alice, say):
    say({"d": ("nord", "Cold showers", 1.0)})

    text = " ".join(as_alice.get("/listen/health/").content.decode().split())

    assert "Texts that nobody has read yet</dt><dd>1</dd>" in text
    assert "Texts read by their words alone so far</dt><dd>3</dd>" in text
