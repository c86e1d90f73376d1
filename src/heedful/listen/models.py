"""Django finds the room's models here; each lives with its capability."""

from heedful.listen.health.models import Discard
from heedful.listen.imports.models import Import, ImportMapping

__all__ = ["Discard", "Import", "ImportMapping"]
