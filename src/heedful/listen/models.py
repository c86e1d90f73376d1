"""Django finds the room's models here; each lives with its capability."""

from heedful.listen.demo.models import DemoWorkspace
from heedful.listen.health.models import Discard
from heedful.listen.imports.models import Import, ImportMapping
from heedful.listen.start.models import Start

__all__ = ["DemoWorkspace", "Discard", "Import", "ImportMapping", "Start"]
