"""The two times: recorded (a revision) and valid (a day). Only this file knows what "today" is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["bounds_of", "day_of", "now"]


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def day_of(instant: datetime, time_zone: str | None) -> date:
    """The day that it is at this instant in an IANA time zone; null: UTC."""
    return instant.astimezone(_zone(time_zone)).date()


def bounds_of(day: date, time_zone: str | None) -> tuple[datetime, datetime]:
    """When a day begins in an IANA time zone, and when the next one does; null: UTC."""
    midnights = (datetime.combine(each, time(), _zone(time_zone)) for each in (day, day + timedelta(days=1)))
    begins, ends = (midnight.astimezone(UTC) for midnight in midnights)
    return begins, ends


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f"{name} is not an IANA time zone, such as Europe/Budapest") from error
