"""The files of the account, read: what each table is about, and its rows as they stand there."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from graph.declaration import Edge, Node
from graph.model import (
    NODES,
    AlliedWith,
    Competitor,
    ConflictsWith,
    Favours,
    Financial,
    HasRoleIn,
    HoldsStance,
    Influences,
    Knows,
    Kpi,
    Manages,
    Measurement,
    Offering,
    Offers,
    Organisation,
    ReportsTo,
    Stakeholder,
    TeamMember,
    Uses,
)

__all__ = ["EDGE_TABLES", "NODE_TABLES", "NODE_TEXTS", "Row", "edges", "interactions", "nodes"]

Row = Mapping[str, Any]

NODE_TABLES: Final[Mapping[str, type[Node]]] = {
    "team/members.csv": TeamMember,
    "team/offerings.csv": Offering,
    "team/competitors.csv": Competitor,
    "organisations.csv": Organisation,
    "people.csv": Stakeholder,
    "profiles.csv": Stakeholder,
    "kpis.csv": Kpi,
    "measurements.csv": Measurement,
    "financials.csv": Financial,
}
NODE_TEXTS: Final = ("opportunities.toml", "insights.toml", "signals.toml", "risks.toml", "plan.toml")
EDGE_TABLES: Final[Mapping[str, type[Edge]]] = {
    "manages.csv": Manages,
    "lines.csv": ReportsTo,
    "influences.csv": Influences,
    "alliances.csv": AlliedWith,
    "conflicts.csv": ConflictsWith,
    "relationships.csv": Knows,
    "favours.csv": Favours,
    "roles.csv": HasRoleIn,
    "stances.csv": HoldsStance,
    "offers.csv": Offers,
    "whitespace.csv": Uses,
}
_HERE: Final = files("seeds.borokvar")


def nodes() -> Iterator[tuple[type[Node], str, Row]]:
    """Everything that has a key: its kind, its key, and what a file says of it; of a person, two files do."""
    for name, kind in NODE_TABLES.items():
        for row in _rows(_HERE / name):
            yield kind, row["key"], {word: cell for word, cell in row.items() if word != "key"}
    for name in NODE_TEXTS:
        for label, told in tomllib.loads((_HERE / name).read_text(encoding="utf-8")).items():
            yield from ((NODES[label], key, row) for key, row in told.items())


def edges() -> Iterator[tuple[type[Edge], Row]]:
    """Every row of the tables that join two things, which its `from` and `to` name."""
    for name, kind in EDGE_TABLES.items():
        yield from ((kind, row) for row in _rows(_HERE / name))


def interactions() -> Iterator[tuple[str, Row]]:
    """Every contact under a key made of its story and its place in it. Each story is a file."""
    for file in sorted((_HERE / "interactions").iterdir(), key=lambda file: file.name):
        story = file.name.removesuffix(".csv")
        yield from ((f"{story}-{number:02}", row) for number, row in enumerate(_rows(file), 1))


def _rows(file: Traversable) -> Iterator[Row]:
    """The rows of a table, without their empty cells."""
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines(), strict=True):
        yield {word: cell for word, cell in row.items() if cell}
