"""Personal data are found by their shape and check digits, and nothing else is taken for them."""

import pytest

from heedful.text.personal import masked, personal_data

FOUND = [
    ("write to ann.b+club@mail.heedful.example please", "email"),
    ("see https://www.facebook.com/ann.b for more", "url"),
    ("https://heedful.example/reset?email=ann", "url"),
    ("https://heedful.example/users/ann.", "url"),
    ("call +370 612 34567 today", "phone"),
    ("tel.+37061234567", "phone"),
    ("8 612 34567", "phone"),
    ("861234567", "phone"),
    ("0 612 34567", "phone"),
    ("(8-5) 212 3456", "phone"),
    ("067 123 45 67", "phone"),
    ("+38 (067) 123-45-67", "phone"),
    ("0671234567", "phone"),
    ("8 (912) 345-67-89", "phone"),
    ("+7 912 345 67 89", "phone"),
    ("+44 20 7946 0958", "phone"),
    ("(555) 223-4567", "phone"),
    ("card 4111 1111 1111 1111", "card"),
    ("5500-0000-0000-0004", "card"),
    ("LT12 1000 0111 0100 1000", "iban"),
    ("DE89370400440532013000", "iban"),
    ("gb29 nwbk 6016 1331 9268 19", "iban"),
    ("a. k. 33309240064", "id"),
    ("РНОКПП 3184710691", "id"),
]
LEFT = [
    "4111 1111 1111 1112",
    "LT12 1000 0111 0100 1001",
    "33309240065",
    "3184710692",
    "on 2026-11-22 10:00 and 06.11.2026 12:30",
    "paid 1 234 567,89 Eur in 2024",
    "order 100200300400, 12345678",
    "2 000 000 visitors, 7.5 of 10, version 1.2.3.4",
    "https://heedful.example/menu?lang=lt",
    "2 x 30 min, 8 10 12 14",
    "C@lls at @ 5",
    "Aİ0000000000000",
    "@heedful thanks",
    "99.99999999 percent",
    "http://t.example/U1ViEuiDF5",
    "",
]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_what_names_or_reaches_a_person_is_found(text, kind):
    assert [one.kind for one in personal_data(text)] == [kind]
    assert f"[{kind} •••]" in masked(text)


@pytest.mark.parametrize("text", LEFT)
def test_what_only_looks_like_it_is_left(text):
    assert personal_data(text) == ()
    assert masked(text) == text


def test_several_in_a_row_are_told_apart():
    assert masked("861234567 869876543 LT12 1000 0111 0100 1000 labas") == "[phone •••] [phone •••] [iban •••] labas"


def test_what_stands_around_is_kept_to_the_letter():
    assert masked("Ann (ann@heedful.example), +37061234567.") == "Ann ([email •••]), [phone •••]."


def test_nothing_shows_when_what_hid_it_is_gone():
    assert "4111" not in masked("ann@heedful.example4111111111111111")


def test_a_full_stop_is_no_part_of_an_address():
    assert masked("See https://heedful.example/users/ann.") == "See [url •••]."
