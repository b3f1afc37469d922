"""What is held true on a day?"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from graph.declaration import Claim
from graph.memory import Shelf
from graph.model import ConflictsWith
from graph.snapshot import Snapshot
from scoring.claims import Blend, blends
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["Beliefs"]


class Beliefs:
    """The blends of an account's claims on a day, by type: those of each are worked out when they are first asked for.

    They are kept with the snapshot, and after a change of it only what differs is worked out again; or on a `shelf` of
    their own, where one is given.

    >>> from graph.model import Influences
    >>> Beliefs(Snapshot("empty"), date(2026, 1, 1)).of(Influences)
    {}
    """

    def __init__(
        self, snapshot: Snapshot, day: date, parameters: Parameters = DEFAULTS, shelf: Shelf | None = None
    ) -> None:
        self.snapshot = snapshot
        self.day = day
        self.parameters = parameters
        self._shelf = shelf or snapshot.memory.shelf(day, parameters)

    @cached_property
    def conflicts(self) -> frozenset[frozenset[str]]:
        """The pairs of people, by their ids, who are in conflict."""
        return frozenset(frozenset(pair) for pair, found in self.of(ConflictsWith).items() if found.effective > 0)

    def of(self, kind: type[Claim]) -> Mapping[tuple[str, str], Blend]:
        """The blend of each pair of nodes that claims of this type join, by the pair's ids, in their order."""
        snapshot, day, parameters = self.snapshot, self.day, self.parameters
        name, sources = ("blends", kind.label), (snapshot.table(kind),)
        return self._shelf.of(name, sources, lambda known: blends(snapshot, kind, day, parameters, known))
