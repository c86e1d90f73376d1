import re

import pytest
from django.template import Context, Template

from heedful.ui.charts.examples import EXAMPLES

TAGS = {
    "Trend": "trend",
    "Sparkline": "sparkline",
    "Bars": "bars",
    "Distribution": "distribution",
    "StackedShares": "stacked_shares",
    "HeatTable": "heat_table",
    "SmallMultiples": "small_multiples",
    "Dumbbell": "dumbbell",
    "Ranking": "ranking",
    "Waterfall": "waterfall",
}
LARGE = [name for name in EXAMPLES if name != "sparkline"]


def drawn(chart) -> str:
    tag = TAGS[type(chart).__name__]
    page = Template(f"{{% load charts %}}{{% {tag} chart %}}").render(Context({"chart": chart}))
    return re.sub(r"[ \n]+", " ", page)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_chart_asks_for_nothing_the_security_policy_refuses(name):
    page = drawn(EXAMPLES[name])

    assert not re.search(r"<style|<script|\sstyle=|\son\w+=|javascript:", page)


@pytest.mark.parametrize("name", LARGE)
def test_a_chart_has_a_title_that_its_drawing_is_labelled_by_and_a_table(name):
    chart = EXAMPLES[name]
    page = drawn(chart)

    assert chart.title in re.search(r"<figcaption[^>]*>(.*?)</figcaption>", page)[1]
    assert len(re.findall(r"<th scope=\"row\"", page)) >= 2
    assert "<caption" in page
    for labelled in re.findall(r'aria-labelledby="([^"]+)"', page):
        assert page.count(f'id="{labelled}"') == 1
