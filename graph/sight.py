"""What of an account a viewer sees: all of it, but for the edges into accounts that do not exist for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.change import Change, Drop
from graph.declaration import Edge, Kind
from graph.errors import NotFound
from graph.identity import Identity, parse_id
from graph.journal import Entry
from graph.message import Message
from graph.model import EDGES
from graph.snapshot import AccountGraph
from graph.viewer import Viewer

__all__ = ["entry_seen", "graph_seen", "unseen"]

ABROAD = tuple(kind for kind in EDGES.values() if kind.rules.abroad)


def graph_seen(graph: AccountGraph, viewer: Viewer) -> AccountGraph:
    """The account as the viewer sees it."""
    account = graph.account
    edges: list[Edge] = [edge for kind in ABROAD for edge in account.table(kind).values()]
    hidden = [edge for edge in edges if not viewer.sees(parse_id(edge.target).scope)]
    if not hidden:
        return graph
    seen = account.amended(account.revision, (), hidden)
    seen.memory = account.memory  # what is worked out of other tables than those of all is told to nobody else
    return AccountGraph(seen, graph.team, graph.recorded_at)


def entry_seen(entry: Entry, viewer: Viewer) -> Entry:
    """An entry of the journal as the viewer sees it."""
    seen = tuple(change for change in entry.changes if _is_seen(change.kind, change.key, viewer))
    return entry if len(seen) == len(entry.changes) else replace(entry, changes=seen)


def unseen(changes: Sequence[Change], viewer: Viewer) -> Iterator[NotFound]:
    """An error for each change of an edge into an account that the viewer does not see, whether or not it is there."""
    for index, change in enumerate(changes):
        if issubclass(change.kind, Edge) and change.kind.rules.abroad:
            given = change.identity if isinstance(change, Drop) else change.values
            identity = _identity(given.get("to"))
            if identity is not None and not viewer.sees(identity.scope):
                words = {"field": f"{change.kind.label}.to", "kind": identity.label, "key": identity.key}
                text = Message("%(field)s: there is no %(kind)s %(key)r", **words)
                yield NotFound(text, (str(index), "to"))


def _identity(said: Any) -> Identity | None:
    """The parts of an id; null where it is none, which is told elsewhere."""
    try:
        return parse_id(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _is_seen(kind: Kind, key: str, viewer: Viewer) -> bool:
    if not issubclass(kind, Edge) or not kind.rules.abroad:
        return True
    ends: Mapping[str, str] = kind.parse_key(key)
    return viewer.sees(parse_id(ends["to"]).scope)
