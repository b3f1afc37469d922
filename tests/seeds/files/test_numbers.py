"""Numbers: whatever stands beside the digits, and what they can mean with either decimal mark."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.files.numbers import DecimalMark, numbers
from seeds.files.record import Exact

POINT, COMMA = DecimalMark


def said(text: str) -> set[str]:
    return {str(amount) for amount in numbers(text).values()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234 567,89", "1234567.89"), ("1,234.5", "1234.5"), ("1.234,5", "1234.5"), ("1'234.50", "1234.50"),
        ("12,34,567.89", "1234567.89"), ("1.234.567", "1234567"), ("0.123", "0.123"), ("1234,567", "1234.567"),
        ("1 234,567", "1234.567"), (".5", "0.5"), ("0,5", "0.5"), ("7", "7"), ("007", "7"),
        ("(1,200.00)", "-1200.00"), ("-5", "-5"), ("−5", "-5"), ("- 5", "-5"), ("1200-", "-1200"), ("+5", "5"),
        ("12 %", "0.12"), ("12,5%", "0.125"), ("1.5E+3", "1500"),
        ("€ 1 200", "1200 EUR"), ("1 200 Ft", "1200 HUF"), ("1200 ft", "1200 HUF"), ("HUF 1 200,00", "1200.00 HUF"),
        ("EUR1,5", "1.5 EUR"), ("US$ 100", "100 USD"), ("$100 USD", "100 USD"), ("1 200 zł", "1200 PLN"),
        ("5 Kč", "5 CZK"),
        ("$1.2M", "1200000 $"), ("3k", "3000"), ("12,5 MFt", "12500000 HUF"), ("1 200 eFt", "1200000 HUF"),
        ("2,5 millió Ft", "2500000 HUF"), ("3 mrd Ft", "3000000000 HUF"), ("1.200,- Ft", "1200 HUF"), ("120 fő", "120"),
        ("1200 kr", "1200 kr"), ("Fr. 5", "5 Fr."),
    ],
)  # fmt: skip
def test_a_number_that_means_one_thing(text: str, expected: str) -> None:
    assert said(text) == {expected}


@pytest.mark.parametrize("text", ["1.234", "1,234", "€ 1.200", "(1,200)", "999.999 Ft"])
def test_a_number_that_means_two_things(text: str) -> None:
    found = numbers(text)
    assert set(found) == {POINT, COMMA}
    assert len(set(found.values())) == 2


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "12a", "1,2,3", "1..2", "1 23 4", "(5", "5)", "--5", "(-5)", "10-20", "~5", ">5", "5 apples",
        "%5", "€100 USD", "5e", "M", "1,23,45.6", "2024-01-15", "01,234.5", "1" * 61,
    ],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert numbers(text) == {}


def test_a_number_of_a_workbook_has_a_point() -> None:
    assert numbers(Exact("1.234"))[COMMA].number == Decimal("1.234")
    assert str(numbers(Exact("1200 HUF"))[POINT]) == "1200 HUF"
    assert numbers(Exact("2024-01-15")) == {}


amounts = st.decimals(-(10**9), 10**9, allow_nan=False, places=2)


@given(amounts, st.sampled_from([(",", "."), (".", ","), (" ", ","), (" ", "."), ("'", "."), ("", ","), ("", ".")]))
def test_what_is_written_with_groups_is_read_back(amount: Decimal, marks: tuple[str, str]) -> None:
    group, mark = marks
    text = f"{amount:,.2f}".replace(",", "_").replace(".", mark).replace("_", group)
    assert {found.number for found in numbers(text).values()} == {amount}
