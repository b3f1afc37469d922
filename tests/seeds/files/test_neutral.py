"""Neutral text: nothing that is written can be computed, and everything is read back as it was."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seeds.files.neutral import csv_lines, neutral, restored
from tests.seeds.files.opened import opened

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@given(st.text(max_size=8) | st.text(st.sampled_from("'=+-@\t\r0a"), max_size=6))
@example("'=1")
@example("''007")
def test_what_is_made_neutral_is_restored(text: str) -> None:
    assert restored(neutral(text)) == text


@given(st.sampled_from(DANGEROUS), st.text(min_size=1, max_size=5))
def test_nothing_that_is_computed_is_let_out(first: str, rest: str) -> None:
    written = neutral(first + rest)
    assert written.startswith("'") or written.lstrip("+-")[0].isdigit()


@pytest.mark.parametrize(
    "text", ["=SUM(A1)", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "\r=1", "=", "-", "＝1"]
)
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-100", "+36201234567", "-1,234.50", "-1 234,5", "+5%", "-1e5", "Anna", "", "a=b"])
def test_numbers_and_other_text_stay(text: str) -> None:
    assert neutral(text) == text


def test_a_table_that_is_written_is_read_back() -> None:
    rows: list[list[object]] = [
        ["Név", "Jegyzet", "Összeg"],
        ["=1+1", "'@x", -5],
        ['Győr, "x"\n2', "-", Decimal("1.5")],
        ["a", None, True],
    ]
    read = opened("".join(csv_lines(rows)))
    assert [list(row) for row in read.rows] == [["=1+1", "'@x", "-5"], ['Győr, "x"\n2', "-", "1.5"], ["a", "", "True"]]
    assert next(csv.reader(StringIO("".join(csv_lines(rows[1:2]))))) == ["'=1+1", "''@x", "-5"]
