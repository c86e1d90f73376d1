"""The published figures of public surveys, straight through the measures."""

import os
from pathlib import Path

import pytest

import heedful.measures as m

DATA = Path(os.environ.get("HEEDFUL_DATA") or Path(__file__).parents[2].with_name("shared") / "data")


def public(name, **options):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    if not (DATA / name).exists():
        pytest.skip(f"{name} is not there: set HEEDFUL_DATA to the folder of public data")
    return pandas.read_csv(DATA / name, encoding="latin-1", low_memory=False, **options).rename(columns=str.strip)


def test_the_garden_centres_customers_give_53_42():
    # github.com/BenaventC/NPSgame (CC0): a scale from 1 to 10, 13,612 answers
    found = m.nps(public("nps_garden_fr/nps.csv"), score="nps", method="1-10").to_dict("records")[0]

    assert (round(found["value"], 2), found["n"]) == (53.42, 13_612)


@pytest.mark.parametrize(("year", "score", "n"), [(2017, 39.84, 2746), (2018, 30.98, 2650)])
def test_san_franciscos_travellers_with_code_11_for_blank(year, score, n):
    # DataSF (PDDL), raw, unweighted
    travellers = public(f"sfo_airport_survey/{year}_SFO_Customer_Survey_20250817.csv")

    found = m.nps(travellers, score="NETPRO").to_dict("records")[0]

    assert (round(found["value"], 2), found["n"]) == (score, n)
