"""Teach some layers of the network to hear how a thing is said; ``train_text.py`` calls this.

Needs torch, which nothing else here does: ``pip install torch`` (2.13; the build for CPUs is enough, and a third of an
hour on two cores). What is learned is a change of low rank to each matrix of the layers (Hu et al. 2021, "LoRA"), new
norms, and sixteen numbers at the end, from which a head tells negative, neutral and positive.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from heedful.text.embedding import Nano, packaged
from heedful.text.nano.encoder import hidden, in_groups
from heedful.text.nano.feeling import MATRICES, NORMS, Feeling
from heedful.text.nano.layers import Dense, Layer, Norm
from heedful.text.sentiment.heads import FROM_WORDS, SIDES

BEGINS, ENDS = 6, 10
NUMBERS, RANK = 16, 16
ROUNDS, AT_ONCE, STEP = 2, 32, 1e-3
WARM, DROPPED, SMOOTH, SHRINK = 0.06, 0.1, 0.05, 0.01
LONG = 4.0  # a mean of length one is made as long as this, so that steps suit it
SEED = 0


@dataclass(frozen=True)
class States:
    """What the network makes of texts: the mean of each at each layer, and where the taught layers go on from."""

    means: np.ndarray
    begun: np.ndarray
    ends: np.ndarray

    def some(self, rows: np.ndarray) -> tuple[torch.Tensor, np.ndarray]:
        """The states of these texts, and where there are any."""
        lengths = self.lengths[rows]
        states = np.zeros((len(rows), lengths.max(), self.begun.shape[1]), np.float16)
        for at, row in enumerate(rows):
            states[at, : lengths[at]] = self.begun[self.ends[row] : self.ends[row + 1]]
        return torch.from_numpy(states).to(torch.bfloat16), np.arange(lengths.max()) < lengths[:, None]

    @property
    def lengths(self) -> np.ndarray:
        return np.diff(self.ends)


def states_of(texts: Sequence[str]) -> States:
    """Reads all texts once; some 28 kB a text are kept in memory."""
    encoder, cut = untaught().encoder, untaught().pieces(texts)
    width, ends = encoder.sizes.width, np.cumsum([0, *map(len, cut)])
    means = np.zeros((len(cut), encoder.sizes.layers, width), np.float16)
    begun = np.zeros((int(ends[-1]), width), np.float16)
    for done, group in enumerate(in_groups(cut)):
        found, states, there = encoder.through([cut[n] for n in group])
        means[group] = found
        for at, n in enumerate(group):
            begun[ends[n] : ends[n + 1]] = states[at][there[at]]
        if done % 200 == 0:
            print(f"  reading, texts of {len(cut[group[0]])} pieces", flush=True)
    return States(means, begun, ends)


@lru_cache(1)
def untaught() -> Nano:
    """The packaged network with nothing changed."""
    none = {f"{part}.{way}": np.zeros(0) for part in MATRICES for way in ("down", "up")}
    return Nano(packaged().path, Feeling("", BEGINS, none))


class Changed(nn.Module):
    """A matrix that stays, and a change of low rank to it."""

    def __init__(self, dense: Dense) -> None:
        super().__init__()
        comes, goes = dense.weights.shape
        self.register_buffer("weights", torch.tensor(dense.weights.T.copy()))
        self.register_buffer("fixed", torch.tensor(dense.bias))
        self.down = nn.Parameter(torch.randn(comes, RANK) / math.sqrt(comes))
        self.up = nn.Parameter(torch.zeros(RANK, goes))
        self.bias = nn.Parameter(torch.zeros(goes))
        self.dropped = nn.Dropout(DROPPED)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.linear(x, self.weights, self.fixed) + 2 * (self.dropped(x) @ self.down) @ self.up + self.bias

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        return {f"{name}.down": half(2 * self.down), f"{name}.up": half(self.up), f"{name}.bias": full(self.bias)}


class Normed(nn.Module):
    def __init__(self, norm: Norm) -> None:
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.tensor(norm.scale)), nn.Parameter(torch.tensor(norm.shift))
        self.epsilon = norm.epsilon

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.layer_norm(x, x.shape[-1:], self.scale, self.shift, self.epsilon)

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        return {f"{name}.scale": full(self.scale), f"{name}.shift": full(self.shift)}


class Taught(nn.Module):
    """As ``nano.layers.Layer``, to be taught."""

    def __init__(self, layer: Layer, heads: int) -> None:
        super().__init__()
        self.heads, self.dropped = heads, nn.Dropout(DROPPED)
        for part in MATRICES:
            setattr(self, part, Changed(getattr(layer, part)))
        for part in NORMS:
            setattr(self, part, Normed(getattr(layer, part)))

    def forward(self, x: torch.Tensor, away: torch.Tensor) -> torch.Tensor:
        texts, length, width = x.shape
        asks, keys, says = self.asks(x).view(texts, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(asks, keys, says, attn_mask=away, scale=1.0)
        x = self.after_attention(x + self.dropped(self.answers(seen.transpose(1, 2).reshape(texts, length, width))))
        return self.after(x + self.dropped(self.narrows(functional.gelu(self.widens(x), approximate="tanh"))))


class Net(nn.Module):
    """The taught layers, the numbers of feeling at their end, and the head that reads them beside our lists."""

    def __init__(self, layers: Sequence[Layer], heads: int, width: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Taught(layer, heads) for layer in layers)
        self.end, self.head = nn.Linear(width, NUMBERS), nn.Linear(NUMBERS + FROM_WORDS, len(SIDES))
        self.dropped = nn.Dropout(DROPPED)

    def forward(self, x: torch.Tensor, there: np.ndarray, lists: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """For each text the logarithms of its chances (but for a number), and its numbers of feeling."""
        away = torch.from_numpy(hidden(there)).to(x.dtype)
        for layer in self.layers:
            x = layer(x, away)
        mean = (x.float() * torch.from_numpy(there)[:, :, None]).sum(1)
        numbers = torch.tanh(self.end(self.dropped(LONG * functional.normalize(mean, dim=1))))
        return self.head(torch.cat([self.dropped(numbers), lists], dim=1)), numbers

    def arrays(self) -> dict[str, np.ndarray]:
        """As ``nano.feeling.Feeling`` takes them."""
        each = [
            {name: array for part in (*MATRICES, *NORMS) for name, array in getattr(layer, part).arrays(part).items()}
            for layer in self.layers
        ]
        ends = {"end.weights": half(LONG * self.end.weight.T), "end.bias": full(self.end.bias)}
        return {name: np.stack([one[name] for one in each]) for name in each[0]} | ends


class Hearing:
    """Layers that were taught, and what they say of texts."""

    def __init__(self, states: States, lists: np.ndarray) -> None:
        encoder = untaught().encoder
        torch.manual_seed(SEED)
        self.net = Net(encoder.layers[BEGINS:ENDS], encoder.sizes.heads, encoder.sizes.width)
        self.states, self.lists = states, torch.from_numpy(lists.astype(np.float32))

    def teach(self, rows: np.ndarray, sides: np.ndarray, weights: np.ndarray) -> Hearing:
        """``sides`` and ``weights`` of these rows, one each."""
        learned = [parameter for parameter in self.net.parameters() if parameter.requires_grad]
        steps = torch.optim.AdamW(learned, lr=STEP, weight_decay=SHRINK, betas=(0.9, 0.98))
        random, many = np.random.default_rng(SEED), ROUNDS * math.ceil(len(rows) / AT_ONCE)
        truth, counts = torch.from_numpy(sides), torch.from_numpy(weights.astype(np.float32))
        began, done, lost = time.monotonic(), 0, 0.0
        for _ in range(ROUNDS):
            for some in self._mixed(rows, random):
                for group in steps.param_groups:
                    group["lr"] = STEP * min(1, done / (WARM * many)) * (1 + math.cos(math.pi * done / many)) / 2
                said, _ = self._forward(rows[some])
                each = functional.cross_entropy(said, truth[some], reduction="none", label_smoothing=SMOOTH)
                loss = (each * counts[some]).mean()
                steps.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(learned, 1.0)
                steps.step()
                done, lost = done + 1, lost + loss.item()
                if done % 200 == 0:
                    print(
                        f"  {done} of {many} steps, {time.monotonic() - began:.0f} s, loss {lost / 200:.3f}", flush=True
                    )
                    lost = 0.0
        self.net.eval()
        return self

    def numbers(self, rows: np.ndarray) -> np.ndarray:
        """The numbers of feeling of these texts."""
        found = np.zeros((len(rows), NUMBERS), np.float32)
        order = np.argsort(self.states.lengths[rows])
        with torch.no_grad():
            for start in range(0, len(rows), AT_ONCE):
                some = order[start : start + AT_ONCE]
                found[some] = self._forward(rows[some])[1].numpy()
        return found

    def head(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Weights of the numbers, weights of our lists, bias."""
        weights = full(self.net.head.weight)
        return weights[:, :NUMBERS], weights[:, NUMBERS:], full(self.net.head.bias)

    def _forward(self, rows: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        states, there = self.states.some(rows)
        with torch.autocast("cpu", torch.bfloat16):
            said, numbers = self.net(states, there, self.lists[rows])
        return said.float(), numbers.float()

    def _mixed(self, rows: np.ndarray, random: np.random.Generator) -> Iterator[np.ndarray]:
        """All rows once, by chance; those of like length together."""
        order = random.permutation(len(rows))
        some = []
        for start in range(0, len(order), 50 * AT_ONCE):
            part = order[start : start + 50 * AT_ONCE]
            part = part[np.argsort(self.states.lengths[rows[part]], kind="stable")]
            some += [part[at : at + AT_ONCE] for at in range(0, len(part), AT_ONCE)]
        random.shuffle(some)
        yield from some


def half(x: torch.Tensor) -> np.ndarray:
    return x.detach().numpy().astype(np.float16)


def full(x: torch.Tensor) -> np.ndarray:
    return x.detach().numpy().astype(np.float32)
