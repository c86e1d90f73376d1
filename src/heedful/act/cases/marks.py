"""Our own mark in the letters of a case: what comes back with one is an answer to it. Nobody else can make one up."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from heedful.listen.invitations.messages import envelope_sender

_MARK: Final = re.compile(r"case\.(\d{1,18})\.(\d{1,18})\.([0-9a-f]{16})(?![0-9a-f])")


def mark(case: int, letter: int) -> str:
    """Of the letter that this event of the case is about."""
    return f"case.{case}.{letter}.{_proof(case, letter)}"


def marked(text: str) -> tuple[int, int] | None:
    """The case and the letter that a text names; the last, where it names several."""
    named = ((int(case), int(letter), proof) for case, letter, proof in _MARK.findall(text))
    ours = [(case, letter) for case, letter, proof in named if constant_time_compare(proof, _proof(case, letter))]
    return ours[-1] if ours else None


def answer_address(named: str) -> str:
    """Where answers come to that the case hears; empty where no mailbox is read. A `*` in it stands for the mark."""
    if settings.BOUNCE_MAILBOX is None:
        return ""
    return (settings.ANSWER_ADDRESS or envelope_sender()).replace("*", named)


def _proof(case: int, letter: int) -> str:
    return salted_hmac("heedful.act.cases.replying", f"{case}.{letter}").hexdigest()[:16]
