"""The table of benchmarks calls a limit held only when it is."""

import importlib.util
import json
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("bench_run", Path(__file__).parents[2] / "bench" / "run.py")
run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run)

HAND = {"job": "NPS", "by": "by hand", "seconds": 0.10}


@pytest.mark.parametrize(
    ("ours", "holds"),
    [
        ({"seconds": 0.15, "limits": {"by hand": 1.5}}, True),
        ({"seconds": 0.16, "limits": {"by hand": 1.5}}, False),
        ({"seconds": 0.9, "limits": {"seconds": 0.8}}, False),
        ({"seconds": 2.0, "rows": 100_000, "limits": {"rows_per_second": 50_000}}, True),
        ({"seconds": 2.1, "rows": 100_000, "limits": {"rows_per_second": 50_000}}, False),
        ({"seconds": 1.0, "peak_mib": 601, "limits": {"peak_mib": 600}}, False),
        ({"seconds": 1.0, "percent": 97.5, "limits": {"percent": 97.5}}, True),
        ({"seconds": 1.0, "percent": 97.4, "limits": {"percent": 97.5}}, False),
        ({"seconds": 0.01, "limits": {"a peer that did not run": 1.0}}, False),
    ],
)
def test_a_limit_holds_or_is_missed(ours, holds):
    step = {"job": "NPS", "by": "heedful"} | ours

    assert [kept for _, kept in run.judged(step, [HAND, step])] == [holds]


def test_only_whole_steps_are_measured_and_the_rest_is_passed_through(capsys):
    steps = run.measured("\n".join([json.dumps(HAND), '{"job": "half"}', "a warning"]))

    assert steps == [HAND]
    assert capsys.readouterr().out.split("\n")[:2] == ['   {"job": "half"}', "   a warning"]
