"""What an argument names: a global id, or a plain key where the argument fixes kind and scope."""

from collections.abc import Mapping, Sequence
from typing import Final

from graph.declaration import Node as Stored
from graph.errors import InvalidInput, NotFound
from graph.identity import TEAM, identity_of, node_id
from graph.message import Message
from graph.model import Opportunity, Organisation, Stakeholder, TeamMember
from graph.snapshot import Snapshot
from schema.relay import decode_id

__all__ = ["account_key", "resolve", "stored_id"]

_WORDS: Final[Mapping[type[Stored], Message]] = {
    Stakeholder: Message("stakeholder"),
    TeamMember: Message("team member"),
    Organisation: Message("organisation"),
    Opportunity: Message("opportunity"),
}
"""What the kinds that `resolve` looks for are called."""


def stored_id(kind: type[Stored], scope: str, given: str, path: Sequence[str] = ()) -> str:
    """The stored id of a node of this kind in this scope. Raises InvalidInput where the id is another kind's."""
    said = decode_id(given)
    if said is None:
        return node_id(TEAM if kind.team else scope, kind.label, given)
    identity = identity_of(said.id)
    if identity is None or identity.label != kind.label:
        raise InvalidInput(Message("that is not the id of a %(kind)s: %(id)r", kind=kind.label, id=given), path)
    return said.id


def account_key(given: str, path: Sequence[str] = ()) -> str:
    """The key of the account that an id or a plain key names. Raises InvalidInput where the id is no account's."""
    said = decode_id(given)
    if said is None:
        return given
    identity = identity_of(said.id)
    if identity is None or not identity.is_account:
        raise InvalidInput(Message("that is not the id of an account: %(id)r", id=given), path)
    return identity.scope


def resolve(snapshot: Snapshot, kind: type[Stored], given: str, path: Sequence[str] = ()) -> str:
    """The stored id of a node that is there, also by one that was merged into it. Raises NotFound where it is not."""
    identifier = snapshot.current(stored_id(kind, snapshot.scope, given, path))
    if identifier not in snapshot.nodes:
        words = {"kind": _WORDS[kind], "key": given}
        if kind.team:
            raise NotFound(Message("there is no %(kind)s %(key)r in our team", **words), path)
        raise NotFound(Message("there is no %(kind)s %(key)r in this account", **words), path)
    return identifier
