"""A file nobody described: what it seems to hold, what must be asked, and what its columns may be for."""

import pytest

from heedful.listen.imports.drafts import Draft, Scoring, tables_of
from heedful.listen.imports.guessing import guess
from heedful.listen.imports.guessing.roles import alike, guessed_roles
from heedful.listen.imports.mapping_file import parse_mapping, written_mapping
from heedful.listen.imports.previews import preview
from heedful.listen.imports.roles import Role
from tests.listen.imports.conftest import ANSWERS, NOW

TODAY = NOW.date()
ROWS = "".join(f"{day:02}/03/2024,p{day}@example.org,{day % 11},Nord,why {day}\n" for day in range(1, 29))
FILE = "Date,Email,NPS score,Club,Comment\n" + ROWS


def test_the_kinds_of_columns_are_seen(written):
    seen = guess(written(FILE)).columns

    assert {name: column.kind for name, column in seen.items()} == {
        "Date": "date",
        "Email": "email",
        "NPS score": "score",
        "Club": "choice",
        "Comment": "text",
    }


def test_only_the_zone_is_left_to_ask_where_the_dates_prove_themselves(written):
    found = guess(written(FILE))

    assert found.conventions.dates == ("day-first",)
    assert [question.topic for question in found.ambiguities] == ["time_zone"]


def test_columns_get_a_role_by_their_names_and_cells(written):
    roles = guessed_roles(guess(written(FILE)).columns, today=TODAY)

    assert roles == {
        "Date": Role.WHEN,
        "Email": Role.CUSTOMER,
        "NPS score": Role.NPS,
        "Club": Role.LOCATION,
        "Comment": Role.TEXT,
    }


def test_a_draft_of_these_roles_is_a_mapping_that_hears_them(written):
    path = written(FILE)
    roles = {name: role.value for name, role in guessed_roles(guess(path).columns, today=TODAY).items()}
    draft = Draft(source="survey", roles=roles, scoring={"NPS score": Scoring(scale="nps:0-10", blank=("10",))})
    tables = tables_of(draft, ["Date", "Email", "NPS score", "Club", "Comment"])

    mapping = parse_mapping(written_mapping(tables | {"file": {"time_zone": "Europe/Vilnius"}}))

    first = preview(path, mapping, rows=1, now=NOW)[0].interactions[0]
    assert (first["name"], first["scale"], first["alias"], first["value"], first["text"], first["location"]) == (
        "nps", "nps:0-10", "p1@example.org", 1.0, "why 1", "Nord",
    )  # fmt: skip


def test_dates_that_could_be_either_stay_a_question(written):
    found = guess(written("Date,Email,Score\n01/02/2024,a@example.org,5\n"))

    asked = {question.topic: question.seen for question in found.ambiguities}
    assert asked["dates"] == "01/02/2024"


def test_words_for_nothing_are_seen(written):
    assert guess(written("Date,Score\n2024-01-05,5\n2024-01-06,NA\n")).columns["Score"].blanks == ("NA",)


def test_lines_of_orders_pay_quantity_times_price(written):
    rows = "".join(f"5{n},{n}A,{n % 7 + 1},{n}.25,2024-01-{n % 28 + 1:02},{n * 11}\n" for n in range(1, 60))
    columns = guess(written("InvoiceNo,StockCode,Quantity,UnitPrice,InvoiceDate,CustomerID\n" + rows)).columns

    assert {name: role.value for name, role in guessed_roles(columns, today=TODAY).items()} == {
        "InvoiceNo": "thread", "StockCode": "product", "Quantity": "quantity", "UnitPrice": "price",
        "InvoiceDate": "when", "CustomerID": "customer",
    }  # fmt: skip


def test_an_hour_written_as_a_day_of_1899_is_not_when_it_happened(written):
    columns = guess(written("Departs,NPS\n12/31/1899 09:30:00 AM,5\n12/31/1899 10:30:00 AM,7\n")).columns

    assert Role.WHEN not in guessed_roles(columns, today=TODAY).values()


def test_a_list_of_ratings_is_proposed_together_and_nothing_else_is(written):
    rows = "".join(f"{n},{n % 7},{(n + 3) % 7},{n % 5},{(n + 1) % 7},{n % 3}\n" for n in range(1, 60))
    columns = guess(written("No,Q7FOOD,Q7SHOPS,Q4BAGS,Q7SIGNS,Q8SEX\n" + rows)).columns

    assert alike(columns) == [("Q7FOOD", "Q7SHOPS", "Q7SIGNS")]
    assert guessed_roles(columns, today=TODAY) == {}


@pytest.mark.parametrize("odd", ['quo"te', "back\\slash", "new\nline", "\x7f", "déjà vu", "="])
def test_a_written_mapping_reads_back_whatever_the_words_are(odd):
    tables = {"source": odd, "common": {"occurred_at": "2024-01-01", "text": odd}, "interactions": [{"kind": "event"}]}
    tables["file"] = {"blank": [odd], "also_called": {odd: [odd]}}

    read = parse_mapping(written_mapping(tables))

    assert (read.source, read.common.text, read.file.blank, read.file.also_called) == (odd, odd, (odd,), {odd: (odd,)})


def test_the_preview_shows_cells_and_their_faults_side_by_side(written):
    path = written(
        "date,who,score,comment\n2026-03-01,ana,9,ok\n2026-02-30,ben,11,\n2026-03-01,cid\n2026-03-01,dan,1,x\n"
    )

    rows = preview(path, parse_mapping(ANSWERS), rows=3, now=NOW)

    assert [row.row for row in rows] == [2, 3, 4]
    assert rows[0].interactions[0]["value"] == 9.0
    assert {name: fault.reason for name, fault in rows[1].faults.items()} == {
        "date": "there is no such day or hour",
        "score": "the score is off the scale 0 to 10",
    }
    assert rows[2].faults[""].reason == "the row has 2 cells, the header 4"


def test_tweets_are_mentions_of_the_brand_that_a_column_names(written):
    rows = "".join(
        f"5703061336777605{n:02},{('Delta', 'United')[n % 2]},flyer{n},flight {n} was late,"
        f"2015-02-{n:02} 11:35:52 -0800,town {n},Pacific Time\n"
        for n in range(1, 29)
    )
    columns = guess(written("tweet_id,airline,name,text,tweet_created,tweet_location,user_timezone\n" + rows)).columns

    roles = guessed_roles(columns, today=TODAY)

    assert roles == {"airline": Role.LOCATION, "text": Role.MENTION, "tweet_created": Role.WHEN}


def test_mentions_are_heard_as_such(written):
    path = written("when,brand,text\n2026-03-01T09:00:00Z,Delta,My flight was late\n")
    draft = Draft(source="tweets", roles={"when": "when", "brand": "location", "text": "mention"})

    mapping = parse_mapping(written_mapping(tables_of(draft, ["when", "brand", "text"])))

    [heard] = preview(path, mapping, rows=1, now=NOW)[0].interactions
    assert (heard["kind"], heard["location"], heard["text"]) == ("mention", "Delta", "My flight was late")


@pytest.mark.parametrize(
    "header",
    [
        "Дата,Клиент,Клуб,Оценка,Комментарий",
        "Дата,Клієнт,Клуб,Оцінка,Коментар",
        "Data,Klientas,Klubas,Įvertinimas,Komentaras",
    ],
)
def test_headers_are_understood_in_the_languages_of_those_who_write_them(written, header):
    rows = "".join(f"2026-03-{n:02},K-{n},Nord,{n % 5 + 1},labai gerai {n}\n" for n in range(1, 29))

    roles = guessed_roles(guess(written(f"{header}\n{rows}")).columns, today=TODAY)

    assert list(roles.values()).count(Role.WHEN) == 1
    assert [roles.get(name) for name in header.split(",")] == [
        Role.WHEN, Role.CUSTOMER, Role.LOCATION, Role.CSAT, Role.TEXT,
    ]  # fmt: skip


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "header",
    [
        "Customer name,CustomerID,E-mail",
        "ФИО клиента,Код клиента,Почта",
        "Ім’я клієнта,Номер клієнта,Пошта",
        "Kliento vardas,Kliento nr.,El. paštas",
    ],
)
def test_a_customer_is_known_by_what_is_theirs_alone_and_not_by_a_name(written, header, turned):
    name, number, mail = header.split(",")
    cells = {name: "Ann Lee {}", number: "K {}", mail: "p{}@example.org", "Date": "2026-03-{:02}", "NPS": "9"}

    def roles(*columns):
        order = [*columns, "Date", "NPS"]
        order = order[::-1] if turned else order
        rows = [",".join(cells[column].format(n % 25 + 1) for column in order) for n in range(28)]
        found = guessed_roles(guess(written("\n".join([",".join(order), *rows, ""]))).columns, today=TODAY)
        return [found.get(column) for column in columns]

    assert roles(name, number, mail) == [Role.PERSON, Role.CUSTOMER, Role.EMAIL]
    assert roles(name, mail) == [Role.PERSON, Role.CUSTOMER]
    assert roles(name, number) == [Role.PERSON, Role.CUSTOMER]
    assert roles(name) == [Role.CUSTOMER]  # better than nobody


@pytest.mark.parametrize("phone", ["Phone", "Телефон", "Телефон клієнта", "Kliento telefonas"])
def test_a_phone_tells_who_it_was_where_nothing_else_does(written, phone):
    rows = "".join(f"Ann Lee {n},+370 612 345{n},2026-03-{n},9\n" for n in range(10, 28))

    roles = guessed_roles(guess(written(f"Guest name,{phone},Date,NPS\n{rows}")).columns, today=TODAY)

    assert [roles.get(name) for name in ("Guest name", phone)] == [Role.PERSON, Role.CUSTOMER]


def test_what_is_told_of_a_customer_is_no_number_of_theirs(written):
    rows = "".join(f"Ann Lee {n},likes tea {n},{n * 7},2026-03-{n},9\n" for n in range(10, 28))

    header = "Customer name,Customer notes,Customer visits,Date,NPS"
    roles = guessed_roles(guess(written(f"{header}\n{rows}")).columns, today=TODAY)

    assert [name for name, role in roles.items() if role == Role.CUSTOMER] == ["Customer name"]


def test_the_column_that_is_called_just_comment_goes_before_its_neighbours(written):
    rows = "".join(f"Q{n % 3}COM,slow security {n},customer said {n}\n" for n in range(1, 29))
    columns = guess(written("comment_field,Comment,Customer comments\n" + rows)).columns

    assert guessed_roles(columns, today=TODAY) == {"Comment": Role.TEXT}


def test_seconds_since_1970_are_when_it_happened(written):
    columns = guess(written("created_unix,text\n1406224554,hello there\n1406224798,good day\n")).columns

    assert guessed_roles(columns, today=TODAY)["created_unix"] == Role.WHEN
