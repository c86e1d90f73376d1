import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from heedful.people.keys.models import ApiKey
from heedful.people.keys.queries import digest_of
from heedful.people.members.models import Member
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Workspace

SECRET_BYTES = 32


@transaction.atomic
def create_key(
    workspace: Workspace, *, name: str, scopes: Collection[str], by: Member | None, now: datetime
) -> tuple[ApiKey, str]:
    """A new key and its token. The token is shown this once: only its hash is kept."""
    unknown = sorted(set(scopes) - set(ApiKey.Scope.values))
    if unknown or not scopes:
        raise ValueError(f"A key's scopes are {' and '.join(ApiKey.Scope.values)}, not {', '.join(unknown) or 'none'}.")
    prefix = "hf_" + secrets.token_hex(4)
    token = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ApiKey.objects.create(
        workspace=workspace, name=name, prefix=prefix, digest=digest_of(token), scopes=sorted(scopes)
    )
    leave_trace(workspace, Trace.What.KEY_CREATED, by=by, now=now, key=prefix, scopes=sorted(scopes))
    return key, token


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Member | None, now: datetime) -> None:
    """The key opens nothing from now on. Revoking it twice changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        key.refresh_from_db()
        leave_trace(key.workspace, Trace.What.KEY_REVOKED, by=by, now=now, key=key.prefix)
