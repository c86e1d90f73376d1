"""A language model at an address that the owner gave, spoken to as OpenAI's is: what may go wrong is said in words."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import numpy as np
from cryptography.fernet import InvalidToken
from django.utils.translation import gettext as _

from heedful.listen.outgoing import NotReachable, post
from heedful.people.sign_in.sealing import unseal
from heedful.text.personal import masked
from heedful.understand.voices.models import LanguageModel

SEALED_FOR: Final = "language model"
TIMEOUT_SECONDS = 60.0
LONGEST_ANSWER = 8_000_000  # bytes: vectors are long when written out
LONGEST_REASON = 200  # characters of what the other side says of itself
MOST_AT_ONCE = 64  # texts in one request for vectors
LONGEST_TEXT = 2_000  # characters of a text that vectors are asked for

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float16]]


class ModelFailed(Exception):  # noqa: N818 - reads as what it is
    """The model gave nothing that can be used; the words say why, for whoever waits for it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is, its name there, and the key. What is sent is to be masked before."""

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    embedding_model: str = ""

    def say(self, task: str, material: str, *, as_json: bool = False) -> str:
        """What the model answers to a task with its material. Raises ModelFailed."""
        messages = [{"role": "system", "content": task}, {"role": "user", "content": material}]
        asked: dict[str, Any] = {"model": self.model, "messages": messages, "temperature": 0}
        if as_json:
            asked["response_format"] = {"type": "json_object"}
        answer = self._posted("chat/completions", asked)
        if as_json and answer.status_code == httpx.codes.BAD_REQUEST:  # some know no response_format
            answer = self._posted("chat/completions", {"model": self.model, "messages": messages, "temperature": 0})
        told = _told(answer)
        try:
            said = told["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            said = None
        if not isinstance(said, str) or not said.strip():
            raise ModelFailed(_("The language model answered, but not with words."))
        return said.strip()

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in their order. Raises ModelFailed."""
        told = _told(self._posted("embeddings", {"model": self.embedding_model, "input": list(texts)}))
        try:
            rows = sorted(told["data"], key=lambda row: row["index"])
            found = [[float(number) for number in row["embedding"]] for row in rows]
            places = [row["index"] for row in rows]
        except (KeyError, TypeError, ValueError):
            found, places = [], []
        lengths = {len(vector) for vector in found}
        is_whole = places == list(range(len(texts))) and len(lengths) == 1 and 0 not in lengths
        if not is_whole or not all(math.isfinite(number) for vector in found for number in vector):
            raise ModelFailed(_("The language model answered, but not with one vector for each text."))
        return found

    def _posted(self, path: str, asked: Mapping[str, Any]) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            return post(
                f"{self.base_url.rstrip('/')}/{path}",
                content=json.dumps(asked).encode(),
                headers=headers,
                timeout_seconds=TIMEOUT_SECONDS,
                longest_answer=LONGEST_ANSWER,
            )
        except NotReachable as error:
            raise ModelFailed(_("The language model cannot be reached: %(why)s") % {"why": error}) from error
        except httpx.TimeoutException as error:
            raise ModelFailed(
                _("The language model did not answer within %(seconds)d seconds.") % {"seconds": TIMEOUT_SECONDS}
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            why = str(error) or type(error).__name__
            raise ModelFailed(_("The language model cannot be reached: %(why)s") % {"why": why}) from error


def endpoint_of(kept: LanguageModel) -> Endpoint:
    """The language model that an owner set. Raises ModelFailed where its key cannot be read."""
    try:
        key = unseal(kept.key, SEALED_FOR) if kept.key else ""
    except InvalidToken as error:
        raise ModelFailed(_("The key of the language model cannot be read any more. Type it in again.")) from error
    return Endpoint(kept.base_url, kept.name, key=key)


class Remote:
    """Sentence vectors from the owner's endpoint, in place of those that come with the product.

    Personal data are masked before a text leaves. `dimensions` is asked for once, with a text of no meaning.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._dimensions = 0
        self.name = f"{endpoint.embedding_model}@{urlsplit(endpoint.base_url).hostname or ''}"

    @property
    def dimensions(self) -> int:
        if not self._dimensions:
            self._dimensions = len(self._endpoint.vectors(["a"])[0])
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, each of length 1. Raises ModelFailed."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float16)
        found: list[list[float]] = []
        for start in range(0, len(texts), MOST_AT_ONCE):
            part = texts[start : start + MOST_AT_ONCE]
            # an empty text is refused by many; a full stop stands for it
            found += self._endpoint.vectors([masked(text)[:LONGEST_TEXT].strip() or "." for text in part])
        if len({len(vector) for vector in found}) != 1:
            raise ModelFailed(_("The language model answered, but not with one vector for each text."))
        rows = np.asarray(found, dtype=np.float64)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        self._dimensions = rows.shape[1]
        return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float16)


def _told(answer: httpx.Response) -> Any:
    """What an answer holds. Raises ModelFailed, with the cause in words, where it is an excuse."""
    if not answer.is_success:
        raise ModelFailed(f"{_excuse(answer.status_code)} {_reason(answer)}".strip())
    try:
        return answer.json()
    except (ValueError, RecursionError) as error:
        raise ModelFailed(_("The language model answered, but not with JSON.")) from error


def _excuse(status: int) -> str:
    if status in (401, 403):
        return _("The language model does not take the key.")
    if status == 404:
        return _("At this address there is no such language model.")
    if status == 429:
        return _("The language model has had too many requests. Try again later.")
    if status >= 500:
        return _("The language model is out of order (%(status)d). Try again later.") % {"status": status}
    return _("The language model refused the request (%(status)d).") % {"status": status}


def _reason(answer: httpx.Response) -> str:
    """What it says of itself, if it says so as others do."""
    try:
        said = answer.json()["error"]["message"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return ""
    return " ".join(said.split())[:LONGEST_REASON] if isinstance(said, str) else ""
