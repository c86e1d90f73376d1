"""The network: twelve layers of attention over all pieces of a text, the states of each averaged over the pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heedful.text.nano.contents import Contents, unpacked

Floats = NDArray[np.float32]
PIECES_AT_ONCE = 512  # what stays in the processor's cache
NOWHERE = np.float32(-1e9)


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
    """Attention, then two matrices with a bend between them."""

    asks: Dense
    answers: Dense
    after_attention: Norm
    widens: Dense
    narrows: Dense
    after: Norm


class Encoder:
    """Vectors for texts already cut into pieces.

    Parameters
    ----------
    contents : Contents
        The model file.
    """

    def __init__(self, contents: Contents) -> None:
        self.sizes = contents.sizes
        self._words = contents.blocks("emb.word", self.sizes.width)
        places = contents.numbers("emb.pos").reshape(-1, self.sizes.width)
        self._places = places + contents.numbers("emb.type")[: self.sizes.width]
        self._first = Norm(contents.numbers("emb.ln.w"), contents.numbers("emb.ln.b"), self.sizes.epsilon)
        self._layers = [_layer(contents, n) for n in range(self.sizes.layers)]

    def vectors(self, texts: Sequence[Sequence[int]]) -> Floats:
        """For each text, in the order given, a row of length one a layer; the last one is the text's vector.

        Texts of like length go through together.
        """
        out = np.zeros((len(texts), self.sizes.layers, self.sizes.width), np.float32)
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        for group in _groups(order, texts):
            out[group] = self._together([texts[n] for n in group])
        return out

    def _together(self, texts: list[Sequence[int]]) -> Floats:
        there = np.zeros((len(texts), max(map(len, texts))), bool)
        numbers = np.zeros(there.shape, np.int64)
        for row, text in enumerate(texts):
            there[row, : len(text)], numbers[row, : len(text)] = True, text
        shares = there.astype(np.float32)[:, None, :]
        total: Floats = np.concatenate([shares @ states for states in self._through(numbers, there)], axis=1)
        total /= np.maximum(np.linalg.norm(total, axis=2, keepdims=True), np.float32(1e-12))
        return total

    def _through(self, numbers: NDArray[np.int64], there: NDArray[np.bool_]) -> Iterator[Floats]:
        """The states after each layer; the next one writes over them."""
        x = unpacked(self._words[numbers.ravel()]).reshape(*numbers.shape, -1)
        x += self._places[: numbers.shape[1]]
        x = self._first(x)
        away = np.where(there, np.float32(0), NOWHERE)[:, None, None, :]
        for layer in self._layers:
            x += layer.answers(self._attended(layer.asks(x), away))
            x = layer.after_attention(x)
            x += layer.narrows(_bent(layer.widens(x)))
            x = layer.after(x)
            yield x

    def _attended(self, asked: Floats, away: Floats) -> Floats:
        texts, length, _ = asked.shape
        parts = asked.reshape(texts, length, 3, self.sizes.heads, -1).transpose(2, 0, 3, 1, 4)
        weights = parts[0] @ parts[1].swapaxes(-1, -2)
        weights += away
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        seen: Floats = (weights @ parts[2]).transpose(0, 2, 1, 3).reshape(texts, length, -1)
        return seen


def _groups(order: list[int], texts: Sequence[Sequence[int]]) -> list[list[int]]:
    groups: list[list[int]] = [[]]
    for n in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(texts[n]) > PIECES_AT_ONCE:
            groups.append([])
        groups[-1].append(n)
    return [group for group in groups if group]


def _layer(contents: Contents, n: int) -> Layer:
    width, inner, epsilon = contents.sizes.width, contents.sizes.inner, contents.sizes.epsilon
    fit = np.float32((width // contents.sizes.heads) ** -0.5)
    asks = [_dense(contents, f"l{n}.{part}", width) for part in "qkv"]
    asks[0] = Dense(asks[0].weights * fit, asks[0].bias * fit)
    return Layer(
        asks=Dense(
            np.ascontiguousarray(np.hstack([part.weights for part in asks])),
            np.concatenate([part.bias for part in asks]),
        ),
        answers=_dense(contents, f"l{n}.ao", width),
        after_attention=Norm(contents.numbers(f"l{n}.aln.w"), contents.numbers(f"l{n}.aln.b"), epsilon),
        widens=_dense(contents, f"l{n}.fi", width),
        narrows=_dense(contents, f"l{n}.fo", inner),
        after=Norm(contents.numbers(f"l{n}.oln.w"), contents.numbers(f"l{n}.oln.b"), epsilon),
    )


def _dense(contents: Contents, name: str, columns: int) -> Dense:
    weights = np.ascontiguousarray(contents.matrix(f"{name}.w", columns).T)
    return Dense(weights, contents.numbers(f"{name}.b"))


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
