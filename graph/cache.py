"""The newest snapshot of each scope that this process has seen, and what was worked out of it, within a bound."""

from collections import OrderedDict
from functools import partial
from typing import Final

from graph.snapshot import Snapshot

__all__ = ["DAY", "SHELF", "SnapshotCache", "weight"]

DAY: Final = 0.55
"""What is worked out for one day takes about this part of what the snapshot takes; arrays come on top of it."""

SHELF: Final = 19_500
"""Bytes more for each day, however little there is."""


class SnapshotCache:
    """Snapshots by scope. The least recently used go first once all take more than `limit` bytes.

    What was worked out of a snapshot (`graph.memory`) goes before itself. What has grown is weighed again whenever a
    snapshot is asked for. One that takes more by itself is not held. What one shares with others is counted in each.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: OrderedDict[str, Snapshot] = OrderedDict()
        self._weights: dict[str, int] = {}
        self._grown: set[str] = set()  # scopes; other threads add to it
        self.size = 0

    def get(self, scope: str) -> Snapshot | None:
        """The newest snapshot of the scope that is held, of whatever revision."""
        snapshot = self._held.get(scope)
        if snapshot is not None:
            self._held.move_to_end(scope)
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
        snapshot.memory.tell(partial(self._grown.add, snapshot.scope))
        self._weigh(snapshot)
        self._make_room()

    def forget(self) -> None:
        """Hold nothing any more of what was worked out of the snapshots."""
        for snapshot in self._held.values():
            snapshot.memory.forget()
            self._weigh(snapshot)

    def _weigh(self, snapshot: Snapshot) -> None:
        now = weight(snapshot)
        self.size += now - self._weights.get(snapshot.scope, 0)
        self._weights[snapshot.scope] = now

    def _make_room(self) -> None:
        while self._grown:
            scope = self._grown.pop()
            if scope in self._held:
                self._weigh(self._held[scope])
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
    return snapshot.footprint + memory.days * (SHELF + int(DAY * snapshot.footprint)) + memory.arrays
