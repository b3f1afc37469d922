"""By which way a request comes in, whatever else its address says."""

from enum import StrEnum
from typing import Final

from app.guard import UPLOADS

__all__ = ["Entrance", "entrance_of"]


class Entrance(StrEnum):
    """What is asked for, told by the path."""

    GRAPHQL = "graphql"
    EXPORT = "export"
    CALENDAR = "calendar"
    UPLOAD = "upload"
    HEALTH = "health"
    OTHER = "other"


WHOLE: Final = {
    "/graphql": Entrance.GRAPHQL,
    UPLOADS: Entrance.UPLOAD,
    "/livez": Entrance.HEALTH,
    "/readyz": Entrance.HEALTH,
}
BEGUN: Final = {"/accounts/": Entrance.EXPORT, "/calendar/": Entrance.CALENDAR}


def entrance_of(path: str) -> Entrance:
    """The way in that a path is."""
    begun = (entrance for start, entrance in BEGUN.items() if path.startswith(start))
    return WHOLE.get(path) or next(begun, Entrance.OTHER)
