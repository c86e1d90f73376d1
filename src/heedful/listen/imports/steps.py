"""What a member does with a file, step by step, until it is in the log or thrown away."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heedful.listen.imports import formats, presets, uploads
from heedful.listen.imports.actions import Prepared, prepare
from heedful.listen.imports.drafts import Draft, tables_of
from heedful.listen.imports.guessing import Guess
from heedful.listen.imports.guessing.kinds import ColumnKind
from heedful.listen.imports.guessing.roles import guessed_roles
from heedful.listen.imports.mapping import FileOptions, Mapping
from heedful.listen.imports.mapping_file import parse_mapping, written_mapping
from heedful.listen.imports.models import Import, ImportMapping
from heedful.listen.imports.refusals import refuse
from heedful.listen.imports.roles import Role
from heedful.listen.imports.saved import save_mapping
from heedful.listen.imports.used import absent_columns

_LAYOUT = ("format", "names", "skip", "encoding", "delimiter", "quote", "widths", "sheet", "unresolved")
_SHAPED_BY = ("format", "encoding", "delimiter", "quote", "widths", "sheet", "skip", "header", "columns")
LONGEST_EXAMPLE = 60


class AtWork(Exception):  # noqa: N818 -- reads as what it is
    """The import is being worked on already."""


def put_off(run: Import, state: Import.State, task: Any) -> None:
    """Let the worker do it: at most one thing at a time with one file."""
    idle = Import.objects.filter(pk=run.pk, state__in=Import.IDLE)
    with transaction.atomic():
        if not idle.update(state=state, problem="", done_bytes=0, whole_bytes=0, rows=0, language=get_language() or ""):
            raise AtWork
        run.task, run.state = task.enqueue(run.pk).id, state
        run.save(update_fields=["task"])


def keep_look(run: Import, guess: Guess, *, today: date) -> None:
    """What was seen of the file, and a first proposal of what its columns are for."""
    run.seen = {
        "layout": {name: msgspec.to_builtins(getattr(guess.layout, name)) for name in _LAYOUT},
        "columns": {name: _shortened(seen) for name, seen in guess.columns.items()},
        "rows": guess.rows_seen,
    }
    roles = {name: role.value for name, role in guessed_roles(guess.columns, today=today).items()}
    run.draft = msgspec.to_builtins(Draft(source=source_of(run.file_name), roles=roles))
    run.state, run.mapping, run.mapping_name, run.trial = Import.State.OPEN, "", "", {}
    run.save()


def source_of(file_name: str) -> str:
    """A name for where files of this kind come from: the file's own without its dates and ending."""
    words = "".join(letter if letter.isalpha() else " " for letter in file_name.split(".")[0]).split()
    return " ".join(words)[:100] or _("import")


def _shortened(seen: ColumnKind) -> dict[str, Any]:
    told = msgspec.to_builtins(seen)
    told["examples"] = [example[:LONGEST_EXAMPLE] for example in seen.examples]
    told["counts"] = {value[:LONGEST_EXAMPLE]: count for value, count in seen.counts.items()}
    return told


def columns_of(run: Import) -> dict[str, ColumnKind]:
    return msgspec.convert(run.seen.get("columns", {}), dict[str, ColumnKind])


def draft_of(run: Import) -> Draft:
    return msgspec.convert(run.draft, Draft)


def names_of(run: Import) -> tuple[str, ...]:
    return tuple(run.seen.get("layout", {}).get("names", ()))


def keep_draft(run: Import, draft: Draft) -> None:
    run.options.pop("by_hand", None)
    run.draft = msgspec.to_builtins(draft)
    run.mapping, run.mapping_name, run.trial = written_mapping(tables_of(draft, names_of(run))), "", {}
    run.save(update_fields=["draft", "mapping", "mapping_name", "trial", "options"])


def keep_text(run: Import, text: str, *, name: str) -> None:
    """A mapping from elsewhere, instead of one made of the columns. Raises Refused where it is none."""
    parse_mapping(text, name=name or _("the mapping"))
    run.mapping, run.mapping_name, run.trial = text, name[:100], {}
    run.options["by_hand"] = True
    run.save(update_fields=["mapping", "mapping_name", "trial", "options"])


def answer(run: Import, **options: Any) -> None:
    """How the file is written, where only a person could tell."""
    run.options |= {key: value for key, value in options.items() if value not in (None, "")}
    run.trial = {}
    run.save(update_fields=["options", "trial"])


def mapping_of(run: Import) -> Mapping:
    """The mapping with what was answered about the file: the mapping's own word goes first."""
    return parse_mapping(text_of(run), name=run.mapping_name or _("the mapping"))


def text_of(run: Import) -> str:
    """The mapping as a file that needs no further answer."""
    answers = {key: value for key, value in run.options.items() if key in FileOptions.__struct_fields__}
    if not answers:
        return run.mapping
    tables = tomllib.loads(run.mapping)
    file = answers | tables.pop("file", {})
    return written_mapping({"source": tables.pop("source", ""), "file": file} | tables)


def prepared_of(run: Import) -> Prepared:
    """The file as it goes in; raises Refused with each remedy."""
    path, mapping = file_of(run), mapping_of(run)
    return prepare(path, mapping, layout=layout_of(run, path, mapping))


def file_of(run: Import) -> Path:
    if path := uploads.path_of(run):
        return path
    raise refuse(_("The file is not here any more."), _("Send it again."))


def layout_of(run: Import, path: Path, mapping: Mapping) -> formats.Layout | None:
    """What was seen already, where the mapping reads the file the same way; None where it must be looked at again."""
    seen, plain = run.seen.get("layout"), FileOptions()
    told = [(getattr(mapping.file, key), getattr(plain, key), (seen or {}).get(key)) for key in _SHAPED_BY]
    if not seen or any(asked not in (default, found) for asked, default, found in told):
        return None
    names = formats.usual_names(tuple(seen["names"]), mapping.file)
    more = {"names": names, "widths": tuple(seen["widths"]), "unresolved": frozenset(seen["unresolved"])}
    return formats.Layout(path, **(seen | more))


def looked_at(path: Path, mapping: Mapping) -> formats.Layout:
    return formats.look_at(path, mapping.file)


def is_by_text(run: Import) -> bool:
    """Whether the mapping came from elsewhere, so that the columns' page would make another one."""
    return bool(run.options.get("by_hand"))


def is_answered(run: Import) -> bool:
    """Whether nothing is open about the columns' meaning: what is not said is never guessed."""
    if is_by_text(run):
        return True
    draft = draft_of(run)
    scales = all(name in draft.scoring and draft.scoring[name].scale for name in draft.scored)
    amounts = not draft.sells or bool(draft.negative and (draft.currency or draft.column(Role.CURRENCY)))
    return scales and amounts and bool(draft.on or draft.column(Role.WHEN))


def next_step(run: Import) -> str:
    """The page on which an open import is gone on with."""
    if "asked" in run.options:
        return "listen:import-reading"
    if not run.mapping:
        fits = any(not lacks for _kind, _name, lacks in offered(run))
        return "listen:import-mapping" if fits else "listen:import-columns"
    if not is_answered(run):
        return "listen:import-questions"
    return "listen:import-trial" if run.trial and not run.problem else "listen:import-preview"


def lacking(run: Import, mapping: Mapping) -> list[str]:
    """What the mapping names and the file has not, in words."""
    names = formats.usual_names(names_of(run), mapping.file)
    return [problem.what for problem in absent_columns(mapping, names)]


def offered(run: Import) -> list[tuple[str, str, list[str]]]:
    """Mappings kept by name, then those that come with Heedful: kind and name, and what the file lacks for each."""
    kept = ImportMapping.objects.filter(workspace=run.workspace_id).order_by("name")
    found = [("saved", each.name, lacking(run, parse_mapping(each.text))) for each in kept]
    found += [("preset", name, lacking(run, presets.preset(name))) for name in presets.preset_names()]
    return sorted(found, key=lambda each: bool(each[2]))


def chosen_text(run: Import, kind: str, name: str) -> str | None:
    """The text of a mapping that was offered; None where there is none of that name."""
    if kind == "preset":
        return presets.preset_text(name) if name in presets.preset_names() else None
    kept = ImportMapping.objects.filter(workspace=run.workspace_id, name=name).first()
    return kept.text if kept and kind == "saved" else None


def throw_away(run: Import) -> None:
    """The file, and all that was seen of it. What is in the log already stays."""
    run.state, run.seen, run.draft, run.trial, run.problem = Import.State.THROWN_AWAY, {}, {}, {}, ""
    run.mapping_digest = ""
    run.save()
    uploads.forget_file(run)


def stop(run: Import, *, name: str) -> None:
    """End what the worker is doing with it, at its next step."""
    running = Import.objects.filter(pk=run.pk, state__in=Import.AT_WORK)
    said = _("Stopped by %(name)s.") % {"name": name}
    if running.filter(state=Import.State.IMPORTING).update(state=Import.State.BROKEN, problem=said):
        return
    running.update(state=Import.State.OPEN, problem=said)


def keep_mapping(run: Import, name: str) -> None:
    """For the next file of the same kind."""
    save_mapping(run.workspace, name, text=text_of(run))
    run.mapping_name = name
    run.save(update_fields=["mapping_name"])


def begin_run(run: Import, prepared: Prepared, *, digest: str, mapping_digest: str, now: datetime) -> None:
    """The first time fixes the time of receipt; a run of the same file and mapping that was cut off is gone on with."""
    run.is_gone_on_with = (run.file_digest, run.mapping_digest) == (digest, mapping_digest)
    same = Import.objects.filter(
        workspace=run.workspace, file_digest=digest, mapping_digest=mapping_digest, finished_at=None
    ).exclude(pk=run.pk)
    for other in same:
        if other.state == Import.State.IMPORTING:
            raise refuse(_("This file is being imported already."), _("Wait until that import is done."))
        run.is_gone_on_with, now = True, other.started_at
        other.mapping_digest = ""
        other.save(update_fields=["mapping_digest"])
    if not run.is_gone_on_with or same:
        run.started_at = now
    run.file_digest, run.mapping_digest, run.source = digest, mapping_digest, prepared.mapping.source[:200]
    run.save(update_fields=["started_at", "file_digest", "mapping_digest", "source"])
