"""Surveys of Qualtrics: small files of our own in the shape of its exports; what stays behind is told."""

import json

import pytest

from heedful.listen.surveys.checks import problems
from heedful.listen.surveys.document import (
    Check,
    Choice,
    Condition,
    Contact,
    Date,
    Grid,
    Jump,
    Nps,
    Number,
    Option,
    Shuffle,
    Statement,
    Text,
)
from heedful.listen.surveys.qsf import QsfError, survey_from_qsf

OFF = {"Settings": {"ForceResponse": "OFF", "Type": "None"}}
ON = {"Settings": {"ForceResponse": "ON", "ForceResponseType": "ON", "Type": "None"}}


def question(number, kind, selector, text, **more):
    payload = {
        "QuestionText": text,
        "DataExportTag": f"Q{number}",
        "QuestionType": kind,
        "Selector": selector,
        "Validation": OFF,
        "Language": [],
        "QuestionID": f"QID{number}",
    }
    return {"Element": "SQ", "PrimaryAttribute": f"QID{number}", "Payload": payload | more}


def options(*titles, **more):
    choices = {str(number): {"Display": title} for number, title in enumerate(titles, start=1)}
    return {"Choices": choices, "ChoiceOrder": list(choices)} | more


def block(key, *qids, **more):
    elements = [qid if isinstance(qid, dict) else {"Type": "Question", "QuestionID": qid} for qid in qids]
    return {"Type": "Standard", "ID": key, "Description": f"Block {key}", "BlockElements": elements} | more


def blocks(*given):
    return {"Element": "BL", "PrimaryAttribute": "Survey Blocks", "Payload": list(given)}


def flow(*steps):
    steps = [{"Type": "Block", "ID": step, "FlowID": "FL_2"} if isinstance(step, str) else step for step in steps]
    return {"Element": "FL", "PrimaryAttribute": "Survey Flow", "Payload": {"Type": "Root", "Flow": steps}}


def expression(qid, choice, operator="Selected", **more):
    locator = f"q://{qid}/SelectableChoice/{choice}"
    return {"LogicType": "Question", "QuestionID": qid, "ChoiceLocator": locator, "LeftOperand": locator,
            "Operator": operator, "Type": "Expression"} | more  # fmt: skip


def logic(*expressions):
    terms = {str(number): each for number, each in enumerate(expressions)}
    return {"0": terms | {"Type": "If"}, "Type": "BooleanExpression"}


def skip(qid, choice, destination, condition="Selected"):
    locator = f"q://{qid}/SelectableChoice/{choice}"
    rule = {"SkipLogicID": 1, "ChoiceLocator": locator, "Condition": condition, "SkipToDestination": destination}
    return {"Type": "Question", "QuestionID": qid, "SkipLogic": [rule]}


def read(*elements, language="EN", name="Visits", so=None):
    entry = {"SurveyID": "SV_1", "SurveyName": name, "SurveyLanguage": language}
    elements = [*elements, {"Element": "SO", "Payload": so or {}}]
    return survey_from_qsf(json.dumps({"SurveyEntry": entry, "SurveyElements": elements}).encode())


def alone(*questions, **more):
    """The questions, all in one block."""
    keys = [each["PrimaryAttribute"] for each in questions]
    return read(blocks(block("BL_1", *keys)), flow("BL_1"), *questions, **more)


PLACES = question(1, "MC", "SAVR", "Which club?", **options("Nord", "Sud"))
NPS = question(
    2,
    "MC",
    "NPS",
    "How likely are you to recommend us to a friend or colleague?",
    Choices=[{"Display": str(point)} for point in range(11)],
    ColumnLabels=[{"Display": "Not at all likely"}, {"Display": "Extremely likely"}],
    Validation=ON,
)
WHY = question(3, "TE", "ESTB", "Why?")


def test_a_survey_of_nps_and_choices_comes_over_whole():
    survey = alone(PLACES, NPS, WHY)
    title = {"en": "How likely are you to recommend us to a friend or colleague?"}
    ends = {"lowest": {"en": "Not at all likely"}, "highest": {"en": "Extremely likely"}}
    clubs = (Option(key="nord", title={"en": "Nord"}), Option(key="sud", title={"en": "Sud"}))
    assert survey.document.questions == (
        Choice(key="q1", title={"en": "Which club?"}, options=clubs),
        Nps(key="q2", title=title, required=True, **ends),
        Text(key="q3", title={"en": "Why?"}, long=True),
    )
    assert (survey.name, survey.document.title, survey.dropped) == ("Visits", {"en": "Visits"}, ())
    assert problems(survey.document) == ()


def test_its_languages_come_along_and_the_first_stays_the_first():
    translated = PLACES | {"Payload": PLACES["Payload"] | {"Language": {
        "RU": {"QuestionText": "Какой клуб?", "Choices": {"1": {"Display": "Норд"}, "2": {"Display": "Суд"}}},
        "UK": {"QuestionText": "Який клуб?"},
        "X-CUSTOM-1": {"QuestionText": "…"},
    }}}  # fmt: skip
    survey = alone(translated)
    asked = survey.document.questions[0]
    assert survey.document.languages == ("en", "ru", "uk")
    assert asked.title == {"en": "Which club?", "ru": "Какой клуб?", "uk": "Який клуб?"}
    assert asked.options[0].title == {"en": "Nord", "ru": "Норд"}
    assert survey.dropped == ("Language “X-CUSTOM-1”: its code is not known here, so its words were left out.",)


def test_a_question_shown_on_an_answer_is_shown_on_it_here():
    shown = question(4, "TE", "SL", "What is wrong at Nord?", DisplayLogic=logic(expression("QID1", "1")))
    survey = alone(PLACES, shown)
    assert survey.document.questions[1].shown_if == Condition(checks=(Check(subject="q1", values=("nord",)),))


def test_several_options_joined_by_or_are_one_condition():
    either = logic(expression("QID2", "0"), expression("QID2", "1", Conjunction="Or"))
    survey = alone(NPS, question(4, "TE", "SL", "What went wrong?", DisplayLogic=either))
    checks = tuple(Check(subject="q2", values=(float(point),)) for point in (0, 1))
    assert survey.document.questions[1].shown_if == Condition(match="any", checks=checks)


def test_a_condition_on_what_is_known_of_the_person_stays_one():
    of_person = {"LogicType": "EmbeddedField", "LeftOperand": "Segment", "Operator": "EqualTo", "RightOperand": "vip"}
    survey = read(
        blocks(block("BL_1", "QID3")),
        flow({"Type": "EmbeddedData", "EmbeddedData": [{"Field": "Segment"}]}, "BL_1"),
        question(3, "TE", "SL", "Why?", DisplayLogic=logic(of_person)),
    )
    check = Check(about="person", subject="segment", values=("vip",))
    assert survey.document.questions[0].shown_if == Condition(checks=(check,))
    assert survey.dropped == (
        "Embedded data “Segment”: give it along with each link or invitation, as a property of that name.",
    )


def test_and_mixed_with_or_is_told_and_the_question_shown():
    terms = (
        expression("QID1", "1"),
        expression("QID1", "2", Conjunction="Or"),
        expression("QID2", "0", Conjunction="And"),
    )
    survey = alone(PLACES, NPS, question(4, "TE", "SL", "Why?", DisplayLogic=logic(*terms)))
    assert survey.document.questions[2].shown_if == Condition()
    assert survey.dropped == (
        "Q4 “Why?”: its condition cannot be said here (it mixes “and” with “or”), so it is shown.",
    )


def test_a_skip_becomes_a_jump():
    survey = read(
        blocks(
            block("BL_1", skip("QID1", "2", "QID3"), "QID2", skip("QID3", "1", "ENDOFSURVEY", "NotEmpty")),
            block("BL_2", "QID4"),
        ),
        flow("BL_1", "BL_2"),
        PLACES, NPS, WHY, question(4, "TE", "SL", "More?"),
    )  # fmt: skip
    places, _nps, why, _more = survey.document.questions
    assert places.jumps == (Jump(to="q3", when=Condition(checks=(Check(subject="q1", values=("sud",)),))),)
    assert why.jumps == (Jump(to="end", when=Condition(checks=(Check(subject="q3", verb="is_answered"),))),)
    assert survey.dropped == ()


def test_a_skip_to_the_end_of_the_block_leads_to_the_next_that_asks():
    survey = read(
        blocks(block("BL_1", skip("QID1", "1", "ENDOFBLOCK"), "QID2"), block("BL_2"), block("BL_3", "QID3")),
        flow("BL_1", "BL_2", "BL_3"),
        PLACES, NPS, WHY,
    )  # fmt: skip
    assert survey.document.questions[0].jumps[0].to == "q3"


def test_a_skip_backwards_is_told():
    survey = read(blocks(block("BL_1", "QID1", skip("QID3", "1", "QID1", "Empty"))), flow("BL_1"), PLACES, WHY)
    assert survey.document.questions[1].jumps == ()
    assert survey.dropped == ("Q3 “Why?”: one of its jumps leads back, which would go round in a circle.",)


def test_a_branch_shows_its_blocks_to_those_it_is_for_and_may_end_the_survey():
    branch = {
        "Type": "Branch",
        "BranchLogic": logic(expression("QID1", "1")),
        "Flow": [{"Type": "Block", "ID": "BL_2"}],
    }
    ending = {"Type": "Branch", "BranchLogic": logic(expression("QID1", "2")), "Flow": [{"Type": "EndSurvey"}]}
    survey = read(
        blocks(block("BL_1", "QID1"), block("BL_2", "QID3"), block("BL_3", "QID2")),
        flow("BL_1", ending, branch, "BL_3"), PLACES, NPS, WHY,
    )  # fmt: skip
    places, why, nps = survey.document.questions
    assert why.shown_if == Condition(checks=(Check(subject="q1", values=("nord",)),))
    assert places.jumps == (Jump(to="end", when=Condition(checks=(Check(subject="q1", values=("sud",)),))),)
    assert (nps.shown_if, survey.dropped) == (Condition(), ())


def test_other_words_exclusive_options_and_random_order_come_along():
    survey = alone(
        question(
            1, "MC", "MAVR", "What did you like?",
            Choices={"1": {"Display": "Staff"}, "2": {"Display": "Nothing", "ExclusiveAnswer": True},
                     "4": {"Display": "Else", "TextEntry": "true"}},
            ChoiceOrder=["4", "1", 2], Randomization={"Type": "All"},
            Validation={"Settings": {"ForceResponse": "ON", "Type": "ChoiceRange", "MaxChoices": "2"}},
        ),
        question(2, "TE", "SL", "What else?", DisplayLogic=logic(expression("QID1", "4"))),
    )  # fmt: skip
    liked, what = survey.document.questions
    assert [(option.key, option.alone) for option in liked.options] == [("staff", False), ("nothing", True)]
    assert (liked.many, liked.other, liked.shuffled, liked.most, liked.required) == (True, True, True, 2, True)
    assert what.shown_if.checks == (Check(subject="q1", verb="includes", values=("other",)),)


def test_a_table_on_five_points_is_a_grid_and_counts_upwards():
    answers = {
        str(point): {"Display": words} for point, words in enumerate(["Great", "Good", "So-so", "Bad", "Awful"], 1)
    }
    recoded = {str(point): str(6 - point) for point in range(1, 6)}
    table = question(1, "Matrix", "Likert", "How was …", SubSelector="SingleAnswer", Answers=answers,
                     AnswerOrder=[1, 2, 3, 4, 5], RecodeValues=recoded, **options("the pool", "the sauna"))  # fmt: skip
    survey = alone(table)
    (grid,) = survey.document.questions
    assert isinstance(grid, Grid)
    assert ([row.key for row in grid.rows], grid.points) == (["the_pool", "the_sauna"], 5)
    assert (grid.lowest, grid.highest) == ({"en": "Awful"}, {"en": "Great"})
    assert survey.dropped == ("Q1 “How was …”: of its columns, only the first and the last keep their words.",)


def test_a_table_on_another_scale_becomes_a_question_a_row():
    answers = {"1": {"Display": "Often"}, "2": {"Display": "Never"}}
    survey = alone(question(1, "Matrix", "Likert", "Do you use", Answers=answers, AnswerOrder=["1", "2"],
                            **options("the pool?", "the sauna?")))  # fmt: skip
    pool, sauna = survey.document.questions
    assert (pool.key, pool.title, sauna.key) == ("q1", {"en": "Do you use the pool?"}, "q1_2")
    assert [option.key for option in sauna.options] == ["often", "never"]
    assert "each of its rows is a question of its own now" in survey.dropped[0]


def test_text_that_must_be_a_number_a_day_or_an_address_is_asked_as_one():
    def checked(number, content, **more):
        settings = {"ForceResponse": "OFF", "Type": "ContentType", "ContentType": content}
        return question(number, "TE", "SL", f"Give {content}", Validation={"Settings": settings | more})

    survey = alone(
        checked(1, "ValidNumber", ValidNumber={"Min": "1", "Max": "9", "NumDecimals": "0"}),
        checked(2, "ValidDate"), checked(3, "ValidEmail"), checked(4, "ValidPhone"), checked(5, "ValidZip"),
    )  # fmt: skip
    number, day, email, phone, code = survey.document.questions
    assert (type(day), email.fields, phone.fields, type(code)) == (Date, ("email",), ("phone",), Text)
    assert (number.lowest, number.highest, number.whole) == (1, 9, True)
    assert isinstance(email, Contact)
    assert survey.dropped == ("Q5 “Give ValidZip”: what may be written in it (ValidZip).",)


def test_sliders_are_numbers_and_stars_are_points():
    slider = question(1, "Slider", "HSLIDER", "How much?", **options("Euro"),
                      Configuration={"CSSliderMin": 10, "CSSliderMax": 50, "NumDecimals": "1"})  # fmt: skip
    stars = question(2, "Slider", "STAR", "Stars?", Configuration={"StarCount": "5"}, **options("Room", "Pool"))
    number, grid = alone(slider, stars).document.questions
    assert (type(number), number.lowest, number.highest, number.whole) == (Number, 10, 50, False)
    assert (type(grid), grid.points, [row.key for row in grid.rows]) == (Grid, 5, ["room", "pool"])


def test_html_is_read_as_words_and_names_in_it_as_names():
    text = (
        "<div>You chose <b>${q://QID1/ChoiceGroup/SelectedChoices}</b> &amp; came,&nbsp;${m://FirstName}.<br>"
        "${e://Field/Plan}? ${rand://int/1:9}<img src='x'><script>alert(1)</script></div>"
    )
    survey = alone(PLACES, question(2, "DB", "TB", text))
    note = survey.document.questions[1]
    assert isinstance(note, Statement)
    assert note.title == {"en": "You chose {{answer:q1}} & came, {{person:name}}.\n{{person:plan}}?"}
    assert len(survey.dropped) == 2
    assert "pictures" in survey.dropped[0]
    assert "${rand://int/1:9}" in survey.dropped[1]


def test_a_block_in_random_order_is_shuffled_unless_its_questions_lean_on_each_other():
    random = {"Options": {"RandomizeQuestions": "RandomizeWithNoBreaks"}}
    shuffled = read(blocks(block("BL_1", "QID1", "QID2", **random)), flow("BL_1"), PLACES, NPS)
    leaning = read(
        blocks(block("BL_1", "QID1", "QID4", **random)),
        flow("BL_1"), PLACES, question(4, "TE", "SL", "Why?", DisplayLogic=logic(expression("QID1", "1"))),
    )  # fmt: skip
    assert shuffled.document.shuffles == (Shuffle(questions=("q1", "q2")),)
    assert leaning.document.shuffles == ()
    assert "they depend on each other" in leaning.dropped[0]


@pytest.mark.parametrize(
    ("element", "told"),
    [
        (question(9, "RO", "DND", "Rank these", **options("A", "B")), "put options in order"),
        (question(9, "CS", "HR", "Share 100", **options("A", "B")), "share out points"),
        (question(9, "HeatMap", "Image", "Click"), "no question of its kind (HeatMap)"),
        (question(9, "Matrix", "TE", "Write", **options("A")), "no table of its kind (TE)"),
        (
            question(9, "MC", "SAVR", "Again", DynamicChoices={"Type": "Dynamic"}, Choices=[]),
            "come from another answer",
        ),
        (question(9, "TE", "FORM", "Fields", **options("A")), "each of its fields"),
        (question(9, "TE", "SL", "Script", QuestionJS="alert(1)"), "its script"),
        ({"Element": "QO", "Payload": {"Name": "Men"}}, "Quota “Men”"),
        ({"Element": "SO", "Payload": {}}, ""),
    ],
)
def test_whatever_cannot_come_along_is_named(element, told):
    qids = ["QID3"] + (["QID9"] if element["Element"] == "SQ" else [])
    survey = read(blocks(block("BL_1", *qids)), flow("BL_1"), WHY, element)
    assert any(told in each for each in survey.dropped) if told else survey.dropped == ()


def test_questions_in_the_trash_are_named_and_not_asked():
    survey = read(blocks(block("BL_1", "QID1"), block("BL_9", "QID3", Type="Trash")), flow("BL_1"), PLACES, WHY)
    assert [each.key for each in survey.document.questions] == ["q1"]
    assert survey.dropped == ("Q3 “Why?”: it lies in the trash, or in no block that is asked.",)


def test_settings_of_the_survey_come_along_or_are_named():
    so = {"SurveyTitle": "Your visit", "AnonymizeResponse": "Yes", "ProgressBarDisplay": "None", "Header": "<b>We</b>"}
    survey = alone(WHY, so=so)
    assert survey.document.title == {"en": "Your visit"}
    assert (survey.document.anonymous, survey.document.shows_progress) == (True, False)
    assert survey.dropped == ("The page’s header: its looks are set in the theme.",)


@pytest.mark.parametrize(
    "given", [b"", b"<xml>", b"[]", b'{"SurveyElements": 3}', b'{"SurveyElements": []}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_survey_of_qualtrics_is_refused(given):
    with pytest.raises(QsfError):
        survey_from_qsf(given)


@pytest.mark.parametrize("broken", [None, 3, "words", [], {}, [None], {"1": None}, {"1": 3}])
@pytest.mark.parametrize(
    "part",
    ["Choices", "ChoiceOrder", "Answers", "Validation", "Language", "DisplayLogic", "QuestionText", "ColumnLabels"],
)
@pytest.mark.parametrize(
    ("kind", "selector"), [("MC", "SAVR"), ("MC", "NPS"), ("Matrix", "Likert"), ("Slider", "STAR")]
)
def test_a_broken_part_breaks_nothing_else(part, broken, kind, selector):
    given = question(1, kind, selector, "Which?", Answers={}, **options("A", "B"))
    given["Payload"][part] = broken
    survey = alone(given, WHY)
    assert survey.document.questions[-1].title == {"en": "Why?"}
