"""Days and instants as the files tell them, counted from today."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

__all__ = ["Days"]

UNITS: Final = {"d": 1, "w": 7, "y": 365}
SATURDAY: Final = 5
_OFFSET = re.compile(r"([+-]\d+)([dwy])")
_QUARTER = re.compile(r"(start|end) of Q([+-]\d+)")


@dataclass(frozen=True, slots=True)
class Days:
    """What the files' days mean, seen from one."""

    today: date
    time_zone: str

    def day(self, told: str) -> date:
        """The day meant by `-35d`, `+2w` or `-3y`, or by `end of Q-1`: of the quarter before this one.

        Nobody works on a weekend: what falls on one is moved to the Friday before, or, where it is still to come, to
        the Monday after. So what is past stays past, and nothing overtakes another.
        """
        if offset := _OFFSET.fullmatch(told):
            count = int(offset[1]) * UNITS[offset[2]]
            return _working_day(self.today + timedelta(days=count), ahead=count > 0)
        if quarter := _QUARTER.fullmatch(told):
            return self._quarter(int(quarter[2]), after=quarter[1] == "end")
        raise ValueError(f"that is not a day, such as -35d or end of Q-1: {told!r}")

    def instant(self, told: str) -> datetime:
        """The instant meant by `-35d 09:30`, by the clock of the time zone."""
        day, _, clock = told.rpartition(" ")
        at = datetime.combine(self.day(day), time.fromisoformat(clock), ZoneInfo(self.time_zone))
        return at.astimezone(UTC)

    def _quarter(self, count: int, after: bool) -> date:
        """The first day of a quarter, so many after this one; or the last, the day before the next one's first."""
        number = self.today.year * 4 + (self.today.month - 1) // 3 + count + after
        return date(number // 4, number % 4 * 3 + 1, 1) - timedelta(days=int(after))


def _working_day(day: date, ahead: bool) -> date:
    past_friday = day.weekday() - SATURDAY + 1
    if past_friday <= 0:
        return day
    return day + timedelta(days=3 - past_friday if ahead else -past_friday)
