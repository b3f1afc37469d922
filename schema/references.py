"""What an argument names: a global id, or a plain key where the argument fixes kind and scope."""

from collections.abc import Sequence

from graph.declaration import Node as Stored
from graph.errors import InvalidInput, NotFound
from graph.identity import TEAM, node_id, parse_id
from graph.model import TeamMember
from graph.snapshot import Snapshot
from schema.relay import decode_id

__all__ = ["account_key", "resolve", "stored_id"]


def stored_id(kind: type[Stored], scope: str, given: str, path: Sequence[str] = ()) -> str:
    """The stored id of a node of this kind in this scope. Raises InvalidInput where the id is another kind's."""
    said = decode_id(given)
    if said is None:
        return node_id(TEAM if kind.team else scope, kind.label, given)
    try:
        label = parse_id(said.id).label
    except ValueError:
        label = ""
    if label != kind.label:
        raise InvalidInput(f"that is not the id of a {kind.label}: {given!r}", path)
    return said.id


def account_key(given: str) -> str:
    """The key of the account that an id or a plain key names."""
    said = decode_id(given)
    return given if said is None else parse_id(said.id).scope


def resolve(snapshot: Snapshot, kind: type[Stored], given: str, path: Sequence[str] = ()) -> str:
    """The stored id of a node that is there, also by one that was merged into it. Raises NotFound where it is not."""
    identifier = snapshot.current(stored_id(kind, snapshot.scope, given, path))
    if identifier not in snapshot.nodes:
        what = "team member" if kind is TeamMember else kind.label.lower()
        raise NotFound(f"there is no {what} {given!r} in {'our team' if kind.team else 'this account'}", path)
    return identifier
