import hashlib
import hmac
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from heedful.people.keys.models import ApiKey
from heedful.people.members.models import Member
from heedful.people.members.rights import may

USE_IS_NOTED_EVERY = timedelta(
    hours=1
)  # not on each request: a write for every read would be the cost of a reading key
PREFIX_LENGTH = len("hf_01234567")


def visible_keys(member: Member) -> QuerySet[ApiKey]:
    keys = ApiKey.objects.filter(workspace=member.workspace_id).order_by("-created_at", "-pk")
    return keys if may(member, "manage_keys") else keys.none()


def digest_of(token: str) -> str:
    """The token holds 256 random bits, so a plain hash cannot be turned back by guessing."""
    return hashlib.sha256(token.encode()).hexdigest()


def key_of(token: str, *, now: datetime) -> ApiKey | None:
    """The standing key that this token is, with its workspace; None for any other token.

    Found by its public prefix, then compared whole in constant time.
    """
    digest = digest_of(token)
    candidates = ApiKey.objects.filter(prefix=token[:PREFIX_LENGTH], revoked_at=None).select_related("workspace")
    key = next((key for key in candidates if hmac.compare_digest(key.digest, digest)), None)
    if key is not None:
        _note_use(key, now)
    return key


def _note_use(key: ApiKey, now: datetime) -> None:
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_IS_NOTED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - USE_IS_NOTED_EVERY:
        ApiKey.objects.filter(long_ago, pk=key.pk).update(last_used_at=now)
