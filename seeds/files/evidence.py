"""What a whole column shows about how its cells are written, where one cell alone does not."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from seeds.files.findings import Oddity, Read, Reason

__all__ = ["Evidence"]

K = TypeVar("K")
V = TypeVar("V")


class Evidence(Generic[K]):
    """The ways of writing that are left for the cells of a column, each pattern for itself; or the one that is stated.

    A cell tells of which ways it can be, and what it would mean in each: `{DAY_FIRST: 3 April, MONTH_FIRST: 4 March}`.
    """

    def __init__(self, stated: K | None, asked: Reason, denied: Reason) -> None:
        self._stated = stated
        self._asked = asked
        self._denied = denied
        self._left: dict[str, set[K]] = {}
        self._open: dict[str, str] = {}

    def see(self, text: str, pattern: str, possible: Mapping[K, V]) -> None:
        """A cell of the column: what it cannot be, the others of its pattern are not either."""
        if pattern in self._left:
            self._left[pattern] &= possible.keys()
        else:
            self._left[pattern] = set(possible)
        if len(set(possible.values())) > 1:
            self._open.setdefault(pattern, text)

    def read(self, text: str, pattern: str, possible: Mapping[K, V]) -> Read[V]:
        """The meaning of a cell that has one at least."""
        meanings = list(dict.fromkeys(possible.values()))
        way = self._way(pattern)
        if way is not None and way in possible:
            return Read(possible[way])
        if len(meanings) > 1:
            return Read(None, (Oddity(self._asked, text, _either(meanings)),))
        denied = self._stated is not None and self._stated not in possible
        return Read(meanings[0], (Oddity(self._denied, text, str(meanings[0])),) if denied else ())

    def questions(self) -> Mapping[str, str]:
        """The patterns that the column leaves open, each with a cell that hangs on it."""
        return {pattern: text for pattern, text in self._open.items() if self._way(pattern) is None}

    def _way(self, pattern: str) -> K | None:
        left = self._left.get(pattern, set())
        return self._stated if self._stated is not None else next(iter(left)) if len(left) == 1 else None


def _either(meanings: list[V]) -> str:
    return " or ".join(map(str, meanings))
