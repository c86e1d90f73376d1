"""The plain retention rate: of the customers of one period, how many are so in the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw

from heedful.measures.contracts import contracts, runs_on
from heedful.measures.days import midnight
from heedful.measures.frames import per_group
from heedful.measures.orders import known_people, within

Frame = nw.LazyFrame[Any]


def retention_rate_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    before: date | None = None,
    person: str = "customer",
    at: str = "occurred_at",
) -> Frame:
    """Customers of the period before, customers of this period, and those new among the latter.

    A customer of a period is who was active in it: the plain rate where nobody signs a contract.
    New is who was no customer at the start, so that the rate cannot pass 1.

    Parameters
    ----------
    frame : nw.LazyFrame
        The interactions that count as being active, and no others. Rows without a person are
        left out.
    by : sequence of str
        Columns to tell groups apart; being a customer is then judged within the group.
    start, end : date
        The period: the day `start` included, the day `end` excluded.
    before : date, optional
        First day of the period before; as many days earlier as the period is long, if left out.
    person, at : str
        Columns of the person and of the (naive, local) time.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``customers_start, customers_end, new``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> from heedful.measures.frames import lazy
    >>> days = [datetime(2024, 1, 5), datetime(2024, 2, 1), datetime(2024, 2, 2)]
    >>> visits = lazy(pa.table({"customer": ["Ana", "Ana", "Bo"], "occurred_at": days}))
    >>> retention_rate_counts(visits, start=date(2024, 2, 1), end=date(2024, 3, 1)).collect().rows()
    [(1, 2, 1)]
    """
    begins = midnight(start)
    earlier = midnight(before) if before is not None else begins - (midnight(end) - begins)
    seen = within(known_people(frame, person), at=at, start=earlier, end=end)
    now = (nw.col(at) >= begins).cast(nw.Int64)
    return _membership(seen.with_columns(started=1 - now, stayed=now), by, person)


def retention_contract_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    person: str = "customer",
    at: str = "occurred_at",
    started: str = "subscribed",
    ended: str = "cancelled",
) -> Frame:
    """Customers under contract at the start and at the end of a period, and the new among the latter.

    Takes what `heedful.measures.churn_contract_counts` takes, and judges being under contract
    in the same way: whoever subscribed at that very moment is a customer.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``customers_start, customers_end, new``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> from heedful.measures.frames import lazy
    >>> events = {"customer": ["Ana"], "name": ["subscribed"], "occurred_at": [datetime(2024, 1, 5)]}
    >>> contract = lazy(pa.table(events))
    >>> retention_contract_counts(contract, start=date(2024, 2, 1), end=date(2024, 3, 1)).collect().rows()
    [(1, 1, 0)]
    """
    spells = contracts(frame, by=by, person=person, at=at, started=started, ended=ended)
    return _membership(
        spells.with_columns(
            started=runs_on(midnight(start)).cast(nw.Int64), stayed=runs_on(midnight(end)).cast(nw.Int64)
        ),
        by,
        person,
    )


def _membership(seen: Frame, by: Sequence[str], person: str) -> Frame:
    """People who were there before, people there now, and the new among the latter."""
    people = seen.group_by(*by, person).agg(nw.col("started", "stayed").max())
    started, stayed = nw.col("started"), nw.col("stayed")
    counts = per_group(
        people.with_columns(new=stayed * (1 - started)),
        by,
        customers_start=started.sum(),
        customers_end=stayed.sum(),
        new=nw.col("new").sum(),
    )
    return counts.with_columns(nw.col("customers_start", "customers_end", "new").cast(nw.Int64))
