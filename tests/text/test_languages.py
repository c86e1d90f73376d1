"""Which language a text is in."""

import pytest

from heedful.text import languages
from heedful.text.languages import DEFAULT, language_of, languages_of

SENTENCES = {
    "en": "Great trainers, but the showers were cold",
    "ru": "Тренеры отличные, но в душе холодно",
    "uk": "Тренери чудові, але в душі холодно",
    "lt": "Puikūs treneriai, bet dušuose šalta",
    "lv": "Lieliski treneri, bet dušā auksts",
    "pl": "Świetni trenerzy, ale pod prysznicem zimno",
    "de": "Tolle Trainer, aber die Duschen sind kalt",
    "fr": "Des entraîneurs formidables, mais la douche est froide",
    "es": "Buenos entrenadores, pero las duchas están frías",
    "it": "Ottimi allenatori, ma le docce sono fredde",
    "pt": "Ótimos treinadores, mas os chuveiros não são bons",
}


@pytest.fixture(params=["eldc", "py3langid"])
def by(request, monkeypatch):
    """Both ways of telling: the second is for machines that the first has no wheel for."""
    if request.param == "py3langid":
        monkeypatch.setattr(languages, "_detector", languages._slower_detector)
    return request.param


def test_each_of_the_eleven_is_told(by):
    assert {code: language_of(text).code for code, text in SENTENCES.items()} == {code: code for code in DEFAULT}
    assert all(language_of(text).confidence > 0.8 for text in SENTENCES.values())


def test_many_at_once_are_told_as_one_by_one(by):
    texts = [*SENTENCES.values(), "", "Ok", "👍"]
    priors = ["lt"] * len(texts)

    assert languages_of(texts, priors=priors) == [language_of(text, prior="lt") for text in texts]
    assert languages_of(texts) == [language_of(text) for text in texts]


def test_as_many_priors_as_texts_are_needed():
    with pytest.raises(ValueError, match="shorter"):
        languages_of(["a", "b"], priors=["en"])


@pytest.mark.parametrize(
    "text", ["", " ", "👍", "5/5", "10", "!!!", "https://heedful.example/a", "ann@heedful.example", "日本", "שלום"]
)
def test_where_nothing_tells_there_is_no_language(by, text):
    assert language_of(text, prior="lt") == languages.Language("", 0.0)


@pytest.mark.parametrize(
    ("text", "prior", "code"),
    [
        ("Ok", "lt", "lt"),
        ("Super!", "lt", "lt"),
        ("Cool", "lt", "lt"),
        ("Круто!", "uk", "uk"),
        ("Круто!", "ru", "ru"),
        ("Нормально", "uk", "uk"),
    ],
)
def test_the_survey_s_language_decides_for_a_word_of_many_languages(text, prior, code):
    assert language_of(text, prior=prior).code == code


@pytest.mark.parametrize(
    ("text", "prior", "code"),
    [
        ("Thank you", "lt", "en"),
        ("Дякую", "ru", "uk"),
        ("Ačiū", "en", "lt"),
        ("Хорошо", "lt", "ru"),
        ("Love", "uk", "en"),
        ("Tolle Trainer, aber kalt", "lt", "de"),
    ],
)
def test_the_survey_s_language_gives_way_to_what_is_plain(text, prior, code):
    assert language_of(text, prior=prior).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PUIKUS KLUBAS, LABAI REKOMENDUOJU", "lt"),
        ("labai geri treneriai bet salti dusai", "lt"),
        ("Вау, и что произошло вечером? :з", "ru"),
        ("Що це було", "uk"),
        ("@ann #gym see https://heedful.example the trainers were great", "en"),
        ("a\udc80 very good morning to all of you", "en"),
        ("a very\0 good morning to all of you", "en"),
    ],
)
def test_rough_texts_are_told(text, code):
    assert language_of(text).code == code


def test_a_workspace_narrows_the_choice():
    assert language_of("Bardzo dobrze, polecam", among=["en", "lt", "pl"]).code == "pl"
    assert language_of("Bardzo dobrze, polecam", among=["en", "lt"]).confidence < 0.5
    assert language_of("Väga hea treener", among=["en", "et"]).code == "et"


def test_languages_that_nobody_can_tell_leave_the_usual_ones():
    assert language_of("Labai geri treneriai", among=["tlh"]).code == "lt"
    assert language_of("Labai geri treneriai", among=[]).code == "lt"


def test_a_language_outside_the_choice_is_told_without_confidence():
    assert language_of("Hyvää päivää, kaikki oli hienoa ja ystävällistä").confidence < 0.5
    assert language_of("Bu yer çok güzel ve temizdi, teşekkürler").confidence < 0.5


def test_longer_texts_are_surer():
    short, long = language_of("Geri treneriai"), language_of("Geri treneriai, tik dušuose vakarais būna šalta")

    assert short.confidence < long.confidence
