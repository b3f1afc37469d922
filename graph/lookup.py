"""Lookup: where in all accounts is what has this key, this e-mail address or this name?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from graph import cypher
from graph.connection import Connection
from graph.declaration import Node
from graph.identity import parse_id
from graph.viewer import Viewer

__all__ = ["Sought", "Spotted", "lookup"]

BATCH: Final = 10_000  # of what is sought at once


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought: keys, e-mail addresses in small letters, names as `graph.folding` folds them."""

    keys: frozenset[str] = field(default_factory=frozenset)
    emails: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Spotted:
    """A node by its id, and by what it can be sought: the keys of those who were merged into it are its own too."""

    id: str
    keys: tuple[str, ...]
    email: str
    name: str


async def lookup(connection: Connection, kind: type[Node], sought: Sought, viewer: Viewer) -> list[Spotted]:
    """The nodes of a kind that have any of this, in the accounts that the viewer may see, by id.

    The database goes through all nodes of the kind, once for each 10,000 of what is sought.
    """
    scopes = None if viewer.accounts is None else dict.fromkeys(viewer.accounts, True)
    found: dict[str, Spotted] = {}
    asked = [(part, value) for part in ("keys", "emails", "names") for value in sorted(getattr(sought, part))]
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        wanted = {part: dict.fromkeys(_of(batch, part), True) for part in ("keys", "emails", "names")}
        encoded = {quote(key, safe=""): True for key in wanted["keys"]}
        for row in await connection.ask(cypher.lookup(kind), **wanted, encoded=encoded, scopes=scopes):
            old = tuple(parse_id(each).key for each in row["merged"])
            found[row["id"]] = Spotted(row["id"], (row["key"], *old), row["email"] or "", row["name"] or "")
    return [found[identifier] for identifier in sorted(found)]


def _of(batch: Iterable[tuple[str, str]], part: str) -> list[str]:
    return [value for known, value in batch if known == part]
