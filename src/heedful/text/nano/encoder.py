"""The network: twelve layers over all pieces of a text, averaged over the pieces; four of them twice, to feel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heedful.text.nano.contents import Contents, unpacked
from heedful.text.nano.feeling import Feeling
from heedful.text.nano.layers import Dense, Floats, Layer, Norm

PIECES_AT_ONCE = 512  # what stays in the processor's cache
NOWHERE = np.float32(-1e9)


class Encoder:
    """Vectors for texts already cut into pieces.

    Parameters
    ----------
    contents : Contents
        The model file.
    feeling : Feeling
        What is changed of the network to hear how a text is felt.
    """

    def __init__(self, contents: Contents, feeling: Feeling) -> None:
        self.sizes = contents.sizes
        self.feeling = feeling
        self._words = contents.blocks("emb.word", self.sizes.width)
        places = contents.numbers("emb.pos").reshape(-1, self.sizes.width)
        self._places = places + contents.numbers("emb.type")[: self.sizes.width]
        self._first = Norm(contents.numbers("emb.ln.w"), contents.numbers("emb.ln.b"), self.sizes.epsilon)
        self.layers = [_layer(contents, n) for n in range(self.sizes.layers)]
        self._feeling_layers = feeling.layers(self.layers)

    def vectors(self, texts: Sequence[Sequence[int]]) -> Floats:
        """For each text, in the order given, a row of length one: what it means; beside it how it is felt."""
        rows = np.zeros((len(texts), self.sizes.width + self.feeling.numbers), np.float32)
        for group in in_groups(texts):
            rows[group] = self._together([texts[n] for n in group])
        return rows

    def through(self, texts: Sequence[Sequence[int]]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """The mean at each layer, the states from which the feeling goes on, and where there are pieces."""
        there = np.zeros((len(texts), max(map(len, texts))), bool)
        numbers = np.zeros(there.shape, np.int64)
        for row, text in enumerate(texts):
            there[row, : len(text)], numbers[row, : len(text)] = True, text
        x, away, means = self._begun(numbers), hidden(there), []
        for n, layer in enumerate(self.layers):
            if n == self.feeling.begins:
                begun = x.copy()  # the next layer writes over them
            x = layer(x, away, self.sizes.heads)
            means.append(_mean(x, there))
        return np.stack(means, axis=1), begun, there

    def _together(self, texts: list[Sequence[int]]) -> Floats:
        means, x, there = self.through(texts)
        away = hidden(there)
        for layer in self._feeling_layers:
            x = layer(x, away, self.sizes.heads)
        return np.hstack([means[:, -1], self.feeling(means, _mean(x, there))])

    def _begun(self, numbers: NDArray[np.int64]) -> Floats:
        x = unpacked(self._words[numbers.ravel()]).reshape(*numbers.shape, -1)
        x += self._places[: numbers.shape[1]]
        return self._first(x)


def hidden(there: NDArray[np.bool_]) -> Floats:
    """What is added to attention so that nothing is seen where there is no piece."""
    return np.where(there, np.float32(0), NOWHERE)[:, None, None, :]


def _mean(states: Floats, there: NDArray[np.bool_]) -> Floats:
    """Over the pieces of each text, of length one."""
    mean: Floats = (there.astype(np.float32)[:, None, :] @ states)[:, 0]
    mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), np.float32(1e-12))
    return mean


def in_groups(texts: Sequence[Sequence[int]]) -> list[list[int]]:
    """Numbers of texts of like length, which go through together."""
    groups: list[list[int]] = [[]]
    for n in sorted(range(len(texts)), key=lambda n: len(texts[n])):
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
