"""A mapping is written by hand: what is wrong in it comes back as a sentence with the key and the remedy."""

from pathlib import Path

import pytest

from heedful.listen.imports import mapping as m
from heedful.listen.imports.mapping_file import parse_mapping, read_mapping
from heedful.listen.imports.refusals import Refused

DOCS = Path(__file__).parents[3] / "docs"
BLOCK = '[[interactions]]\nkind = "answer"\noccurred_at = "{d}"\n'


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        (BLOCK, "lacks `source`", "source = "),
        ('source = "s"\n', "lacks `interactions`", "[[interactions]]"),
        ('source = "s"\ninteractions = []\n', "no [[interactions]] block", "[[interactions]]"),
        (f'source = "s"\nfiles = 1\n{BLOCK}', "`files` that means nothing", "Did you mean `file`?"),
        (f'source = "s"\n[file]\nencodng = "x"\n{BLOCK}', "`file` has a key `encodng`", "Did you mean `encoding`?"),
        (f'source = "s"\n[file]\nskip = "x"\n{BLOCK}', "`file.skip` is text", "a whole number"),
        (f'source = "s"\n[file]\ndecimal = ";"\n{BLOCK}', "`file.decimal`", "one of: '.', ','"),
        (f'source = "s"\n{BLOCK}valeu = "x"\n', "`interactions 1` has a key `valeu`", "Did you mean `value`?"),
        (f'source = "s"\n{BLOCK}value = {{ form = "x" }}\n', "`interactions 1, value`", "Did you mean `from`?"),
        (f'source = "s"\n{BLOCK}when = [{{ colum = "x" }}]\n', "`interactions 1, when 1`", "Did you mean `column`?"),
        (f'source = "s"\n{BLOCK}value = true\n', "`interactions 1, value` is true or false", "text in quotes"),
        ('source = "s"\n[[interactions]]\nkind = "anser"\noccurred_at = "{d}"\n', "no kind `anser`", "`answer`"),
        ('source = "s"\n[[interactions]]\nkind = "answer"\n', "lacks `occurred_at`", 'occurred_at = "{Date}"'),
        (f'source = "s"\n{BLOCK}{BLOCK}', "number 2 would give its rows the same ids", 'key = "refund"'),
        (f'source = "s"\n{BLOCK}once = true\n', "`once` needs an `id`", "id = "),
        (f'source = "s"\n[rows]\nfill_down = ["a"]\n{BLOCK}', "needs `rows.group`", "group = "),
        ("source = spring\n", "not valid TOML", "stands in quotes"),
        ("source = " + "[" * 3000, "nested too deeply", "Close the brackets"),
        (f'source = "s"\n[file]\nskip = -1\n{BLOCK}', "`file.skip` is below 0", "above the header"),
        (f'source = "s"\n[file]\nquote = "ab"\n{BLOCK}', "`file.quote` is 'ab'", "one character"),
        (f'source = "s"\n[file]\nwidths = [3, 0]\n{BLOCK}', "a width below 1", "how many letters"),
    ],
)
def test_a_mistake_is_named_with_its_key_and_its_remedy(text, what, remedy):
    with pytest.raises(Refused) as caught:
        parse_mapping(text)

    said = str(caught.value)
    assert what in said
    assert remedy in said


def test_a_mapping_that_is_not_there(tmp_path):
    with pytest.raises(Refused, match="There is no mapping file"):
        read_mapping(tmp_path / "none.toml")


def test_the_reference_names_every_key():
    text = (DOCS / "reference" / "mappings.md").read_text(encoding="utf-8")
    keys = {
        key
        for struct in (m.Mapping, m.FileOptions, m.Rows, m.Block, m.Cell, m.Choice, m.Condition, m.Facts)
        for key in struct.__struct_encode_fields__
    }

    assert sorted(key for key in keys if f"`{key}`" not in text) == []


@pytest.mark.parametrize("path", sorted((DOCS / "how-to" / "mappings").glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_mapping_is_valid(path):
    assert read_mapping(path).interactions
