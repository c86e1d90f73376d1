"""What changed and why: only what chance would not explain is told, and each sentence leads to its numbers."""

import re
from datetime import timedelta
from random import Random

import pytest

from tests.understand.drivers.conftest import BEGIN

NOW_AND_THEN = "?from=2026-03-01&to=2026-03-31&whole=1"


@pytest.fixture
def two_months(heard, read_as):
    """Put in two months of 300 answers each: how often a theme is spoken of, and how it is felt, in each of them."""

    def put(**shares):
        random, rows, read = Random(4), [], {}
        for month, at in enumerate((BEGIN, BEGIN + timedelta(days=28))):
            for number in range(300):
                id_ = f"m{month}-{number}"
                said = {
                    theme: random.choice([felt[month], felt[month] / 2])
                    for theme, (share, felt) in shares.items()
                    if random.random() < share[month]
                }
                value = 2.0 if said.get("queue", 0) < 0 and random.random() < 0.9 else random.choice([7.0, 9.0, 10.0])
                about = {"name": "recommend", "scale": "nps:0-10", "location": random.choice(["nord", "sud"])}
                day = at + timedelta(days=1 + number % 26)
                rows.append(
                    {"id": id_, "value": value, "text": f"The queue took {number}.", "occurred_at": day, **about}
                )
                read[id_] = said
        heard(rows)
        read_as(read)

    return put


def page(client, member, path=NOW_AND_THEN):
    client.force_login(member.user)
    text = client.get(f"/understand/metrics/nps/{path}").content.decode()
    return re.sub(r"\s+", " ", text).partition('id="moved"')[2].partition("</section>")[0]


def sentences(text):
    told = re.search(r'class="moved-told">(.*?)</p>', text)[1]
    return re.findall(r'<a href="([^"]+)">(.*?)</a>', told)


def test_a_theme_of_which_more_speak_is_told_with_its_numbers(client, alice, two_months):
    two_months(queue=((0.05, 0.3), (-0.8, -0.8)), music=((0.2, 0.2), (0.4, 0.4)))

    text = page(client, alice)
    told = dict(reversed(each) for each in sentences(text))

    more = next(each for each in told if "queue" in each)
    assert re.search(r"More speak of queue: \d\d\.\d.% of the texts, \d\.\d.% before", more)
    assert "theme=queue" in told[more]
    assert any("Net Promoter Score went from" in each for each in told)
    assert not any("music" in each for each in told)
    assert "The queue took" in text  # in the customers' own words


def test_a_theme_that_is_felt_worse_is_told_too(client, alice, two_months):
    two_months(trainers=((0.4, 0.4), (0.8, -0.8)))

    told = [words for _href, words in sentences(page(client, alice))]

    assert any("trainers is felt worse than before" in each for each in told)
    assert not any("speak of trainers" in each for each in told)


def test_where_all_is_chance_that_is_all_that_is_said(client, alice, two_months):
    two_months(music=((0.2, 0.2), (0.4, 0.4)), trainers=((0.3, 0.3), (0.8, 0.8)))

    text = page(client, alice)

    assert [words for _href, words in sentences(text)] == ["Nothing moved that chance would not explain."]
    assert "<table" not in text


def test_every_sentence_is_a_way_to_its_numbers(client, alice, two_months):
    two_months(queue=((0.05, 0.3), (-0.8, -0.8)))

    for href, _words in sentences(page(client, alice)):
        if href.startswith("#"):
            client.force_login(alice.user)
            whole = client.get(f"/understand/metrics/nps/{NOW_AND_THEN}").content.decode()
            assert f'id="{href[1:]}"' in whole
        else:
            assert href.startswith(("?", "/understand/voices/?"))


def test_without_a_time_before_nothing_is_told(client, alice, two_months):
    two_months(queue=((0.05, 0.3), (-0.8, -0.8)))

    assert page(client, alice, "?period=all&whole=1") == ""
