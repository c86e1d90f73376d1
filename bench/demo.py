"""The demo: from nothing to a log of two years, as `heedful demo` builds it."""

import json
import os
import resource
import tempfile
import time
from datetime import UTC, datetime

LIMITS = {"seconds": 60, "peak_mib": 600}


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HEEDFUL_HOME": home, "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
        import django

        django.setup()
        print(json.dumps(built()))


def built() -> dict:
    from django.core.management import call_command

    from heedful.interactions import stores
    from heedful.listen.demo.actions import build
    from heedful.people.workspaces.models import Workspace

    call_command("migrate", verbosity=0)
    workspace = Workspace.objects.create(key="clubs", name="Clubs", time_zone="Europe/Vilnius")
    began = time.perf_counter()
    done = build(workspace, now=datetime(2026, 5, 4, tzinfo=UTC))
    seconds = time.perf_counter() - began
    stores.close_current()
    return {
        "job": "Demo of six clubs, 24 months, from nothing into the log",
        "by": "heedful",
        "seconds": seconds,
        "rows": done.interactions,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "limits": LIMITS,
    }


if __name__ == "__main__":
    main()
