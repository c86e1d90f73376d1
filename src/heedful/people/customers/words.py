"""Finding a customer by what was typed: a word of the name, the key, an e-mail address, a phone number."""

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Q

from heedful.people.customers.models import Customer, Identity, SearchWord

BATCH = 500
SHORTEST = 2  # letters
LONGEST = 60  # letters that count
PHONE = re.compile(r"^\+?[\d\s()./-]+$")
LAST = b"\xff"  # follows everything that begins so: UTF-8 has no such byte


def plain(text: str) -> str:
    """One spelling: small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()[:LONGEST]


def words_of(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\w+", plain(text))))


def spellings(text: str) -> list[str]:
    """How one thing may be kept: as it is written, and a number without what stands between its digits."""
    written = plain(text)
    digits = "".join(filter(str.isdecimal, written)) if PHONE.match(written) else ""
    return [each for each in dict.fromkeys((written, digits)) if each]


def keep_words(customers: Iterable[Customer], *, anew: bool = False) -> None:
    """Let these customers be found by what is known of them. `anew`: what they were found by counts no more."""
    by_number = {customer.pk: customer for customer in customers}
    numbers = list(by_number)
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        if anew:
            SearchWord.objects.filter(customer__in=some).delete()
        words = [word for number in some for word in _of_customer(by_number[number])]
        for identity in Identity.objects.filter(customer__in=some):
            words += [_word(by_number[identity.customer_id], each, True) for each in spellings(identity.value)]
        SearchWord.objects.bulk_create(words, batch_size=BATCH, ignore_conflicts=True)


def _of_customer(customer: Customer) -> list[SearchWord]:
    return [_word(customer, each, False) for each in {*words_of(customer.name), *spellings(customer.key)}]


def _word(customer: Customer, word: str, is_identity: bool) -> SearchWord:
    return SearchWord(
        workspace_id=customer.workspace_id, customer=customer, word=word.encode(), is_identity=is_identity
    )


def begins_with(words: Iterable[str]) -> Q:
    """The search words that begin with any of these."""
    found = Q(pk__in=[])
    for word in words:
        found |= Q(word__gte=word.encode(), word__lt=word.encode() + LAST)
    return found
