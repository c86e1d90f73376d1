"""Purchase models on a million customers: ours beside lifetimes, and the published parameters of CDNOW.

python bench/clv.py [CUSTOMERS]      1 million unless told otherwise; medians are printed

lifetimes has stood still since 2020 and needs older libraries: it runs under the Python that HEEDFUL_PEER_PYTHON
names, or else in .venv-peers, which is made from bench/peers.txt (this downloads it). CDNOW is read from
HEEDFUL_DATA, or ../shared/data, where it is there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from heedful import stats

ROUNDS = 5
ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("HEEDFUL_DATA") or ROOT.parent / "shared" / "data")

# What runs under the peer's Python: weeks, as its documentation has them; best of two, as one takes ten seconds.
PEER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np
from lifetimes import BetaGeoFitter, GammaGammaFitter
x, t, age, m = np.load(sys.argv[1])
again = (x > 0) & (m > 0)
def timed(fit):
    taken = []
    for _ in range(2):
        began = time.perf_counter(); model = fit(); taken.append(time.perf_counter() - began)
    return min(taken), {name: float(value) for name, value in model.params_.items()}
print(json.dumps([timed(lambda: BetaGeoFitter().fit(x, t / 7, age / 7)),
    timed(lambda: GammaGammaFitter().fit(x[again], m[again]))]))
"""


def main() -> None:
    n = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    compare(f"{n / 1e6:g}M customers", drawn(n), {"seconds": 0.5, "lifetimes": 0.1})
    master = DATA / "cdnow" / "CDNOW_master.txt"
    if master.exists():
        compare("CDNOW, 23,570 customers", cdnow(master), {})
    else:
        print(f"CDNOW is not in {master.parent}: set HEEDFUL_DATA")


def compare(size: str, histories: list[np.ndarray], limits: dict[str, float]) -> None:
    x, last, age, spend = histories
    jobs = {
        "BG/NBD": (lambda: stats.fit_bgnbd(x, last, age), ("r", "alpha", "a", "b"), limits),
        "Gamma-Gamma": (lambda: stats.fit_gamma_gamma(x, spend), ("p", "q", "v"), {}),
    }
    for (name, (fit, parameters, limit)), (seconds, theirs) in zip(jobs.items(), peer(histories), strict=True):
        job, taken = f"{name} fit, {size}", []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            model = fit()
            taken.append(time.perf_counter() - began)
        found = [getattr(model, parameter) for parameter in parameters]
        step = {"job": job, "by": "heedful", "seconds": round(median(taken), 4)}
        said = ", ".join(f"{parameter} {value:.4g}" for parameter, value in zip(parameters, found, strict=True))
        apart = max(abs(value / theirs[parameter] - 1) for parameter, value in zip(parameters, found, strict=True))
        step["note"] = f"{said}; at most {apart:.1e} from lifetimes"
        print(json.dumps(step | ({"limits": limit} if limit else {})))
        print(json.dumps({"job": job, "by": "lifetimes", "seconds": round(seconds, 3)}), flush=True)
    began = time.perf_counter()
    worth = stats.clv_model(x, last, age, spend)
    step = {"job": f"Customer value with interval, {size}", "by": "heedful"}
    step["seconds"] = round(time.perf_counter() - began, 3)
    print(json.dumps(step | {"note": f"{worth.value:.2f} ({worth.low:.2f} to {worth.high:.2f})"}), flush=True)


def peer(histories: list[np.ndarray]) -> list[tuple[float, dict[str, float]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "histories.npy"
        np.save(path, np.array(histories, dtype=float))
        run = subprocess.run([peer_python(), "-c", PEER, str(path)], stdout=subprocess.PIPE, text=True, check=True)
    return [(seconds, parameters) for seconds, parameters in json.loads(run.stdout)]


def peer_python() -> str:
    named = os.environ.get("HEEDFUL_PEER_PYTHON")
    if named:
        return named
    python = ROOT / ".venv-peers" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", ROOT / ".venv-peers"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", ROOT / "bench" / "peers.txt"], check=True)
    return str(python)


def drawn(n: int, r: float = 0.243, alpha: float = 4.414, a: float = 0.793, b: float = 2.426) -> list[np.ndarray]:
    """Customers like CDNOW's, drawn from the models: purchases after the first, days to the last, days, mean spend."""
    draw = np.random.default_rng(7)
    rate, leaves = draw.gamma(r, 1 / (7 * alpha), n), draw.beta(a, b, n)
    age = draw.integers(27 * 7, 39 * 7, n)
    times, last, now, alive = np.zeros(n, int), np.zeros(n, int), np.zeros(n), np.ones(n, bool)
    while alive.any():
        here = np.flatnonzero(alive)
        now[here] += draw.exponential(1 / np.maximum(rate[here], 1e-12))
        came = now[here] < age[here]
        alive[here[~came]] = False
        buyers = here[came]
        times[buyers] += 1
        last[buyers] = now[buyers]
        alive[buyers[draw.random(len(buyers)) < leaves[buyers]]] = False
    level, again = draw.gamma(3.74, 1 / 15.44, n), np.maximum(times, 1)
    return [times, last, age, np.where(times > 0, draw.gamma(6.25 * again, 1 / (level * again)), 0.0)]


def cdnow(path: Path) -> list[np.ndarray]:
    rows = pd.read_csv(path, sep=r"\s+", names=["who", "day", "units", "paid"], skiprows=1, dtype={"day": str})
    rows["day"] = pd.to_datetime(rows["day"], format="%Y%m%d")
    days = rows[rows["day"] <= "1997-09-30"].groupby(["who", "day"])["paid"].sum().reset_index()
    first = days.groupby("who")["day"].transform("min")
    people = days.groupby("who")["day"].agg(["min", "max", "size"])
    spend = days[days["day"] > first].groupby("who")["paid"].mean().reindex(people.index).fillna(0.0)
    end = pd.Timestamp(1997, 9, 30)
    spans = [(people["max"] - people["min"]).dt.days, (end - people["min"]).dt.days]
    return [(people["size"] - 1).to_numpy(), *(span.to_numpy() for span in spans), spend.to_numpy()]


if __name__ == "__main__":
    main()
