from heedful.people.models import Workspace
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
