"""Exports of other programs with the mappings that come with the product. Rows are our own, columns are theirs."""

import csv
import io
import json

import pytest

from heedful.listen.imports.actions import import_file
from heedful.listen.imports.presets import preset, preset_names, preset_text
from heedful.listen.imports.refusals import Refused
from heedful.people.customers.models import Customer, Identity
from tests.listen.imports.conftest import NOW

SHOPIFY = """
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,
Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,
Lineitem sku,Billing Name,Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,Tags,Source,Phone
""".replace("\n", "").split(",")


@pytest.fixture
def exported(written):
    def write(columns, *rows):
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
        return written(text.getvalue(), "export.csv")

    return write


@pytest.fixture
def take_preset(workspace, store, tmp_path):
    return lambda path, name: import_file(path, preset(name), workspace=workspace, store=store, home=tmp_path, now=NOW)


ORDER = {
    "Name": "#1001", "Email": "Ana@example.org", "Financial Status": "partially_refunded", "Currency": "EUR",
    "Subtotal": "40.00", "Shipping": "5.00", "Taxes": "0.00", "Total": "45.00", "Discount Code": "SPRING",
    "Created at": "2026-02-01 10:00:00 +0200", "Lineitem quantity": "2", "Lineitem name": "Towel",
    "Lineitem price": "15.00", "Billing Name": "Ana Zee", "Cancelled at": "2026-02-05 09:00:00 +0200",
    "Refunded Amount": "15.00", "Source": "web", "Phone": "+37060000000", "Lineitem sku": "TW-1",
}  # fmt: skip
LINE = {"Name": "#1001", "Lineitem quantity": "1", "Lineitem name": "Soap", "Lineitem price": "10.00"}


def test_a_shopify_order_of_two_lines_is_one_order_two_things_bought_and_a_refund(exported, take_preset, log):
    totals = take_preset(exported(SHOPIFY, ORDER, LINE), "shopify-orders")

    assert totals.rejected == 0
    assert [(row["kind"], row["value"], row["product"], str(row["occurred_at"])) for row in log()] == [
        ("event", 30.0, "Towel", "2026-02-01 08:00:00"),
        ("event", 10.0, "Soap", "2026-02-01 08:00:00"),
        ("order", 45.0, None, "2026-02-01 08:00:00"),
        ("refund", 15.0, None, "2026-02-05 07:00:00"),
    ]
    assert {row["thread"] for row in log()} == {"shopify/#1001"}
    assert {row["alias"] for row in log()} == {"Ana@example.org"}
    assert {row["currency"] for row in log()} == {"EUR"}


def test_shopify_customers_are_known_by_name_e_mail_and_phone(exported, take_preset, workspace):
    take_preset(exported(SHOPIFY, ORDER, LINE), "shopify-orders")

    customer = Customer.objects.get(workspace=workspace)
    assert (customer.key, customer.name) == ("Ana@example.org", "Ana Zee")
    known = Identity.objects.filter(customer=customer).values_list("kind", "value")
    assert set(known) == {("id", "Ana@example.org"), ("email", "ana@example.org"), ("phone", "+37060000000")}


def test_shopify_orders_not_paid_for_are_left_out(exported, take_preset, log):
    unpaid = [{**ORDER, "Name": f"#{n}", "Financial Status": s} for n, s in enumerate(["pending", "voided"])]

    take_preset(exported(SHOPIFY, *[{**row, "Refunded Amount": "0.00"} for row in unpaid]), "shopify-orders")

    assert log() == []


def test_an_order_at_the_edge_of_a_piece_keeps_what_was_said_above_it(exported, take_preset, log, monkeypatch):
    from heedful.listen.imports.formats import delimited

    orders = [row | {"Name": f"#{number}"} for number in range(30) for row in (ORDER, LINE, LINE)]
    path = exported(SHOPIFY, *orders)
    monkeypatch.setattr(delimited, "LONGEST_ROW", 1_000)

    totals = take_preset(path, "shopify-orders")

    assert (totals.rejected, totals.clashing) == (0, 0)
    assert sum(row["kind"] == "event" for row in log()) == 90
    assert {row["alias"] for row in log()} == {"Ana@example.org"}
    assert {row["id"].rpartition("/")[2] for row in log() if row["kind"] == "event"} == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("kind", "score", "expected"),
    [
        ("nps", "10", ("answer", "nps", "nps:0-10")),
        ("csat", "5", ("answer", "csat", "csat:1-5")),
        ("smileys", "3", ("answer", "csat", "csat:1-3")),
        ("ces", "4", ("answer", "ces", "ces:agree5")),
        ("ces7", "7", ("answer", "ces", "ces:agree7")),
        ("stars5", "4", ("review", "stars", "stars:1-5")),
    ],
)
def test_delighted_responses_by_the_kind_of_survey(exported, take_preset, log, kind, score, expected):
    row = {
        "Response ID": "77", "Survey type": kind, "Score": score, "Comment": "prompt",
        "Created at": "2026-02-01 10:00:00", "Email": "ana@example.org", "Name": "Ana", "Club": "Nord",
    }  # fmt: skip

    take_preset(exported(list(row), row), "delighted-responses")

    (heard,) = log()
    assert (heard["kind"], heard["name"], heard["scale"]) == expected
    assert (heard["id"].startswith("delighted/77"), heard["value"], heard["text"]) == (True, float(score), "prompt")
    assert json.loads(heard["properties"]) == {"Club": "Nord"}


def test_delighted_columns_under_other_names_are_known(exported, take_preset, log):
    row = {
        "ID": "1",
        "created_at": "1769940000",
        "Score": "9",
        "Response comment": "ok",
        "Person email": "a@example.org",
    }

    take_preset(exported(list(row), row), "delighted-responses")

    assert log("alias", "text", "name") == [{"alias": "a@example.org", "text": "ok", "name": "nps"}]


def test_a_delighted_survey_of_an_unknown_kind_is_never_taken_for_nps(exported, take_preset, log):
    row = {
        "Response ID": "6",
        "Survey type": "weird",
        "Score": "5",
        "Created at": "2026-02-01 10:00:00",
        "Email": "a@b.lt",
    }

    totals = take_preset(exported(list(row), row), "delighted-responses")

    assert log() == []
    assert totals.rows == 1


def test_a_preset_nobody_made():
    with pytest.raises(Refused, match="There are: delighted-responses, shopify-orders"):
        preset("zendesk")


def test_every_preset_is_valid_and_can_be_copied():
    for name in preset_names():
        assert preset(name).interactions
        assert preset_text(name).startswith("#")
