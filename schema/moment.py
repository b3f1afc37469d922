"""The moment that a caller asks for: recorded time, and the day; and the periods that days lie in."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from graph.errors import InvalidInput
from graph.history import AsOf

__all__ = ["AsOfInput", "OnDay", "as_of_of", "demand_period", "is_during"]

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


def is_during(day: date | None, since: date | None, until: date | None) -> bool:
    """Whether a day lies in a period, its last day included. No day lies only in the one without bounds."""
    if day is None:
        return since is None and until is None
    return (since is None or since <= day) and (until is None or day <= until)


def demand_period(since: date | None, until: date | None, words: tuple[str, str]) -> None:
    """Raise InvalidInput, by the words for the two days, where the second is before the first."""
    if since is not None and until is not None and until < since:
        raise InvalidInput(f"{words[1]} must not be before {words[0]}: {until} is before {since}", words[1].split("."))
