"""Delimited text: what the csv module writes is read, and what no rule allows is read as it was meant, and told."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidInput
from seeds.files.delimited import WHOLE_LINES, records
from seeds.files.findings import Reason
from seeds.files.limits import LONGEST_CELL, USUAL_LIMITS, Budget
from seeds.files.record import Record
from tests.seeds.files.opened import opened

texts = st.text(st.sampled_from("ab,;\t|\"\n 'ő0"), max_size=8)
tables = st.lists(st.lists(texts, min_size=2, max_size=4), min_size=1, max_size=5)


def read(text: str, delimiter: str = ",") -> list[Record]:
    return list(records(StringIO(text, newline=""), delimiter, Budget("x.csv", USUAL_LIMITS)))


def cells(text: str, delimiter: str = ",") -> list[list[str]]:
    return [record.cells for record in read(text, delimiter)]


@given(tables, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]], delimiter: str, end: str) -> None:
    buffer = StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    assert cells(buffer.getvalue(), delimiter) == rows


def test_cells_keep_their_spaces_and_quotes_may_stand_after_some() -> None:
    assert cells('" John ""Johnny"" Doe ",a, " Acme, Inc. " ,b ') == [
        [' John "Johnny" Doe ', "a", " Acme, Inc. ", "b "]
    ]


def test_rows_are_counted_by_the_line_in_which_they_begin() -> None:
    assert [record.number for record in read('a\n"b\nb\nb"\nc\n')] == [1, 2, 5]


def test_quotes_within_a_quoted_cell_need_not_be_doubled() -> None:
    (record,) = read('x,"Acme "The Best" Ltd",y')
    assert record.cells == ["x", 'Acme "The Best" Ltd', "y"]
    assert [(odd.reason, odd.column) for odd in record.odd] == [(Reason.QUOTES_INNER, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Acme" Inc,y', [['"Acme" Inc', "y"]]),
        ('"Big,x\n"ok",z', [['"Big', "x"], ["ok", "z"]]),
        ('5,"never\nends,x', [["5", '"never'], ["ends", "x"]]),
        ('"Big,x\nFoo,"Acme",y\n', [['"Big', "x"], ["Foo", "Acme", "y"]]),
    ],
)
def test_a_quote_that_is_never_closed_spoils_its_own_cell_only(text: str, expected: list[list[str]]) -> None:
    rows = read(text)
    assert [row.cells for row in rows] == expected
    assert [odd.reason for row in rows for odd in row.odd] == [Reason.QUOTES_OPEN]


def test_a_line_that_excel_puts_first_is_no_row() -> None:
    assert cells("sep=;\na;b\n", ";") == [["a", "b"]]
    assert cells('"sep=;"\na;b\n', ";") == [["a", "b"]]
    assert opened("sep=|\na|b,c\n1|2,3\n").rows == [("1", "2,3")]


def test_a_file_of_one_column_keeps_its_commas() -> None:
    assert cells('Company, Inc.\n"A, B"\n', WHOLE_LINES) == [["Company, Inc."], ["A, B"]]


def test_quotes_that_nobody_closes_cannot_keep_it_busy() -> None:
    with pytest.raises(InvalidInput, match=r"x\.csv has quotes that are never closed, near line 1"):
        read('"a,' * 200_000)


def test_the_end_of_a_quote_is_searched_only_so_far() -> None:
    rows = read('"a\n' + "b\n" * LONGEST_CELL)
    assert (rows[0].cells, len(rows)) == (['"a'], LONGEST_CELL + 1)


def test_an_endless_line_is_refused_before_it_is_read_whole() -> None:
    with pytest.raises(InvalidInput, match=r"x\.csv has more than 4194304 characters in line 2"):
        read("a,b\n" + "x" * (33 * LONGEST_CELL))


def test_separators_of_other_kinds_do_not_end_a_line() -> None:
    assert cells("a\u2028b,c\x0bd\n") == [["a\u2028b", "c\x0bd"]]
