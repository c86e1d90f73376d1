"""Published studies come out as they were published, through what measures a plan."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from heedful.understand.effects.measuring import measured
from heedful.understand.effects.panel import Row, panel_of
from heedful.understand.effects.terms import Terms


@pytest.fixture(scope="module")
def classics() -> Path:
    folder = Path(os.environ.get("HEEDFUL_DATA", Path(__file__).parents[4] / "shared" / "data")) / "causal_classics"
    if not folder.is_dir():
        pytest.skip("no folder of public data: set HEEDFUL_DATA")
    return folder


def cells(table, place: str, period: str, value: str) -> tuple[list[Row], dict[str, float]]:
    """Each group's mean and size, and the variance within them, the same for all as in the studies."""
    groups = table.groupby([place, period])[value]
    rows = [(str(key[0]), str(key[1]), float(each.mean()), float(len(each))) for key, each in groups]
    within = float(((table[value] - groups.transform("mean")) ** 2).sum() / (len(table) - len(rows)))
    return rows, {row[0]: within for row in rows}


def test_an_incinerator_made_houses_near_it_cheaper(classics):
    """Kiel and McClain (1995), as in Wooldridge's textbook: -11,863.90 with a standard error of 7,456.65."""
    import pandas as pd

    rows, noise = cells(pd.read_csv(classics / "wooldridge_kielmc.csv"), "nearinc", "year", "rprice")
    found = measured(panel_of(rows, treated=("1",), begins="1981", noise=noise), Terms())
    assert found.value == pytest.approx(-11_863.90, abs=0.01)
    assert found.se == pytest.approx(7_456.65, abs=0.01)
    assert not found.apart


def test_higher_benefits_kept_the_injured_at_home_for_longer(classics):
    """Meyer, Viscusi and Durbin (1995), Kentucky: .191 with a standard error of .069."""
    import pandas as pd

    table = pd.read_csv(classics / "wooldridge_injury.csv")
    rows, noise = cells(table[table.ky == 1], "highearn", "afchnge", "ldurat")
    found = measured(panel_of(rows, treated=("1",), begins="1", noise=noise), Terms())
    assert found.value == pytest.approx(0.191, abs=0.0005)
    assert found.se == pytest.approx(0.069, abs=0.0005)
    assert found.state == "told"


def test_asking_to_choose_made_fewer_donors(classics):
    """Kessler and Roth (2014): -.0225 in California."""
    import pandas as pd

    table = pd.read_parquet(classics / "causaldata_organ_donations.parquet")
    rows = [
        (state, f"{quarter[2:]}{quarter[:2]}", float(rate), 1.0)
        for state, quarter, rate in zip(table.State, table.Quarter, table.Rate, strict=True)
    ]
    found = measured(panel_of(rows, treated=("California",), begins="2011Q3"), Terms())
    assert found.value == pytest.approx(-0.0225, abs=0.00005)
    assert found.inference == "placebos"


def test_a_randomised_programme_raised_earnings(classics):
    """LaLonde (1986), the experimental sample of Dehejia and Wahba: 1,794.34."""
    import pandas as pd

    earned = pd.read_parquet(classics / "causaldata_nsw_mixtape.parquet").groupby("treat").re78
    rows = [(str(group), "1978", float(each.mean()), float(len(each))) for group, each in earned]
    treated = rows[1][0]
    noise = {str(group): float(each.var()) for group, each in earned}
    panel = panel_of(rows, treated=(treated,), begins="1978", noise=noise)
    found = measured(panel, Terms(kind="randomised"))
    assert (found.method, found.trust) == ("difference in means", 1)
    assert found.value == pytest.approx(1_794.34, abs=0.01)
    assert found.low > 0


def test_california_smoked_less_than_its_synthetic_self(classics):
    """Abadie, Diamond and Hainmueller (2010), by outcomes alone: -19.5 a year from 1989 to 2000, -26.6 in 2000."""
    import pandas as pd

    table = pd.read_csv(classics / "causalpy_california_prop99.csv").set_index("Year")
    rows = [(state, str(year), float(table.loc[year, state]), 1.0) for state in table for year in table.index]
    found = measured(panel_of(rows, treated=("California",), begins="1989"), Terms(), checked=False)
    assert (found.method, found.trust) == ("synthetic control", 3)
    assert found.value == pytest.approx(-19.5, abs=0.05)
    last = found.series[-1]
    assert last.treated - last.compared == pytest.approx(-26.6, abs=0.05)
    assert found.comparison[0][0] == "Utah"
    assert sum(weight for _place, weight in found.comparison) == pytest.approx(1)
