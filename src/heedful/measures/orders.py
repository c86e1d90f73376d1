"""Orders as the log has them: lines and whole orders, refunds beside them, people of whom we know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw

from heedful.measures.days import midnight

Frame = nw.LazyFrame[Any]


def within(frame: Frame, *, at: str, start: date | None = None, end: date | None = None) -> Frame:
    """Rows from the day `start` on, before the day `end`; either may be open.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> from heedful.measures.frames import lazy
    >>> frame = lazy(pa.table({"at": [datetime(2024, 1, 1), datetime(2024, 2, 1)]}))
    >>> within(frame, at="at", end=date(2024, 2, 1)).collect().shape[0]
    1
    """
    if start is not None:
        frame = frame.filter(nw.col(at) >= midnight(start))
    return frame if end is None else frame.filter(nw.col(at) < midnight(end))


def known_people(frame: Frame, person: str) -> Frame:
    """Rows of which we know whose they are.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> known_people(lazy(pa.table({"customer": ["Ana", None]})), "customer").collect().shape[0]
    1
    """
    return frame.filter(~nw.col(person).is_null())


def only_orders(frame: Frame) -> Frame:
    """Rows of kind `order`; a frame without a column `kind` is taken to hold nothing else.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> only_orders(lazy(pa.table({"kind": ["order", "refund"]}))).collect().shape[0]
    1
    """
    return frame.filter(nw.col("kind") == "order") if "kind" in frame.collect_schema() else frame


def orders_and_refunds(frame: Frame, value: str) -> Frame:
    """Rows that move money, with `is_order` and the signed `amount`: a refund counts negative.

    An order counts as made also where all of it was given back later: it was a purchase, and
    what it brought is in the amounts, net. A frame without a column `kind` holds orders only.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> frame = lazy(pa.table({"kind": ["order", "refund", "page"], "value": [50.0, 20.0, None]}))
    >>> orders_and_refunds(frame, "value").collect()["amount"].to_list()
    [50.0, -20.0]
    """
    if "kind" not in frame.collect_schema():
        return frame.with_columns(is_order=nw.lit(True), amount=nw.col(value))
    kind = nw.col("kind")
    signed = nw.when(kind == "refund").then(-nw.col(value)).otherwise(nw.col(value))
    return frame.filter(kind.is_in(["order", "refund"])).with_columns(is_order=kind == "order", amount=signed)


def order_key(frame: Frame, order: str | None) -> nw.Expr:
    """What says which rows are one order: `order` if given, else the log's `thread`, else its `id`.

    Raises
    ------
    ValueError
        When the frame has none of them.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> frame = lazy(pa.table({"thread": ["O1", None], "id": ["1", "2"]}))
    >>> frame.select(order=order_key(frame, None)).collect()["order"].to_list()
    ['O1', '2']
    """
    if order is not None:
        return nw.col(order)
    there = [name for name in ("thread", "id") if name in frame.collect_schema()]
    if not there:
        raise ValueError("Say which column tells the orders apart: order='…' (there is no `thread` and no `id`).")
    return nw.coalesce(*there) if len(there) > 1 else nw.col(there[0])


def one_currency(frame: Frame, by: Sequence[str], currency: str = "currency") -> None:
    """Refuse to add up money of different currencies. Asks the engine.

    Raises
    ------
    ValueError
        When the rows have more than one currency and `by` does not tell them apart.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> one_currency(lazy(pa.table({"currency": ["EUR", "EUR"]})), by=[])
    """
    if currency in by or currency not in frame.collect_schema():
        return
    found = frame.filter(~nw.col(currency).is_null()).select(nw.col(currency)).unique().collect()[currency].to_list()
    if len(found) > 1:
        raise ValueError(f"Money in {', '.join(sorted(found))} cannot be added up: cut by currency.")
