"""Published results on public purchases, from the rows to the figure; skipped where the data are not."""

import os
from datetime import date
from pathlib import Path

import pytest
from pytest import approx

import heedful.measures as m
from heedful import stats

DATA = Path(os.environ.get("HEEDFUL_DATA") or Path(__file__).parents[2].with_name("shared") / "data")


def public(name):
    if not (DATA / name).exists():
        pytest.skip(f"{name} is not there: set HEEDFUL_DATA to the folder of public data")
    return DATA / name


def cdnow(name, columns):
    """CDNOW's purchases (Fader & Hardie), as the log would have them, up to the end of the calibration."""
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    path = public(f"cdnow/{name}")
    skip = 1 if "master" in name else 0
    frame = pandas.read_csv(path, sep=r"\s+", names=columns, skiprows=skip, dtype={"day": str, "customer": str})
    frame["occurred_at"] = pandas.to_datetime(frame["day"], format="%Y%m%d")
    frame["id"] = [str(number) for number in range(len(frame))]
    return frame


def everyone():
    return cdnow("CDNOW_master.txt", ["customer", "day", "units", "value"])


def sample():
    return cdnow("CDNOW_sample.txt", ["master", "customer", "day", "units", "value"])


END = date(1997, 10, 1)


def columns(counts):
    [(_, arrays)] = m.columns_per_group(counts, [])
    return arrays


def test_the_sample_gives_the_parameters_of_the_paper():
    # Fader, Hardie & Lee (2005), table 2: r .243, alpha 4.414, a .793, b 2.426, LL -9582.4
    found = stats.fit_bgnbd(**columns(m.history_counts(m.lazy(sample()), end=END)))

    assert (found.r, found.alpha, found.a, found.b) == approx((0.243, 4.414, 0.793, 2.426), abs=6e-4)
    assert found.log_likelihood == approx(-9582.4, abs=0.05)


def test_everyone_gives_the_parameters_that_lifetimes_finds():
    # lifetimes 0.11.3 on the same 23,570 customers: r .2516, alpha 4.789, a .7234, b 2.161, LL -95368.44
    found = stats.fit_bgnbd(**columns(m.history_counts(m.lazy(everyone()), end=END)))

    assert found.n == 23_570
    assert (found.r, found.alpha, found.a, found.b) == approx((0.2516, 4.789, 0.7234, 2.161), abs=6e-4)
    assert found.log_likelihood == approx(-95368.44, abs=0.01)


@pytest.mark.parametrize(
    ("frame", "parameters", "n"),
    [(sample, (6.25, 3.74, 15.44), 946), (everyone, (6.275, 3.625, 14.98), 9450)],
)
def test_the_spend_gives_the_parameters_of_the_note(frame, parameters, n):
    # Fader & Hardie (2013), section 4, for the sample; lifetimes 0.11.3 for everyone
    histories = columns(m.spend_history_counts(m.lazy(frame()), end=END))

    found = stats.fit_gamma_gamma(histories["frequency"], histories["spend"], histories["customers"])

    assert found.n == n
    assert (found.p, found.q, found.v) == approx(parameters, rel=2e-3)


def test_the_sample_buys_in_the_time_held_out_as_the_model_expected():
    # Fader, Hardie & Lee (2005), figure 3: conditional expectations for weeks 40-78 follow the actual purchases
    frame = m.lazy(sample())
    fitted = stats.fit_bgnbd(**columns(m.history_counts(frame, end=END)))

    rows = stats.calibration_table(
        fitted, **columns(m.holdout_counts(frame, split=END, end=date(1998, 7, 1))), days=273
    )

    assert sum(row.actual.n for row in rows) == 2357
    assert [row.frequency for row in rows] == list(range(8))
    expected, came = (
        sum(each) for each in zip(*((r.expected * r.actual.n, r.actual.value * r.actual.n) for r in rows), strict=True)
    )
    assert expected == approx(came, rel=0.15)


def retail():
    """UCI Online Retail (CC BY 4.0): a line each; cancelled invoices begin with C and count as refunds."""
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.read_parquet(public("online_retail/online_retail.parquet"))
    amount = frame["Quantity"] * frame["UnitPrice"]
    cancelled = frame["InvoiceNo"].str.startswith("C")
    return pandas.DataFrame(
        {
            "id": [str(number) for number in range(len(frame))],
            "thread": frame["InvoiceNo"],
            "customer": frame["CustomerID"].astype("Int64").astype("string").astype(object),
            "occurred_at": pandas.to_datetime(frame["InvoiceDate"]),
            "kind": cancelled.map({True: "refund", False: "order"}),
            "value": amount.where(~cancelled, -amount),
        }
    )


def test_every_invoice_of_the_retailer_as_an_order_gives_the_published_numbers():
    # UCI 352: 25,900 invoices, 4,372 customers; as the set counts them, a cancellation is an invoice, too
    frame = retail()
    assert round(frame["value"].where(frame["kind"] == "order", -frame["value"]).sum(), 2) == 9_747_747.93
    invoices = frame.dropna(subset="customer").groupby("customer")["thread"].nunique()

    found = m.repeat_purchase(frame.assign(kind="order")).to_dict("records")[0]

    assert frame["thread"].nunique() == 25_900
    assert found["n"] == len(invoices) == 4372
    assert found["value"] == approx((invoices >= 2).mean(), rel=1e-12)


def test_the_retailers_orders_without_cancellations_as_pandas_counts_them():
    frame = retail()
    orders = frame[(frame["kind"] == "order") & frame["customer"].notna()]
    per_customer = orders.groupby("customer")["thread"].nunique()

    found = m.repeat_purchase(frame).to_dict("records")[0]

    assert found["n"] == len(per_customer) == 4339
    assert found["value"] == approx((per_customer >= 2).mean(), rel=1e-12)


def test_the_retailers_monthly_cohorts_as_pandas_counts_them():
    frame = retail()
    orders = frame[(frame["kind"] == "order") & frame["customer"].notna()]
    month = orders["occurred_at"].dt.to_period("M")
    met = orders.assign(month=month)[["customer", "month"]].drop_duplicates()
    met["cohort"] = met.groupby("customer")["month"].transform("min")
    by_hand = met.groupby(["cohort", met["month"].astype("int64") - met["cohort"].astype("int64")])[
        "customer"
    ].nunique()

    cells = m.retention_counts(m.lazy(orders), end=date(2011, 12, 10), ages=12).collect().to_native()

    found = cells.assign(cohort=cells["cohort"].dt.to_period("M")).set_index(["cohort", "age"])["active"]
    assert len(found) == 13 * 14 / 2
    assert found[found > 0].sort_index().to_dict() == by_hand.sort_index().to_dict()
    running = cells[cells["complete"] == 0]
    assert set(running["cohort"].dt.to_period("M").astype("int64") + running["age"]) == {12 * (2011 - 1970) + 11}


def test_the_telephone_company_by_contract_events():
    # IBM Telco (Apache-2.0 sample): 1,869 of 7,043 left in the last month, 26.54 %
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    customers = pandas.read_csv(public("telco_churn/Telco-Customer-Churn.csv"))
    begun = pandas.DataFrame({"customer": customers["customerID"], "name": "subscribed"})
    begun["occurred_at"] = pandas.Timestamp(2019, 9, 1) - pandas.to_timedelta(customers["tenure"] * 30, unit="D")
    left = begun[customers["Churn"] == "Yes"].assign(name="cancelled", occurred_at=pandas.Timestamp(2019, 9, 15))

    found = m.churn(
        pandas.concat([begun, left]), method="contract", start=date(2019, 9, 1), end=date(2019, 10, 1)
    ).to_dict("records")[0]

    assert (round(100 * found["value"], 2), found["n"]) == (26.54, 7043)
