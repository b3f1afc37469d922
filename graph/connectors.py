"""Connectors: who is there in several accounts?"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from graph import cypher
from graph.connection import Connection
from graph.identity import parse_id
from graph.portfolio import Place
from graph.viewer import Viewer

__all__ = ["Appearance", "Connector", "connectors"]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A human being in one account: the stored id there, the name and title, and the name of the account."""

    id: str
    name: str
    title: str | None
    account_name: str


@dataclass(frozen=True, slots=True)
class Connector:
    """A human being in several accounts, by what their stakeholders have as `person`; these are in their order."""

    person: str
    appearances: tuple[Appearance, ...]

    @property
    def accounts(self) -> int:
        """In how many accounts they are."""
        return len({parse_id(each.id).scope for each in self.appearances})


async def connectors(
    connection: Connection, viewer: Viewer, day: date, after: Place | None, limit: int
) -> list[Connector]:
    """Who is present on a day in two or more accounts that the viewer may see: by how many, then by `person`.

    At the most `limit` of those after a place, which is both of these. Nobody is in a placeholder. A follower may
    answer. Linear in the stakeholders who have a `person`, and a sort of those found.
    """
    scopes = None if viewer.accounts is None else dict.fromkeys(viewer.accounts, True)
    rows = await connection.ask_any(cypher.CONNECTORS, scopes=scopes, day=day, after=after, limit=limit)
    return [
        Connector(person, tuple(Appearance(row["id"], row["name"], row["title"], row["account"]) for row in found))
        for person, found in groupby(rows, lambda row: row["person"])
    ]
