"""The moment that a caller asks for: recorded time, and the day."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from graph.history import AsOf

__all__ = ["AsOfInput", "OnDay", "as_of_of"]

OnDay = Annotated[
    date | None,
    strawberry.argument(description="The day to answer for; not given: that of `asOf`, else today in its zone."),
]


@strawberry.input(name="AsOf", one_of=True, description="A moment of recorded time: what did we know then?")
class AsOfInput:
    revision: int | None = strawberry.field(default=strawberry.UNSET, description="A revision of the account.")
    at: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="An instant: the newest revision that had been written by then."
    )


def as_of_of(given: AsOfInput | None) -> AsOf | None:
    """What an argument says; null where it was not given."""
    if given is None:
        return None
    said: Any = given.at if given.revision is strawberry.UNSET else given.revision
    moment: AsOf = said
    return moment
