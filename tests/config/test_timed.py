"""What happens by the clock."""

from datetime import UTC, datetime

import pytest

from heedful.config import timed

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)
looked: list[datetime] = []


def look(now: datetime) -> None:
    looked.append(now)


def stumble(now: datetime) -> None:
    raise RuntimeError(f"stumbled at {now:%H}")


@pytest.mark.django_db
def test_everything_named_is_there_and_has_nothing_to_do_in_an_empty_house(store):
    timed.run_due(NOON)


def test_one_that_fails_keeps_none_of_the_others_back_and_is_told_of(monkeypatch):
    looked.clear()
    monkeypatch.setattr(timed, "DUE", [f"{__name__}.stumble", f"{__name__}.look"])
    with pytest.raises(ExceptionGroup) as told:
        timed.run_due(NOON)
    assert looked == [NOON]
    assert [str(each) for each in told.value.exceptions] == ["stumbled at 12"]
