"""A small chain with causes that are known, read as a labeller would have read it."""

from datetime import UTC, datetime, timedelta
from random import Random

import pyarrow as pa
import pytest

from heedful.interactions.labels import HITS, LABELS
from tests.understand.conftest import NOW

BEGIN = datetime(2026, 2, 1, 12, tzinfo=UTC)
DAYS = 60


@pytest.fixture
def read_as(workspace, store):
    """Label texts: each id with the themes in it and how each is felt."""

    def label(read, *, key=workspace.key):
        at = NOW.replace(tzinfo=None)
        rows = [
            {
                "workspace": key,
                "id": id_,
                "language": "en",
                "language_confidence": 1.0,
                "sentiment": min(themes.values(), default=None),
                "confidence": 0.9,
                "feeling": "negative" if min(themes.values(), default=0) < 0 else "positive",
                "anger": 0.0,
                "urgency": 0.0,
                "intent": "",
                "harsh": False,
                "personal": "",
                "folded": "",
                "model": "test-1",
                "tier": "full",
                "labelled_at": at,
                "corrected": "",
            }
            for id_, themes in read.items()
        ]
        hits = [
            {
                "workspace": key,
                "id": id_,
                "theme": theme,
                "sentence": 0,
                "first": 0,
                "last": 4,
                "score": 1.0,
                "sentiment": felt,
            }
            for id_, themes in read.items()
            for theme, felt in themes.items()
        ]
        store.label(key, pa.Table.from_pylist(rows, LABELS), pa.Table.from_pylist(hits, HITS))

    return label


@pytest.fixture
def small_chain(heard, read_as):
    """600 answers of three clubs. At Nord the changing rooms are dirty, and that alone lowers the score.

    The music is spoken of everywhere and changes nothing; who is a regular is a little happier.
    """
    random, rows, read, visits = Random(1), [], {}, []
    for number in range(600):
        club = random.choice(["nord", "sud", "west"])
        regular = random.random() < 0.4
        dirty = random.random() < (0.5 if club == "nord" else 0.03)
        music, crowded = random.random() < 0.2, random.random() < 0.15
        score = random.gauss(8.2 - 5 * dirty - 2 * crowded + 1.3 * regular, 1.3)
        day = BEGIN + timedelta(days=random.randrange(DAYS))
        said = {"changing_rooms": -0.8} if dirty else {}
        said |= {"music": random.choice([-0.5, 0.5])} if music else {}
        said |= {"crowding": -0.6} if crowded else {}
        id_, customer = f"a{number}", f"c{number}"
        about = {"location": club, "touchpoint": "visit", "alias": customer, "occurred_at": day}
        value = float(min(10, max(0, round(score))))
        rows.append(
            {"id": id_, "name": "recommend", "scale": "nps:0-10", "value": value, "text": "Well then.", **about}
        )
        read[id_] = said
        visits += [
            {"kind": "event", "name": "visit", "alias": customer, "occurred_at": day - timedelta(days=1 + step)}
            for step in range(random.randrange(9, 14) if regular else random.randrange(0, 3))
        ]
    heard([*rows, *visits])
    read_as(read)
