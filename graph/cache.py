"""The newest snapshot of each scope that this process has seen, within a bound."""

from collections import OrderedDict

from graph.snapshot import Snapshot

__all__ = ["SnapshotCache"]


class SnapshotCache:
    """Snapshots by scope. The least recently used go first once all hold more than `limit` nodes and edges."""

    def __init__(self, limit: int = 1_000_000) -> None:
        self.limit = limit
        self._held: OrderedDict[str, Snapshot] = OrderedDict()
        self._size = 0

    def get(self, scope: str) -> Snapshot | None:
        """The newest snapshot of the scope that is held, of whatever revision."""
        snapshot = self._held.get(scope)
        if snapshot is not None:
            self._held.move_to_end(scope)
        return snapshot

    def keep(self, snapshot: Snapshot) -> None:
        """Hold a snapshot, unless a newer one of its scope is held already."""
        held = self._held.get(snapshot.scope)
        if held is not None and held.revision >= snapshot.revision:
            return
        self._size += _size(snapshot) - (_size(held) if held else 0)
        self._held[snapshot.scope] = snapshot
        self._held.move_to_end(snapshot.scope)
        while self._size > self.limit and len(self._held) > 1:
            _, gone = self._held.popitem(last=False)
            self._size -= _size(gone)


def _size(snapshot: Snapshot) -> int:
    return len(snapshot.nodes) + len(snapshot.edges)
