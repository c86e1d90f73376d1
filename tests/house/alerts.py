"""One alert rule and one alert, both of Sud, by the names of the addresses that lead to them."""

from datetime import UTC, datetime

from heedful.act.alerts.models import Firing, FiringItem, Rule

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OF_FIRINGS = ("act:alert", "act:alert-acknowledgement", "act:alert-resolution")


def alerts_of(workspace, alice, addresses) -> dict[str, dict[str, object]]:
    rule = Rule.objects.create(
        workspace=workspace,
        name="canary",
        about="item",
        condition={"looks_for": "stars"},
        locations=["sud"],
        created_by=alice,
        created_at=NOW,
    )
    firing = Firing.objects.create(
        rule=rule, workspace=workspace, location="sud", began_at=NOW, last_at=NOW, told_at=NOW, items_count=1
    )
    FiringItem.objects.create(firing=firing, rule=rule, interaction="canary", kind="review", occurred_at=NOW)
    of_rules = {name for name in addresses if name == "act:alert-rule" or name.startswith("act:alert-rule-")}
    return (
        {name: {"number": rule.pk} for name in of_rules}
        | {name: {"number": firing.pk} for name in OF_FIRINGS}
        | {"act:new-alert-rule-of": {"kind": "stars"}}
    )
