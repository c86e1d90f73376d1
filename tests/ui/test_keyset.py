from base64 import urlsafe_b64encode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from heedful.ui.keyset import Place, numbered_place_of, page_of, place_of

NAMES = [f"name {number:02}" for number in range(25)]


def rows_at(place: Place, size: int) -> list[str]:
    """What a database would give: `size + 1` rows from the place on, in its direction."""
    key = place.key[0] if place.key else None
    if place.backwards:
        found = [name for name in reversed(NAMES) if key is None or name < key]
    else:
        found = [name for name in NAMES if key is None or name > key]
    return found[: size + 1]


def opened(query: str, size: int):
    asked = QueryDict(query)
    place = place_of(asked)
    return page_of(rows_at(place, size), place, size=size, key=lambda name: (name,), asked=asked)


@given(st.integers(1, 30))
def test_walking_on_shows_every_row_once_and_walking_back_leads_to_the_first_page(size):
    page, seen = opened("q=ann", size), []
    pages = [page]
    seen += page.rows
    while page.later:
        page = opened(page.later, size)
        pages.append(page)
        seen += page.rows
    assert seen == NAMES

    for before in reversed(pages[:-1]):
        page = opened(page.earlier, size)
        assert list(page.rows) == list(before.rows)
    assert page.rows[0] == NAMES[0]


def test_what_was_searched_for_stays_in_the_address():
    assert "q=ann" in opened("q=ann", 10).later


def test_an_address_that_cannot_be_read_is_the_beginning():
    for address in ("after=%%%", "after=e30", "after=bm9wZQ", "before=W1tdXQ"):
        assert place_of(QueryDict(address)).key is None


@pytest.mark.parametrize("key", ['["abc"]', "[Infinity]", "[1e999]", "[NaN]", "[1, 2]", "[1.5]", "[null]", '{"a": 1}'])
def test_a_list_of_numbers_begins_at_the_beginning_where_its_place_is_no_number(key):
    asked = QueryDict(f"after={urlsafe_b64encode(key.encode()).decode()}")

    assert numbered_place_of(asked) == Place()


def test_a_number_is_a_place():
    assert numbered_place_of(QueryDict(f"before={urlsafe_b64encode(b'[7]').decode()}")) == Place((7,), True)
