"""Run the benchmarks one at a time and print one table: who, how long, the limit, and whether it holds.

python bench/run.py [PART-OF-A-NAME …]      0: every limit holds; 1: one is missed, or a script failed
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
OURS = "heedful"
Step = dict[str, Any]


def main() -> int:
    scripts = [path for path in sorted(FOLDER.rglob("*.py")) if _chosen(path)]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}", flush=True)
    steps: list[Step] = []
    failed = []
    for path in scripts:
        print(f"== {path.relative_to(FOLDER)}", flush=True)
        run = subprocess.run(
            [sys.executable, str(path)], cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True, check=False
        )
        steps += measured(run.stdout)
        failed += [path.name] if run.returncode else []
    missed = _shown(steps)
    print(*[f"FAILED: {name}" for name in failed], *[f"MISSED: {limit}" for limit in missed], sep="\n")
    return 1 if failed or missed else 0


def _chosen(path: Path) -> bool:
    named, name = sys.argv[1:], path.relative_to(FOLDER).with_suffix("").as_posix()
    return name != "run" and not path.stem.startswith("_") and (not named or any(part in name for part in named))


def measured(output: str) -> list[Step]:
    """The steps among the lines; what is no step is passed through."""
    steps = []
    for line in output.splitlines():
        step = _step(line)
        if step is None:
            print(f"   {line}")
        else:
            steps.append(step)
    return steps


def _step(line: str) -> Step | None:
    try:
        step = json.loads(line)
    except json.JSONDecodeError:
        return None
    return step if isinstance(step, dict) and {"job", "by", "seconds"} <= step.keys() else None


def _shown(steps: Sequence[Step]) -> list[str]:
    """Print the table; returns the limits that are missed."""
    missed = []
    for job in dict.fromkeys(step["job"] for step in steps):
        of_job = [step for step in steps if step["job"] == job]
        print(f"\n{job}")
        for step in of_job:
            print(f"  {step['by']:<28}{step['seconds']:>10.3f} s{_more(step)}")
            for said, holds in judged(step, of_job):
                print(f"  {'':<28}{'holds' if holds else 'MISSED':>10}  {said}")
                missed += [] if holds else [f"{job}: {said}"]
    return missed


def _more(step: Step) -> str:
    parts = []
    if "rows" in step:
        parts.append(f"{step['rows'] / step['seconds']:,.0f} rows/s")
    if "peak_mib" in step:
        parts.append(f"{step['peak_mib']:,.0f} MiB")
    if "note" in step:
        parts.append(step["note"])
    return "".join(f"   {part}" for part in parts)


def judged(step: Step, of_job: Sequence[Step]) -> Iterator[tuple[str, bool]]:
    """Each limit of a step in words, and whether it holds."""
    for what, limit in step.get("limits", {}).items():
        if what == "seconds":
            yield f"at most {limit} s", step["seconds"] <= limit
        elif what == "peak_mib":
            yield f"at most {limit:,} MiB", step["peak_mib"] <= limit
        elif what == "rows_per_second":
            yield f"at least {limit:,} rows/s", step["rows"] / step["seconds"] >= limit
        elif what == "percent":
            yield f"at least {limit} %; it is {step['percent']} %", step["percent"] >= limit
        else:
            yield from _beside(step, what, limit, of_job)


def _beside(step: Step, peer: str, limit: float, of_job: Sequence[Step]) -> Iterator[tuple[str, bool]]:
    seconds = [other["seconds"] for other in of_job if other["by"] == peer]
    if not seconds:
        yield f"at most {limit:g} × {peer}, which was not measured", False
    else:
        times = step["seconds"] / min(seconds)
        yield f"at most {limit:g} × {peer}; it is {times:.2f} ×", times <= limit


if __name__ == "__main__":
    sys.exit(main())
