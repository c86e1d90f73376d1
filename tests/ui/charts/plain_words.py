"""Words as plain as they can be: what the geometry is tested with."""

from heedful.ui.charts.words import Words

PLAIN = Words(
    value=lambda number: f"{number:g}",
    brief=lambda number: f"{number:g}",
    tick=lambda number, step: f"{number:g}",
    moved=lambda number: f"{number:+g}",
    counted=lambda n: f"{n} answers",
    share=lambda part: f"{100 * part:.0f} %",
    at=str,
    day=str,
    at_tick=lambda when: (when, "") if isinstance(when, str) else (f"{when:%b}", str(when.year)),
    reads=lambda point: f"{point.value}",
    said=lambda point: f"{point.at}: {point.value}",
    judged=lambda verdict, better: f"{verdict} {better}",
    goal="Goal",
    norm="Norm",
    off_zero=lambda low, high: f"{low} to {high}",
)
