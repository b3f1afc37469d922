"""The bundle of CSV files that an account is exported as: a file for each kind of node and type of edge, in a zip."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any, Final

from graph.declaration import Kind, Node
from graph.errors import InvalidInput
from graph.model import EDGES, NODES
from seeds.files.limits import Budget
from seeds.files.neutral import restored
from seeds.files.package import Package

__all__ = ["ABOUT", "about", "columns", "file_of", "rows"]

ABOUT: Final = "stakegraph.csv"
"""The file of one row that tells what the bundle is."""

_KINDS: Final[Mapping[str, Kind]] = {**NODES, **EDGES}


def file_of(kind: Kind) -> str:
    """The name of the file that holds all of a kind."""
    return f"{kind.label}.csv"


def columns(kind: Kind) -> list[str]:
    """The headings of its file: what identifies a thing, then its fields, by the model's words."""
    ends = ["id"] if issubclass(kind, Node) else ["from", "to"]
    return [*ends, *(known.word for known in kind.properties)]


def about(package: Package, budget: Budget) -> dict[str, Any]:
    """What a bundle says of itself."""
    if ABOUT not in package.names:
        raise budget.refused(f"is no export of Stakegraph: there is no {ABOUT} in it")
    found = list(_table(package, ABOUT, budget))
    if len(found) != 1:
        raise budget.refused(f"is damaged: {ABOUT} must have one row below its headings, not {len(found)}")
    return found[0][1]


def rows(package: Package, budget: Budget) -> Iterator[tuple[Kind, dict[str, Any], str]]:
    """All rows of a bundle, nodes first, each with its kind, and where it stands."""
    files = {file_of(kind): kind for kind in _KINDS.values()}
    named = {name for name in package.names if name != ABOUT and not _is_hidden(name)}
    if unknown := sorted(named - files.keys()):
        raise InvalidInput(f"{unknown[0]} is named after no kind of node or type of edge", [budget.file, unknown[0]])
    for name, kind in files.items():
        if name in named:
            lists = {known.word for known in kind.properties if known.is_list}
            for number, cells in _table(package, name, budget, kind):
                values = {word: cell.split() if word in lists else cell for word, cell in cells.items()}
                yield kind, values, f"{name}, line {number}"


def _is_hidden(name: str) -> bool:
    """What archiving programs add of their own."""
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _table(
    package: Package, name: str, budget: Budget, kind: Kind | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file as they were before they were made neutral, without empty cells; and the line of each."""
    reader = csv.reader(StringIO(_text(package, name, budget), newline=""), strict=True)
    try:
        headings = next(reader, [])
        if kind and (unknown := [word for word in headings if word not in columns(kind)]):
            raise InvalidInput(f"{name}: a {kind.label} has no {unknown[0]!r}", [budget.file, name, unknown[0]])
        for count, cells in enumerate(reader, 1):
            budget.take_row(count, len(cells), reader.line_num)
            if len(cells) > len(headings):
                raise budget.refused(f"is damaged: {name}, line {reader.line_num} has more cells than headings")
            if any(cells):
                told = {word: restored(cell) for word, cell in zip(headings, cells, strict=False) if cell}
                yield reader.line_num, told
    except csv.Error as error:
        raise budget.refused(f"is damaged: {name}, line {reader.line_num}: {error}") from error


def _text(package: Package, name: str, budget: Budget) -> str:
    try:
        return b"".join(package.chunks(name)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise budget.refused(f"is damaged: {name} is not in UTF-8") from error
