"""One layer of the network: attention over the pieces of a text, then two matrices with a bend between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Dense:
    """A matrix and its bias."""

    weights: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        y: Floats = x.reshape(-1, x.shape[-1]) @ self.weights  # one product, not one a text
        y += self.bias
        return y.reshape(*x.shape[:-1], -1)


@dataclass(frozen=True, slots=True)
class Norm:
    """Each row to mean 0 and variance 1, then scaled and moved as learned."""

    scale: Floats
    shift: Floats
    epsilon: float

    def __call__(self, x: Floats) -> Floats:
        x -= x.mean(axis=-1, keepdims=True)
        variance = np.einsum("...i,...i->...", x, x)[..., None] / np.float32(x.shape[-1])
        x *= 1 / np.sqrt(variance + np.float32(self.epsilon))
        x *= self.scale
        x += self.shift
        return x


@dataclass(frozen=True, slots=True)
class Layer:
    """The weights of one layer.

    ``asks`` gives of each piece its question, its key and what it has to say, one after another.
    """

    asks: Dense
    answers: Dense
    after_attention: Norm
    widens: Dense
    narrows: Dense
    after: Norm

    def __call__(self, x: Floats, away: Floats, heads: int) -> Floats:
        """The states after this layer, written over those before; ``away`` hides what is not there."""
        x += self.answers(_attended(self.asks(x), away, heads))
        x = self.after_attention(x)
        x += self.narrows(_bent(self.widens(x)))
        return self.after(x)


def _attended(asked: Floats, away: Floats, heads: int) -> Floats:
    texts, length, _ = asked.shape
    parts = asked.reshape(texts, length, 3, heads, -1).transpose(2, 0, 3, 1, 4)
    weights = parts[0] @ parts[1].swapaxes(-1, -2)
    weights += away
    weights -= weights.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=-1, keepdims=True)
    seen: Floats = (weights @ parts[2]).transpose(0, 2, 1, 3).reshape(texts, length, -1)
    return seen


def _bent(x: Floats) -> Floats:
    """GELU by its usual approximation through tanh; it is off by less than 0.001."""
    inner = x * x
    inner *= np.float32(0.044715 * 0.7978845608)
    inner += np.float32(0.7978845608)
    inner *= x
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32(0.5)
    return inner
