"""What a scope holds at one revision: immutable, indexed, and cheap to amend."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, cast

from graph.declaration import Edge, Node
from graph.identity import TEAM, account_id
from graph.model import Organisation

__all__ = ["AccountGraph", "Snapshot"]

N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)

_NO_EDGES: Mapping[str, Edge] = MappingProxyType({})


class Snapshot:
    """The nodes and edges of one scope at one revision. Nothing in it ever changes.

    Amending one copies its tables (fast, and linear in the scope's size) and touches only what changed.
    """

    __slots__ = ("_edges", "_into", "_kinds", "_nodes", "_out", "_sorted", "revision", "scope")

    def __init__(self, scope: str, revision: int = 0) -> None:
        self.scope = scope
        self.revision = revision
        self._nodes: dict[str, Node] = {}
        self._edges: dict[str, Edge] = {}
        self._kinds: dict[str, dict[str, Any]] = {}
        self._out: dict[str, dict[str, Edge]] = {}
        self._into: dict[str, dict[str, Edge]] = {}
        self._sorted: dict[str, tuple[Any, ...]] = {}

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node, by its id."""
        return MappingProxyType(self._nodes)

    @property
    def edges(self) -> Mapping[str, Edge]:
        """Every edge, by its key."""
        return MappingProxyType(self._edges)

    def get(self, key: str) -> Node | Edge | None:
        """The node of this id, or the edge of this key."""
        return self._nodes.get(key) or self._edges.get(key)

    def all(self, kind: type[N] | type[E]) -> tuple[N, ...] | tuple[E, ...]:
        """Everything of one kind, in the order of ids or keys."""
        if kind.label not in self._sorted:
            self._sorted[kind.label] = tuple(item for _, item in sorted(self._kinds.get(kind.label, {}).items()))
        return self._sorted[kind.label]

    def out(self, node: str, kind: type[E]) -> list[E]:
        """The edges of one type that start at a node, in the order of their keys."""
        return _of(kind, self._out.get(node, _NO_EDGES))

    def into(self, node: str, kind: type[E]) -> list[E]:
        """The edges of one type that end at a node, in the order of their keys."""
        return _of(kind, self._into.get(node, _NO_EDGES))

    def touching(self, node: str) -> dict[str, Edge]:
        """Every edge that starts or ends at a node, by its key."""
        return {**self._out.get(node, _NO_EDGES), **self._into.get(node, _NO_EDGES)}

    def amended(self, revision: int, put: Iterable[Node | Edge], dropped: Iterable[Node | Edge] = ()) -> "Snapshot":
        """The snapshot with some things put into it, in the place of what bore their ids, and others taken out."""
        amended = Snapshot(self.scope, revision)
        amended._nodes, amended._edges = dict(self._nodes), dict(self._edges)
        amended._kinds, amended._out, amended._into = dict(self._kinds), dict(self._out), dict(self._into)
        owned: set[tuple[int, str]] = set()
        for item in dropped:
            amended._set(item, None, owned)
        for item in put:
            amended._set(item, item, owned)
        return amended

    def _set(self, of: Node | Edge, item: Node | Edge | None, owned: set[tuple[int, str]]) -> None:
        if isinstance(of, Node):
            _write(self._nodes, of.id, item)
            _write(_own(self._kinds, of.label, owned), of.id, item)
            return
        key = of.key
        _write(self._edges, key, item)
        _write(_own(self._kinds, of.label, owned), key, item)
        _write(_own(self._out, of.source, owned), key, item)
        _write(_own(self._into, of.target, owned), key, item)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Snapshot):
            return NotImplemented
        mine = (self.scope, self.revision, self._nodes, self._edges)
        return mine == (other.scope, other.revision, other._nodes, other._edges)

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key

    def __repr__(self) -> str:
        size = f"{len(self._nodes)} nodes, {len(self._edges)} edges"
        return f"<Snapshot {self.scope!r} at revision {self.revision}: {size}>"


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
    """An account as of one revision, beside the team as of one of its own."""

    __slots__ = ("account", "team")

    def __init__(self, account: Snapshot, team: Snapshot) -> None:
        self.account = account
        self.team = team

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

    def node(self, identifier: str) -> Node | None:
        """The node of this id, in the account or in the team."""
        snapshot = self.team if identifier.startswith(f"{TEAM}/") else self.account
        return snapshot.nodes.get(identifier)

    def __repr__(self) -> str:
        return f"<AccountGraph {self.account!r} beside {self.team!r}>"
