"""Taking turns within one process: commits to a scope queue up here, rather than collide in the database.

The database keeps commits of several processes apart; this only saves them the tries that would be lost.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

__all__ = ["Turns"]


class Turns:
    """One queue a scope, for as long as somebody stands in it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def take(self, scopes: Iterable[str]) -> AsyncIterator[None]:
        """Wait for one's turn in all of these scopes, in their order, so that no two wait for each other."""
        async with AsyncExitStack() as stack:
            for scope in sorted(scopes):
                lock = self._locks.setdefault(scope, asyncio.Lock())
                await stack.enter_async_context(lock)
            yield
