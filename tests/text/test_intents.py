"""What a text is for, how urgent it is, and whether it insults: in four languages."""

import pytest

from heedful.text.harshness import is_harsh
from heedful.text.intents import intent_of
from heedful.text.urgency import urgency_of

REQUESTS = [
    ("en", "Please call me back about my membership"),
    ("en", "I want a refund for the last class"),
    ("ru", "Прошу перезвонить мне завтра"),
    ("ru", "Верните деньги за абонемент"),
    ("uk", "Будь ласка, передзвоніть мені"),
    ("uk", "Хочу скасувати абонемент"),
    ("lt", "Prašau man perskambinti"),
    ("lt", "Noriu nutraukti sutartį"),
]
SUGGESTIONS = [
    ("en", "It would be nice to have more lockers"),
    ("en", "You should open earlier at weekends"),
    ("ru", "Было бы здорово поставить больше шкафчиков"),
    ("ru", "Предлагаю открыть ещё один зал"),
    ("uk", "Було б добре додати вечірні заняття"),
    ("uk", "Пропоную поставити кулер"),
    ("lt", "Būtų gerai daugiau spintelių"),
    ("lt", "Siulyciau irengti kondicionieriu"),
]
QUESTIONS = [
    ("en", "When do you open on Sunday?"),
    ("en", "Hello, is there parking nearby?"),
    ("ru", "Сколько стоит разовое посещение?"),
    ("uk", "Чи є у вас басейн?"),
    ("lt", "Ar galima atsivesti draugą?"),
    ("lt", "Kiek kainuoja mėnuo?"),
]


@pytest.mark.parametrize(("language", "text"), REQUESTS)
def test_who_wants_something_done_requests(language, text):
    assert intent_of(text, language, -0.7) == "request"


@pytest.mark.parametrize(("language", "text"), SUGGESTIONS)
def test_who_says_what_could_be_better_suggests(language, text):
    assert intent_of(text, language, 0.0) == "suggestion"


@pytest.mark.parametrize(("language", "text"), QUESTIONS)
def test_who_wants_to_know_asks(language, text):
    assert intent_of(text, language, 0.0) == "question"
    assert intent_of(text, "", None) == "question"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The trainers always help me, I want to return soon"),
        ("en", "They call me by my name"),
        ("ru", "Хочу вернуться ещё раз"),
        ("uk", "Хочу повернутися ще"),
    ],
)
def test_who_wants_to_come_back_praises(language, text):
    assert intent_of(text, language, 0.8) == "praise"


def test_an_angry_question_is_a_complaint():
    assert intent_of("How can anyone work in this mess?", "en", -0.9) == "complaint"


@pytest.mark.parametrize(("sentiment", "intent"), [(-0.6, "complaint"), (0.6, "praise"), (0.0, "")])
def test_what_asks_for_nothing_complains_or_praises_by_its_sentiment(sentiment, intent):
    assert intent_of("The trainers at Nord", "en", sentiment) == intent


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "The changing rooms are dirty", "complaint"),
        ("ru", "Ужасное обслуживание", "complaint"),
        ("uk", "Брудні роздягальні", "complaint"),
        ("lt", "Labai nešvarūs dušai", "complaint"),
        ("en", "Thank you, great club", "praise"),
        ("ru", "Спасибо, всё отлично", "praise"),
        ("uk", "Дякую, чудовий клуб", "praise"),
        ("lt", "Ačiū, puikus klubas", "praise"),
        ("en", "I came on Monday", ""),
    ],
)
def test_without_sentiment_plain_words_tell(language, text, intent):
    assert intent_of(text, language, None) == intent


@pytest.mark.parametrize(
    ("language", "calm", "waiting", "danger"),
    [
        ("en", "The music was nice", "I have been waiting for three weeks", "A child was injured, we were in hospital"),
        ("ru", "Музыка хорошая", "Жду ответа уже две недели", "Ребёнок получил травму, больница"),
        ("uk", "Музика гарна", "Чекаю на відповідь уже два тижні", "Дитина отримала травму, лікарня"),
        ("lt", "Muzika gera", "Laukiu atsakymo jau dvi savaites", "Vaikas susižeidė, atsidūrėme ligoninėje"),
    ],
)
def test_danger_is_more_urgent_than_waiting_and_waiting_than_calm(language, calm, waiting, danger):
    assert 0 == urgency_of(calm, language) < urgency_of(waiting, language) < urgency_of(danger, language) <= 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Never again"),
        ("ru", "Больше никогда не приду"),
        ("uk", "Більше ніколи не прийду"),
        ("lt", "Daugiau niekada čia negrįšiu"),
        ("en", "My lawyer will write to you"),
        ("ru", "Обращусь в суд"),
        ("uk", "Звернуся до суду"),
        ("lt", "Kreipsiuosi į teismą"),
        ("en", "ANSWER ME, I WROTE TWICE"),
    ],
)
def test_leaving_law_and_capitals_are_signs(language, text):
    assert urgency_of(text, language) > 0
    assert urgency_of(text, "") > 0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You are idiots, all of you"),
        ("en", "I will find you and you will pay for this"),
        ("ru", "Вы дебилы"),
        ("ru", "Я вас убью"),
        ("uk", "Ви ідіоти"),
        ("uk", "Пішли нахер звідси"),
        ("lt", "Jūs idiotai"),
        ("lt", "Aš jus užmušiu"),
    ],
)
def test_insults_and_threats_are_harsh(language, text):
    assert is_harsh(text, language)
    assert is_harsh(text.upper(), "")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Terrible, dirty, the worst club in town, shame on you"),
        ("ru", "Ужасно, грязно, посуда разбита, рассудите сами"),
        ("uk", "Жахливо, брудно, тварини бігають залою"),
        ("lt", "Baisu, nešvaru, kalėdų proga šventė, kalnai"),
        ("en", "The assistant and the class were fine, the cocktail too"),
    ],
)
def test_displeasure_is_not_harsh(language, text):
    assert not is_harsh(text, language)
