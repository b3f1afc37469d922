"""Stored ids: `<scope>/<label>/<key>`, each part percent-encoded.

A scope is an account's key, or `team`. An id is given at birth and never changes (erasure aside).
"""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from uuid_utils import uuid7

from graph.message import Message

__all__ = ["LONGEST_KEY", "TEAM", "Identity", "account_id", "identity_of", "new_key", "node_id", "parse_id"]

TEAM = "team"
ACCOUNT_LABEL = "Organisation"
LONGEST_KEY = 200
# An id in which nothing is encoded, as most are: a large commit takes tens of thousands of them apart.
_PLAIN = re.compile(rf"([\w.~-]{{1,{LONGEST_KEY}}})/([^/]*)/([\w.~-]{{1,{LONGEST_KEY}}})", re.ASCII)


class Identity(NamedTuple):
    """The three parts of a stored id, decoded."""

    scope: str
    label: str
    key: str

    @property
    def is_account(self) -> bool:
        """An account is the organisation whose key is its scope."""
        return self.label == ACCOUNT_LABEL and self.key == self.scope


def node_id(scope: str, label: str, key: str) -> str:
    """The stored id of the node of this label and key in this scope."""
    return f"{quote(scope, safe='')}/{label}/{quote(key, safe='')}"


def account_id(scope: str) -> str:
    """The stored id of an account: the organisation at the top of its tree."""
    return node_id(scope, ACCOUNT_LABEL, scope)


def parse_id(identifier: str) -> Identity:
    """Take a stored id apart. Raises ValueError, with a sentence for people, where it is not one."""
    if plain := _PLAIN.fullmatch(identifier):
        return Identity(*plain.groups())
    parts = identifier.split("/")
    if len(parts) != 3:
        raise ValueError(Message("an id looks like <scope>/<label>/<key>"))
    identity = Identity(unquote(parts[0]), parts[1], unquote(parts[2]))
    if node_id(*identity) != identifier:
        raise ValueError(Message("the scope and the key of an id are percent-encoded"))
    for part in (identity.scope, identity.key):
        if not part.strip() or len(part) > LONGEST_KEY:
            raise ValueError(Message("a key has 1 to %(most)s characters", most=LONGEST_KEY))
    return identity


def identity_of(said: object) -> Identity | None:
    """The parts of an id; null where it is none."""
    try:
        return parse_id(said) if isinstance(said, str) else None
    except ValueError:
        return None


def new_key() -> str:
    """A key for a node that its caller gave none: a UUIDv7, so that keys sort by age."""
    return str(uuid7())
