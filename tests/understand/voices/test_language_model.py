"""The owner sets a language model; who may handle responses has it sum up and translate, and nothing else leaves."""

import json

import pytest
from django.db.models import Model

from heedful.people.members.models import Role
from heedful.people.models import Trace
from heedful.understand.models import LanguageModel
from heedful.understand.voices.actions import set_language_model, switch_language_model
from heedful.understand.voices.labelling import label_quickly
from tests.factories import make_member
from tests.fakes.language_model import Running
from tests.understand.voices.conftest import NOW

LIST = "/understand/voices/"
PAGE = f"{LIST}model/"
SUMMARY = f"{LIST}summary/"
SUM_UP = "Sum up what these say"
KEY = "sk-very-secret"


@pytest.fixture
def model(settings):
    settings.PRIVATE_HOSTS = ("127.0.0.1",)
    with Running() as model:
        yield model


@pytest.fixture
def as_alice(client, alice, said):
    client.force_login(alice.user)
    return client


@pytest.fixture
def kept(workspace, alice, model) -> LanguageModel:
    """Set and turned on."""
    kept = set_language_model(workspace, base_url=model.url, name="small-one", key=KEY, by=alice, now=NOW)
    switch_language_model(kept, on=True, by=alice, now=NOW)
    return kept


def told(*sentences) -> str:
    return json.dumps({"sentences": [{"text": text, "sources": list(sources)} for text, sources in sentences]})


def typed(model, **other) -> dict[str, str]:
    return {"base_url": model.url, "name": "small-one", "key": KEY} | other


def messages_of(answer) -> str:
    return " ".join(str(each) for each in answer.context["messages"])


def traces(*what) -> list[Model]:
    return list(Trace.objects.filter(what__in=what).order_by("pk"))


def test_alice_sets_a_model_and_it_is_off_until_she_turns_it_on(as_alice, alice, model):
    assert "There is none yet" in as_alice.get(PAGE).content.decode()

    page = as_alice.post(PAGE, typed(model), follow=True)

    kept = LanguageModel.objects.get()
    assert (kept.base_url, kept.name, kept.is_on, kept.set_by) == (model.url, "small-one", False, alice)
    assert "Kept. Try it out" in messages_of(page)
    assert SUM_UP not in as_alice.get(LIST).content.decode()

    as_alice.post(f"{PAGE}on/")

    assert LanguageModel.objects.get().is_on
    assert SUM_UP in as_alice.get(LIST).content.decode()
    assert model.asked == []


def test_the_key_is_sealed_and_stands_on_no_page_and_in_no_trace(as_alice, model):
    page = as_alice.post(PAGE, typed(model), follow=True)

    assert KEY not in LanguageModel.objects.get().key
    assert "Kept, sealed" in page.content.decode()
    assert KEY not in page.content.decode()
    assert KEY not in as_alice.post(PAGE, typed(model, name="")).content.decode()
    assert KEY not in str([trace.details for trace in Trace.objects.all()])


def test_without_a_new_key_the_one_before_stays_but_goes_to_no_other_address(as_alice, model, kept):
    as_alice.post(PAGE, typed(model, name="large-one", key=""))
    as_alice.post(f"{PAGE}trial/")

    assert model.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    assert LanguageModel.objects.get().name == "large-one"

    as_alice.post(PAGE, typed(model, base_url=f"{model.url}/other", key=""))
    as_alice.post(f"{PAGE}trial/")

    assert "Authorization" not in model.asked[-1].headers


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"base_url": ""}, "This field is required."),
        ({"base_url": "nonsense"}, "This address cannot be used"),
        ({"base_url": "ftp://127.0.0.1/v1"}, "This address cannot be used"),
        ({"base_url": "http://[::1"}, "This address cannot be used"),
        ({"base_url": "http://10.0.0.7/v1"}, "private network"),
        ({"base_url": "http://93.184.216.34/v1"}, "Only https://"),
        ({"base_url": "http://me:secret@127.0.0.1/v1"}, "Leave out what is not the address"),
        ({"base_url": "http://127.0.0.1/v1?key=secret"}, "Leave out what is not the address"),
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"key": "ключ"}, "A key has Latin letters"),
        ({"key": "two words"}, "A key has Latin letters"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(as_alice, model, wrong, says):
    page = as_alice.post(PAGE, typed(model, **wrong))

    (field,) = wrong
    assert page.status_code == 422
    assert says in str(page.context["form"].errors[field])
    assert says in page.content.decode()
    assert not LanguageModel.objects.exists()


def test_trying_it_sends_a_made_up_text_and_says_what_came_back(as_alice, model, kept):
    model.says = told(("Cold showers, great trainers.", ["t1"]))

    page = as_alice.post(f"{PAGE}trial/", follow=True)

    assert "It answered: “Cold showers, great trainers.”" in messages_of(page)
    assert "dirty" not in model.asked[0].material
    assert traces(Trace.What.TEXTS_SENT_TO_MODEL) == []


@pytest.mark.parametrize(
    ("status", "says", "message"),
    [
        (200, told(("Everybody leaves.", [])), "no sentence named the text"),
        (200, "I would rather not.", "answered, but not"),
        (401, "", "does not take the key"),
        (503, "", "out of order"),
    ],
)
def test_a_trial_that_fails_says_why(as_alice, model, kept, status, says, message):
    model.status, model.says = status, says

    page = as_alice.post(f"{PAGE}trial/", follow=True)

    assert page.status_code == 200
    assert message in messages_of(page)


def test_a_key_that_was_sealed_by_another_install_is_asked_for_again(as_alice, model, kept, settings):
    settings.SECRET_KEY = "another"
    as_alice.force_login(kept.set_by.user)

    assert "Type it in again" in messages_of(as_alice.post(f"{PAGE}trial/", follow=True))
    assert "Type it in again" in messages_of(as_alice.post(SUMMARY, follow=True))
    assert model.asked == []


def test_turned_off_it_is_asked_nothing_and_removed_it_is_forgotten(as_alice, model, kept):
    as_alice.post(f"{PAGE}off/")

    assert SUM_UP not in as_alice.get(LIST).content.decode()
    as_alice.post(SUMMARY)
    as_alice.post(f"{LIST}translations/a/")
    assert model.asked == []

    as_alice.post(f"{PAGE}removal/")

    assert not LanguageModel.objects.exists()
    assert as_alice.post(f"{PAGE}on/").status_code == 404


def test_who_did_what_with_it_is_kept(as_alice, model):
    as_alice.post(PAGE, typed(model))
    for step in ("on", "on", "off", "removal"):
        as_alice.post(f"{PAGE}{step}/")

    assert [(trace.what, trace.by_name) for trace in Trace.objects.order_by("pk")] == [
        ("language model set", "alice@example.org"),
        ("language model switched", "alice@example.org"),
        ("language model switched", "alice@example.org"),
        ("language model removed", "alice@example.org"),
    ]


@pytest.mark.parametrize("step", ["", "trial/", "on/", "off/", "removal/"])
def test_only_who_manages_the_workspace_sets_it(client, workspace, model, kept, step):
    for seat in (
        make_member(workspace, "dora", Role.MANAGER),
        make_member(workspace, "eve", Role.OWNER, limited_to=("nord",)),
    ):
        client.force_login(seat.user)
        assert client.post(f"{PAGE}{step}", typed(model)).status_code == 403
    assert client.get(PAGE).status_code == 403
    assert model.asked == []


def test_the_page_stands_in_the_settings_and_with_what_was_learnt(as_alice):
    assert f'href="{PAGE}"' in as_alice.get("/understand/norms/").content.decode()
    assert f'href="{PAGE}"' in as_alice.get(f"{LIST}learnt/").content.decode()


def test_each_sentence_leads_to_its_texts_and_nothing_is_kept(as_alice, model, kept):
    model.says = told(
        ("The <b>showers</b> are cold.", ["t3"]),
        ("Some like it, some ask.", ["t1", "t3"]),
        ("Everybody leaves.", []),
    )
    before = Trace.objects.count()

    page = as_alice.post(SUMMARY)
    text = page.content.decode()

    assert page.context["sentences"] == [("The showers are cold.", [1]), ("Some like it, some ask.", [1, 2])]
    assert [quote.key for quote in page.context["quotes"]] == ["a", "c"]
    assert 'href="#text-2"' in text
    assert 'id="text-2"' in text
    assert f'href="{LIST}texts/a/"' in text
    assert "1 sentence rested on no text" in text
    assert "3 texts were read by small-one" in text
    assert Trace.objects.count() == before + 1
    (sent,) = traces(Trace.What.TEXTS_SENT_TO_MODEL)
    assert sent.details == {"base_url": model.url, "model": "small-one", "texts": 3}
    assert "Some like it" not in as_alice.get(LIST).content.decode()


def test_what_is_summed_up_is_what_the_filters_leave_in_the_readers_language(as_alice, model, kept):
    shown = as_alice.get(LIST, {"feeling": "positive"}).content.decode()
    assert f'action="{SUMMARY}?feeling=positive"' in shown

    as_alice.post(f"{SUMMARY}?feeling=positive", headers={"Accept-Language": "lt"})

    assert [each["text"] for each in json.loads(model.asked[0].material)] == ["Great trainers, thank you!"]
    assert "in Lithuanian" in model.asked[0].task


def test_only_the_newest_forty_are_sent(as_alice, say, model, kept):
    say({f"t{number:02}": ("sud", f"Cold shower {number}", None) for number in range(28)})
    say({f"u{number:02}": ("sud", f"Cold shower {number}", None) for number in range(28)})
    model.says = told(("Cold.", ["t1"]))

    page = as_alice.post(SUMMARY)

    assert len(json.loads(model.asked[0].material)) == 40
    assert "only the newest 40 were sent" in page.content.decode()


def test_personal_data_stay_in_the_house(as_alice, say, model, kept):
    say({"p": ("nord", "Call me: +370 612 34567 or ann@example.org", None)}, alias="ann-smith")
    model.says = told(("Somebody wants a call.", ["t1"]))

    as_alice.post(SUMMARY)
    as_alice.post(f"{LIST}translations/p/")

    assert len(model.asked) == 2
    assert "ann-smith" not in str([asked.json for asked in model.asked])
    assert all(hidden not in str([asked.json for asked in model.asked]) for hidden in ("34567", "ann@example.org"))


def test_who_runs_one_club_has_only_its_texts_summed_up_and_translated(client, workspace, said, model, kept):
    client.force_login(make_member(workspace, "dora", Role.MANAGER, limited_to=("nord",)).user)
    model.says = told(("Cold.", ["t1"]))

    for asked in ("", "?location=sud", "?period=&harsh=too"):
        client.post(f"{SUMMARY}{asked}")
    assert client.post(f"{LIST}translations/b/").status_code == 404

    assert model.asked
    assert "trainers" not in str([asked.json for asked in model.asked])


def test_where_nothing_is_left_nothing_is_sent(as_alice, model, kept):
    page = as_alice.post(f"{SUMMARY}?words=sauna+shower")

    assert "nothing was sent" in page.content.decode()
    assert model.asked == traces(Trace.What.TEXTS_SENT_TO_MODEL) == []
    assert SUM_UP not in as_alice.get(LIST, {"words": "sauna shower"}).content.decode()


def test_a_summary_that_rests_on_nothing_is_not_shown(as_alice, model, kept):
    model.says = told(("Everybody leaves.", []), ("Nobody stays.", ["t9"]))

    page = as_alice.post(SUMMARY).content.decode()

    assert "no sentence of it rested on a text" in page
    assert "Everybody leaves" not in page


@pytest.mark.parametrize(("status", "says"), [(401, "key"), (429, "too many"), (500, "out of order")])
def test_a_failure_is_a_message_and_the_page_goes_on(as_alice, model, kept, status, says):
    model.status = status

    listed = as_alice.post(f"{SUMMARY}?feeling=positive", follow=True)
    text = as_alice.post(f"{LIST}translations/a/", follow=True)

    assert listed.redirect_chain == [(f"{LIST}?feeling=positive", 302)]
    assert [quote.key for quote in listed.context["quotes"]] == ["b"]
    assert says in messages_of(listed)
    assert "changing rooms" in text.content.decode()
    assert says in messages_of(text)


def test_what_cannot_be_asked_is_not_summed_up(as_alice, model, kept):
    page = as_alice.post(f"{SUMMARY}?feeling=sour", follow=True)

    assert "This cannot be summed up" in messages_of(page)
    assert model.asked == []


def test_a_text_is_translated_into_her_language_and_nothing_is_kept(as_alice, say, store, model, kept):
    say({"lt": ("nord", "Dušai šalti, o persirengimo kambariai nešvarūs.", 2.0)})
    label_quickly(store, "clubs", NOW)
    model.says = json.dumps({"translation": "Cold showers <script>x</script> & dirty rooms."})
    assert "Translate" in as_alice.get(f"{LIST}texts/lt/").content.decode()

    page = as_alice.post(f"{LIST}translations/lt/").content.decode()

    assert "Cold showers" in page
    assert "&amp; dirty rooms." in page
    assert "<script>x" not in page
    assert "Dušai šalti" in page
    assert "By the language model small-one" in page
    assert "into English" in model.asked[0].task
    assert "dirty rooms" not in as_alice.get(f"{LIST}texts/lt/").content.decode()
    assert traces(Trace.What.TEXTS_SENT_TO_MODEL)[0].details["texts"] == 1


def test_a_text_in_her_own_language_has_no_button(as_alice, model, kept):
    assert f"{LIST}translations/a/" not in as_alice.get(f"{LIST}texts/a/").content.decode()


def test_who_may_only_look_is_offered_nothing_and_refused(client, bob, said, model, kept):
    client.force_login(bob.user)

    assert SUM_UP not in client.get(LIST).content.decode()
    assert client.post(SUMMARY).status_code == 403
    assert client.post(f"{LIST}translations/a/").status_code == 403
    assert model.asked == []


def test_another_company_has_neither_the_model_nor_the_texts(client, charlie, said, model, kept):
    client.force_login(charlie.user)

    assert "There is none yet" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}removal/").status_code == 404
    assert client.post(f"{LIST}translations/a/").status_code == 404
    assert client.post(SUMMARY).status_code == 302
    assert model.asked == []


def test_a_link_back_to_what_was_pressed_leads_to_the_page_before(as_alice, kept):
    assert as_alice.get(f"{SUMMARY}?feeling=positive").headers["Location"] == f"{LIST}?feeling=positive"
    assert as_alice.get(f"{LIST}translations/a/").headers["Location"] == f"{LIST}texts/a/"
    assert as_alice.put(SUMMARY).status_code == 405
