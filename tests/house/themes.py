"""One theme of each kind, by the names of the addresses that lead to it."""

from datetime import UTC, datetime

from heedful.understand.models import FoundTheme
from heedful.understand.themes.actions import add_theme, mark_example

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def themes_of(workspace, alice, addresses) -> dict[str, dict[str, object]]:
    """A theme with a name, and one that was found in what was said of Sud."""
    steam = add_theme(workspace, {"en": "Steam"}, keywords={"en": ["steam", "fog"]}, by=alice, now=NOW)
    marked = mark_example(steam, "sud-answer-1", belongs=True, by=alice, now=NOW)
    FoundTheme.objects.create(
        workspace=workspace,
        key="sauna",
        names={"en": "canary"},
        phrases=[{"text": "canary", "language": "en"}],
        centroid=b"",
        first_seen=NOW,
        last_seen=NOW,
    )
    own = {name for name in addresses if name == "understand:theme" or name.startswith("understand:theme-")}
    without_key = {"understand:theme-trades", "understand:theme-changes", "understand:theme-preview"}
    found = {name for name in addresses if name.startswith("understand:found-theme")}
    return (
        {name: {"key": steam.key} for name in own - without_key}
        | {name: {"key": "sauna"} for name in found}
        | {"understand:theme-example-removal": {"key": steam.key, "number": marked.pk}}
    )
