from django.db.models import Q, QuerySet

from heedful.people.models import Member, Workspace
from heedful.understand.norms.models import Norm


def norm_for(workspace: Workspace, metric: str, method: str, *, region: str | None = None) -> Norm | None:
    """The norm to hold a measure against: the workspace's own, else the newest published one.

    With a region, a published norm of that region only: a norm of elsewhere is no norm.
    """
    fitting = Norm.objects.filter(metric=metric, method=method)
    own = fitting.filter(workspace=workspace).first()
    if own is not None:
        return own
    published = fitting.filter(workspace=None)
    if region is not None:
        published = published.filter(region=region)
    return published.order_by("-year", "-n", "-pk").first()


def norms_by_measure(workspace: Workspace) -> dict[tuple[str, str], Norm]:
    """The norm of every measure and method that has one, by both; chosen as `norm_for` chooses."""
    fitting = Norm.objects.filter(Q(workspace=workspace) | Q(workspace=None)).order_by("year", "n", "pk")
    found: dict[tuple[str, str], Norm] = {}
    for norm in sorted(fitting, key=lambda norm: norm.is_own):
        found[norm.metric, norm.method] = norm
    return found


def visible_norms(member: Member) -> QuerySet[Norm]:
    """The workspace's own norms."""
    return Norm.objects.filter(workspace=member.workspace_id).order_by("metric", "method")


def published_norms() -> QuerySet[Norm]:
    """The norms that came with the install, for everybody: the newest first within a measure."""
    return Norm.objects.filter(workspace=None).order_by("metric", "method", "-year", "-n")
