"""Texts to moments in UTC, a column at a time: the shapes that people and programs write dates in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.imports.conventions import Conventions

MICROSECOND: Final = pa.timestamp("us")
_CLOCK = (
    r"(?:[T ]00:00:00)?"  # a workbook's day is a midnight, also where the time of day stands in a column of its own
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp])?(?:\.?[Mm]\.?)?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_MARK = r"[-/. ]"
_SHAPES: Final = {
    "year-first": rf"^(?P<year>\d{{4}}){_MARK}(?P<month>\d{{1,2}}){_MARK}(?P<day>\d{{1,2}}){_CLOCK}$",
    "day-first": rf"^(?P<day>\d{{1,2}}){_MARK}(?P<month>\d{{1,2}}){_MARK}(?P<year>\d{{4}}|\d{{2}}){_CLOCK}$",
    "month-first": rf"^(?P<month>\d{{1,2}}){_MARK}(?P<day>\d{{1,2}}){_MARK}(?P<year>\d{{4}}|\d{{2}}){_CLOCK}$",
}
_EPOCHS: Final = {"unix": 1_000_000, "unix-milliseconds": 1_000, "excel": 86_400_000_000}
_EXCEL_ZERO: Final = -25_569 * 86_400_000_000  # 1899-12-30, as spreadsheets count since Lotus 1-2-3
_DAYS: Final = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(frozen=True)
class Moments:
    """Moments in UTC, null where blank or unreadable; and where no date was seen, or none such exists, or no zone."""

    values: pa.Array
    unreadable: np.ndarray
    impossible: np.ndarray
    zoneless: np.ndarray


def moments(texts: pa.Array, conventions: Conventions) -> Moments:
    if pa.types.is_temporal(texts.type):
        return _typed(texts, conventions)
    local, has_zone, impossible = _parsed(pc.cast(texts, pa.string()), conventions.dates)
    seen = ~np.isnat(local)
    filled = pc.is_valid(texts).to_numpy(zero_copy_only=False)
    values = _in_utc(local, has_zone, conventions.time_zone)
    nowhere = np.zeros(len(local), bool)
    zoneless = nowhere if conventions.time_zone else seen & ~has_zone
    return Moments(values, filled & ~seen & ~impossible, impossible, zoneless)


def _typed(texts: pa.Array, conventions: Conventions) -> Moments:
    known_zone = pa.types.is_timestamp(texts.type) and texts.type.tz is not None
    local = pc.cast(texts.cast(pa.timestamp("us", texts.type.tz) if known_zone else MICROSECOND), pa.int64())
    moments = local.cast(MICROSECOND).to_numpy(zero_copy_only=False).astype("datetime64[us]")
    seen, nowhere = ~np.isnat(moments), np.zeros(len(texts), bool)
    values = _in_utc(moments, np.full(len(texts), known_zone), conventions.time_zone)
    return Moments(values, nowhere, nowhere, nowhere if known_zone or conventions.time_zone else seen)


def _in_utc(local: np.ndarray, has_zone: np.ndarray, zone: str | None) -> pa.Array:
    """Local clocks to UTC. An hour that came twice (clocks set back) is its first; one that never was moves on."""
    naive = pa.array(local, MICROSECOND)
    if zone is None or zone == "UTC" or has_zone.all():
        return naive
    aware = pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="latest")
    return pc.if_else(pa.array(has_zone), naive, aware.cast(pa.int64()).cast(MICROSECOND))


def _parsed(texts: pa.Array, dates: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Clock times as written (in UTC where a zone is written with them), whether one is, and dates that never were."""
    quick = _quick(texts) if set(dates) <= set(_SHAPES) else None
    if quick is not None:
        return quick, np.zeros(len(texts), bool), np.zeros(len(texts), bool)
    found = np.full(len(texts), np.datetime64("NaT"), "datetime64[us]")
    has_zone, impossible = np.zeros(len(texts), bool), np.zeros(len(texts), bool)
    for shape in dict.fromkeys((*dates, "year-first")):
        values, zoned, wrong = _as_shape(texts, shape)
        new = np.isnat(found) & ~np.isnat(values)
        found[new], has_zone[new] = values[new], zoned[new]
        impossible |= wrong
    return found, has_zone, impossible & np.isnat(found)


def _quick(texts: pa.Array) -> np.ndarray | None:
    """Clean ISO columns, which most files hold, by Arrow's own reader."""
    try:
        return pc.cast(texts, MICROSECOND).to_numpy(zero_copy_only=False).astype("datetime64[us]")
    except pa.ArrowInvalid:
        return None


def _as_shape(texts: pa.Array, shape: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if shape in _SHAPES:
        return _by_parts(texts, _SHAPES[shape])
    if shape in _EPOCHS:
        return _since_epoch(texts, shape)
    parsed = pc.strptime(texts, format=shape, unit="us", error_is_null=True)
    values = parsed.to_numpy(zero_copy_only=False).astype("datetime64[us]")
    zoned = np.full(len(texts), "%z" in shape)
    return values, zoned, np.zeros(len(texts), bool)


def _since_epoch(texts: pa.Array, shape: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    count = pc.if_else(pc.match_substring_regex(texts, r"^-?\d{1,14}(\.\d+)?$"), texts, None)
    number = pc.cast(count, pa.float64()).to_numpy(zero_copy_only=False)
    zero = _EXCEL_ZERO if shape == "excel" else 0
    values = np.full(len(texts), np.datetime64("NaT"), "datetime64[us]")
    seen = np.isfinite(number) & (np.abs(number) * _EPOCHS[shape] < 2.5e17)
    values[seen] = (np.round(number[seen] * _EPOCHS[shape]).astype(np.int64) + zero).astype("datetime64[us]")
    return values, np.full(len(texts), shape != "excel"), np.zeros(len(texts), bool)


def _by_parts(texts: pa.Array, pattern: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    parts = pc.extract_regex(texts, pattern=pattern)
    shaped = pc.is_valid(parts).to_numpy(zero_copy_only=False)
    part = {field.name: pc.struct_field(parts, field.name) for field in parts.type}
    year, month, day = (_whole(part[name]) for name in ("year", "month", "day"))
    year = np.where(year < 69, year + 2000, np.where(year < 100, year + 1900, year))
    hour, minute, second = (_whole(part[name]) for name in ("hour", "minute", "second"))
    hour = _twenty_four(hour, part["half"])
    real = shaped & _is_date(year, month, day) & (hour < 24) & (minute < 60) & (second < 60)
    values = np.full(len(texts), np.datetime64("NaT"), "datetime64[us]")
    days = (year[real] - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month[real] - 1)
    clock = ((hour * 60 + minute) * 60 + second) * 1_000_000 + _microseconds(part["part"])
    values[real] = (days.astype("datetime64[D]") + (day[real] - 1)).astype("datetime64[us]") + clock[real]
    zoned = pc.fill_null(pc.not_equal(part["zone"], ""), False).to_numpy(zero_copy_only=False)
    values -= _offset(part["zone"]).astype("timedelta64[us]")
    return values, zoned, shaped & ~real


def _is_date(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    named = (month >= 1) & (month <= 12) & (day >= 1)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _DAYS[np.clip(month, 1, 12) - 1] + ((month == 2) & leap)
    return named & (day <= last)


def _whole(texts: pa.Array) -> np.ndarray:
    filled = pc.fill_null(pc.not_equal(texts, ""), False)
    return pc.fill_null(pc.cast(pc.if_else(filled, texts, None), pa.int64()), 0).to_numpy(zero_copy_only=False)


def _twenty_four(hour: np.ndarray, half: pa.Array) -> np.ndarray:
    letter = pc.fill_null(pc.utf8_lower(half), "")
    afternoon = pc.equal(letter, "p").to_numpy(zero_copy_only=False)
    morning = pc.equal(letter, "a").to_numpy(zero_copy_only=False)
    hour = np.where((afternoon | morning) & ((hour > 12) | (hour == 0)), 99, hour)
    return np.where(afternoon & (hour < 12), hour + 12, np.where(morning & (hour == 12), 0, hour))


def _microseconds(part: pa.Array) -> np.ndarray:
    return _whole(pc.utf8_slice_codeunits(pc.utf8_rpad(pc.fill_null(part, ""), 9, "0"), 0, 6))


def _offset(zone: pa.Array) -> np.ndarray:
    """Written offsets (`+02:00`, `-0400`, `Z`) in microseconds; 0 where none is written."""
    parts = pc.extract_regex(pc.fill_null(zone, ""), pattern=r"^(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?$")
    sign = np.where(
        pc.fill_null(pc.equal(pc.struct_field(parts, "sign"), "-"), False).to_numpy(zero_copy_only=False), -1, 1
    )
    hours, minutes = _whole(pc.struct_field(parts, "hours")), _whole(pc.struct_field(parts, "minutes"))
    return sign * (hours * 60 + minutes) * 60_000_000


def months_earlier(values: pa.Array, months: np.ndarray) -> pa.Array:
    """The same day of an earlier month; the month's last day where it has no such day."""
    moment = values.to_numpy(zero_copy_only=False).astype("datetime64[us]")
    month = moment.astype("datetime64[M]")
    day = (moment.astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64)
    clock = moment - moment.astype("datetime64[D]").astype("datetime64[us]")
    earlier = month - months.astype(np.int64)
    longest = ((earlier + 1).astype("datetime64[D]") - earlier.astype("datetime64[D]")).astype(np.int64) - 1
    first = earlier.astype("datetime64[D]") + np.minimum(day, longest)
    return pa.array(
        np.where(np.isnat(moment), np.datetime64("NaT"), first.astype("datetime64[us]") + clock), MICROSECOND
    )
