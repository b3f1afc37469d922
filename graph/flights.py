"""Flights: work that goes on until it is done, and that whoever asks for the same meanwhile waits for too."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

from graph.errors import Unavailable

__all__ = ["Flights"]

T = TypeVar("T")


class Flights(Generic[T]):
    """One piece of work a key at a time. Nothing is remembered of it once it has ended, well or badly.

    Whoever waits may give up without disturbing the work, or the others.
    """

    def __init__(self) -> None:
        self._aloft: dict[Hashable, asyncio.Task[T]] = {}
        self._closed = False

    async def share(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the work under way for the key answers; where there is none, `work` is started. Raises Unavailable."""
        if self._closed:
            raise _closed()
        flight = self._aloft.get(key)
        if flight is None or flight.done():
            flight = self._aloft[key] = asyncio.create_task(work())
            flight.add_done_callback(lambda ended: self._forget(key, ended))
        await asyncio.wait([flight])
        return _landed(flight)

    async def close(self) -> None:
        """Break off what is under way, and begin nothing more: who waits, or comes later, is told Unavailable."""
        self._closed = True
        flights = list(self._aloft.values())
        for flight in flights:
            flight.cancel()
        if flights:
            await asyncio.wait(flights)

    def _forget(self, key: Hashable, ended: "asyncio.Task[T]") -> None:
        if self._aloft.get(key) is ended:
            del self._aloft[key]


def _closed() -> Unavailable:
    return Unavailable("the store was closed before the database had answered")


def _landed(flight: "asyncio.Task[T]") -> T:
    """Its answer, or its error: Unavailable as an exception of one's own, to which others add nothing."""
    if flight.cancelled():
        raise _closed()
    error = flight.exception()
    if isinstance(error, Unavailable):
        raise Unavailable(error.message, error.path) from error
    return flight.result()
