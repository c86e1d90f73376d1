"""Answers kept in this process until a row they rest on, or the workspace's setup, changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from heedful.understand.metrics.answer import Answer
from heedful.understand.metrics.question import Question

KEPT: Final = 1024
FRESH_FOR: Final = timedelta(minutes=15)
BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Answers:
    """The most recently used answers. The key holds all that an answer depends on, so nothing is ever invalidated."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Answer | None:
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def keep(self, key: Hashable, answer: Answer) -> None:
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()


def timeless(question: Question, *, moves_with_time: bool) -> Question:
    """The question with its `now` cut to what the answer may depend on: a quarter of an hour, or nothing."""
    if not moves_with_time:
        return replace(question, now=BEGINNING)
    return replace(question, now=question.now - (question.now - BEGINNING) % FRESH_FOR)
