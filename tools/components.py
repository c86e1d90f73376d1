"""Draws docs/reference/components.html: every component and chart, by its own template.

.venv/bin/python tools/components.py           (a test fails where the page is not as its parts are)
"""

import os
import re
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.config.settings")

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "reference" / "components.html"
SHEETS = ("reset", "tokens", "base", "layout", "components", "numbers", "tables", "forms", "charts", "utilities")


def drawn() -> str:
    from django.template import Context, Template
    from django.utils import translation

    with translation.override("en"):
        text = Template((HERE / "components.html").read_text(encoding="utf-8")).render(Context(shown()))
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def shown() -> dict[str, object]:
    from heedful.stats import Change
    from heedful.ui.keyset import Page
    from heedful.ui.navigation import Link

    real = {"n_before": 380, "n_after": 412}
    return {
        "sheets": SHEETS,
        "better_change": Change(value=8.1, low=2.2, high=14.0, p=0.007, verdict="higher", **real),
        "worse_change": Change(value=-0.034, low=-0.06, high=-0.008, p=0.01, verdict="lower", **real),
        "no_change": Change(value=-240.0, low=-900.0, high=420.0, p=0.48, verdict="unclear", **real),
        "few_change": Change.unknown(380, 4),
        "page": Page((), earlier="before=x", later="after=y"),
        "tabs": [Link("Over time", "#", current=True), Link("By place", "#"), Link("Definition", "#")],
        "steps": ["Choose a file", "What is in it", "Try it", "Bring it in"],
        "form": form(),
        "bar": filter_bar(),
        "charts": charts(),
    }


def form() -> object:
    from django import forms

    class Example(forms.Form):
        name = forms.CharField(label="Name", help_text="As your customers call it.")
        opened_on = forms.DateField(label="Opened on")
        is_open = forms.BooleanField(label="Customers may come", required=False)

    return Example({"name": "Nord", "opened_on": "31.02.2026", "is_open": "on"})


def filter_bar() -> object:
    from django.http import QueryDict

    from heedful.understand.filters.forms import read_filter
    from heedful.understand.filters.queries import drawn_bar

    chosen = read_filter(QueryDict("period=90d&compare=previous&location=nord"), heard_until=date(2026, 8, 19))
    values = {"location": ["nord", "sud"], "channel": ["app", "e-mail"]}
    return drawn_bar(chosen, values, called={"location": {"nord": "Nord", "sud": "Süd"}})


def charts() -> list[str]:
    from django.template import Context, Template

    from heedful.ui.charts import examples, inputs

    found = [each for each in vars(examples).values() if isinstance(each, inputs.Chart)]
    return [
        Template(f"{{% load charts %}}{{% {tag_of(type(chart))} chart %}}").render(Context({"chart": chart}))
        for chart in found
    ]


def tag_of(chart: type) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", chart.__name__).lower()


if __name__ == "__main__":
    import django

    django.setup()
    PAGE.write_text(drawn(), encoding="utf-8")
    print(f"{PAGE} is drawn.")
