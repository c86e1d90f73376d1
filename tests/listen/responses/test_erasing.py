"""Of an erased customer no answer is left, and no word in the search's memory."""

import os
import subprocess
import sys
from pathlib import Path

from heedful.listen.responses import searching
from heedful.listen.responses.models import Note, Response
from heedful.people.customers.actions import erase_customer
from tests.factories import make_customer
from tests.listen.responses.conftest import NOON, make_response

ANSWER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
from heedful.cli.opening import opened
with opened("test"):
    from django.utils import timezone
    from heedful.interactions import loader, stores
    from heedful.people.customers.models import Customer
    from heedful.people.workspaces.models import Workspace
    from tests.listen.responses.conftest import NOON, make_response, make_survey
    workspace = Workspace.objects.create(key="clubs", name="Clubs")
    zoe = Customer.objects.create(workspace=workspace, key="zoe-7731", name="Zoe")
    survey = make_survey(workspace)
    for n in range(60):
        make_response(survey, {"words": f"Quillfeather and the zwergspitz {n}"}, customer=zoe, minutes=n)
        made = make_response(survey, {"words": "fine"}, minutes=n)
    made.words = "lukewarm"
    made.save()
    loader.load(stores.current(), now=NOON)
"""


def in_home(home: Path, *command: object) -> subprocess.CompletedProcess:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("HEEDFUL_VECTORS", "HEEDFUL_RESPONDENTS_APART") or not name.startswith(("HEEDFUL", "DJANGO"))
    }
    environment = inherited | {"HEEDFUL_HOME": str(home), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, *map(str, command)], env=environment, capture_output=True, text=True, timeout=300, check=False,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip


def left_in(home: Path) -> set[tuple[str, str]]:
    files = {path.name: path.read_bytes().lower() for path in home.rglob("*") if path.is_file()}
    words = ("zoe-7731", "quillfeather", "zwergspitz")
    return {(name, word) for name, body in files.items() for word in words if word.encode() in body}


def test_no_byte_of_what_an_erased_customer_wrote_is_left_in_the_home(tmp_path):
    home = tmp_path / "home"
    answered = in_home(home, "-c", ANSWER)
    assert answered.returncode == 0, answered.stderr
    assert ("heedful.sqlite3", "zwergspitz") in left_in(home)

    done = in_home(home, "-m", "heedful", "erase", "zoe-7731", "--yes")

    assert done.returncode == 0, done.stderr
    assert left_in(home) == set()


def test_bobs_answers_stay_and_are_found(workspace, survey, alice, store):
    anna, bert = make_customer(workspace, "anna"), make_customer(workspace, "bert")
    hers = make_response(survey, {"words": "cold showers"}, customer=anna)
    Note.objects.create(response=hers, text="of Anna", at=NOON)
    his = make_response(survey, {"words": "cold tea"}, customer=bert)

    erase_customer(workspace, "anna", by=alice, now=NOON)

    assert list(Response.objects.all()) == [his] and not Note.objects.exists()
    assert list(searching.matching(Response.objects.all(), "cold")) == [his]
