"""What of an account a viewer sees: all of it, but for the edges into accounts that do not exist for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graph.change import Change, Drop
from graph.declaration import Edge, Kind
from graph.errors import InUse, NotFound, StakegraphError
from graph.identity import identity_of, parse_id
from graph.journal import Entry
from graph.message import Message
from graph.model import EDGES
from graph.references import no_such
from graph.snapshot import AccountGraph
from graph.viewer import Viewer

__all__ = ["entry_seen", "error_seen", "graph_seen", "unseen"]

ABROAD = tuple(kind for kind in EDGES.values() if kind.rules.abroad)


def graph_seen(graph: AccountGraph, viewer: Viewer) -> AccountGraph:
    """The account as the viewer sees it."""
    account = graph.account
    edges: list[Edge] = [edge for kind in ABROAD for edge in account.table(kind).values()]
    hidden = [edge for edge in edges if not viewer.sees(parse_id(edge.target).scope)]
    if not hidden:
        return graph
    # what is worked out of other tables than those of all is told to nobody else
    seen = account.amended(account.revision, (), hidden, account.memory)
    return AccountGraph(seen, graph.team, graph.recorded_at)


def entry_seen(entry: Entry, viewer: Viewer) -> Entry:
    """An entry of the journal as the viewer sees it."""
    seen = tuple(change for change in entry.changes if _is_seen(change.kind, change.key, viewer))
    return entry if len(seen) == len(entry.changes) else replace(entry, changes=seen)


def error_seen(error: StakegraphError, viewer: Viewer) -> StakegraphError:
    """An error as the viewer sees it: edges into accounts that they do not see are neither named nor counted."""
    if not isinstance(error, InUse) or not isinstance(error.said, Message):
        return error
    seen = [key for key in error.by if _is_seen(EDGES[key.partition("|")[0]], key, viewer)]
    if len(seen) == len(error.by):
        return error
    told = error.said.values
    if seen:
        return InUse(Message(error.said.sentence, **{**told, "count": len(seen)}), seen, error.path)
    words = {"kind": told["kind"], "key": told["key"], "scopes": Message("an account")}
    return InUse(Message("%(kind)s %(key)r is in use in %(scopes)s", **words), (), error.path)


def unseen(changes: Sequence[Change], viewer: Viewer) -> Iterator[NotFound]:
    """An error for each change of an edge into an account that the viewer does not see, whether or not it is there."""
    for index, change in enumerate(changes):
        if issubclass(change.kind, Edge) and change.kind.rules.abroad:
            given = change.identity if isinstance(change, Drop) else change.values
            identity = identity_of(given.get("to"))  # what is none is told elsewhere
            if identity is not None and not viewer.sees(identity.scope):
                yield no_such(change.kind, "to", identity).under(str(index), "to")


def _is_seen(kind: Kind, key: str, viewer: Viewer) -> bool:
    if not issubclass(kind, Edge) or not kind.rules.abroad:
        return True
    ends: Mapping[str, str] = kind.parse_key(key)
    return viewer.sees(parse_id(ends["to"]).scope)
