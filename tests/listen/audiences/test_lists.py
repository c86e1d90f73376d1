from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from heedful.listen.audiences.actions import AudiencesError, create_audience, list_file, list_pasted, remove_audience
from heedful.listen.audiences.listing import list_people
from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.imports.refusals import Refused
from heedful.people.customers.actions import erase_customer
from heedful.people.customers.models import Customer, Identity
from heedful.people.traces.models import Trace

NOW = datetime(2026, 5, 5, 12, tzinfo=UTC)


@pytest.fixture
def friends(workspace) -> Audience:
    return create_audience(workspace, name="Friends", by=None, now=NOW)


def listed(audience) -> dict[str, dict]:
    return {each.customer.key: each.properties for each in Listed.objects.filter(audience=audience)}


def test_a_table_brings_people_with_what_is_given_along(friends, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("E-mail;Full name;Club;Tier;Lang\nAnn@Example.org;Ann Žaliūkė;nord;gold;lt\n", encoding="utf-8-sig")
    added = list_file(friends, path, by=None, now=NOW)
    assert (added.added, added.rejected) == (1, 0)
    ann = Customer.objects.get()
    assert (ann.key, ann.name, ann.language) == ("ann@example.org", "Ann Žaliūkė", "lt")
    assert listed(friends) == {"ann@example.org": {"location": "nord", "Tier": "gold", "language": "lt"}}


def test_a_workbook_does_as_well(friends, tmp_path):
    book = Workbook()
    for row in (["phone", "name"], ["+370 600 00000", "Ann"]):
        book.active.append(row)
    book.save(tmp_path / "people.xlsx")
    assert list_file(friends, tmp_path / "people.xlsx", by=None, now=NOW).added == 1
    assert Identity.objects.get().value == "+37060000000"


def test_each_line_that_is_left_out_is_told_with_its_number_and_why(friends, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("email,name\nann@example.org,Ann\nnobody,Bert\n,Cilia\n" + "x" * 210 + "@example.org,Dora\n")
    added = list_file(friends, path, by=None, now=NOW)
    assert (added.added, added.rejected) == (1, 3)
    assert [each.row for each in added.rejects] == [3, 4, 5]
    assert added.rejects[0].reason == "“nobody” is no e-mail address."


def test_who_is_known_already_is_not_made_anew_and_keeps_their_name(friends, workspace):
    ann = Customer.objects.create(workspace=workspace, key="c-1", name="Ann")
    Identity.objects.create(workspace=workspace, customer=ann, kind="email", value="ann@example.org")
    added = list_people(friends, [(1, {"email": "ANN@example.org", "name": "Anna", "phone": "+37060000000"})], now=NOW)
    assert (added.added, Customer.objects.get().name) == (1, "Ann")
    assert ann.identities.filter(kind="phone").exists()


def test_given_twice_the_last_word_counts_and_nobody_is_on_it_twice(friends):
    lines = [(1, {"email": "ann@example.org", "tier": "tin"}), (2, {"email": "ann@example.org", "tier": "gold"})]
    assert list_people(friends, lines, now=NOW).added == 1
    again = list_people(friends, [(1, {"email": "ann@example.org", "tier": "lead"})], now=NOW)
    assert (again.added, again.known) == (0, 1)
    assert listed(friends) == {"ann@example.org": {"tier": "lead"}}


def test_an_address_of_one_and_an_id_of_another_are_not_mixed(friends, workspace):
    for key in ("c-1", "c-2"):
        customer = Customer.objects.create(workspace=workspace, key=key)
        Identity.objects.create(workspace=workspace, customer=customer, kind="email", value=f"{key}@example.org")
    added = list_people(friends, [(7, {"id": "c-1", "email": "c-2@example.org"})], now=NOW)
    assert [(each.row, each.reason) for each in added.rejects] == [
        (7, "The id, address or number belong to two customers. Merge them first.")
    ]


def test_pasted_lines_are_addresses_or_numbers(friends):
    added = list_pasted(friends, "ann@example.org\n\n +370 600 00000 \nBert\n", by=None, now=NOW)
    assert (added.added, [each.row for each in added.rejects]) == (2, [4])


def test_an_encoding_that_cannot_be_told_is_not_guessed(friends, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("email;name\nann@example.org;Ann Žaliūkė\n", encoding="cp1257")
    with pytest.raises(Refused):
        list_file(friends, path, by=None, now=NOW)


def test_a_file_that_cannot_be_read_adds_nobody(friends, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("")
    with pytest.raises(Refused):
        list_file(friends, path, by=None, now=NOW)
    assert not Customer.objects.exists()


def test_ten_thousand_come_with_a_few_statements_a_thousand(friends, django_assert_max_num_queries):
    lines = ((n, {"email": f"p{n}@example.org", "tier": "tin"}) for n in range(3_000))
    with django_assert_max_num_queries(250):
        assert list_people(friends, lines, now=NOW).added == 3_000


def test_two_audiences_do_not_share_a_name_until_one_is_removed(friends, workspace):
    with pytest.raises(AudiencesError):
        create_audience(workspace, name="Friends", by=None, now=NOW)
    list_pasted(friends, "ann@example.org", by=None, now=NOW)
    remove_audience(friends, by=None, now=NOW)
    create_audience(workspace, name="Friends", by=None, now=NOW)
    assert Customer.objects.count() == 1 and not Listed.objects.exists()


def test_an_erased_customer_is_on_no_list_and_no_trace_names_them(friends, workspace, store):
    list_pasted(friends, "ann@example.org", by=None, now=NOW)
    erase_customer(workspace, "ann@example.org", by=None, now=NOW)
    assert not Listed.objects.exists()
    assert "ann" not in str(list(Trace.objects.values_list("details", flat=True)))
