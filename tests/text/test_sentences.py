"""Where a sentence ends, and where it turns."""

import pytest

from heedful.text.sentences import sentences


def pieces(text):
    return [text[piece.start : piece.end] for piece in sentences(text)]


ENDS = [
    "Good club. Bad showers.|Good club.|Bad showers.",
    "Really?! Yes! Fine|Really?!|Yes!|Fine",
    "great staff. will come again|great staff.|will come again",
    "It was cold.Nobody helped|It was cold.|Nobody helped",
    "Loved it 👍👍 Coming back|Loved it 👍👍|Coming back",
    "Thanks! 😊 Bye|Thanks! 😊|Bye",
    "Всё хорошо)) Приду ещё|Всё хорошо))|Приду ещё",
    "Все супер :) Дякую|Все супер :)|Дякую",
    "Заплатил 500 руб. Дорого|Заплатил 500 руб.|Дорого",
    "Laukiau 20 min. Baisu|Laukiau 20 min.|Baisu",
    "Хорошо... Но дорого|Хорошо...|Но дорого",
    "«Ужас!» Больше не приду|«Ужас!»|Больше не приду",
]
GOES_ON = [
    "We met Mr. Smith and Dr. Jones at 7.30 p.m. sharp",
    "Costs approx. 12.50 a month, e.g. for students",
    "Write to ann@heedful.example or see heedful.example today",
    "Буду на ул. Ленина 5 и т. д. завтра",
    "В 2024 г. было лучше, напр. тренеры",
    "Зал на вул. Шевченка 5, буд. 3 тощо",
    "Buvau 2024 m. sausio mėn. 5 d. su draugais, pvz. su Jonu",
    "Gyvenu Gedimino pr. 9, t. y. šalia",
    "well... it was ok",
    "Version 2. released",
]
TURNS = [
    "Great trainers, but the showers are cold|Great trainers,|but the showers are cold",
    "Nice place but the music is loud|Nice place|but the music is loud",
    "Although the trainers are great, the showers are cold|Although the trainers are great,|the showers are cold",
    "The hall is fine, although small|The hall is fine,|although small",
    "Тренеры отличные, но душ холодный|Тренеры отличные,|но душ холодный",
    "Тренер хороший, а раздевалка грязная|Тренер хороший,|а раздевалка грязная",
    "Дорого, зато удобно|Дорого,|зато удобно",
    "Хотя тренеры хорошие, душ всегда холодный|Хотя тренеры хорошие,|душ всегда холодный",
    "Гарно, але дорого|Гарно,|але дорого",
    "Тренери класні, проте душ холодний|Тренери класні,|проте душ холодний",
    "Puikūs treneriai, bet dušai šalti|Puikūs treneriai,|bet dušai šalti",
    "Salė gera, tačiau brangu|Salė gera,|tačiau brangu",
    "Nors treneriai puikūs, dušai šalti|Nors treneriai puikūs,|dušai šalti",
    "Geri treneriai taciau salti dusai|Geri treneriai|taciau salti dusai",
]
STAYS = [
    "Not only cheap but also good",
    "Не только дорого, но и плохо",
    "Не тільки дорого, але й погано",
    "Ne tik brangu, bet ir blogai",
    "I had no choice but to leave the club",
    "Nothing but praise for the team",
    "Хотя бы душ починили",
    "Ходжу з мамою, а також із сестрою",
]


@pytest.mark.parametrize("case", ENDS + TURNS)
def test_a_text_falls_into_its_pieces(case):
    text, *expected = case.split("|")

    assert pieces(text) == expected


@pytest.mark.parametrize("text", GOES_ON + STAYS)
def test_what_belongs_together_stays_together(text):
    assert pieces(text) == [text]


@pytest.mark.parametrize(
    "text", ["- clean\n- cheap", "1. clean\n2) cheap", "• clean • cheap", "clean\n\ncheap", "a) clean\nb) cheap"]
)
def test_lists_and_lines_are_pieces_without_their_marks(text):
    assert pieces(text) == ["clean", "cheap"]


def test_blanks_alone_are_no_sentence_and_marks_alone_are_one():
    assert pieces("") == pieces("  \n ") == []
    assert pieces("!!!") == ["!!!"]
    assert pieces("👍") == ["👍"]


def test_at_most_sixty_four_pieces_none_longer_than_four_hundred():
    assert len(sentences("Bad. " * 100)) == 64
    assert [piece.end - piece.start for piece in sentences("x" * 900)] == [400, 400, 100]
    assert all(piece.end - piece.start <= 400 for piece in sentences("word, " * 300))
