"""The revisions of scopes: all who ask at the same time are answered by one query."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any

from graph.flights import Flights

__all__ = ["Revisions"]


class Revisions:
    """The current revisions, by scope, as `ask` tells them.

    One query at a time. Whoever comes while it is under way waits for the next, with all others who do: so every
    query begins after those whom it answers have asked, and they see each commit that was acknowledged before.
    """

    def __init__(self, ask: Callable[[Sequence[str]], Coroutine[Any, Any, Mapping[str, int]]]) -> None:
        self._ask = ask
        self._turn = asyncio.Lock()
        self._round = 0
        self._scopes: set[str] = set()
        self._flights: Flights[Mapping[str, int]] = Flights()

    async def of(self, scopes: Iterable[str]) -> Mapping[str, int]:
        """The revisions of these scopes (and maybe of others). A scope that was never written to is absent."""
        self._scopes.update(scopes)
        return await self._flights.share(self._round, self._query)

    async def close(self) -> None:
        """Break off what is under way."""
        await self._flights.close()

    async def _query(self) -> Mapping[str, int]:
        async with self._turn:
            self._round += 1  # who comes from here on is in the next
            scopes, self._scopes = self._scopes, set()
            return await self._ask(sorted(scopes))
