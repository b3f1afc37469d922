"""Dates: as many ways of writing as the world has, and every reading that a date allows."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.files.dates import DateOrder, dated
from seeds.files.record import DAY_ZERO, DAY_ZERO_1904

DAY, MONTH, YEAR = DateOrder


def said(text: str) -> set[date]:
    return set(dated(text, DAY_ZERO).possible.values())


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-25", "2026/11/25", "2026.11.25", "2026. 11. 25.", "2026. 11.25", "20261125", "2026 11 25",
        "25.11.2026", "25.11.2026.", "25/11/2026", "11/25/2026", "25-11-2026", "25. 11. 2026",
        "25-Nov-2026", "25 Nov 2026", "Nov 25 2026", "Nov 25, 2026", "November 25th, 2026", "25th of November 2026",
        "2026. november 25.", "2026. nov. 25.", "2026. nov. 25., szerda", "Wednesday, 25 November 2026", "2026-Nov-25",
        "25. November 2026", "25 de noviembre de 2026", "25 nov 2026", "szerda, 2026. 11. 25.", "46351",
        "25-Nov-26",
    ],
)  # fmt: skip
def test_a_date_that_is_one_day(text: str) -> None:
    assert said(text) == {date(2026, 11, 25)}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-20T14:30:00Z", datetime(2024, 1, 20, 14, 30, tzinfo=UTC)),
        ("2017-08-04T09:09:50.000+0000", datetime(2017, 8, 4, 9, 9, 50, tzinfo=UTC)),
        ("2024-01-15 10:00:00+02", datetime(2024, 1, 15, 10, tzinfo=timezone(timedelta(hours=2)))),
        ("2024-01-15 10:00:00", datetime(2024, 1, 15, 10)),  # noqa: DTZ001
        ("1/25/2024, 9:05 PM", datetime(2024, 1, 25, 21, 5)),  # noqa: DTZ001
        ("1/25/2024 12:05 am", datetime(2024, 1, 25, 0, 5)),  # noqa: DTZ001
        ("2026. nov. 25. 14:30", datetime(2026, 11, 25, 14, 30)),  # noqa: DTZ001
        ("45321.604166666", datetime(2024, 1, 30, 14, 30)),  # noqa: DTZ001
        ("1705312800000", datetime(2024, 1, 15, 10, tzinfo=UTC)),
    ],
)
def test_a_moment_keeps_its_time_and_zone(text: str, moment: datetime) -> None:
    assert said(text) == {moment}
    assert {found.tzinfo for found in said(text) if isinstance(found, datetime)} == {moment.tzinfo}


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("03/04/2024", {DAY: date(2024, 4, 3), MONTH: date(2024, 3, 4)}),
        ("03.04.2024", {DAY: date(2024, 4, 3), MONTH: date(2024, 3, 4)}),
        ("13/04/2024", {DAY: date(2024, 4, 13)}),
        ("05/05/2024", {DAY: date(2024, 5, 5), MONTH: date(2024, 5, 5)}),
        ("20/03/24", {DAY: date(2024, 3, 20), YEAR: date(2020, 3, 24)}),
        ("31.12.99", {DAY: date(1999, 12, 31)}),
        ("24. jan. 15.", {DAY: date(2015, 1, 24), YEAR: date(2024, 1, 15)}),
    ],
)
def test_every_order_that_a_date_can_have(text: str, possible: dict[DateOrder, date]) -> None:
    assert dated(text, DAY_ZERO).possible == possible


@pytest.mark.parametrize(
    "text",
    [
        "2024", "2024-03", "March 2024", "Q1 2024", "2024-13-01", "2024-02-30", "31/04/2024", "0204-01-15", "14:30",
        "2024-01-15 25:00", "2024-01-15 13:05 PM", "12 listopad 2024", "12 Foo 2024", "Foo, 12 March 2024", "tomorrow",
        "2024-01.15", "1/2-2024", "12345678901", "1" * 61, "99999", "",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert dated(text, DAY_ZERO).possible == {}


@pytest.mark.parametrize(
    "text", ["0000-00-00", "00/00/0000", "0000-00-00 00:00:00", "1900-01-00", "0001-01-01T00:00:00"]
)
def test_what_stands_for_no_date(text: str) -> None:
    assert dated(text, DAY_ZERO).never


def test_days_are_counted_from_the_first_day_of_the_workbook() -> None:
    assert set(dated("44197", DAY_ZERO_1904).possible.values()) == {date(2025, 1, 2)}
    assert dated("44197", DAY_ZERO).counted


FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d-%b-%Y", "%b %d %Y", "%d %B %Y", "%Y. %m. %d.", "%Y%m%d", "%d/%m/%y"]


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from(FORMATS))
def test_a_date_can_be_what_it_was_written_as(day: date, form: str) -> None:
    assert day in said(day.strftime(form))
