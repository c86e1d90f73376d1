"""Every word of the pages is there in every language, and none is a guess."""

import ast
import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

import heedful

SOURCE = Path(heedful.__file__).parent
LANGUAGES = ("lt", "ru", "uk")
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
MANY = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
REMEDY = "run tools/words.py, then translate what it added"


def catalogue(language: str) -> Path:
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def marked(code: str) -> set[str]:
    """The words marked for translation in Python code."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ONE | MANY:
                found.add(node.args[0].value)
            elif name in WITH_CONTEXT:
                found.add(f"{node.args[0].value}\x04{node.args[1].value}")
    return found


def marked_in_template(text: str) -> set[str]:
    """Django turns a template into something like Python for GNU gettext to read; so do we."""
    word = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    calls = re.findall(rf"\b(n?p?gettext)\(({word})(?:\s*,\s*({word}))?", templatize(text))
    spoken = [(name, ast.literal_eval(one), ast.literal_eval(two or "''")) for name, one, two in calls]
    return {f"{one}\x04{two}" if "p" in name else one for name, one, two in spoken}


def all_marked() -> set[str]:
    code = (marked(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py"))
    pages = (marked_in_template(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("templates/**/*.html"))
    return set().union(*code, *pages)


def translated(language: str) -> dict:
    """What the compiled catalogue knows: neither an untranslated nor a fuzzy entry is in it."""
    with catalogue(language).with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def test_the_words_are_found():
    words = all_marked()

    assert {"Sign in", "Net Promoter Score", "%(n)s answer", "between %(low)s and %(high)s"} <= words
    assert len(words) > 100


def test_no_word_is_marked_under_a_name_that_is_not_gathered():
    other = re.compile(r"\b((?:n|p|np)?gettext\w*) as (?!_\b)\w+")

    assert [str(path) for path in SOURCE.rglob("*.py") if other.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_word_is_translated(language):
    known = {key[0] if isinstance(key, tuple) else key for key, value in translated(language).items() if value}

    assert sorted(all_marked() - known) == [], REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language):
    assert not re.search(r"^#,.*\bfuzzy\b", catalogue(language).read_text(encoding="utf-8"), re.MULTILINE), REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_for_numbers(language):
    def places(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)s|%[sd]", text))

    plural = plurals(language)
    for key, value in translated(language).items():
        original = key[0] if isinstance(key, tuple) else key
        # The form for 1 also serves 21 and 31 in these languages: it may hold what only the English plural says.
        allowed = (places(original), places(plural.get(original, original)))
        assert places(value) in allowed or not original, (original, value)


def plurals(language: str) -> dict[str, str]:
    """The English plural of each English singular."""
    text = catalogue(language).read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid (".*"(?:\n".*")*)\nmsgid_plural (".*"(?:\n".*")*)', text, re.MULTILINE)
    return {joined(one): joined(many) for one, many in pairs}


def joined(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language, tmp_path):
    if not shutil.which("msgfmt"):
        pytest.skip("GNU gettext is not installed (apt-get install gettext)")
    subprocess.run(["msgfmt", "-o", tmp_path / "fresh.mo", catalogue(language)], check=True)
    with (tmp_path / "fresh.mo").open("rb") as file:
        assert gettext.GNUTranslations(file)._catalog == translated(language), "run tools/words.py compile"


@pytest.mark.parametrize(
    ("language", "one", "few", "many"),
    [
        ("ru", "1 ответ", "3 ответа", "12 ответов"),
        ("uk", "1 відповідь", "3 відповіді", "12 відповідей"),
        ("lt", "1 atsakymas", "3 atsakymai", "12 atsakymų"),
        ("en", "1 answer", "3 answers", "12 answers"),
    ],
)
def test_numbers_take_the_form_that_the_language_gives_them(language, one, few, many):
    from django.utils import translation

    from heedful.ui.templatetags.numbers import counted

    with translation.override(language):
        assert [counted(n, "answers") for n in (1, 3, 12)] == [one, few, many]
