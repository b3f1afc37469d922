"""What of an account's scores is worked out, and what was known, told to whoever wants to know."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from graph.memory import Known, Shelf
from graph.watcher import Count, Watcher

__all__ = ["WatchedShelf"]

T = TypeVar("T")


class WatchedShelf(Shelf):
    """A shelf as it is, of which a watcher is told when something is asked of it."""

    def __init__(self, shelf: Shelf, watcher: Watcher) -> None:
        super().__init__(shelf.constants)
        self._shelf = shelf
        self._watcher = watcher

    def of(self, name: Hashable, sources: tuple[Any, ...], work: Callable[[Known[T] | None], T]) -> T:
        """As the shelf answers."""
        made = False

        def told(known: Known[T] | None) -> T:
            nonlocal made
            made = True
            with self._watcher.span(f"score {name[0] if isinstance(name, tuple) else name}"):
                return work(known)

        found = self._shelf.of(name, sources, told)
        self._watcher.count(Count.SCORE_MADE if made else Count.SCORE_HELD)
        return found

    @property
    def arrays(self) -> int:
        """The bytes of the arrays in the shelf."""
        return self._shelf.arrays
