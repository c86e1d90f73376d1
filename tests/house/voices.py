"""A text of Sud and what was done with it, by the names of the addresses that lead to it."""

from datetime import UTC, datetime

from heedful.understand.models import Correction, LanguageModel, SavedView

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def voices_of(workspace) -> dict[str, dict[str, object]]:
    """Corrected once, a view that the whole team sees, and a language model that may be asked."""
    correction = Correction.objects.create(workspace=workspace, interaction="sud-answer-0", field="feeling", at=NOW)
    view = SavedView.objects.create(workspace=workspace, name="Showers", query="", saved_at=NOW)
    LanguageModel.objects.create(
        workspace=workspace, base_url="https://canary.example.org/v1", name="canary", is_on=True, set_at=NOW
    )
    by_text = ("understand:voice", "understand:voice-correction", "understand:voice-translation")
    return {name: {"key": "sud-answer-0"} for name in by_text} | {
        "understand:voice-correction-undoing": {"number": correction.pk},
        "understand:voices-view-removal": {"number": view.pk},
    }
