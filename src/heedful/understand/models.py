"""Django finds the room's models here; each lives with its capability."""

from heedful.understand.events.models import Happening
from heedful.understand.goals.models import Goal, Standard
from heedful.understand.metrics.models import MeasureSetup
from heedful.understand.norms.models import Norm
from heedful.understand.voices.models import Correction, SavedView, Teaching

__all__ = ["Correction", "Goal", "Happening", "MeasureSetup", "Norm", "SavedView", "Standard", "Teaching"]
