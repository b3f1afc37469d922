"""API keys as a process knows them: all of them, read anew every few seconds, so that no request waits for its own."""

import time
from collections.abc import Callable, Mapping
from typing import Final

from graph.flights import Flights
from graph.keys import ApiKey, Keys, key_id

__all__ = ["KnownKeys"]

FRESH: Final = 5.0  # seconds after which a key that was revoked works no more, in whichever process
PAUSE: Final = 1.0  # seconds from one look to the next, whoever asks with a key that is not known


class KnownKeys:
    """The keys that there are, as they were five seconds ago at the most. `clock` tells seconds."""

    def __init__(self, keys: Keys, clock: Callable[[], float] = time.monotonic) -> None:
        self._keys = keys
        self._clock = clock
        self._known: Mapping[str, ApiKey] = {}
        self._read_at = float("-inf")
        self._flights: Flights[None] = Flights()

    async def find(self, token: str) -> ApiKey | None:
        """The key that the token is; null where it is none. Raises Unavailable."""
        identifier = key_id(token)
        await self._look(FRESH)
        if identifier not in self._known:
            await self._look(PAUSE)
        found = self._known.get(identifier)
        return found if found is not None and found.is_told_by(token) else None

    async def close(self) -> None:
        """Break off what is being read: who waits for it is told Unavailable."""
        await self._flights.close()

    async def _look(self, oldest: float) -> None:
        if self._clock() - self._read_at > oldest:
            await self._flights.share("keys", self._read)

    async def _read(self) -> None:
        begun = self._clock()
        self._known = {key.id: key for key in await self._keys.all()}
        self._read_at = begun
