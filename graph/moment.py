"""The two times: recorded (a revision) and valid (a day). Only this file knows what "today" is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

__all__ = ["day_of", "now"]


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def day_of(instant: datetime, time_zone: str | None) -> date:
    """The day that it is at this instant in an IANA time zone; null: UTC."""
    try:
        zone = ZoneInfo(time_zone or "UTC")
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f"{time_zone} is not an IANA time zone, such as Europe/Budapest") from error
    return instant.astimezone(zone).date()
