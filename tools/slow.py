"""Choose the tests that `make test` leaves to CI: `python tools/slow.py` measures all and writes tests/slow.txt.

Those that take the processor longest are left out, one after the other, until the others fit into the time there is;
of what is killed, served, backed up or typed, one test is kept whatever it takes.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "slow.txt"
TIMES = ROOT / "build" / "test-seconds.txt"  # left to be looked at
UNLIKE_MAKE = {"HEEDFUL_FULL", "PYTHONDONTWRITEBYTECODE"}
PLUGINS = ["-p", "tests.dev_shelf", "-p", "tools.slow"]
SECONDS = 190.0  # of processor time, for all tests together: two minutes on two cores, less what starting takes
KEPT = {
    "tests/config/test_backup.py::test_backup_and_restore_as_a_person_types_them",
    "tests/config/test_cli.py::test_a_file_goes_in_and_a_number_comes_out",
    "tests/config/test_serve.py::test_it_serves_pages_and_stops_cleanly_when_told",
    "tests/config/test_serve.py::test_what_is_heard_is_loaded_without_being_asked",
    "tests/interactions/test_killing.py::test_killed_at_random_moments_the_log_is_that_of_an_undisturbed_day",
    "tests/people/test_erasure_survives.py::test_no_byte_of_an_erased_customer_is_left_in_the_home",
    "tests/ui/test_words.py::test_every_marked_word_is_translated",
    "tests/understand/metrics/test_views.py::test_every_method_of_every_measure_has_a_page_with_or_without_data",
}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    began = processor_seconds()
    yield
    with Path(os.environ["HEEDFUL_TIMES"]).open("a", encoding="utf-8") as times:
        times.write(f"{processor_seconds() - began:.3f} {item.nodeid.split('[')[0]}\n")


def processor_seconds() -> float:
    """Of this process and of those it started and waited for."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> int:
    TIMES.parent.mkdir(exist_ok=True)
    TIMES.unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in UNLIKE_MAKE}
    played = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", *PLUGINS],
        cwd=ROOT,
        env=environment | {"HEEDFUL_TIMES": str(TIMES)},
        check=False,
    )
    taken = read(TIMES)
    slow = left_out(taken)
    LIST.write_text("".join(f"{name}\n" for name in sorted(slow)), encoding="utf-8")
    whole, left = sum(taken.values()), sum(taken[name] for name in slow)
    print(f"{len(slow)} of {len(taken)} tests are left to CI: {left:.0f} of {whole:.0f} s of processor time.")
    return played.returncode


def read(times: Path) -> dict[str, float]:
    """Seconds of each test, all its cases together."""
    taken: dict[str, float] = defaultdict(float)
    for line in times.read_text(encoding="utf-8").splitlines():
        seconds, name = line.split(" ", 1)
        taken[name] += float(seconds)
    return taken


def left_out(taken: dict[str, float]) -> set[str]:
    left, slow = sum(taken.values()), set()
    for name in sorted(taken.keys() - KEPT, key=lambda name: -taken[name]):
        if left <= SECONDS:
            break
        slow.add(name)
        left -= taken[name]
    return slow


if __name__ == "__main__":
    sys.exit(main())
