from datetime import date, datetime

from heedful.people.models import Member
from heedful.understand.events.models import Happening


def note_happening(words: str, *, happened_on: date, location: str, by: Member, now: datetime) -> Happening:
    """Remember what happened; saying it twice changes nothing."""
    noted, _ = Happening.objects.get_or_create(
        workspace=by.workspace,
        happened_on=happened_on,
        words=words,
        location=location,
        defaults={"by": by, "noted_at": now},
    )
    return noted
