"""Mappings kept by name in a workspace, for the next file of the same kind."""

from __future__ import annotations

from django.utils.translation import gettext as _

from heedful.listen.imports.mapping import Mapping
from heedful.listen.imports.mapping_file import parse_mapping
from heedful.listen.imports.models import ImportMapping
from heedful.listen.imports.refusals import refuse
from heedful.people.workspaces.models import Workspace


def save_mapping(workspace: Workspace, name: str, *, text: str) -> Mapping:
    """Keep it, in place of one of the same name. What is no mapping is refused, and what was there stays."""
    mapping = parse_mapping(text, name=name)
    ImportMapping.objects.update_or_create(workspace=workspace, name=name, defaults={"text": text})
    return mapping


def saved_mapping(workspace: Workspace, name: str) -> Mapping:
    kept = ImportMapping.objects.filter(workspace=workspace)
    if found := kept.filter(name=name).first():
        return parse_mapping(found.text, name=name)
    there = ", ".join(kept.values_list("name", flat=True)) or "none yet"
    raise refuse(
        _("No mapping %(name)s is saved in %(key)s. There are: %(there)s.")
        % {"name": name, "key": workspace.key, "there": there},
        _("Keep one with --save-as NAME."),
    )
