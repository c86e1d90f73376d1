"""Spam counts nowhere, in no measure, and everything of it comes back when it is taken back."""

import narwhals as nw
import pytest
from django.urls import reverse

from heedful.measures import lazy, nps
from heedful.people.models import Trace
from tests.listen.responses.conftest import make_response, words_of


def ids(store) -> set[str]:
    return set(lazy(store.frame("clubs")).collect(backend="pyarrow")["thread"].to_list())


def score(store) -> list[float]:
    rows = lazy(store.frame("clubs", kinds=["answer"])).filter(nw.col("scale") == "nps:0-10")
    found = nps(rows.collect(backend="pyarrow").to_native(), score="value")
    return found.column("value").to_pylist()


def post(client, view, /, *args, **said):
    return client.post(reverse(f"listen:{view}", args=args), said, follow=True)


def test_spam_leaves_the_score_at_once_and_comes_back_as_it_was(desk, survey, load, store):
    good, spam = make_response(survey, {"nps": 10, "words": "fine"}), make_response(survey, {"nps": 0})
    load()
    assert score(store) == [0.0]

    said = words_of(post(desk, "response-set-aside", spam.pk, why="spam"))
    load()
    assert "It counts nowhere." in said and "Set aside: Spam. By alice@example.org" in said
    assert score(store) == [100.0] and ids(store) == {good.thread}

    said = words_of(post(desk, "response-take-back", spam.pk))
    load()
    assert score(store) == [0.0]
    assert "Taken back by alice@example.org" in said and "Set aside (Spam) by alice@example.org" in said


def test_what_is_set_aside_leaves_the_list_and_stands_in_one_of_its_own(desk, survey):
    spam, fine = make_response(survey), make_response(survey)
    post(desk, "responses-set-aside", pick=[spam.pk], why="duplicate")

    def listed(**asked):
        return [each.pk for each in desk.get(reverse("listen:responses"), asked).context["page"].rows]

    assert listed() == [fine.pk]
    assert listed(aside="only") == [spam.pk]
    assert listed(aside="too") == [fine.pk, spam.pk]


def test_several_are_set_aside_and_taken_back_at_once(desk, survey, load, store):
    made = [make_response(survey, minutes=n) for n in range(3)]
    load()

    assert "2 responses were set aside." in words_of(
        post(desk, "responses-set-aside", pick=[made[0].pk, made[1].pk], why="spam", back="channel=link")
    )
    load()
    assert ids(store) == {made[2].thread}
    assert "2 responses count again." in words_of(post(desk, "responses-take-back", pick=[each.pk for each in made]))
    load()
    assert len(ids(store)) == 3


def test_nothing_chosen_changes_nothing(desk, survey):
    made = make_response(survey)

    assert "0 responses were set aside." in words_of(post(desk, "responses-set-aside", why="spam"))
    made.refresh_from_db()
    assert made.set_aside == ""


def test_setting_aside_twice_is_one_trace(desk, survey, alice):
    made = make_response(survey)
    for _ in range(2):
        post(desk, "response-set-aside", made.pk, why="spam")

    assert Trace.objects.filter(what=Trace.What.RESPONSE_SET_ASIDE).count() == 1


@pytest.mark.parametrize("why", ["", "ugly"])
def test_without_a_reason_it_is_refused(desk, survey, why):
    made = make_response(survey)

    assert desk.post(reverse("listen:response-set-aside", args=[made.pk]), {"why": why}).status_code == 422


def test_it_is_not_in_the_summary_either(desk, survey, load):
    make_response(survey, {"nps": 10})
    spam = make_response(survey, {"nps": 0})
    load()
    post(desk, "response-set-aside", spam.pk, why="spam")
    load()

    summary = desk.get(reverse("listen:responses-summary"), {"survey": survey.pk}).context["summary"]

    assert summary.begun == 1
    assert summary.questions[0].drawn.estimate.value == 100.0


def test_what_was_only_a_try_says_so(desk, survey):
    tried = make_response(survey)

    said = words_of(post(desk, "response-set-aside", tried.pk, why="try"))

    assert "Set aside: Only a try. By alice@example.org" in said


def test_all_that_a_filtered_page_shows_is_set_aside_in_one_click_and_undone_in_one(desk, survey, load, store):
    spam = [make_response(survey, {"nps": 0}, suspicion=75) for _ in range(2)]
    fine = make_response(survey, {"nps": 10})
    load()
    page = words_of(desk.get(reverse("listen:responses"), {"suspicion": "50"}))
    assert "Set aside all 2 on this page" in page and page.count('name="shown"') == 2

    shown = {"whole-page": "1", "shown": [each.pk for each in spam], "why": "spam", "back": "suspicion=50"}
    said = words_of(post(desk, "responses-set-aside", **shown))
    load()
    assert "2 responses were set aside." in said and "2 responses were set aside just now." in said
    assert ids(store) == {fine.thread}
    assert "just now" not in words_of(desk.get(reverse("listen:responses")))

    post(desk, "responses-take-back", pick=[each.pk for each in spam], back="suspicion=50")
    load()
    assert len(ids(store)) == 3


def test_the_undo_leaves_alone_what_was_set_aside_before(desk, survey):
    before, now = make_response(survey), make_response(survey)
    post(desk, "responses-set-aside", pick=[before.pk], why="spam")

    answer = post(desk, "responses-set-aside", pick=[before.pk, now.pk], why="spam")

    assert answer.context["set_aside_lately"] == [now.pk]


def test_without_a_filter_no_button_sets_a_whole_page_aside(desk, survey):
    make_response(survey)

    assert "on this page" not in words_of(desk.get(reverse("listen:responses")))


def test_all_on_the_page_count_again_in_one_click(desk, survey):
    made = [make_response(survey) for _ in range(2)]
    post(desk, "responses-set-aside", pick=[each.pk for each in made], why="spam")
    assert "Let all on this page count again" in words_of(desk.get(reverse("listen:responses"), {"aside": "only"}))

    post(desk, "responses-take-back", **{"whole-page": "1", "shown": [each.pk for each in made]})

    assert len(desk.get(reverse("listen:responses")).context["page"].rows) == 2


def test_bob_sets_no_page_aside(client, bob, survey, store):
    made = make_response(survey, suspicion=75)
    client.force_login(bob.user)

    assert "on this page" not in words_of(client.get(reverse("listen:responses"), {"suspicion": "50"}))
    asked = {"whole-page": "1", "shown": [made.pk], "why": "spam"}
    assert client.post(reverse("listen:responses-set-aside"), asked).status_code == 403


def test_charlie_sets_nobody_elses_page_aside(client, charlie, survey, store):
    made = make_response(survey)
    client.force_login(charlie.user)

    client.post(reverse("listen:responses-set-aside"), {"whole-page": "1", "shown": [made.pk], "why": "spam"})

    made.refresh_from_db()
    assert made.set_aside == ""
