"""Moments: which day it is, and where."""

from datetime import UTC, date, datetime, timedelta

import pytest

from graph.moment import day_of, now

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


@pytest.mark.parametrize("zone", ["Budapest", "Mars/Olympus", "../../etc/passwd", "Europe"])
def test_a_zone_that_does_not_exist_is_told(zone: str) -> None:
    with pytest.raises(ValueError, match=f"{zone} is not an IANA time zone, such as Europe/Budapest"):
        day_of(LATE, zone)


def test_now_is_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)
    assert now() <= now()
