"""Alignment: a row is put right where there is one way to, refused where there are several, and else let be."""

import pytest

from seeds.files.alignment import Alignment
from seeds.files.findings import Reason

PEOPLE = [
    ["Anna", "Kiss", "anna@example.com", "555-0101", "Acme", "2024-01-15"],
    ["Béla", "Nagy", "bela@example.com", "555-0102", "Beta", "2024-02-15"],
    ["Cili", "Tóth", "cili@example.com", "555-0103", "Gamma", "2024-03-15"],
    ["Dani", "Szűcs", "", "555-0104", "Delta", "2024-04-15"],
    ["Elek", "Papp", "elek@example.com", "", "Epszilon", ""],
]
EVA = ["Éva", "Kun", "eva@example.com", "555-0105", "Zéta", "2024-05-15"]


@pytest.fixture(scope="module")
def alignment() -> Alignment:
    return Alignment(PEOPLE, 6, ",")


def outcome(alignment: Alignment, cells: list[str]) -> tuple[list[str] | None, Reason | None]:
    row, odd = alignment.aligned(list(cells))
    return row, odd.reason if odd else None


@pytest.mark.parametrize(
    "row", [*PEOPLE, EVA, ["Éva", "Kun", "invalid", "555-0105", "Zéta", "n/a"], ["x", "", "", "", "", ""]]
)
def test_a_row_that_fits_or_has_one_fault_stays(alignment: Alignment, row: list[str]) -> None:
    assert outcome(alignment, row) == (row, None)


def test_a_short_row_is_filled_up(alignment: Alignment) -> None:
    assert outcome(alignment, EVA[:4]) == ([*EVA[:4], "", ""], Reason.ROW_SHORT)
    assert outcome(alignment, ["Éva"]) == (["Éva", *[""] * 5], Reason.ROW_SHORT)


@pytest.mark.parametrize("surplus", [1, 3])
def test_empty_cells_after_the_last_column_are_nothing(alignment: Alignment, surplus: int) -> None:
    assert outcome(alignment, EVA + [" "] * surplus) == (EVA, None)


@pytest.mark.parametrize(
    "shifted",
    [
        ["", *EVA],
        [*EVA[:2], "", *EVA[2:]],
        [*EVA[:3], "", *EVA[3:]],
        ["Éva", "Kun", "eva@example.com", "555-0105", "Zéta", " Inc.", "2024-05-15"],
        ["Éva", "", "eva@example.com", "555-0105", "Kun", "", "2024-05-15"],
    ],
)
def test_a_row_with_a_cell_too_many_is_put_right_where_that_can_be_one_cell(
    alignment: Alignment, shifted: list[str]
) -> None:
    row, reason = outcome(alignment, shifted)
    assert reason is Reason.ROW_REALIGNED
    assert row is not None
    assert len(row) == 6
    assert row[2] == "eva@example.com"
    assert row[5] == "2024-05-15"


def test_a_cell_that_was_parted_is_one_again(alignment: Alignment) -> None:
    parted = ["Éva", "Kun", "eva@example.com", "555-0105", "Zéta", " Inc.", "2024-05-15"]
    assert outcome(alignment, parted)[0] == ["Éva", "Kun", "eva@example.com", "555-0105", "Zéta, Inc.", "2024-05-15"]


def test_a_missing_cell_is_put_back_where_all_others_fit_then(alignment: Alignment) -> None:
    assert outcome(alignment, ["Éva", "Kun", "555-0105", "Zéta", "2024-05-15"]) == (
        ["Éva", "Kun", "", "555-0105", "Zéta", "2024-05-15"],
        Reason.ROW_REALIGNED,
    )


def test_a_row_of_the_right_length_in_the_wrong_columns_is_put_right(alignment: Alignment) -> None:
    left = ["Éva", "Kun", "555-0105", "Zéta", "2024-05-15", ""]
    assert outcome(alignment, left) == (["Éva", "Kun", "", "555-0105", "Zéta", "2024-05-15"], Reason.ROW_REALIGNED)
    right = ["", "Éva", "Kun", "eva@example.com", "555-0105", "Zéta"]
    assert outcome(alignment, right) == ([*EVA[:5], ""], Reason.ROW_REALIGNED)


@pytest.mark.parametrize(
    "shifted",
    [
        ["Éva", "Kun", "Kata", "eva@example.com", "555-0105", "Zéta", "2024-05-15"],
        ["Éva", "eva@example.com", "555-0105", "Zéta", "2024-05-15"],
    ],
)
def test_a_row_that_can_be_put_right_in_several_ways_is_refused(alignment: Alignment, shifted: list[str]) -> None:
    assert outcome(alignment, shifted) == (None, Reason.ROW_SHIFTED)


def test_a_row_that_is_too_long_is_refused_where_nothing_tells_why(alignment: Alignment) -> None:
    wrong = ["a@example.com", "b", "c", "d", "e@example.com", "f", "g"]
    assert outcome(alignment, wrong) == (None, Reason.ROW_LONG)
    assert outcome(Alignment([["a", "b"], ["c", "d"]], 2, ","), ["e", "f", "g"]) == (None, Reason.ROW_LONG)


def test_what_stands_beyond_a_row_that_fits_is_left_out_and_told(alignment: Alignment) -> None:
    row, odd = alignment.aligned([*EVA, "checked by Éva"])
    assert row == EVA
    assert odd is not None
    assert (odd.reason, odd.value) == (Reason.ROW_SURPLUS, "checked by Éva")


def test_a_sheet_has_no_cells_that_were_parted() -> None:
    parted = ["Éva", "Kun", "eva@example.com", "555-0105", "Zéta", " Inc.", "2024-05-15"]
    assert outcome(Alignment(PEOPLE, 6, None), parted) == (None, Reason.ROW_LONG)


def test_a_few_shifted_rows_do_not_teach_that_rows_are_like_that() -> None:
    shifted = ["", *EVA[:5]]
    alignment = Alignment([*PEOPLE, shifted], 6, ",")
    assert outcome(alignment, shifted)[1] is Reason.ROW_REALIGNED
