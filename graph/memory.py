"""What was worked out of a snapshot and is kept with it: right still where it would be worked out from the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Set
from datetime import date
from threading import Lock
from typing import Any, Final, Generic, NamedTuple, TypeVar

__all__ = ["Known", "Memory", "Shelf"]

T = TypeVar("T")

SHELVES: Final = 6  # days: today and yesterday, those with which health is compared, and one that somebody looks at


class Known(NamedTuple, Generic[T]):
    """What was worked out, and the very objects that it was worked out from."""

    value: T
    sources: tuple[Any, ...]


class Shelf:
    """What was worked out for one day by some `constants`, by name.

    `grown` is called whenever something is worked out. Safe to share between threads: what several ask for at the same
    moment is worked out once. What is worked out may ask for other things, but never in a circle.
    """

    def __init__(self, constants: object, grown: Callable[[], object] = lambda: None) -> None:
        self.constants = constants
        self.grown = grown
        self._known: dict[Hashable, Known[Any]] = {}
        self._locks: dict[Hashable, Lock] = {}

    def after(self, gone: Set[str]) -> "Shelf":
        """A shelf that begins with what is on this one, but for what bears the name of something that is gone."""
        after = Shelf(self.constants, self.grown)
        after._known = {name: each for name, each in self._known.copy().items() if not _names(name, gone)}
        return after

    def of(self, name: Hashable, sources: tuple[Any, ...], work: Callable[[Known[T] | None], T]) -> T:
        """What bears the name, worked out from these sources; where they are those of last time, it is as it was.

        Sources are told apart by identity, and must not change. `work` is told what was known last.
        """
        known = self._known.get(name)
        if known is not None and _same(known.sources, sources):
            return known.value  # type: ignore[no-any-return]  # a name stands for one type
        with self._locks.setdefault(name, Lock()):
            known = self._known.get(name)
            if known is None or not _same(known.sources, sources):
                known = self._known[name] = Known(work(known), sources)
                self.grown()
            return known.value  # type: ignore[no-any-return]

    @property
    def arrays(self) -> int:
        """The bytes of the arrays in it, as far as what holds them tells of them."""
        return sum(getattr(each.value, "nbytes", 0) for each in list(self._known.values()))


class Memory:
    """What was worked out of a snapshot, a shelf a day, of the days that were asked for last.

    It begins with what was known `before`, so that after a change only what depends on it is worked out again; what
    was known of something that is `gone`, by its id, is left out.
    """

    def __init__(self, before: "Memory | None" = None, gone: Set[str] = frozenset()) -> None:
        self._lock = Lock()
        self._grown: Callable[[], object] = lambda: None
        self._shelves: OrderedDict[tuple[date, int], Shelf] = OrderedDict()
        if before is not None:
            with before._lock:
                self._grown = before._grown
                self._shelves.update((key, shelf.after(gone)) for key, shelf in before._shelves.items())

    def tell(self, grown: Callable[[], object]) -> None:
        """Have this called, by whatever thread, whenever something is worked out from now on."""
        with self._lock:
            self._grown = grown
            for shelf in self._shelves.values():
                shelf.grown = grown

    def shelf(self, day: date, constants: object) -> Shelf:
        """What is known of a day by these constants, which are told apart by identity."""
        key = (day, id(constants))
        with self._lock:
            shelf = self._shelves.setdefault(key, Shelf(constants, self._grown))
            self._shelves.move_to_end(key)
            if len(self._shelves) > SHELVES:
                self._shelves.popitem(last=False)
            return shelf

    def forget(self) -> None:
        """Know nothing any more; whoever works with a shelf keeps it."""
        with self._lock:
            self._shelves.clear()

    @property
    def days(self) -> int:
        """Of how many days something is known."""
        return len(self._shelves)

    @property
    def arrays(self) -> int:
        """The bytes of the arrays in it."""
        with self._lock:
            return sum(shelf.arrays for shelf in self._shelves.values())


def _names(name: Hashable, ids: Set[str]) -> bool:
    return isinstance(name, tuple) and not ids.isdisjoint(name)


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return len(one) == len(other) and all(mine is theirs for mine, theirs in zip(one, other, strict=True))
