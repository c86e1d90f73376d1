"""Kaplan–Meier on a million contracts, some still running: ours beside lifelines.

python bench/survival.py [CONTRACTS]      1 million unless told otherwise; runs alternate, medians are printed
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from statistics import median

import numpy as np
from lifelines import KaplanMeierFitter

from heedful import stats

ROUNDS = 7


def main() -> None:
    n = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    warnings.simplefilter("ignore")  # lifelines speaks of its own future
    draw = np.random.default_rng(7)
    ends, seen = draw.exponential(500, n), draw.uniform(30, 720, n)
    exact, over = np.minimum(ends, seen), ends <= seen
    for grain, ages in (("days", np.ceil(exact)), ("exact times", exact)):
        compare(f"Kaplan-Meier with interval, {n / 1e6:g}M contracts, {grain}", ages, over)


def compare(job: str, ages: np.ndarray, over: np.ndarray) -> None:
    steps = {
        "heedful": (lambda: stats.kaplan_meier(*stats.count_durations(ages, over)), {"lifelines": 1 / 3}),
        "lifelines": (lambda: KaplanMeierFitter().fit(ages, over), {}),
    }
    curve, theirs = steps["heedful"][0](), steps["lifelines"][0]()
    apart = np.abs(curve.still - theirs.survival_function_["KM_estimate"].loc[curve.age].to_numpy()).max()
    if apart > 1e-9:
        sys.exit(f"The curves are {apart} apart: nothing was measured.")
    taken: dict[str, list[float]] = {by: [] for by in steps}
    for _ in range(ROUNDS):
        for by, (run, _) in steps.items():
            began = time.perf_counter()
            run()
            taken[by].append(time.perf_counter() - began)
    for by, (_, limits) in steps.items():
        step = {"job": job, "by": by, "seconds": round(median(taken[by]), 4)}
        print(json.dumps(step | ({"limits": limits, "note": f"apart {apart:.0e}"} if limits else {})), flush=True)


if __name__ == "__main__":
    main()
