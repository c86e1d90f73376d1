"""Conversations: a member asks, a bot or the desk answers, the matter is closed and sometimes comes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.demo import words
from heedful.listen.demo.chain import CLUBS, DESK, LANGUAGES, NORD
from heedful.listen.demo.hours import DAY, at_the_desk, at_the_phone, seconds, to_utc
from heedful.listen.demo.members import Members
from heedful.listen.demo.rows import numbered, picked, rows

CLUB_KEYS = [club.key for club in CLUBS]
TOPICS = ["freeze", "hours", "lost", "invoice", "booking", "cancel", "changing_rooms"]
TOPIC_SHARES = np.array([0.17, 0.14, 0.13, 0.17, 0.19, 0.14, 0.06])
NORD_TOPIC_SHARES = np.array([0.11, 0.09, 0.09, 0.11, 0.12, 0.16, 0.32])
CHANNELS = ["chat", "email", "whatsapp"]
EMAIL = CHANNELS.index("email")
BOT_KNOWS = [TOPICS.index("freeze"), TOPICS.index("hours"), TOPICS.index("invoice"), TOPICS.index("booking")]
WAIT_SECONDS = np.array([480.0, 9_000.0, 1_500.0])  # the median until the desk answers, by channel, within its hours


@dataclass(frozen=True, slots=True)
class Threads:
    """Arrays with one place per conversation; times are wall-clock."""

    member: np.ndarray
    topic: np.ndarray
    channel: np.ndarray
    employee: np.ndarray
    asked_at: np.ndarray
    by_bot: np.ndarray  # the bot answers and the matter is closed
    comes_back: np.ndarray

    def __len__(self) -> int:
        return len(self.member)


@dataclass(frozen=True, slots=True)
class Said:
    """One kind of step in some of the conversations."""

    kind: str
    name: str
    thread: np.ndarray
    at: np.ndarray
    text: str = ""  # which text: a question (ask, more, again), an answer (answer, and_more, …); empty for none
    by_desk: bool = False


def conversation_rows(
    who: Members, count: int, start: np.datetime64, end: np.datetime64, time_zone: str, rng: np.random.Generator
) -> pa.Table:
    told = _threads(who, count, start, end, rng)
    steps = _steps(told, who, rng)
    return pa.concat_tables(_step_rows(step, i, told, who, time_zone, rng) for i, step in enumerate(steps))


def _threads(who: Members, count: int, start: np.datetime64, end: np.datetime64, rng: np.random.Generator) -> Threads:
    stay = (who.gone_at - who.joined_at).astype(float)
    member = rng.choice(len(who), count, p=stay / stay.sum())
    day = (who.joined_at[member] + rng.random(count) * (who.gone_at - who.joined_at)[member]).astype("M8[D]")
    shares = np.where((who.club[member] == NORD)[:, None], NORD_TOPIC_SHARES, TOPIC_SHARES).cumsum(axis=1)
    topic = np.minimum((rng.random(count)[:, None] > shares).sum(axis=1), len(TOPICS) - 1)
    channel = rng.choice(3, count, p=[0.45, 0.35, 0.20])
    knows = np.isin(topic, BOT_KNOWS) & (channel != EMAIL)
    order = np.argsort(day, kind="stable")
    return Threads(
        member=member[order],
        topic=topic[order],
        channel=channel[order],
        employee=rng.choice(len(DESK), count, p=[0.26, 0.22, 0.18, 0.14, 0.12, 0.08]),
        asked_at=at_the_phone(np.clip(day[order], start, end - DAY), rng),
        by_bot=(knows & (rng.random(count) < 0.5))[order],
        comes_back=rng.random(count) < 0.09,
    )


def _steps(told: Threads, who: Members, rng: np.random.Generator) -> list[Said]:
    everyone = np.arange(len(told))
    bot, desk = np.flatnonzero(told.by_bot), np.flatnonzero(~told.by_bot)
    held = desk[told.channel[desk] != EMAIL]  # the bot greets and hands over
    mail = desk[(told.channel[desk] == EMAIL) & (at_the_desk(told.asked_at[desk]) > told.asked_at[desk])]
    answered_at = _answered_at(told.asked_at, told, who, rng)
    closed_at = np.where(told.by_bot, told.asked_at + seconds(rng.uniform(90, 400, len(told))), answered_at)
    closed_at = closed_at + seconds(rng.uniform(60, 5_400, len(told)))
    return [
        Said("message", "inbound", everyone, told.asked_at, "ask"),
        Said("message", "bot_reply", held, told.asked_at + seconds(np.full(len(told), 4)), "greeting"),
        Said("message", "bot_reply", bot, told.asked_at + seconds(np.full(len(told), 6)), "bot"),
        Said("message", "auto_reply", mail, told.asked_at + seconds(np.full(len(told), 9)), "auto"),
        Said("case", "handoff", held, told.asked_at + seconds(np.full(len(told), 40))),
        Said("case", "assigned", desk, answered_at - seconds(rng.uniform(5, 45, len(told))), by_desk=True),
        Said("message", "human_reply", desk, answered_at, "answer", by_desk=True),
        *_second_questions(desk, answered_at, closed_at, told, who, rng),
        Said("case", "resolved", bot, closed_at),
        *_returns(closed_at, told, who, rng),
    ]


def _answered_at(asked_at: np.ndarray, told: Threads, who: Members, rng: np.random.Generator) -> np.ndarray:
    patience = np.array([club.patience for club in CLUBS])[who.club[told.member]]
    wait = WAIT_SECONDS[told.channel] * patience * rng.lognormal(0, 0.9, len(told))
    return at_the_desk(at_the_desk(asked_at) + seconds(np.maximum(wait, 90)))


def _second_questions(
    desk: np.ndarray,
    answered_at: np.ndarray,
    closed_at: np.ndarray,
    told: Threads,
    who: Members,
    rng: np.random.Generator,
) -> list[Said]:
    """A third of those who spoke with the desk ask once more before the matter is closed."""
    more = rng.random(len(told)) < 0.33
    asked_at = answered_at + seconds(rng.uniform(120, 7_200, len(told)))
    replied_at = _answered_at(asked_at, told, who, rng)
    again, once = desk[more[desk]], desk[~more[desk]]
    return [
        Said("message", "inbound", again, asked_at, "more"),
        Said("message", "human_reply", again, replied_at, "and_more", by_desk=True),
        Said("case", "resolved", again, replied_at + seconds(rng.uniform(60, 5_400, len(told))), by_desk=True),
        Said("case", "resolved", once, closed_at, by_desk=True),
    ]


def _returns(closed_at: np.ndarray, told: Threads, who: Members, rng: np.random.Generator) -> list[Said]:
    """Some matters were not solved: the member writes again days later."""
    back = np.flatnonzero(told.comes_back)
    asked_at = closed_at + seconds(rng.uniform(4, 9, len(told)) * 86_400)
    replied_at = _answered_at(asked_at, told, who, rng)
    return [
        Said("message", "inbound", back, asked_at, "again"),
        Said("case", "reopened", back, asked_at + seconds(np.full(len(told), 1))),
        Said("message", "human_reply", back, replied_at, "put_right", by_desk=True),
        Said("case", "resolved", back, replied_at + seconds(rng.uniform(60, 3_600, len(told))), by_desk=True),
    ]


def _step_rows(step: Said, nth: int, told: Threads, who: Members, time_zone: str, rng: np.random.Generator) -> pa.Table:
    member = told.member[step.thread]
    nobody = pa.nulls(len(member), pa.string())
    return rows(
        step.kind,
        to_utc(step.at[step.thread], time_zone),
        id=numbered(f"talk-{nth}", step.thread),
        name=step.name,
        alias=picked(who.keys, member),
        thread=numbered("talk", step.thread),
        touchpoint="support",
        channel=picked(CHANNELS, told.channel[step.thread]),
        location=picked(CLUB_KEYS, who.club[member]),
        employee=picked(DESK, told.employee[step.thread]) if step.by_desk else nobody,
        text=pa.array(_texts(step, told, who, rng)) if step.text else nobody,
        source="inbox",
    )


def _texts(step: Said, told: Threads, who: Members, rng: np.random.Generator) -> list[str]:
    points = rng.random((len(step.thread), 4))
    spoken = [LANGUAGES[place] for place in who.language[told.member[step.thread]]]
    topics = [TOPICS[place] for place in told.topic[step.thread]]
    return [
        _text(step.text, language, topic, list(point))
        for language, topic, point in zip(spoken, topics, points, strict=True)
    ]


def _text(which: str, language: str, topic: str, points: list[float]) -> str:
    other = TOPICS[(TOPICS.index(topic) + 2) % len(TOPICS)]
    match which:
        case "ask":
            return words.question(language, topic, points)
        case "more":
            return words.question(language, other, points)
        case "again":
            return words.question(language, "again", points)
        case "answer":
            return words.answer(language, topic, points)
        case "and_more":
            return words.answer(language, other, points)
        case _:
            return words.answer(language, "again" if which == "put_right" else which, points)


def rating_rows(talks: pa.Table, rng: np.random.Generator) -> pa.Table:
    """How satisfied were you with our answer? 1–5, asked when the matter is closed."""
    closed = talks.filter(pc.equal(talks["name"], "resolved"))
    rated = closed.take(pa.array(np.flatnonzero(rng.random(len(closed)) < 0.22)))
    at_nord = pc.equal(rated["location"], CLUB_KEYS[NORD]).to_numpy(zero_copy_only=False)
    score = np.clip(np.round(4.35 - 0.7 * at_nord + rng.normal(0, 0.9, len(rated))), 1, 5)
    same = {name: rated[name] for name in ("alias", "thread", "channel", "location", "employee")}
    return rows(
        "answer",
        rated["occurred_at"].to_numpy() + seconds(rng.uniform(60, 7_200, len(rated))),
        id=numbered("rating", np.arange(len(rated))),
        name="satisfaction",
        scale="csat:1-5",
        touchpoint="support",
        value=score,
        source="after-conversation",
        **same,
    )
