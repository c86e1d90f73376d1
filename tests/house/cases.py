"""One case of Sud, for the test of every door."""

from datetime import UTC, datetime

from heedful.act.cases.actions import add_task, note_on_case, open_case
from heedful.act.cases.models import CaseView
from heedful.act.cases.setting_up import add_route, set_promise
from heedful.people.workspaces.models import Location

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BY_ROW = {"act:case-task-completion", "act:case-view-removal", "act:case-promise-removal", "act:case-route-removal"}


def cases_of(workspace, alice, addresses) -> dict[str, dict[str, object]]:
    sud = Location.objects.get(workspace=workspace, key="sud")
    how = {"by": alice, "now": NOW}
    case = open_case(workspace, title="canary", origin="hand", location=sud, causes=["canary"], **how)
    note_on_case(case, "canary", **how)
    promise = set_promise(workspace, location=sud, priority=None, answer_seconds=3600, **how)
    view = CaseView.objects.create(workspace=workspace, member=alice, name="canary", query="state=all")
    rows = {
        "act:case-task-completion": add_task(case, "canary", **how).pk,
        "act:case-view-removal": view.pk,
        "act:case-promise-removal": promise.pk,
        "act:case-route-removal": add_route(workspace, location=sud, way="in turn", members=[alice], **how).pk,
    }
    general = {"act:case-new", "act:case-views", "act:case-settings", "act:case-promises", "act:case-routes"}
    own = {name for name in addresses if name == "act:case" or name.startswith("act:case-")} - BY_ROW - general
    return {name: {"number": case.number} for name in own} | {name: {"number": pk} for name, pk in rows.items()}
