"""The account as changes: what the files tell, as of the day on which it is loaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from graph.change import Change, Put
from graph.declaration import Dated, Edge, Kind, Node, Property
from graph.identity import TEAM, node_id
from graph.model import (
    About,
    AnswersFor,
    CompetesIn,
    DependsOn,
    For,
    Interaction,
    Involves,
    Measures,
    PartOf,
    ReportsTo,
    Serves,
    WorksIn,
)
from graph.moment import day_of, now
from seeds.borokvar.days import Days
from seeds.borokvar.tables import Row, edges, interactions, nodes

__all__ = ["changes"]

ACCOUNT: Final = "borokvar"
TIME_ZONE: Final = "Europe/Budapest"

# The words of a row that name what an edge leads to, and those that name what one comes from.
LEADS_TO: Final[Mapping[str, type[Edge]]] = {
    "partOf": PartOf,
    "worksIn": WorksIn,
    "reportsTo": ReportsTo,
    "for": For,
    "about": About,
    "serves": Serves,
    "dependsOn": DependsOn,
    "measures": Measures,
}
COMES_FROM: Final[Mapping[str, type[Edge]]] = {"owner": AnswersFor, "servedBy": Serves, "competitors": CompetesIn}
_EDGES: Final = {*LEADS_TO, *COMES_FROM}


def changes(today: date | None = None) -> dict[str, list[Change]]:
    """The account's changes and the team's, by scope, as of a day: where none is given, today in Budapest.

    Loading them twice on one day changes nothing.
    """
    known: dict[str, tuple[type[Node], dict[str, Any]]] = {}
    for kind, key, row in nodes():
        known.setdefault(key, (kind, {}))[1].update(row)
    ids = {key: node_id(TEAM if kind.team else ACCOUNT, kind.label, key) for key, (kind, _) in known.items()}
    reading = _Reading(Days(today or day_of(now(), TIME_ZONE), TIME_ZONE), ids)
    puts = [
        *(put for key, (kind, row) in known.items() for put in reading.node(kind, ids[key], row)),
        *(reading.edge(kind, row) for kind, row in edges()),
        *(put for key, row in interactions() for put in reading.contact(key, row)),
    ]
    return {ACCOUNT: [put for put in puts if not _is_ours(put)], TEAM: [put for put in puts if _is_ours(put)]}


def _is_ours(put: Put) -> bool:
    """Whether it lives in the team's scope: a node of ours, or an edge from one of ours to another."""
    ends = [str(put.values[word]) for word in ("id", "from", "to") if word in put.values]
    return all(end.startswith(f"{TEAM}/") for end in ends)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Rows turned into changes, as of a day. `ids` are those of everything that has a key."""

    days: Days
    ids: Mapping[str, str]

    def node(self, kind: type[Node], identifier: str, row: Row) -> Iterator[Put]:
        """A node, and the edges that its row tells of. Those of somebody who left end with their time there."""
        values = self._values(kind, {word: cell for word, cell in row.items() if word not in _EDGES})
        yield Put(kind, {"id": identifier, **values})
        for word, edge in LEADS_TO.items():
            until = {"validTo": values.get("leftOn")} if issubclass(edge, Dated) else {}
            for key in _keys(row.get(word)):
                yield Put(edge, {"from": identifier, "to": self.ids[key], **until})
        for word, edge in COMES_FROM.items():
            for key in _keys(row.get(word)):
                yield Put(edge, {"from": self.ids[key], "to": identifier})

    def edge(self, kind: type[Edge], row: Row) -> Put:
        """An edge or claim; whoever makes a claim is one of us, or a `source:`."""
        ends = {word: self.ids[row[word]] for word in ("from", "to")}
        said = {"by": self.ids.get(row["by"], row["by"])} if "by" in row else {}
        values = self._values(kind, {word: cell for word, cell in row.items() if word not in ends | said})
        return Put(kind, {**ends, **said, **values})

    def contact(self, key: str, row: Row) -> Iterator[Put]:
        """An interaction, and who took part in it: `with` them, and `we`."""
        identifier = node_id(ACCOUNT, Interaction.label, key)
        present = [*_keys(row["with"]), *_keys(row["we"])]
        told = {word: cell for word, cell in row.items() if word not in ("with", "we", "initiator")}
        yield Put(Interaction, {"id": identifier, **self._values(Interaction, told)})
        for who in present:
            initiated = who == row.get("initiator")
            yield Put(Involves, {"from": identifier, "to": self.ids[who], "initiator": initiated})

    def _values(self, kind: Kind, row: Row) -> dict[str, Any]:
        known = {each.word: each for each in kind.properties}
        return {word: self._value(known[word], cell) for word, cell in row.items()}

    def _value(self, known: Property, cell: Any) -> Any:
        if known.type is date:
            return self.days.day(cell)
        if known.type is datetime:
            return self.days.instant(cell)
        return cell.split() if known.is_list else cell


def _keys(cell: str | list[str] | None) -> list[str]:
    """The keys that a cell names: words of a table, a list of a text."""
    return cell if isinstance(cell, list) else (cell or "").split()
