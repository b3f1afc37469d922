"""Moments: which day it is, and where."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.moment import bounds_of, day_of, now

LATE = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (None, date(2026, 1, 1)),
        ("", date(2026, 1, 1)),
        ("UTC", date(2026, 1, 1)),
        ("Europe/Budapest", date(2026, 1, 2)),
        ("Pacific/Kiritimati", date(2026, 1, 2)),
        ("America/Los_Angeles", date(2026, 1, 1)),
    ],
)
def test_the_day_is_that_of_the_zone(zone: str | None, day: date) -> None:
    assert day_of(LATE, zone) == day


@given(
    st.timedeltas(timedelta(0), timedelta(days=4000)), st.sampled_from(sorted(available_timezones() - {"localtime"}))
)
def test_an_instant_is_within_the_bounds_of_its_day(later: timedelta, zone: str) -> None:
    here = LATE + later
    begins, ends = bounds_of(day_of(here, zone), zone)
    assert begins <= here < ends
    assert day_of(begins, zone) == day_of(here, zone) != day_of(ends, zone)


def test_a_day_has_an_hour_less_when_summer_time_begins() -> None:
    begins, ends = bounds_of(date(2026, 3, 29), "Europe/Budapest")
    assert (begins, ends - begins) == (datetime(2026, 3, 28, 23, tzinfo=UTC), timedelta(hours=23))


@pytest.mark.parametrize("zone", ["Budapest", "Mars/Olympus", "../../etc/passwd", "Europe"])
def test_a_zone_that_does_not_exist_is_told(zone: str) -> None:
    with pytest.raises(ValueError, match=f"{zone} is not an IANA time zone, such as Europe/Budapest"):
        day_of(LATE, zone)


def test_now_is_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)
    assert now() <= now()
