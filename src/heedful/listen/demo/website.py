"""The chain's website: most visitors stay unknown, some join and are known from then on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from heedful.listen.demo.chain import CLUBS
from heedful.listen.demo.hours import DAY, at_the_gate, seconds, to_utc
from heedful.listen.demo.members import Members
from heedful.listen.demo.rows import numbered, picked, rows

PATHS = ["/", "/prices", "/classes", *(f"/clubs/{club.key}" for club in CLUBS), "/join", "/join/welcome"]
LIKELY = np.array([0.28, 0.22, 0.18, *(0.05 for _ in CLUBS), 0.02, 0.0])
JOIN, WELCOME = PATHS.index("/join"), PATHS.index("/join/welcome")


@dataclass(frozen=True, slots=True)
class WebSessions:
    """One place per session; a session that ends at the welcome page made its visitor a member."""

    visitor: np.ndarray
    began_at: np.ndarray
    joins: np.ndarray


def joined_online(who: Members) -> np.ndarray:
    """The members who came through the website; visitor i is member `joined_online(who)[i]`."""
    return np.flatnonzero(np.arange(len(who)) % 5 < 3)


def page_rows(
    who: Members, strangers: int, start: np.datetime64, end: np.datetime64, time_zone: str, rng: np.random.Generator
) -> pa.Table:
    came = _sessions(who, strangers, start, end, rng)
    pages = 1 + rng.geometric(0.38, len(came.visitor)) + 2 * came.joins
    session = np.repeat(np.arange(len(pages)), pages)
    nth = np.arange(len(session)) - np.repeat(np.cumsum(pages) - pages, pages)
    path = rng.choice(len(PATHS), len(session), p=LIKELY / LIKELY.sum())
    path = np.where((nth == 0) & (rng.random(len(nth)) < 0.6), 0, path)
    to_go = pages[session] - 1 - nth
    path = np.select([came.joins[session] & (to_go == 0), came.joins[session] & (to_go == 1)], [WELCOME, JOIN], path)
    at = came.began_at[session] + seconds(nth * rng.uniform(20, 70, len(pages))[session])
    return rows(
        "page",
        to_utc(at, time_zone),
        id=numbered("page", np.arange(len(session))),
        name=picked(PATHS, path),
        visitor=numbered("visitor", came.visitor[session]),
        session=numbered("session", session),
        touchpoint="website",
        channel="web",
        source="website",
    )


def _sessions(
    who: Members, strangers: int, start: np.datetime64, end: np.datetime64, rng: np.random.Generator
) -> WebSessions:
    """The last session of who joins ends at the welcome page, a few minutes before the contract begins."""
    joiners = joined_online(who)
    earlier = np.repeat(np.arange(len(joiners)), rng.poisson(1.1, len(joiners)))
    before = who.joined_at[joiners[earlier]] - seconds(rng.uniform(0.2, 18, len(earlier)) * 86_400)
    visitor = len(joiners) + np.repeat(np.arange(strangers), 1 + rng.poisson(0.35, strangers))
    days = rng.choice(np.arange(start, end - DAY, dtype="M8[D]"), len(visitor))
    return WebSessions(
        visitor=np.concatenate([np.arange(len(joiners)), earlier, visitor]),
        began_at=np.concatenate([who.joined_at[joiners] - np.timedelta64(900, "s"), before, at_the_gate(days, rng)]),
        joins=np.arange(len(joiners) + len(earlier) + len(visitor)) < len(joiners),
    )
