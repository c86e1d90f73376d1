"""What letters and small words tell of a language, where its sound leaves two of them level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

LETTERS: Mapping[str, frozenset[str]] = {
    code: frozenset(letters)
    for code, letters in {
        "en": "",
        "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "lt": "ąčęėįšųūž",
        "lv": "āčēģīķļņšūž",
        "pl": "ąćęłńóśźż",
        "de": "äöüß",
        "fr": "àâæçéèêëîïôœùûüÿ",
        "es": "áéíñóúü",
        "it": "àèéìíòóùú",
        "pt": "áâãàçéêíóôõúü",
    }.items()
}
"""The letters beyond a–z that each language writes."""

_SMALL_WORDS = {
    "en": "the and is was not very with this that have they you it's i'm i for are good bad my we to of thanks "
    "great please how what when where there your from all on be his her",
    "ru": "и что как это очень был мне меня они его её ее где когда почему если только уже или нет спасибо хорошо "
    "плохо нужно сегодня он она от из чтобы тоже ещё еще с со к который мой твой есть вы мы ли",
    "uk": "і й та що як це дуже був мені вони його її де коли чому якщо тільки вже або немає дякую добре погано "
    "треба сьогодні він вона від із щоб теж ще з який мій твій є ви ми чи хто",
    "lt": "ir yra buvo labai bet kad kaip su už į iš ar man mano jūs aš tai nėra gerai blogai ačiū prašau kur kada "
    "kodėl jei tik jau dar per nuo iki apie aciu prasau labas koks kokia ką noriu",
    "lv": "un bija ļoti kā no par es tas nav labi slikti paldies lūdzu vai tikai vēl uz ko līdz kas kāds ir ar man kad",
    "pl": "i jest był bardzo nie ale że jak z w do na mnie się dobrze źle dziękuję proszę gdzie kiedy czy tylko już "
    "jeszcze to dla od",
    "de": "und ist war sehr nicht aber dass wie mit für ich wir sie es das die der gut schlecht danke bitte wo wann "
    "ob nur schon noch auch ein eine du von zu den dem im auf",
    "fr": "et est était très pas mais que comme avec pour je nous vous le la les un une bien merci où quand déjà "
    "encore aussi des du de il elle on ce",
    "es": "y es era muy no pero que como con para yo el la los las un una bien gracias donde cuando solo ya todavía "
    "también del por está de mi lo",
    "it": "e è era molto non ma che come con per io noi il lo la gli un una bene grazie dove quando se solo già "
    "ancora anche del della di sono mi",
    "pt": "e é era muito não mas que como com para eu nós o a os as um uma bem obrigado onde quando se só já ainda "
    "também do da em está de meu",
}
SMALL_WORDS: Mapping[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
"""Words that are short, common, and seldom borrowed."""

EUROPEAN = re.compile("[a-zA-Z\u00c0-\u052f]")
"""A Latin or Cyrillic letter."""

WORD = re.compile(r"(?<!:)[^\W\d_]+(?:['’][^\W\d_]+)*")


CYRILLIC = frozenset({"ru", "uk"})


@lru_cache(maxsize=4096)
def telling_letters(*codes: str) -> frozenset[str]:
    """The letters that some of these languages write and some do not.

    Examples
    --------
    >>> "".join(sorted(telling_letters("ru", "uk")))
    'ъыэёєіїґ'
    """
    known = [LETTERS[code] for code in codes if code in LETTERS]
    return frozenset().union(*known) - frozenset(known[0]).intersection(*known) if known else frozenset()


def foreign_words(letters: AbstractSet[str], words: Iterable[str], codes: Iterable[str]) -> dict[str, int]:
    """How many words have one of these letters without a language writing it, for those languages where there are some.

    Examples
    --------
    >>> foreign_words({"č", "ū"}, ["labai", "ačiū"], ["lt", "lv", "pl"])
    {'pl': 1}
    """
    lacking = {code: letters - LETTERS[code] for code in codes if code in LETTERS and not letters <= LETTERS[code]}
    return {code: sum(not missing.isdisjoint(word) for word in words) for code, missing in lacking.items()}


def may_write(words: Iterable[str], code: str) -> bool:
    """Whether somebody may write all these lower-case words in this language.

    Examples
    --------
    >>> may_write(["ok"], "lt"), may_write(["ok"], "ru"), may_write(["дякую"], "ru")
    (True, False, True)
    """
    words = list(words)
    if code in CYRILLIC and any(word.isascii() for word in words):
        return False
    return code in LETTERS and all(letter in LETTERS[code] for letter in "".join(words) if letter > "\x7f")
