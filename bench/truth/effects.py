"""Are effects told as often as they are promised, and never where there are none?

python bench/truth/effects.py [PLANS]      400 made-up plans of each kind unless told otherwise; the same each time

A/A: of plans that did nothing, 3 to 7 % are called an effect at the nominal 5 %. Power: of plans with an effect as
large as the smallest that was promised beforehand, from the history alone, 80 % are told, within five points.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator

import numpy as np
from _clubs import Chain, heard, lifted

from heedful.understand.effects.foreseeing import outlook_of
from heedful.understand.effects.measuring import measured
from heedful.understand.effects.terms import Terms

KINDS = {
    "one club of six": (Chain(), Terms(kind="compared", units="answers")),
    "two clubs of six": (Chain(treated=2, lasting=0.7), Terms(kind="compared", units="answers")),
    "four clubs drawn of eight": (Chain(clubs=8, treated=4, before=26), Terms(kind="randomised", units="answers")),
    "one club beside one other": (Chain(clubs=2, before=52), Terms(kind="compared", units="answers")),
    "one club and its own past": (Chain(clubs=1, before=52), Terms(kind="before and after", units="answers")),
}
JUDGED = (0.0, 1.0)
LEAST, MOST = 0.03, 0.07  # of false alarms, at the nominal 5 %
POINTS = 0.05  # that the power may be off
TIMES = (0.0, 0.5, 1.0, 1.5)  # of the smallest effect promised


def main() -> int:
    plans = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    wrong = [each for name, (chain, terms) in KINDS.items() for each in judged(name, chain, terms, plans)]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def judged(name: str, chain: Chain, terms: Terms, plans: int) -> Iterator[str]:
    """Prints what was told beside what was promised; gives what is off."""
    told, promised = np.zeros(len(TIMES)), np.zeros(len(TIMES))
    smallest = []
    began = time.perf_counter()
    for seed in range(plans):
        panel = heard(chain, np.random.default_rng([1, seed]))
        ahead = outlook_of(panel.of_periods(~panel.after), chain.after, terms)
        smallest.append(ahead.smallest(terms.level, 0.8))
        for at, times in enumerate(TIMES):
            effect = times * smallest[-1]
            told[at] += measured(lifted(panel, effect), terms, checked=False).apart / plans
            promised[at] += (ahead.power(effect, terms.level) if effect else 1 - terms.level) / plans
    took = (time.perf_counter() - began) / plans / len(TIMES)
    for times, share, said in zip(TIMES, told, promised, strict=True):
        what = f"effects of {times * float(np.median(smallest)):.1f} points" if times else "no effects"
        note = f"{share:.1%} told, promised {said:.1%}, of {plans}"
        print(json.dumps({"job": f"effects, {name}", "by": what, "seconds": took, "note": note}), flush=True)
        off = not LEAST <= share <= MOST if not times else abs(share - said) > POINTS
        if off and times in JUDGED:
            yield f"{name}, {what}: {note}"


if __name__ == "__main__":
    sys.exit(main())
