"""The newest snapshot of each scope that this process has seen, and what was worked out of it, within a bound."""

from collections import OrderedDict
from typing import Final

from graph.snapshot import Snapshot

__all__ = ["DAY", "SnapshotCache", "weight"]

DAY: Final = 0.45
"""What is worked out for one day takes about this part of what the snapshot takes; arrays come on top of it."""


class SnapshotCache:
    """Snapshots by scope. The least recently used go first once all take more than `limit` bytes.

    What was worked out of a snapshot (`graph.memory`) goes before itself. It is weighed again whenever the snapshot is
    asked for. A snapshot that takes more by itself is not held. What one shares with others is counted in each.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: OrderedDict[str, Snapshot] = OrderedDict()
        self._weights: dict[str, int] = {}
        self.size = 0

    def get(self, scope: str) -> Snapshot | None:
        """The newest snapshot of the scope that is held, of whatever revision."""
        snapshot = self._held.get(scope)
        if snapshot is not None:
            self._held.move_to_end(scope)
            self._weigh(snapshot)
            self._make_room()
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
        self._weigh(snapshot)
        self._make_room()

    def _weigh(self, snapshot: Snapshot) -> None:
        now = weight(snapshot)
        self.size += now - self._weights.get(snapshot.scope, 0)
        self._weights[snapshot.scope] = now

    def _make_room(self) -> None:
        while self.size > self.limit:
            scope, oldest = next(iter(self._held.items()))
            if oldest.memory.days:
                oldest.memory.forget()
                self._weigh(oldest)
            else:
                self._let_go(scope)

    def _let_go(self, scope: str) -> None:
        self._held.pop(scope, None)
        self.size -= self._weights.pop(scope, 0)


def weight(snapshot: Snapshot) -> int:
    """About how many bytes of memory a snapshot takes, with what was worked out of it."""
    memory = snapshot.memory
    return int(snapshot.footprint * (1 + DAY * memory.days)) + memory.arrays
