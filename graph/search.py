"""Search: what has a name like this?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from graph import cypher
from graph.connection import Connection
from graph.declaration import Node
from graph.errors import InvalidInput
from graph.folding import LONGEST, folded
from graph.identity import Identity, parse_id
from graph.message import Message
from graph.model import NODES, Opportunity, Organisation, Stakeholder
from graph.viewer import Viewer

__all__ = ["Hit", "SearchKind", "search"]

LEAST: Final = 2  # letters: fewer are in nearly every name


class SearchKind(StrEnum):
    """What a search finds. An organisation is a part of an account: the one at the top is the ACCOUNT itself."""

    ACCOUNT = "ACCOUNT"
    ORGANISATION = "ORGANISATION"
    STAKEHOLDER = "STAKEHOLDER"
    OPPORTUNITY = "OPPORTUNITY"


_STORED: Final[Mapping[SearchKind, type[Node]]] = {
    SearchKind.ACCOUNT: Organisation,
    SearchKind.ORGANISATION: Organisation,
    SearchKind.STAKEHOLDER: Stakeholder,
    SearchKind.OPPORTUNITY: Opportunity,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: the stored id, the name as people write it, and the name of the account it is in.

    `cursor` is its place among all hits: another search can go on after it.
    """

    id: str
    name: str
    account_name: str
    cursor: str

    @property
    def identity(self) -> Identity:
        return parse_id(self.id)

    @property
    def kind(self) -> SearchKind:
        """An organisation is one that is part of an account: the one at its top is the account."""
        return SearchKind.ACCOUNT if self.identity.is_account else SearchKind(self.identity.label.upper())


async def search(
    connection: Connection, text: str, viewer: Viewer, kinds: Collection[SearchKind], after: str, limit: int
) -> list[Hit]:
    """What of these kinds the viewer may see and has a name that holds every word of the text, the best first.

    Neither case, accents nor punctuation count. First comes what is called exactly so, then what begins so, then what
    has a word beginning with each word of the text, then what only contains them; among equals the shorter name, then
    the alphabet. Those who left are found too. A follower may answer: what was written just now may be missing.

    The database compares the text with every name of these kinds and orders all that match, so the time grows with
    both: for 100,000 people 40 to 120 ms of one processor where few match, 200 ms where half of them do. Raises
    InvalidInput.
    """
    parameters = _parameters(text, viewer, kinds)
    stored = list(dict.fromkeys(_STORED[kind] for kind in SearchKind if kind in kinds))
    if not stored:
        return []
    rows = await connection.ask_any(cypher.search(stored), **parameters, after=after, limit=limit)
    return [_hit(row["id"], row["fields"], row["account"], row["key"]) for row in rows]


def _parameters(text: str, viewer: Viewer, kinds: Collection[SearchKind]) -> dict[str, Any]:
    sought = _sought(text)
    words = sorted(set(sought.split()), key=len, reverse=True)  # the longest is in the fewest names
    whole = {SearchKind.ACCOUNT, SearchKind.ORGANISATION}.issubset(kinds)
    return {
        "text": sought,
        "first": words[0],
        "words": words,
        "scopes": None if viewer.accounts is None else dict.fromkeys(viewer.accounts, True),
        "roots": None if whole else SearchKind.ACCOUNT in kinds,
    }


def _sought(text: str) -> str:
    if len(text) > LONGEST:
        raise InvalidInput(Message("text must have at most %(most)s characters, as a name has", most=LONGEST), ["text"])
    sought = folded(text)
    if len(sought.replace(" ", "")) < LEAST:
        words = {"least": LEAST, "text": text}
        raise InvalidInput(Message("text must have at least %(least)s letters or digits: %(text)r", **words), ["text"])
    return sought


def _hit(identifier: str, fields: Mapping[str, Any], account: str, cursor: str) -> Hit:
    kind = NODES[parse_id(identifier).label]
    name = next(fields[known.word] for known in kind.properties if known.searched)
    return Hit(identifier, name, account, cursor)
