"""Scopes: what is in one, be there anything or not, and the keys of all accounts."""

from collections.abc import AsyncIterator
from typing import Final

from graph.errors import NotFound
from graph.identity import TEAM
from graph.snapshot import Snapshot
from graph.store import Store
from graph.viewer import Viewer

__all__ = ["account_keys", "snapshot_of"]

PAGE: Final = 1_000  # keys that are asked for at once


async def account_keys(store: Store, viewer: Viewer, prefix: str = "") -> AsyncIterator[str]:
    """The keys of all accounts that begin so, and that the viewer sees, in their order."""
    after = prefix
    while page := await store.account_keys(viewer, after=after, limit=PAGE):
        for key in page:
            if not key.startswith(prefix):
                return
            yield key
        after = page[-1]


async def snapshot_of(store: Store, scope: str, viewer: Viewer) -> Snapshot:
    """The team, or an account without it, as it is now; an empty one where there is no such account."""
    if scope == TEAM:
        return await store.team(viewer)
    try:
        return (await store.snapshot(scope, viewer)).account
    except NotFound:
        return Snapshot(scope)
