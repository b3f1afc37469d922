"""Answers that are kept as bytes, for whoever asks the same while it is still so."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from typing import Final, NamedTuple
from uuid import uuid4

import orjson

from app.operation import Operation
from graph.errors import Unavailable
from graph.store import Store
from graph.viewer import Viewer
from schema.language import Language
from schema.reads import Reads

__all__ = ["KeptAnswer", "KeptAnswers", "answer_key", "digest_of"]

MEGABYTE: Final = 1_000_000
BESIDE: Final = 1_500  # bytes of memory that an answer takes beside its own
EACH_SCOPE: Final = 250  # bytes, of those that it was made from


class KeptAnswer(NamedTuple):
    """An answer, with the digest of its bytes and what it was made from."""

    body: bytes
    digest: str
    reads: Reads

    @property
    def footprint(self) -> int:
        """About how many bytes of memory it takes."""
        return BESIDE + len(self.body) + EACH_SCOPE * len(self.reads.revisions)


class _Making:
    """An answer that is being made, and the scopes that somebody has written to meanwhile."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.outdated: set[str] = set()


class KeptAnswers:
    """Answers by what was asked. The least recently used go first once all take more than so many megabytes.

    One is given again only where it would be made the same: nobody has written to what it was made from, by the
    revisions in the database, and it is still the same day. Once somebody is known to have written, it is dropped.
    """

    def __init__(self, store: Store, megabytes: float) -> None:
        self.limit = int(megabytes * MEGABYTE)
        self.size = 0
        self._store = store
        self._held: OrderedDict[bytes, KeptAnswer] = OrderedDict()
        self._showing: defaultdict[str, set[bytes]] = defaultdict(set)
        self._making: dict[bytes, _Making] = {}

    async def find(self, key: bytes) -> KeptAnswer | None:
        """What is kept under the key, if it is right still. Where somebody is just making it, that is waited for."""
        answer = await self._right(key)
        if answer is None and (making := self._making.get(key)) is not None:
            await making.ended.wait()
            answer = await self._right(key)
        return answer

    @contextmanager
    def making(self, key: bytes) -> Iterator[Callable[[KeptAnswer], None]]:
        """Within the block an answer is made, and others who ask the same wait for it; what this yields keeps it.

        It must depend on nothing but what it tells that it was made from.
        """
        if key in self._making or not self.limit:
            yield lambda _: None
            return
        making = self._making[key] = _Making()

        def keep(answer: KeptAnswer) -> None:
            if making.outdated.isdisjoint(answer.reads.revisions):
                self._keep(key, answer)

        try:
            yield keep
        finally:
            del self._making[key]
            making.ended.set()

    def forget(self, scopes: Collection[str]) -> None:
        """Drop all that was made from these scopes: somebody has written to them."""
        for making in self._making.values():
            making.outdated.update(scopes)
        for scope in scopes:
            self._drop_older(scope)

    async def _right(self, key: bytes) -> KeptAnswer | None:
        answer = self._held.get(key)
        if answer is None:
            return None
        self._held.move_to_end(key)
        if not answer.reads.is_of(self._store.clock()):
            self._drop(key)
            return None
        return answer if await self._is_newest(answer.reads.revisions) else None

    async def _is_newest(self, revisions: Mapping[str, int]) -> bool:
        """Whether nobody has written since. What is older is dropped."""
        try:
            newest = await self._store.revisions(revisions) if revisions else {}
        except Unavailable:
            return False
        for scope, revision in newest.items():
            if revision != revisions[scope]:
                self._drop_older(scope, revision)
        return newest == revisions

    def _drop_older(self, scope: str, revision: int | None = None) -> None:
        """Drop all that shows another revision of the scope; null: any."""
        for key in list(self._showing.get(scope, ())):
            if self._held[key].reads.revisions[scope] != revision:
                self._drop(key)

    def _keep(self, key: bytes, answer: KeptAnswer) -> None:
        self._drop(key)
        if answer.footprint > self.limit:
            return
        self._held[key] = answer
        self.size += answer.footprint
        for scope in answer.reads.revisions:
            self._showing[scope].add(key)
        while self.size > self.limit:
            self._drop(next(iter(self._held)))

    def _drop(self, key: bytes) -> None:
        answer = self._held.pop(key, None)
        if answer is None:
            return
        self.size -= answer.footprint
        for scope in answer.reads.revisions:
            self._showing[scope].discard(key)
            if not self._showing[scope]:
                del self._showing[scope]


def answer_key(operation: Operation, rights: Viewer, language: Language) -> bytes:
    """What tells a question from all others whose answers may differ at the same moment."""
    accounts = None if rights.accounts is None else sorted(rights.accounts)
    asked = [operation.document, operation.name, operation.variables or {}, rights.role, accounts, language]
    try:
        return blake2b(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS), digest_size=32).digest()
    except orjson.JSONEncodeError:  # variables that are nested too deeply: nobody else asks so
        return uuid4().bytes


def digest_of(body: bytes) -> str:
    """What tells these bytes from all others."""
    return blake2b(body, digest_size=16).hexdigest()
