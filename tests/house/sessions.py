"""A session of somebody's, as the page of sessions lists it."""

from datetime import UTC, datetime

from allauth.usersessions.models import UserSession

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def session_of(alice) -> UserSession:
    seen = {"ip": "10.0.0.1", "last_seen_at": NOW, "session_key": "canary", "user_agent": "canary"}
    return UserSession.objects.create(user=alice.user, **seen)
