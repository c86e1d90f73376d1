"""Run the console blocks of a document in a home of their own, and compare, or write, what they print.

python tools/console.py PAGE            0: the page says what happens; 1: it does not, and how
python tools/console.py PAGE --write    put what happens into the page

Lines that begin with `$ ` are run by bash, one after the other, in a copy of the page's folder, with an empty home.
`heedful serve &` is started and stopped for the page. A secret is written `hf_…`, a moment of now `…`, and the server's
address always has port 8000.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
SECRET = re.compile(r"hf_[\w-]{20,}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(Z|\+00:00)")
SERVER = re.compile(r"^heedful serve &$")


def main() -> int:
    page = Path(sys.argv[1])
    said = page.read_text(encoding="utf-8")
    happens = played(page)
    if "--write" in sys.argv:
        page.write_text(happens, encoding="utf-8")
    elif said != happens:
        print(happens)
        return 1
    return 0


def played(page: Path) -> str:
    """The page with what its commands print today."""
    with tempfile.TemporaryDirectory(prefix="heedful-console-") as folder:
        desk = Desk(page.parent, Path(folder))
        try:
            return BLOCK.sub(lambda block: f"```console\n{desk.block(block[1])}```", page.read_text(encoding="utf-8"))
        finally:
            desk.close()


class Desk:
    """A shell in a copy of the page's folder. Variables that a command exports stay."""

    def __init__(self, beside: Path, folder: Path) -> None:
        self._folder = folder / "desk"
        shutil.copytree(beside, self._folder)
        self._exports = folder / "exports"
        self._exports.touch()
        self._port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        outer = {name: value for name, value in os.environ.items() if not name.startswith(("HEEDFUL_", "DJANGO_"))}
        self._environment = outer | {"HOME": str(folder), "PATH": path, "COLUMNS": "100"}

    def block(self, text: str) -> str:
        commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
        return "".join(f"$ {command}\n{self._run(command)}" for command in commands)

    def close(self) -> None:
        if self._server:
            self._server.terminate()
            self._server.wait(timeout=30)

    def _run(self, command: str) -> str:
        if SERVER.match(command):
            self._serve()
            return ""
        script = f". {self._exports}; set -o pipefail; {command}; code=$?; export -p > {self._exports}; exit $code"
        run = subprocess.run(
            ["bash", "-c", script.replace("127.0.0.1:8000", f"127.0.0.1:{self._port}")],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return "".join(self._shown(run.stdout))

    def _shown(self, output: str) -> Iterator[str]:
        for line in output.replace(str(self._folder.parent), "~").splitlines():
            yield MOMENT.sub("…", SECRET.sub("hf_…", line)).rstrip() + "\n"

    def _serve(self) -> None:
        command = [sys.executable, "-m", "heedful", "serve", "--port", str(self._port)]
        self._server = subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL)
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self._port}/", timeout=5).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("heedful serve did not answer within half a minute")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
