"""What a scope holds at one revision: immutable, indexed, and cheap to amend."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain, compress, islice
from operator import is_not
from types import MappingProxyType
from typing import Any, TypeVar, cast

from graph.declaration import Edge, Node
from graph.footprint import EMPTY, footprint
from graph.identity import TEAM, account_id
from graph.memory import Memory
from graph.model import Organisation, Stakeholder

__all__ = ["AccountGraph", "Snapshot", "differing"]

N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)
K = TypeVar("K")
T = TypeVar("T")

_NO_EDGES: Mapping[str, Edge] = MappingProxyType({})
_NOTHING: dict[str, Any] = {}


class Snapshot:
    """The nodes and edges of one scope at one revision. Nothing in it ever changes.

    Amending one copies its tables (fast, and linear in the scope's size) and touches only what changed. `footprint`
    is about how many bytes of memory all of it takes. What is worked out of it is kept in its `memory`, and an amended
    snapshot begins with what was known of the one before.
    """

    __slots__ = (
        "_edges",
        "_into",
        "_kinds",
        "_merged",
        "_nodes",
        "_out",
        "_sorted",
        "footprint",
        "memory",
        "revision",
        "scope",
    )

    def __init__(self, scope: str, revision: int = 0) -> None:
        self.scope = scope
        self.revision = revision
        self.footprint = EMPTY
        self._nodes: dict[str, Node] = {}
        self._edges: dict[str, Edge] = {}
        self._kinds: dict[str, dict[str, Any]] = {}
        self._out: dict[str, dict[str, Edge]] = {}
        self._into: dict[str, dict[str, Edge]] = {}
        self._merged: dict[str, str] = {}
        self._sorted: dict[str, tuple[Any, ...]] = {}
        self.memory = Memory()

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node, by its id."""
        return MappingProxyType(self._nodes)

    @property
    def edges(self) -> Mapping[str, Edge]:
        """Every edge, by its key."""
        return MappingProxyType(self._edges)

    @property
    def merged(self) -> Mapping[str, str]:
        """The id under which each who was merged away is found now, by the one that they had."""
        return MappingProxyType(self._merged)

    def current(self, identifier: str) -> str:
        """The id under which a node is found now: its own, unless it was merged into another."""
        return self._merged.get(identifier, identifier)

    def get(self, key: str) -> Node | Edge | None:
        """The node of this id, or the edge of this key."""
        return self._nodes.get(key) or self._edges.get(key)

    def all(self, kind: type[N] | type[E]) -> tuple[N, ...] | tuple[E, ...]:
        """Everything of one kind, in the order of ids or keys."""
        if kind.label not in self._sorted:
            self._sorted[kind.label] = tuple(item for _, item in sorted(self._kinds.get(kind.label, {}).items()))
        return self._sorted[kind.label]

    def table(self, kind: type[N] | type[E]) -> Mapping[str, N] | Mapping[str, E]:
        """Everything of one kind, by id or key. An amended snapshot has the very same where none of it changed."""
        found: Mapping[str, Any] = self._kinds.get(kind.label, _NOTHING)
        return found

    def out(self, node: str, kind: type[E]) -> list[E]:
        """The edges of one type that start at a node, in the order of their keys."""
        return _of(kind, self._out.get(node, _NO_EDGES))

    def into(self, node: str, kind: type[E]) -> list[E]:
        """The edges of one type that end at a node, in the order of their keys."""
        return _of(kind, self._into.get(node, _NO_EDGES))

    def touching(self, node: str) -> dict[str, Edge]:
        """Every edge that starts or ends at a node, by its key."""
        return {**self._out.get(node, _NO_EDGES), **self._into.get(node, _NO_EDGES)}

    def amended(
        self,
        revision: int,
        put: Iterable[Node | Edge],
        dropped: Iterable[Node | Edge] = (),
        memory: Memory | None = None,
    ) -> "Snapshot":
        """The snapshot with some things put into it, in the place of what bore their ids, and others taken out.

        It shares the `memory` where one is given.
        """
        amended = Snapshot(self.scope, revision)
        amended._nodes, amended._edges = dict(self._nodes), dict(self._edges)
        amended._kinds, amended._out, amended._into = dict(self._kinds), dict(self._out), dict(self._into)
        amended._merged, amended._sorted = dict(self._merged), dict(self._sorted)
        out = list(dropped)
        gone = {item.id for item in out if isinstance(item, Node)}
        amended.footprint, amended.memory = self.footprint, memory or Memory(self.memory, gone)
        owned: set[tuple[int, str]] = set()
        for item in out:
            amended._set(item, None, owned)
        for item in put:
            amended._set(item, item, owned)
        return amended

    def _set(self, of: Node | Edge, item: Node | Edge | None, owned: set[tuple[int, str]]) -> None:
        key = of.id if isinstance(of, Node) else of.key
        self.footprint += footprint(item) - footprint(self.get(key))
        self._sorted.pop(of.label, None)
        if isinstance(of, Node):
            self._note_merged(key, item)
            _write(self._nodes, key, item)
            _write(_own(self._kinds, of.label, owned), key, item)
            return
        _write(self._edges, key, item)
        _write(_own(self._kinds, of.label, owned), key, item)
        _write(_own(self._out, of.source, owned), key, item)
        _write(_own(self._into, of.target, owned), key, item)

    def _note_merged(self, identifier: str, item: Node | Edge | None) -> None:
        """Before a node is written: forget whom the one there had been merged with, and learn whom the new one has."""
        held = self._nodes.get(identifier)
        for old in held.merged_ids if isinstance(held, Stakeholder) else ():
            if self._merged.get(old) == identifier:  # else another has taken them over already
                del self._merged[old]
        self._merged.update((old, identifier) for old in (item.merged_ids if isinstance(item, Stakeholder) else ()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Snapshot):
            return NotImplemented
        mine = (self.scope, self.revision, self._nodes, self._edges)
        return mine == (other.scope, other.revision, other._nodes, other._edges)

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key

    def __repr__(self) -> str:
        size = f"{len(self._nodes)} nodes, {len(self._edges)} edges"
        return f"<Snapshot {self.scope!r} at revision {self.revision}: {size}>"


def differing(one: Mapping[K, T], other: Mapping[K, T]) -> Iterator[tuple[K, T]]:
    """What two tables do not have in common, by its key: as the one has it, and as the other has it."""
    if one is not other:
        yield from _missing(one, other)
        yield from _missing(other, one)


def _missing(one: Mapping[K, T], other: Mapping[K, T]) -> Iterator[tuple[K, T]]:
    """What the one has and the other has not: first by place, as most stay in theirs, then by key."""
    elsewhere = compress(one.items(), map(is_not, one.values(), other.values()))
    for key, item in chain(elsewhere, islice(one.items(), len(other), None)):
        if other.get(key) is not item:
            yield key, item


def _of(kind: type[E], edges: Mapping[str, Edge]) -> list[E]:
    return [edge for _, edge in sorted(edges.items()) if isinstance(edge, kind)]


def _own(table: dict[str, dict[str, Any]], name: str, owned: set[tuple[int, str]]) -> dict[str, Any]:
    """The row of the table, copied before the first write to it, as an older snapshot holds it too."""
    if (id(table), name) not in owned:
        owned.add((id(table), name))
        table[name] = dict(table.get(name, {}))
    return table[name]


def _write(row: dict[str, Any], key: str, item: Node | Edge | None) -> None:
    if item is None:
        row.pop(key, None)
    else:
        row[key] = item


class AccountGraph:
    """An account as of one revision, beside the team as of one of its own.

    `recorded_at` is when that revision was written, where it is an earlier one than the newest.
    """

    __slots__ = ("account", "recorded_at", "team")

    def __init__(self, account: Snapshot, team: Snapshot, recorded_at: datetime | None = None) -> None:
        self.account = account
        self.team = team
        self.recorded_at = recorded_at

    @property
    def key(self) -> str:
        """The account's key, which is its scope."""
        return self.account.scope

    @property
    def revision(self) -> int:
        return self.account.revision

    @property
    def root(self) -> Organisation:
        """The account itself: the organisation at the top of the tree."""
        return cast("Organisation", self.account.nodes[account_id(self.account.scope)])

    def current(self, identifier: str) -> str:
        """The id under which a node of the account is found now: its own, unless it was merged into another."""
        return self.account.current(identifier)

    def node(self, identifier: str) -> Node | None:
        """The node of this id, in the account or in the team."""
        snapshot = self.team if identifier.startswith(f"{TEAM}/") else self.account
        return snapshot.nodes.get(identifier)

    def __repr__(self) -> str:
        return f"<AccountGraph {self.account!r} beside {self.team!r}>"
