"""The kiosk's service worker: our script, with the addresses that it keeps written above it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from heedful.listen.channels.models import Link

SCRIPTS: Final = Path(__file__).parent.parent / "static" / "listen"


@cache
def script(name: str) -> str:
    """Read once: it changes with a release alone."""
    return (SCRIPTS / name).read_text(encoding="utf-8")


def worker_of(link: Link, kept: Sequence[str]) -> str:
    """Another list is another worker, and the browser takes it in place of the old one."""
    family = f"kiosk-{link.code}-"
    shelf = family + hashlib.sha256("\n".join(kept).encode()).hexdigest()[:12]
    told = {"KEPT": list(kept), "FAMILY": family, "SHELF": shelf}
    above = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in told.items())
    return f'"use strict";\n{above}{script("kiosk-worker.js")}'
