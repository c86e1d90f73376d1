"""Difference in differences: how much more the treated places changed than the others, by diff-diff."""

from __future__ import annotations

import warnings

import numpy as np

from heedful.understand.effects.panel import Floats, Panel


def difference(panel: Panel, w: Floats) -> float:
    """Levels of every place and every period are taken out; each cell weighs by how much it can be trusted."""
    import pandas as pd
    from diff_diff import DifferenceInDifferences, SurveyDesign

    place, period = np.nonzero(w > 0)
    table = pd.DataFrame(
        {
            "value": panel.value[place, period],
            "weight": w[place, period],
            "place": place,
            "period": period,
            "treated": panel.treated[place].astype(int),
            "after": panel.after[period].astype(int),
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it scales weights, and says so
        found = DifferenceInDifferences(vcov_type="classical").fit(
            table,
            "value",
            "treated",
            "after",
            absorb=["place", "period"],
            survey_design=SurveyDesign(weights="weight", weight_type="aweight"),
        )
    return float(found.att)
