from heedful.people.models import Workspace
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.catalogue import METRICS


class StandardError(ValueError):
    """There can be no such standard; says why."""


def promise_standard(
    workspace: Workspace,
    touchpoint: str,
    *,
    metric: str,
    method: str | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Standard:
    """What a touchpoint promises; a second promise of the same measure takes the first one's place."""
    if metric not in METRICS:
        raise StandardError(f"There is no measure {metric!r}. There are: {', '.join(METRICS)}.")
    method = method or METRICS[metric].default
    if method not in METRICS[metric].methods:
        raise StandardError(f"{metric} has no method {method!r}. It has: {', '.join(METRICS[metric].methods)}.")
    if at_least is None and at_most is None:
        raise StandardError("A standard says at least how much, or at most.")
    standard, _ = Standard.objects.update_or_create(
        workspace=workspace,
        touchpoint=touchpoint,
        metric=metric,
        method=method,
        defaults={"at_least": at_least, "at_most": at_most},
    )
    return standard
