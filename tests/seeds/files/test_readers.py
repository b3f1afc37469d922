"""Columns: what a cell alone does not say its column does, and what that does not either is asked."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidInput
from seeds.files.columns import Kind
from seeds.files.dates import DateOrder
from seeds.files.findings import Finding, Reason
from seeds.files.numbers import Amount, DecimalMark
from seeds.files.readers import Dates, Numbers
from seeds.files.record import DAY_ZERO
from tests.seeds.files.opened import values


def read(kind: Kind, cells: list[str], stated: Any = None) -> tuple[list[Any], list[Finding], list[str]]:
    """A column of these cells, the findings about it, and its questions."""
    text = "Key|What\n" + "".join(f"k{number}|{cell}\n" for number, cell in enumerate(cells))
    rows, findings, questions = values(text, {"What": kind}, {"What": stated} if stated else {})
    return [row[0] for row in rows], [finding for finding in findings if finding.column == "What"], questions


def reasons(findings: list[Finding]) -> list[Reason]:
    return [finding.reason for finding in findings]


APRIL, MARCH = date(2024, 4, 3), date(2024, 3, 4)


# ---------------------------------------------------------------- dates


def test_one_date_decides_the_order_of_its_column() -> None:
    assert read(Kind.DAY, ["03/04/2024", "13/04/2024"]) == ([APRIL, date(2024, 4, 13)], [], [])
    assert read(Kind.DAY, ["03/04/2024", "04/13/2024"]) == ([MARCH, date(2024, 4, 13)], [], [])


def test_a_date_that_comes_late_decides_too() -> None:
    found, findings, _ = read(Kind.DAY, ["03/04/2024"] * 1_000 + ["12/31/2024"])
    assert (found[0], findings) == (MARCH, [])


def test_a_column_that_stays_unclear_is_asked_about() -> None:
    found, findings, questions = read(Kind.DAY, ["03/04/2024", "2024-01-15", "05/05/2024"])
    assert found == [None, date(2024, 1, 15), date(2024, 5, 5)]
    assert questions == ["03/04/2024"]
    (finding,) = findings
    assert (finding.reason, finding.became, finding.row) == (Reason.DATE_ORDER, "2024-04-03 or 2024-03-04", 2)


def test_a_column_that_contradicts_itself_is_asked_about_where_a_cell_does_not_say() -> None:
    found, findings, questions = read(Kind.DAY, ["13/04/2024", "04/13/2024", "03/04/2024"])
    assert found == [date(2024, 4, 13), date(2024, 4, 13), None]
    assert (reasons(findings), questions) == ([Reason.DATE_ORDER], ["03/04/2024"])


def test_three_formats_in_a_column_are_fine_and_each_has_its_own_order() -> None:
    cells = ["2024-01-15", "01/20/2024", "20.03.2024", "02/03/2024", "02.03.2024"]
    assert read(Kind.DAY, cells)[0] == [
        date(2024, 1, 15),
        date(2024, 1, 20),
        date(2024, 3, 20),
        date(2024, 2, 3),
        date(2024, 3, 2),
    ]


def test_a_stated_order_is_taken_and_what_cannot_have_it_is_told() -> None:
    found, findings, questions = read(Kind.DAY, ["03/04/2024", "01/20/2024"], DateOrder.DAY_FIRST)
    assert (found, questions) == ([APRIL, date(2024, 1, 20)], [])
    assert [(finding.reason, finding.row) for finding in findings] == [(Reason.DATE_ORDER_DENIED, 3)]


def test_a_year_of_two_digits_is_told_or_asked() -> None:
    found, findings, _ = read(Kind.DAY, ["31.12.99", "01.02.03"])
    assert found == [date(1999, 12, 31), date(2003, 2, 1)]
    assert reasons(findings) == [Reason.YEAR_SHORT] * 2
    assert read(Kind.DAY, ["20/03/24"])[0] == [None]
    assert read(Kind.DAY, ["20/03/24"], DateOrder.DAY_FIRST)[0] == [date(2024, 3, 20)]


@pytest.mark.parametrize(
    ("cell", "expected", "reason"),
    [
        ("45321", date(2024, 1, 30), Reason.DATE_SERIAL),
        ("1705312800000", date(2024, 1, 15), Reason.DATE_SERIAL),
        ("soon", None, Reason.DATE_INVALID),
        ("2024-02-30", None, Reason.DATE_INVALID),
        ("0000-00-00", None, Reason.DATE_NEVER),
        ("n/a", None, Reason.EMPTY_WORD),
    ],
)
def test_a_date_that_needs_a_word(cell: str, expected: date | None, reason: Reason) -> None:
    found, findings, _ = read(Kind.DAY, [cell])
    assert (found, reasons(findings)) == ([expected], [reason])


def test_a_moment_is_a_day_only_where_days_are_wanted() -> None:
    assert read(Kind.DAY, ["2024-01-15 10:00:00"])[0] == [date(2024, 1, 15)]
    assert read(Kind.MOMENT, ["2024-01-15 10:00:00", "2024-01-16"])[0] == [
        datetime(2024, 1, 15, 10),  # noqa: DTZ001
        date(2024, 1, 16),
    ]


@given(st.lists(st.dates(date(2000, 1, 1), date(2060, 12, 31)), min_size=1), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_a_column_is_read_as_it_was_written_or_not_at_all(days: list[date], form: str) -> None:
    reader = Dates(None, DAY_ZERO, timed=False)
    cells = [day.strftime(form) for day in days]
    for cell in cells:
        reader.see(cell)
    found = [reader.read(cell).value for cell in cells]
    assert all(value in (day, None) for value, day in zip(found, days, strict=True))
    assert (None in found) == bool(reader.questions())


# ---------------------------------------------------------------- numbers


def test_one_number_decides_the_mark_of_its_column() -> None:
    assert read(Kind.NUMBER, ["1.234", "1,5"])[0] == [Decimal(1234), Decimal("1.5")]
    assert read(Kind.NUMBER, ["1.234", "1.5"])[0] == [Decimal("1.234"), Decimal("1.5")]
    assert read(Kind.NUMBER, ["1.234", "1.234.567"])[0] == [Decimal(1234), Decimal(1234567)]


def test_a_number_that_stays_unclear_is_asked_about() -> None:
    found, findings, questions = read(Kind.NUMBER, ["1.234", "7"])
    assert (found, questions) == ([None, Decimal(7)], ["1.234"])
    assert [(finding.reason, finding.became) for finding in findings] == [(Reason.DECIMAL_MARK, "1.234 or 1234")]


def test_a_stated_mark_is_taken_and_what_cannot_have_it_is_told() -> None:
    found, findings, _ = read(Kind.NUMBER, ["1.234", "0.5"], DecimalMark.COMMA)
    assert (found, reasons(findings)) == ([Decimal(1234), Decimal("0.5")], [Reason.DECIMAL_MARK_DENIED])


def test_amounts_have_a_currency_where_it_is_clear() -> None:
    found, findings, _ = read(Kind.MONEY, ["€ 1 200", "1 200 Ft", "$5", "5", "lots"])
    assert found == [
        Amount(Decimal(1200), "EUR"),
        Amount(Decimal(1200), "HUF"),
        Amount(Decimal(5)),
        Amount(Decimal(5)),
        None,
    ]
    assert reasons(findings) == [Reason.CURRENCY_UNCLEAR, Reason.NUMBER_INVALID]


@given(st.lists(st.decimals(0, 10**7, places=2, allow_nan=False), min_size=1), st.sampled_from([",.", ".,", " ,"]))
def test_numbers_are_read_as_they_were_written_or_not_at_all(amounts: list[Decimal], marks: str) -> None:
    cells = [
        f"{amount:,.2f}".translate({44: marks[0], 46: marks[1]}).removesuffix(marks[1] + "00") for amount in amounts
    ]
    reader = Numbers(None)
    for cell in cells:
        reader.see(cell)
    found = [reader.read(cell).value for cell in cells]
    assert all(value in (amount, None) for value, amount in zip(found, amounts, strict=True))
    assert (None in found) == bool(reader.questions())


# ---------------------------------------------------------------- the others


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "", "TRUE"], [True, False, True]),
        (["x", "", "✓"], [True, False, True]),
        (["1", "0", ""], [True, False, None]),
        (["Yes", "No", "n/a"], [True, False, None]),
        (["igen", "nem", "Igaz", "HAMIS"], [True, False, True, False]),
        (["0", ""], [False, None]),
        (["", ""], [None, None]),
    ],
)
def test_an_empty_box_is_no_where_others_are_only_ticked(cells: list[str], expected: list[bool | None]) -> None:
    assert read(Kind.BOOLEAN, cells)[0] == expected


def test_maybe_is_neither() -> None:
    found, findings, _ = read(Kind.BOOLEAN, ["Yes", "Maybe"])
    assert (found, reasons(findings)) == ([True, None], [Reason.BOOLEAN_INVALID])


@pytest.mark.parametrize(
    ("cell", "expected", "told"),
    [
        ("Anna.Kiss@Example.com", "Anna.Kiss@Example.com", []),
        ("brian @example.com", "brian@example.com", [Reason.EMAIL_MENDED]),
        ("eran\xa0@example.com", "eran@example.com", [Reason.SPACES, Reason.EMAIL_MENDED]),
        ("a@ example .com", "a@example.com", [Reason.EMAIL_MENDED]),
        ("anna kiss@example.com", None, [Reason.EMAIL_INVALID]),
        ("mailto:a@example.com", "a@example.com", [Reason.EMAIL_MENDED]),
        ("Kiss Anna <a@example.com>;", "a@example.com", [Reason.EMAIL_MENDED]),
        ("a@example.com.", "a@example.com", [Reason.EMAIL_MENDED]),
        ("a@example.com; b@example.com", "a@example.com", [Reason.EMAIL_SEVERAL]),
        ("invalid", None, [Reason.EMAIL_INVALID]),
        ("a@b", None, [Reason.EMAIL_INVALID]),
        ("a@b@example.com", None, [Reason.EMAIL_INVALID]),
        ("a@example,com", None, [Reason.EMAIL_INVALID]),
        ("a@example..com", None, [Reason.EMAIL_INVALID]),
    ],
)
def test_e_mail_addresses(cell: str, expected: str | None, told: list[Reason]) -> None:
    found, findings, _ = read(Kind.EMAIL, [cell])
    assert (found, reasons(findings)) == ([expected], told)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1;2", ("1", "2")),
        ("1, 2 ,1", ("1", "2")),
        ("Acme, Inc.; Beta", ("Acme, Inc.", "Beta")),
        ("7", ("7",)),
        (";", None),
        ("", None),
    ],
)
def test_several_ids_in_a_cell(cell: str, expected: tuple[str, ...] | None) -> None:
    assert read(Kind.CODES, [cell])[0] == [expected]


def test_ids_that_went_through_other_programs() -> None:
    found, findings, _ = read(Kind.CODE, ["1234.0", "1.23457E+11", "00123", "1234"])
    assert found == ["1234", "1.23457E+11", "00123", "1234"]
    assert [(finding.reason, finding.became) for finding in findings] == [
        (Reason.ID_DECIMAL, "1234"),
        (Reason.DIGITS_LOST, ""),
    ]
    assert read(Kind.CODES, ["12.0;1E+15"])[0] == [("12", "1E+15")]


def test_a_code_that_lost_its_leading_zero_is_told_where_the_others_are_all_of_one_length() -> None:
    whole = [str(10**9 + number) for number in range(9)]
    found, findings, _ = read(Kind.CODE, [*whole, "123456789"])
    assert (found[-1], reasons(findings)) == ("123456789", [Reason.ZERO_LOST])
    assert read(Kind.CODE, [*whole[:8], "123456789"])[1] == []


def test_words_for_nothing_are_told_once_each() -> None:
    found, findings, _ = read(Kind.TEXT, ["#N/A", "NULL", "#N/A", "NA", "Null", "-"])
    assert found == [None, None, None, "NA", "Null", None]
    assert [(finding.reason, finding.value) for finding in findings] == [
        (Reason.EMPTY_WORD, "#N/A"),
        (Reason.EMPTY_WORD, "NULL"),
        (Reason.EMPTY_WORD, "-"),
    ]


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidInput, match=r"x\.csv has no column Email, but Name, E-mail"):
        values("Name,E-mail\na,b\n", {"Email": Kind.EMAIL})
