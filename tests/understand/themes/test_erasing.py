"""Who is erased teaches no theme any more: of them, not even the id of a text stays."""

from heedful.people.customers.actions import erase_customer
from heedful.understand.themes.actions import mark_example
from heedful.understand.themes.queries import marks_of
from tests.understand.themes.conftest import NOW, texts


def test_marks_on_the_texts_of_an_erased_customer_go_and_the_others_stay(workspace, alice, themes, said):
    anns, bens = said([*texts(1, alias="ann"), *texts(1, alias="ben")])
    for text in (anns, bens):
        mark_example(themes["showers"], text, belongs=True, by=alice, now=NOW)

    erase_customer(workspace, "ann", by=alice, now=NOW)

    assert [mark.text for mark in marks_of(workspace)] == [bens]
