"""Following: every revision of a scope, as soon as it is written, whichever process writes it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from graph.errors import InvalidInput, NotFound, Unavailable
from graph.flights import Flights
from graph.message import Message
from graph.revisions import Revisions
from graph.steps import Step

__all__ = ["Following"]

INTERVAL: Final = 0.5  # seconds from one look at what others have written to the next
PAGE: Final = 20  # revisions that are read at once
PATIENCE: Final = 60.0  # seconds without the database, after which those who follow are told
CLOSED: Final = "the store was closed"


class Following:
    """All who follow scopes, in one process.

    One query twice a second looks at all followed scopes, however many follow them, and one more at once after each
    commit of this process: linear in the scopes. Then each new revision is read once, by `steps`, for all who have come
    as far. Nothing is sent ahead: whoever is slow holds one page of the journal, and asks for the next when they are
    ready for it.
    """

    def __init__(self, revisions: Revisions, steps: Callable[[str, int, int], Coroutine[Any, Any, list[Step]]]) -> None:
        self._revisions = revisions
        self._steps = steps
        self._heads: dict[str, _Head] = {}
        self._pages: Flights[list[Step]] = Flights()
        self._looking: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._turn = asyncio.Lock()
        self._seen_at = 0.0
        self._lost: str | None = None
        self._closed = False

    async def follow(
        self, scope: str, since: int | None = None, begun: Callable[[int], None] | None = None
    ) -> AsyncGenerator[Step, None]:
        """Every revision above `since` once and in order, without end; those from now on where it is not given.

        `begun` is told the revision after which it begins.

        Raises NotFound where the scope was never written to, InvalidInput where `since` is no revision of it, and
        Unavailable once the database has not answered for a minute. Until then it is waited for.
        """
        current = (await self._revisions.of([scope])).get(scope, 0)
        after = _demand_since(scope, since, current)
        if begun is not None:
            begun(after)
        with self._followed(scope, current) as head:
            while True:
                await self._beyond(head, after)
                known = head.revision
                for step in await self._page(scope, head, after):
                    async with self._turn:  # one reader at a time goes on, so that others who ask are not held up
                        await asyncio.sleep(0)
                    yield step
                    after = step.entry.revision
                    if head.revision != known:  # what was read may have been rewritten since, by an erasure
                        break

    def wake(self, scopes: Collection[str]) -> None:
        """Look now: these were written to."""
        if not self._heads.keys().isdisjoint(scopes):
            self._woken.set()

    async def close(self) -> None:
        """Follow no more. Whoever still does, or begins to, is told Unavailable."""
        self._closed = True
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])
        self._tell_lost(CLOSED)
        await self._pages.close()

    @contextmanager
    def _followed(self, scope: str, current: int) -> Iterator["_Head"]:
        if self._closed:
            raise Unavailable(CLOSED)
        head = self._heads.setdefault(scope, _Head())
        head.followers += 1
        head.reach(current)
        self._found()
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
            self._looking.add_done_callback(self._ended)
        try:
            yield head
        finally:
            head.followers -= 1
            if not head.followers:
                del self._heads[scope]
            if not self._heads and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _look(self) -> None:
        while True:
            self._woken.clear()
            try:
                current = await self._revisions.of(self._heads)
                self._found()
                for scope, head in self._heads.items():
                    head.reach(current.get(scope, 0))
            except Unavailable as error:
                if time.monotonic() - self._seen_at > PATIENCE:
                    self._tell_lost(error.message)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), INTERVAL)

    def _ended(self, looking: "asyncio.Task[None]") -> None:
        """Nobody looks any more; where that was not meant, nobody shall wait for it."""
        if not looking.cancelled() and (error := looking.exception()):
            self._looking = None
            self._tell_lost(f"{type(error).__name__} while the revisions were looked at")

    def _found(self) -> None:
        """The database has answered."""
        self._seen_at, self._lost = time.monotonic(), None

    def _tell_lost(self, reason: str) -> None:
        self._lost = reason
        for head in self._heads.values():
            head.tell()

    async def _beyond(self, head: "_Head", revision: int) -> None:
        """Wait until the scope has come further."""
        while head.revision <= revision:
            if self._lost is not None:
                raise Unavailable(self._lost)
            await head.told.wait()

    async def _page(self, scope: str, head: "_Head", after: int) -> list[Step]:
        """The next revisions, as everybody reads them who has come as far and knows as much."""
        page = (after, min(after + PAGE, head.revision), head.revision)
        if head.page != page:
            steps = await self._pages.share((scope, *page), lambda: self._read(scope, *page[:2]))
            if head.revision != page[-1]:
                return steps
            head.page, head.steps = page, steps
        return head.steps

    async def _read(self, scope: str, after: int, until: int) -> list[Step]:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                steps = await self._steps(scope, after, until)
                if [step.entry.revision for step in steps] == [*range(after + 1, until + 1)]:
                    return steps
                raise Unavailable(f"the journal of {scope!r} lacks revisions between {after} and {until}")
            except Unavailable:
                if self._lost is not None or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(INTERVAL)


class _Head:
    """How far a scope is known to have come, who follows it, and the page of its journal that was read last."""

    def __init__(self) -> None:
        self.revision = 0
        self.followers = 0
        self.told = asyncio.Event()
        self.page: tuple[int, int, int] | None = None
        self.steps: list[Step] = []

    def reach(self, revision: int) -> None:
        """The scope has come so far, at least."""
        if revision > self.revision:
            self.revision, self.page, self.steps = revision, None, []
            self.tell()

    def tell(self) -> None:
        """Let those who wait look again."""
        self.told.set()
        self.told = asyncio.Event()


def _demand_since(scope: str, since: int | None, current: int) -> int:
    """The revision after which to begin. Raises NotFound and InvalidInput."""
    if current == 0:
        raise NotFound(Message("there is no account %(key)r", key=scope), [scope])
    if since is not None and not 0 <= since <= current:
        words = {"current": current, "since": since}
        raise InvalidInput(
            Message("since: there are the revisions 1 to %(current)s, not %(since)s", **words), ["since"]
        )
    return current if since is None else since
