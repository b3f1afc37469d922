"""Watching what a store sends to its database, and breaking it off: the driver does the work, we only look on."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, cast

from neo4j import Record

from graph.cache import SnapshotCache
from graph.connection import Transaction
from graph.snapshot import AccountGraph
from graph.store import Store
from graph.viewer import LOCAL

__all__ = ["cold_read", "forget", "watch"]

T = TypeVar("T")


class _Watched:
    """A transaction of the driver's that tells each statement that it has run."""

    def __init__(self, tx: Transaction, ran: Callable[[str], None]) -> None:
        self._tx = tx
        self._ran = ran

    async def run(self, statement: Any, **parameters: Any) -> Any:
        result = await self._tx.run(statement, **parameters)
        self._ran(str(statement))
        return result


def watch(store: Store, ran: Callable[[str], None]) -> None:
    """From here on, tell `ran` of every statement that the store has run."""
    transact, rows = store.connection.transact, store.connection._rows

    async def watched(work: Callable[[Transaction], Awaitable[T]]) -> T:
        return await transact(lambda tx: work(cast("Transaction", _Watched(tx, ran))))

    async def asked(access: str, statement: str, parameters: Mapping[str, Any]) -> list[Record]:
        answer = await rows(access, statement, parameters)
        ran(statement)
        return answer

    store.connection.transact = watched  # type: ignore[method-assign]  # wrapped, and delegated to
    store.connection._rows = asked  # type: ignore[method-assign]  # wrapped, and delegated to


def forget(store: Store) -> None:
    """Empty the store's cache: what it reads next, it reads anew."""
    store._snapshots.cache = SnapshotCache(store._snapshots.cache.limit)


async def cold_read(store: Store, account: str) -> AccountGraph:
    """The account as the database holds it, whatever the store has cached."""
    forget(store)
    return await store.snapshot(account, LOCAL)
