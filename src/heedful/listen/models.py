"""Django finds the room's models here; each lives with its capability."""

from heedful.listen.imports.models import Import, ImportMapping

__all__ = ["Import", "ImportMapping"]
