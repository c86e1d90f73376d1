"""On which scale a question was answered, and what stands off it."""

from heedful.config.worker import TaskQueue
from heedful.listen.imports.drafts import Draft
from heedful.listen.imports.guessing import guess
from heedful.listen.imports.guessing.roles import guessed_roles
from heedful.listen.imports.roles import Role
from heedful.listen.imports.scales import off_scale, proven_scale, scale_questions
from tests.listen.imports.conftest import NOW
from tests.listen.imports.desk import words_of

ROWS = "".join(f"2026-03-{n:02},{n % 12}.0\n" for n in range(1, 29))  # 0.0 to 11.0, as programs write whole numbers


def test_scores_written_with_a_nought_behind_the_point_are_scores(written):
    columns = guess(written("Date,NPS\n" + ROWS)).columns
    assert guessed_roles(columns, today=NOW.date())["NPS"] == Role.NPS

    [question] = scale_questions(Draft(source="survey", roles={"NPS": "nps"}), columns)

    assert (question.likely(), question.off_likely()) == ("nps:0-10", ("11.0",))
    assert off_scale("nps:1-10", question.seen) == ("11.0", "0.0")
    ten = guess(written("Date,NPS\n" + ROWS.replace(",11.0", ",10.0"))).columns["NPS"]
    assert proven_scale(Role.NPS, ten) == "nps:0-10"


def test_a_file_in_which_nothing_is_heard_says_so(ready, page):
    run = ready("Date,Email,NPS score,Comment\n" + "".join(f"{n:02}/03/2024,p{n}@e.org,11,\n" for n in range(1, 29)))

    page("import-trial", run, go="on")
    TaskQueue().run_ready()

    assert "Nothing is heard in this file" in words_of(page("import-trial", run))
