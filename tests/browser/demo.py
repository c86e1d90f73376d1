"""A served demo for the tests that look at every page."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "pictures-of-a-demo"


@dataclass(frozen=True)
class Demo:
    address: str
    email: str
    password: str = PASSWORD


@contextmanager
def served_demo(home: Path) -> Iterator[Demo]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("HEEDFUL_VECTORS", "HEEDFUL_RESPONDENTS_APART") or not name.startswith(("HEEDFUL", "DJANGO"))
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "heedful", "demo", "--port", "0", "--password", PASSWORD],
        env=inherited | {"HEEDFUL_HOME": str(home), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = "".join(process.stdout.readline() for _ in range(3))
        yield Demo(re.search(r"http://\S+?(?=/)", said)[0], re.search(r"Sign in as (\S+)", said)[1])
    finally:
        process.terminate()
        process.communicate(timeout=60)
