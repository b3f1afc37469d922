"""Presence: who is at the other end of a connection that stays, and for how long."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

from app.audit import noting
from app.authentication import Admission, Unauthenticated
from graph.viewer import Viewer

__all__ = ["Presence"]

FRESH: Final = 5.0  # seconds for which an admission is not asked for again

EXPIRED: Final = "the token has expired: connect again with a new one"
CHANGED: Final = "your role here has changed: connect again"


class Presence:
    """Somebody who was admitted, and is `again` from time to time: their rights may change while they are here."""

    def __init__(self, admission: Admission, again: Callable[[], Awaitable[Admission]]) -> None:
        self.admission = admission
        self._again = again
        self._asked = time.monotonic()

    async def viewer(self) -> Viewer:
        """Who they are, and what they may see now. Raises as `Authentication.admit`."""
        if time.monotonic() - self._asked > FRESH:
            with noting(None):  # what is read to tell who they are, they do not read
                admission = await self._again()
            if admission.viewer.role != self.admission.viewer.role:  # by which their documents were judged
                raise Unauthenticated(CHANGED)
            self.admission, self._asked = admission, time.monotonic()
        self.demand_time()
        return self.admission.viewer

    def seconds_left(self) -> float | None:
        """For how long they may stay; null: for as long as they like."""
        expires = self.admission.expires
        return None if expires is None else (expires - datetime.now(UTC)).total_seconds()

    def demand_time(self) -> None:
        """Raise Unauthenticated where their time is over."""
        if (left := self.seconds_left()) is not None and left <= 0:
            raise Unauthenticated(EXPIRED)
