"""An exported account, read back into changes: the JSON document, or the bundle of CSV files (docs/exporting.md)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from graph.change import Change, Put
from graph.declaration import Kind, Node
from graph.errors import InvalidInput
from graph.identity import TEAM, parse_id
from graph.model import EDGES, NODES
from seeds.bundle import ABOUT, about, rows
from seeds.files.limits import Budget
from seeds.files.package import Package
from seeds.files.source import Source

__all__ = ["FORMAT", "VERSION", "changes", "is_exported"]

FORMAT: Final = "stakegraph"
"""What an export calls itself."""

VERSION: Final = 1
"""Which form of it this version writes and reads. It is raised when an old form means something else."""

_Read = tuple[Mapping[str, Any], Iterator[tuple[Kind, dict[str, Any], str]]]

_PACKED: Final = b"PK\x03\x04"
_HEAD: Final = 4096
_BEGINNING: Final = re.compile(rb'\s*\{\s*"format"\s*:\s*"%s"' % FORMAT.encode())


def is_exported(source: Source, budget: Budget) -> bool:
    """Whether a file is an exported account, by how it begins, whatever it is called."""
    with source.open() as file:
        head = file.read(_HEAD)
        if head.startswith(_PACKED):
            return ABOUT in Package(file, budget).names
        return _BEGINNING.match(head) is not None


def changes(source: Source, budget: Budget) -> dict[str, list[Change]]:
    """What makes the account anew, and those of the team whom it names, by scope.

    The order is the file's. Applied to an empty database, they make nodes and edges equal to those exported but for
    their revisions. Raises InvalidInput where it is no export that this version reads; whether the values are right
    is for the commit to say.
    """
    with source.open() as file:
        packed = file.read(len(_PACKED)) == _PACKED
        file.seek(0)
        head, things = _bundle(Package(file, budget), budget) if packed else _document(file.read(), budget)
        account = _account(head, budget)
        made: dict[str, list[Change]] = {account: [], TEAM: []}
        for kind, values, where in things:
            made[_scope(kind, values, account, where, budget)].append(Put(kind, values))
    return {scope: puts for scope, puts in made.items() if puts}


def _account(head: Mapping[str, Any], budget: Budget) -> str:
    """The key of the account, of a file that is an export and of a version that is known."""
    if head.get("format") != FORMAT:
        raise budget.refused(f"is no export of Stakegraph: its format is {head.get('format')!r}")
    if str(head.get("version")) != str(VERSION):
        raise budget.refused(
            f"is an export of version {head.get('version')!r}, and this Stakegraph reads {VERSION}: upgrade it"
        )
    account = head.get("account")
    if not isinstance(account, str) or not account or account == TEAM:
        raise budget.refused(f"does not say which account it is of: account is {account!r}")
    return account


def _bundle(package: Package, budget: Budget) -> _Read:
    return about(package, budget), rows(package, budget)


def _document(content: bytes, budget: Budget) -> _Read:
    try:
        read = orjson.loads(content)
    except ValueError as error:
        raise budget.refused(f"is damaged: it is no JSON; {error}") from error
    if not isinstance(read, dict):
        raise budget.refused("is no export of Stakegraph, which is a JSON object")
    return read, _things(read, budget)


def _things(read: Mapping[str, Any], budget: Budget) -> Iterator[tuple[Kind, dict[str, Any], str]]:
    """The nodes and edges of a document, each with its kind, and where it stands."""
    kinds: tuple[tuple[str, str, Mapping[str, Kind]], ...] = (("nodes", "label", NODES), ("edges", "type", EDGES))
    for part, word, known in kinds:
        found = read.get(part)
        if not isinstance(found, list):
            raise budget.refused(f"is damaged: {part} is no list")
        for index, thing in enumerate(found):
            where = f"{part}[{index}]"
            label = thing.get(word) if isinstance(thing, dict) else None
            if not isinstance(label, str) or label not in known:
                raise InvalidInput(
                    f"{where}.{word} must be one of {', '.join(known)}, not {label!r}", [budget.file, where]
                )
            yield known[label], {name: value for name, value in thing.items() if name != word}, where


def _scope(kind: Kind, values: Mapping[str, Any], account: str, where: str, budget: Budget) -> str:
    """Where a thing lives: the account, or the team."""
    if not issubclass(kind, Node):
        return account
    try:
        scope = parse_id(str(values.get("id"))).scope
    except ValueError as error:
        raise InvalidInput(f"{where}.id: {error}", [budget.file, where, "id"]) from error
    if scope not in (account, TEAM):
        raise InvalidInput(f"{where}.id lies in another account than {account!r}", [budget.file, where, "id"])
    return scope
