"""Django finds the room's models here; each lives with its capability."""

from heedful.understand.events.models import Happening
from heedful.understand.goals.models import Goal, Standard
from heedful.understand.metrics.models import MeasureSetup
from heedful.understand.norms.models import Norm
from heedful.understand.strategy.models import Persona, Strategy, Touchpoint
from heedful.understand.themes.models import FoundRun, FoundTheme, NamedTheme, ThemeChange, ThemeExample, ThemeSet
from heedful.understand.voices.models import Correction, LanguageModel, SavedView, Teaching

__all__ = [
    "Correction",
    "FoundRun",
    "FoundTheme",
    "Goal",
    "Happening",
    "LanguageModel",
    "MeasureSetup",
    "NamedTheme",
    "Norm",
    "Persona",
    "SavedView",
    "Standard",
    "Strategy",
    "Teaching",
    "ThemeChange",
    "ThemeExample",
    "ThemeSet",
    "Touchpoint",
]
