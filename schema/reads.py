"""What an answer was made from: the scopes that it shows, as of which revisions, and the days that it was today."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from types import MappingProxyType

from graph.moment import day_of

__all__ = ["Reads"]


class Reads:
    """All that one request reads of the store.

    `revisions` are the newest ones of the scopes that were read, by scope, when they were, also where it was an earlier
    revision that was asked for: an erasure rewrites those too. `is_complete` says whether that, and what day it was, is
    all that the answer depends on. It is not where anything was read that has no revision, such as lists across
    accounts, where anything was sought and not found, or while a read is under way.
    """

    def __init__(self) -> None:
        self._revisions: dict[str, int] = {}
        self._days: dict[str | None, date] = {}
        self._untold = 0

    @property
    def revisions(self) -> Mapping[str, int]:
        return MappingProxyType(self._revisions)

    @property
    def is_complete(self) -> bool:
        return self._untold == 0

    @contextmanager
    def telling(self) -> Iterator[dict[str, int]]:
        """Within the block something is read; it writes down what it reads of, and as of which revision.

        An error tells nothing.
        """
        self._untold += 1
        told: dict[str, int] = {}
        yield told
        self._untold -= 1
        for scope, revision in told.items():
            self._untold += self._revisions.setdefault(scope, revision) != revision
            self._revisions[scope] = revision

    def tell_nothing(self) -> None:
        """Something is read of which nobody could say later whether it would still be so."""
        self._untold += 1

    def today(self, at: datetime, zone: str | None) -> date:
        """The day that it is in a time zone, on which the answer then depends."""
        day = day_of(at, zone)
        self._untold += self._days.setdefault(zone, day) != day
        return day

    def is_of(self, at: datetime) -> bool:
        """Whether each day that was today is so still."""
        return all(day_of(at, zone) == day for zone, day in self._days.items())
