"""The effect of a plan over 10M interactions in the demo's mix: measured, and foreseen; each after an answer came in.

What the processor took stands beside it: where other programs run, only that can be held against another day's.
"""

import json
import os
import tempfile
import time
from datetime import date
from pathlib import Path

from first_screen import NOW, alice, filled, timed_after_a_write

SECONDS = 3.0


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HEEDFUL_HOME": home, "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
        import django

        django.setup()
        for step in measured(Path(home)):
            print(json.dumps(step))


def measured(home: Path) -> list[dict]:
    from heedful.interactions import stores
    from heedful.understand.effects.design import Design
    from heedful.understand.effects.queries import foresee, measure
    from heedful.understand.metrics.queries import setup_of

    workspace = alice().workspace
    rows = filled(home)
    store = stores.current()
    places = [place.key for place in workspace.locations.order_by("key")]
    desk = {
        "workspace": workspace.key,
        "store": store,
        "setup": setup_of(workspace.key),
        "now": NOW,
        "tz": workspace.time_zone,
    }
    design = Design("nps", "0-10", (places[0],), date(2026, 3, 2), date(2026, 4, 26), compared=tuple(places[1:]))
    job = f"Effect of a plan on NPS, {len(places)} places, {rows / 1e6:.0f}M interactions"
    steps = []
    for by, ask in {
        "the first of a process": lambda: measure(design, **desk),
        "heedful": lambda: measure(design, **desk),
        "foreseen": lambda: foresee(design, expected=10.0, **desk),
    }.items():
        limits = {} if by.startswith("the first") else {"seconds": SECONDS}
        reckoned = time.process_time()
        seconds = timed_after_a_write(ask, workspace, ["answer"])
        step = {"job": job, "by": by, "seconds": seconds, "rows": rows, "limits": limits}
        steps.append(step | {"note": f"{time.process_time() - reckoned:.2f} s of the processor, with the write"})
    found = measure(design, **desk)
    steps[1]["note"] += f"; {found.state}: {found.value} ({found.low} to {found.high}), {found.n} answers"
    stores.close_current()
    return steps


if __name__ == "__main__":
    main()
