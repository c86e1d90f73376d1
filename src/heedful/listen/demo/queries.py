from django.db.models import QuerySet

from heedful.listen.demo.models import DemoWorkspace


def visible_demos(user) -> QuerySet[DemoWorkspace]:
    """The demo that the person asked for: one at most."""
    return DemoWorkspace.objects.filter(user=user).select_related("workspace")
