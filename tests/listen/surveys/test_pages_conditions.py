"""Conditions are written as people write: options by their names, several parted by semicolons."""

import pytest

from heedful.listen.surveys.edits import question_at


@pytest.mark.parametrize(
    ("kind", "typed", "verb", "value", "kept"),
    [
        (
            "choice",
            {"options": "Pool\nSauna, warm", "other": "on"},
            "includes",
            "sauna, warm; Other",
            ("sauna_warm", "other"),
        ),
        ("consent", {"title": "May we call?"}, "is", "Yes", ("yes",)),
        ("number", {"title": "How often?"}, "is", "3; 4,5", (3, 4.5)),
    ],
)
def test_values_of_a_condition_are_read_as_people_write_them(builder, kind, typed, verb, value, kept):
    builder.open()
    builder.press(f"add:{kind}")
    builder.press("open:why", **typed)

    condition = {"if-what_0": f"answer:{kind}", "if-verb_0": verb, "if-values_0": value}
    draft = builder.press("", **condition)

    assert question_at(draft, "why").shown_if.checks[0].values == kept


def test_a_value_that_no_option_has_is_said_with_those_there_are(builder):
    builder.open()
    builder.press("add:choice")
    builder.press("open:why", options="Pool\nSauna")

    builder.press("", **{"if-what_0": "answer:choice", "if-verb_0": "is", "if-values_0": "Roof"})

    assert "“Roof” is not among the options. There are: Pool; Sauna." in builder.words


def test_a_property_of_the_person_is_named(builder):
    builder.open()
    condition = {"if-what_0": "person", "if-verb_0": "is", "if-values_0": "gold"}

    builder.press("", **condition, **{"if-named_0": ""})
    assert "What is it called? For example: segment." in builder.words
    draft = builder.press("", **condition, **{"if-named_0": "segment"})

    check = question_at(draft, "nps").shown_if.checks[0]
    assert (check.about, check.subject, check.values) == ("person", "segment", ("gold",))
