"""Mappings for the exports of other programs, shipped with the product."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from heedful.listen.imports.mapping import Mapping
from heedful.listen.imports.mapping_file import read_mapping
from heedful.listen.imports.refusals import refuse

_FOLDER = Path(__file__).parent


def preset_names() -> list[str]:
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def preset(name: str) -> Mapping:
    if name not in preset_names():
        raise refuse(
            _("There is no preset `%(name)s`.") % {"name": name},
            _("There are: %(list)s.") % {"list": ", ".join(preset_names())},
        )
    return read_mapping(_FOLDER / f"{name}.toml")


def preset_text(name: str) -> str:
    """The preset as a file to copy and change."""
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
