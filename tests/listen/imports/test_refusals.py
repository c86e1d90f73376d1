"""What is wrong with a file as a whole is said before anything is written, each with its remedy."""

import gzip
import io
import zipfile

import pyarrow as pa
import pytest

from heedful.interactions.models import SpoolEntry
from heedful.listen.imports.formats import streams
from heedful.listen.imports.refusals import Refused
from tests.listen.imports.conftest import ANSWERS

HEADER = "date,who,score,comment\n"


@pytest.fixture
def refused(take_in, log):
    def why(path, mapping=ANSWERS, **given) -> str:
        with pytest.raises(Refused) as caught:
            take_in(path, mapping, **given)
        assert log() == []
        assert not SpoolEntry.objects.exists()
        return str(caught.value)

    return why


@pytest.mark.parametrize("content", ["", "\n\n", " "])
def test_an_empty_file(refused, written, content):
    assert "answers.csv is empty" in refused(written(content))


def test_a_header_without_rows(refused, written):
    assert "has a header and no rows" in refused(written(HEADER))


def test_a_file_that_is_not_there(refused, tmp_path):
    assert "There is no file" in refused(tmp_path / "lost.csv")


def test_an_absent_column_is_named_with_the_nearest_one(refused, written):
    said = refused(written("date,who,scores,comment\n2026-03-01,ana,9,\n"))

    assert "no column `score`, which [[interactions]] number 1, `value` names" in said
    assert "Did you mean `scores`?" in said


def test_dates_that_could_be_either_are_asked_about(refused, written):
    said = refused(written(HEADER + "01/02/2024,ana,9,\n03/04/2024,ben,9,\n"))

    assert "Is 01/02/2024 day first or month first?" in said
    assert 'dates = "day-first"  or  dates = "month-first"' in said


def test_dates_of_both_orders_are_asked_about(refused, written):
    said = refused(written(HEADER + "31/01/2024,ana,9,\n01/31/2024,ben,9,\n"))

    assert "Some dates are day first, some month first: 31/01/2024 and 01/31/2024" in said


def test_dates_of_an_unknown_shape_are_asked_about(refused, written):
    assert "How is a date like 20240131 to be read?" in refused(written(HEADER + "20240131,ana,9,\n"))


def test_a_number_that_is_a_thousand_or_one_and_a_bit_is_asked_about(refused, written):
    said = refused(written('date,who,score,comment\n2026-03-01,ana,"1,234",\n'), ANSWERS.replace('"answer"', '"cost"'))

    assert "In 1,234, is the mark a decimal mark or a thousands mark?" in said


def test_times_without_a_zone_are_asked_about(refused, written):
    said = refused(written(HEADER + "2026-03-01,ana,9,\n"), ANSWERS.replace('time_zone = "UTC"', ""))

    assert "The times have no zone" in said


def test_a_zone_that_does_not_exist_is_answered_with_the_nearest(refused, written):
    said = refused(written(HEADER + "2026-03-01,ana,9,\n"), ANSWERS.replace('"UTC"', '"Europe/Vilnus"'))

    assert 'time_zone = "Europe/Vilnius"' in said


def test_two_delimiters_that_both_fit_are_asked_about(refused, written):
    said = refused(written("date,who;score,comment\n2026-03-01,ana;9,x\n"))

    assert 'delimiter = "," or ";"' in said


def test_a_declared_encoding_that_is_wrong_names_the_line(refused, written):
    path = written((HEADER + "2026-03-01,ana,9,ok\n2026-03-01,ben,9,très\n").encode("latin-1"))

    said = refused(path, ANSWERS.replace("[file]", '[file]\nencoding = "utf-8"'))

    assert "not utf-8: byte 0xe8 near line 3" in said


@pytest.mark.parametrize("name", ["latin-9000", "base64"])
def test_an_encoding_nobody_knows(refused, written, name):
    said = refused(written(HEADER), ANSWERS.replace("[file]", f'[file]\nencoding = "{name}"'))

    assert f"no encoding called `{name}`" in said


def test_zero_bytes_are_not_text(refused, written):
    assert "has a zero byte near line 2" in refused(written(HEADER + "2026-03-01,ana,9,\0\n"))


def test_the_wrong_format_is_named(refused, written):
    said = refused(written(HEADER), ANSWERS.replace("[file]", '[file]\nformat = "xlsx"'))

    assert "is not xlsx: it looks like csv" in said


def test_half_a_workbook(refused, written):
    assert "not an .xlsx workbook, or only a part of one" in refused(written(b"PK\x03\x04rest", "orders.xlsx"))


def test_a_zip_that_is_no_workbook(refused, written):
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("holiday.txt", "sun")

    assert "is not a workbook" in refused(written(zipped.getvalue(), "orders.xlsx"))


def test_a_workbook_that_swells_like_a_bomb(refused, written):
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (32 << 20))

    assert "it looks like a zip bomb" in refused(written(zipped.getvalue(), "orders.xlsx"))


@pytest.mark.parametrize("codec", ["gzip", "zstd"])
def test_packed_text_that_swells_like_a_bomb(refused, written, codec):
    plain = b"a,b\n" + b"0,0\n" * (24 << 20)
    packed = gzip.compress(plain, 6) if codec == "gzip" else pa.compress(plain, codec="zstd", asbytes=True)

    said = refused(written(packed, "bomb.csv.gz"))

    assert f"swells more than {streams.INFLATED_RATIO} times" in said


def test_packed_text_that_is_damaged(refused, written):
    packed = gzip.compress((HEADER + "2026-03-01,ana,9,\n").encode())

    assert "is damaged" in refused(written(packed[:-12] + b"123456789012", "half.csv.gz"))


def test_half_a_parquet_file(refused, written):
    assert "not a whole Parquet file" in refused(written(b"PAR1 and then nothing", "orders.parquet"))


def test_a_row_that_never_ends(refused, written):
    said = refused(written(HEADER + '2026-03-01,ana,9,"' + "no end " * (2 << 20)))

    assert "a quote that never closes" in said


def test_a_column_whose_brace_does_not_close_is_no_constant(refused, written):
    said = refused(written(HEADER + "2026-03-01,ana,9,\n"), ANSWERS.replace("{who}", "{who"))

    assert "`{who` has a { by itself" in said


def test_too_many_columns_are_refused_at_once(refused, written):
    header = ",".join(f"c{number}" for number in range(100_000))

    assert "has 100,000 columns" in refused(written(f"{header}\n" + "," * 99_999 + "\n"))
