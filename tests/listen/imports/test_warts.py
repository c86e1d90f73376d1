"""Real exports are crooked in known ways; each of these was met in a public file."""

import gzip

import pyarrow as pa
import pytest

from heedful.listen.imports.refusals import Refused
from tests.listen.imports.conftest import ANSWERS

HEADER = "date,who,score,comment\n"


def test_latin_1_text_comes_in_word_for_word(written, take_in, log):
    path = written((HEADER + "2026-03-01,ana,9,très bien\n").encode("latin-1"))

    take_in(path, ANSWERS.replace("[file]", '[file]\nencoding = "latin-1"'))

    assert log("text") == ["très bien"]


def test_text_that_is_not_utf_8_is_asked_about_with_the_words_it_would_read(written, take_in, log):
    path = written((HEADER + "2026-03-01,ana,9,très bien\n").encode("latin-1"))

    with pytest.raises(Refused, match='"cp1252" reads très'):
        take_in(path)

    assert log() == []


def test_a_byte_order_mark_is_not_part_of_the_first_column(written, take_in, log):
    take_in(written((HEADER + "2026-03-01,ana,9,ok\n").encode("utf-8-sig")))

    assert log("value") == [9.0]


def test_utf_16_from_a_spreadsheet_is_read(written, take_in, log):
    take_in(written((HEADER.replace(",", "\t") + "2026-03-01\tana\t9\tlabai gerai, ačiū\n").encode("utf-16")))

    assert log("text") == ["labai gerai, ačiū"]


def test_sentinel_codes_are_no_answers_and_no_faults(written, take_in, log):
    mapping = ANSWERS.replace('value = "{score}"', 'value = { from = "{score}", blank = ["11"] }')

    totals = take_in(written(HEADER + "2026-03-01,ana,11,\n2026-03-01,ben,10,\n"), mapping)

    assert log("value") == [10.0]
    assert totals.rejected == 0


def test_a_comment_without_a_score_is_kept(written, take_in, log):
    take_in(written(HEADER + "2026-03-01,ana,,cold showers\n"))

    assert log("value", "text") == [{"value": None, "text": "cold showers"}]


def test_line_breaks_inside_quotes_stay_in_the_text_and_row_numbers_stay_right(written, take_in, log):
    totals = take_in(written(HEADER + '2026-03-01,ana,9,"first\nsecond"\n2026-03-01,ben,12,x\n'))

    assert log("text") == ["first\nsecond"]
    assert [reject.row for reject in totals.first_rejects] == [3]


def test_a_nameless_column_and_a_doubled_one_have_names_to_write(written, take_in, log):
    mapping = ANSWERS.replace('"{who}"', '"{column 1}"').replace('"{comment}"', '"{note (2)}"')

    take_in(written(",date,score,note,note\nana,2026-03-01,9,first,second\n"), mapping)

    assert log("alias", "text") == [{"alias": "ana", "text": "second"}]


def test_spaces_around_names_and_cells_do_not_matter(written, take_in, log):
    take_in(written(" date ,who, score ,comment\n2026-03-01 , ana , 9 , fine \n"))

    assert log("alias", "value", "text") == [{"alias": "ana", "value": 9.0, "text": " fine "}]


def test_a_cut_off_last_row_is_rejected_and_the_others_go_in(written, take_in, log):
    totals = take_in(written(HEADER + "2026-03-01,ana,9,ok\n2026-03-01,be"))

    assert log("alias") == ["ana"]
    assert (totals.first_rejects[0].row, totals.first_rejects[0].reason) == (3, "the row has 2 cells, the header 4")


def test_a_file_cut_off_inside_quotes_loses_its_last_row_only(written, take_in, log):
    totals = take_in(written(HEADER + '2026-03-01,ana,9,ok\n2026-03-01,ben,8,"half a sen'))

    assert log("alias") == ["ana"]
    assert totals.first_rejects[0].reason == "the file ends inside a quoted cell"


def test_a_quote_that_never_closes_is_refused_before_anything_is_written(written, take_in, log):
    path = written(HEADER + '2026-03-01,ana,9,ok\n2026-03-01,ben,8,"open\n2026-03-01,cid,7,x\n2026-03-01,dan,7,x\n')

    with pytest.raises(Refused, match="a quote opened in row 3 never closes"):
        take_in(path)

    assert log() == []


def test_rows_too_long_and_too_short_are_rejected_by_their_number(written, take_in):
    totals = take_in(written(HEADER + "2026-03-01,ana,9,ok\n\n2026-03-01,ben\n2026-03-01,cid,9,a,b\n"))

    assert [(reject.row, reject.reason) for reject in totals.first_rejects] == [
        (4, "the row has 2 cells, the header 4"),
        (5, "the row has 5 cells, the header 4"),
    ]


def test_day_first_dates_are_seen_from_a_day_beyond_12(written, take_in, log):
    take_in(written(HEADER + "29/2/2024 01:16,ana,9,\n01/02/2024 10:00,ben,9,\n"))

    assert [str(at) for at in log("occurred_at")] == ["2024-02-01 10:00:00", "2024-02-29 01:16:00"]


def test_the_same_file_reads_month_first_when_that_is_what_it_proves(written, take_in, log):
    take_in(written(HEADER + "2/29/2024,ana,9,\n01/02/2024,ben,9,\n"))

    assert [str(at) for at in log("occurred_at")] == ["2024-01-02 00:00:00", "2024-02-29 00:00:00"]


def test_decimal_commas_are_read_when_the_numbers_prove_them(written, take_in, log):
    mapping = ANSWERS.replace("answer", "order").replace('scale = "nps:0-10"', 'currency = "eur"')

    take_in(written("date;who;score;comment\n2026-03-01;ana;1.234,50;\n2026-03-02;ben;12,5;\n"), mapping)

    assert log("value") == [1234.5, 12.5]
    assert log("currency") == ["EUR", "EUR"]


def test_semicolons_tabs_and_pipes_are_told_apart_from_commas_in_text(written, take_in, log):
    for mark, who in ((";", "ana"), ("\t", "ben"), ("|", "cid")):
        rows = f"date{mark}who{mark}score{mark}comment\n2026-03-01{mark}{who}{mark}9{mark}good, yes, fine\n"
        take_in(written(rows, f"{who}.csv"))

    assert sorted(log("alias")) == ["ana", "ben", "cid"]
    assert set(log("text")) == {"good, yes, fine"}


def test_old_macintosh_and_windows_line_ends_are_read(written, take_in, log):
    take_in(written((HEADER + "2026-03-01,ana,9,a\n").replace("\n", "\r"), "mac.csv"))
    take_in(written((HEADER + "2026-03-01,ben,9,b\n").replace("\n", "\r\n"), "windows.csv"))

    assert sorted(log("text")) == ["a", "b"]


def test_packed_text_is_read_as_it_is(written, take_in, log):
    text = (HEADER + "2026-03-01,ana,9,a\n").encode()
    take_in(written(gzip.compress(text), "a.csv.gz"))
    take_in(written(pa.compress(text.replace(b"ana", b"ben"), codec="zstd", asbytes=True), "b.csv.zst"))

    assert sorted(log("alias")) == ["ana", "ben"]


def test_columns_with_only_spaces_between_them_are_cut_when_the_mapping_says_so(written, take_in, log):
    path = written(" who   date  score\r\n 00001 19970101  9\r\n 00002 19970112 10\r\n", "old.txt")
    mapping = ANSWERS.replace("[file]", '[file]\ndelimiter = "whitespace"\ndates = "%Y%m%d"').replace(
        'text = "{comment}"', ""
    )

    take_in(path, mapping)

    assert log("alias", "value") == [{"alias": "00001", "value": 9.0}, {"alias": "00002", "value": 10.0}]


def test_columns_of_fixed_width_may_be_blank(written, take_in, log):
    path = written("who  score date      \nana  9     2026-03-01\nben        2026-03-02\n", "fixed.txt")
    mapping = ANSWERS.replace("[file]", "[file]\nwidths = [5, 6, 10]").replace('text = "{comment}"', 'text = "{who}"')

    take_in(path, mapping)

    assert log("alias", "value") == [{"alias": "ana", "value": 9.0}, {"alias": "ben", "value": None}]


def test_lines_above_the_header_are_skipped_and_still_counted(written, take_in):
    mapping = ANSWERS.replace("[file]", "[file]\nskip = 2")

    totals = take_in(written("Report of March\n\n" + HEADER + "2026-03-01,ana,12,\n2026-03-01,ben,9,\n"), mapping)

    assert [reject.row for reject in totals.first_rejects] == [4]
    assert totals.heard == 1


def test_a_file_without_a_header_has_numbered_columns_or_those_of_the_mapping(written, take_in, log):
    columns = 'columns = ["date", "who", "score", "comment"]'
    mapping = ANSWERS.replace("[file]", f"[file]\nheader = false\n{columns}")

    take_in(written("2026-03-01,ana,9,a\n"), mapping)

    assert log("alias") == ["ana"]


def test_numbers_with_long_ids_do_not_lose_digits(written, take_in, log):
    take_in(written(HEADER + "2026-03-01,00012345678901234567,9,\n"))

    assert log("alias") == ["00012345678901234567"]
