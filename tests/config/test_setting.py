def test_an_owner_says_when_the_team_works(typed):
    said = typed("workspace", "set", "--working-hours", "Mon-Fri 9:00-17:00", "--holidays-country", "LT")

    assert said.returncode == 0, said.stderr
    assert "working hours Mon-Fri 9:00-17:00, holidays country LT" in said.stdout


def test_hours_that_cannot_be_read_are_refused_and_named(typed):
    said = typed("workspace", "set", "--working-hours", "Mon-Fri 25:00-26:00")

    assert said.returncode == 1
    assert "25:00" in said.stderr


def test_a_margin_above_all_revenue_is_refused(typed):
    said = typed("workspace", "set", "--margin", "1.5")

    assert said.returncode == 1
    assert "margin" in said.stderr


def test_setting_nothing_is_wrong_use(typed):
    assert typed("workspace", "set").returncode == 2


def test_a_touchpoint_promises_and_promises_anew(typed):
    typed("standard", "reception", "csat", "--at-least", "0.7")

    said = typed("standard", "reception", "csat", "--at-least", "0.8")

    assert said.stdout == "reception: csat (top2of5) at least 0.8.\n"


def test_a_promise_of_an_unknown_measure_names_those_there_are(typed):
    said = typed("standard", "reception", "happiness", "--at-least", "0.8")

    assert said.returncode == 1
    assert "csat" in said.stderr


def test_a_promise_without_a_bound_is_none(typed):
    assert "at least how much" in typed("standard", "reception", "csat").stderr
