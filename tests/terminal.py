"""`heedful …` typed in this very process: what is said and how it ends. tests/config starts real ones."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

import django
import pytest

from heedful.cli import main


@dataclass(frozen=True)
class Said:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def typed(alice, store, tmp_path, settings, monkeypatch, capsys) -> Callable[..., Said]:
    """Type a command in Alice's install: `typed("metrics", "nps")`."""
    settings.HOME = home = tmp_path / "home"
    monkeypatch.setattr(django, "setup", lambda: None)  # it was; again, and the log would go to the terminal's streams
    for name, value in {"HEEDFUL_HOME": str(home), "HEEDFUL_MEMORY": "256MB", "COLUMNS": "120"}.items():
        monkeypatch.setenv(name, value)

    def type_(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["heedful", *map(str, words)])
        capsys.readouterr()
        mask = os.umask(0)
        try:
            with pytest.raises(SystemExit) as ended:
                main()
        finally:
            os.umask(mask)
        return Said(ended.value.code or 0, *capsys.readouterr())

    return type_
