"""Who reads a workspace's texts: the model that comes with Heedful, the workspace's themes, and what it was taught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING

from django.conf import settings

from heedful.interactions import stores
from heedful.people.models import Workspace
from heedful.text.embedding import packaged
from heedful.understand.themes.queries import taxonomy_of
from heedful.understand.voices.apart import Reads, Recipe, running
from heedful.understand.voices.models import Teaching

if TYPE_CHECKING:  # slow to import: what only asks whether anything waits does without
    from heedful.text.embedding import Embedder
    from heedful.text.labelling import Labeller
    from heedful.text.sentiment.layers import Layer
    from heedful.text.themes.lessons import Lesson
    from heedful.text.themes.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Made:
    """The two labellers of a reader, each made when it is first needed: the full one has to read a large file."""

    recipes: dict[bool, Recipe] = field(default_factory=dict)
    labellers: dict[bool, Labeller] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)


@dataclass(frozen=True, slots=True)
class Reader:
    """`model` changes with all that changes what it reads; `embedder` is empty where there are no vectors."""

    model: str
    embedder: str
    themes: Taxonomy
    layer: Layer | None
    lessons: Callable[[], Sequence[Lesson]] = field(default=tuple, compare=False, repr=False)  # of the themes
    _made: Made = field(default_factory=Made, compare=False, repr=False)

    @property
    def by_words(self) -> Labeller:
        return self._labeller(in_full=False)

    @property
    def by_meaning(self) -> Labeller:
        return self._labeller(in_full=True)

    def away(self, *, in_full: bool) -> Reads:
        """The same labeller in the process apart, where there is one."""
        elsewhere = running()
        return elsewhere.reads(self._recipe(in_full)) if elsewhere else self._labeller(in_full=in_full)

    def _labeller(self, *, in_full: bool) -> Labeller:
        with self._made.lock:
            if in_full not in self._made.labellers:
                self._made.labellers[in_full] = self._recipe(in_full).labeller()
        return self._made.labellers[in_full]

    def _recipe(self, in_full: bool) -> Recipe:
        with self._made.lock:
            if in_full not in self._made.recipes:
                with_vectors = in_full and _embedder() is not None
                recipe = Recipe(self.themes, self.layer, self.lessons(), with_vectors=with_vectors)
                self._made.recipes[in_full] = recipe
        return self._made.recipes[in_full]


_readers: dict[str, tuple[tuple[int, int], Reader]] = {}


def reader_of(workspace: str) -> Reader:
    """The reader of a workspace as it is today; the same one until its themes change or it is taught."""
    found = Workspace.objects.select_related("theme_set").get(key=workspace)
    themes = getattr(found, "theme_set", None)
    lesson = Teaching.objects.filter(workspace=found, kept=True).values_list("pk", flat=True).first() or 0
    state = (themes.version if themes else 0, lesson)
    kept = _readers.get(workspace)
    if kept is None or kept[0] != state:
        kept = _readers[workspace] = (state, _made(found, *state))
    return kept[1]


def forget() -> None:
    """Make every reader anew: another model was installed."""
    _readers.clear()


def _embedder() -> Embedder | None:
    return packaged() if settings.VECTORS else None


def _made(workspace: Workspace, version: int, lesson: int) -> Reader:
    from heedful.text.sentiment.layers import layer_from, packaged_layer
    from heedful.understand.voices.marks import lessons_of

    embedder = _embedder()
    layer = layer_from(bytes(Teaching.objects.get(pk=lesson).head)) if lesson else None
    if layer is not None and layer.head.dimensions != packaged_layer().head.dimensions:
        layer = None  # it was taught to read other vectors; the next night teaches anew
    name = (layer or packaged_layer()).name
    return Reader(
        model=f"{name}, themes {version}" if version else name,
        embedder=embedder.name if embedder else "",
        themes=taxonomy_of(workspace),
        layer=layer,
        lessons=lambda: lessons_of(workspace, stores.current()),
    )
