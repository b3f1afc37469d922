"""The newest snapshot of each scope that this process has seen, within a bound."""

from collections import OrderedDict

from graph.snapshot import Snapshot

__all__ = ["SnapshotCache"]


class SnapshotCache:
    """Snapshots by scope. The least recently used go first once all take more than `limit` bytes.

    One that takes more by itself is not held. What a snapshot shares with others is counted in each.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._held: OrderedDict[str, Snapshot] = OrderedDict()

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
        self._let_go(snapshot.scope)
        if snapshot.footprint > self.limit:
            return
        self._held[snapshot.scope] = snapshot
        self.size += snapshot.footprint
        while self.size > self.limit:
            self._let_go(next(iter(self._held)))

    def _let_go(self, scope: str) -> None:
        gone = self._held.pop(scope, None)
        self.size -= gone.footprint if gone else 0
