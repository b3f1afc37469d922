"""The reference pages: what docs/ repeats of the code, made from the code. `make docs` writes them."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from graph.declaration import ALWAYS, Claim, Dated, Edge, Kind, Property
from graph.model import EDGES, NODES
from schema.api import schema
from schema.permission import Permission
from scoring.parameters import table

__all__ = ["PAGES", "SCHEMA", "with_blocks"]

ROOT: Final = Path(__file__).parents[1]
SCHEMA: Final = ROOT / "schema" / "schema.graphql"
MUTATIONS: Final[Any] = schema._schema.mutation_type
WORDS: Final = {str: "text", int: "whole number", float: "number", bool: "yes or no", date: "day"}


def _value(known: Property) -> str:
    words: Mapping[Any, str] = {**WORDS, datetime: "instant", Decimal: "amount"}
    name = words.get(known.type, known.type.__name__)
    if isinstance(known.type, type) and issubclass(known.type, StrEnum):
        name = f"[{name}](#{name.lower()})"
    return f"{name}s" if known.is_list else name


def _notes(known: Property) -> Iterator[str]:
    if known.required:
        yield "required"
    elif known.default not in (None, (), False, ALWAYS):
        yield f"{known.default} where not given"
    if known.personal:
        yield "personal"


def _fields(kind: Kind) -> Iterator[str]:
    own = [known for known in kind.properties if not (issubclass(kind, Claim) and known.name in _CLAIM)]
    own = [known for known in own if not (issubclass(kind, Dated) and known.name in ("valid_from", "valid_to"))]
    if own:
        yield "| field | value | | what it says |"
        yield "|---|---|---|---|"
    for known in own:
        yield f"| `{known.word}` | {_value(known)} | {', '.join(_notes(known))} | {known.description} |"


_CLAIM = {"by", "valid_from", "confidence", "verification", "withdrawn_on", "note"}


def _nodes() -> Iterator[str]:
    for label, kind in NODES.items():
        yield f"### {label}\n"
        yield f"{_sentence(kind)} Lives in the {'team' if kind.team else 'account'}.\n"
        yield from _fields(kind)
        yield ""


def _edges() -> Iterator[str]:
    for label, kind in EDGES.items():
        yield f"### {label}\n"
        shape = "A claim. " if issubclass(kind, Claim) else "Dated. " if issubclass(kind, Dated) else ""
        yield f"{shape}{_sentence(kind)} {_ends(kind)}.{''.join(f' {rule}.' for rule in _rules(kind))}\n"
        yield from _fields(kind)
        yield ""


def _sentence(kind: Kind) -> str:
    return " ".join((kind.__doc__ or "").split())


def _ends(kind: type[Edge]) -> str:
    arrow = "–" if kind.rules.undirected else "→"
    targets: dict[str, list[str]] = {}
    for source, target in kind.rules.ends:
        targets.setdefault(source.label, []).append(target.label)
    return "; ".join(f"{source} {arrow} {', '.join(ends)}" for source, ends in targets.items())


def _rules(kind: type[Edge]) -> Iterator[str]:
    rules = kind.rules
    at_a_time = " at a time" if issubclass(kind, Dated) else ""
    if rules.one_a_source:
        yield f"{'Exactly one' if rules.required else 'One at the most'}{at_a_time} from each"
    if rules.one_a_target:
        yield "One at the most to each"
    if rules.acyclic:
        yield "No cycle"
    if rules.undirected:
        yield "Stored from the smaller id to the larger"
    if rules.owning:
        yield "The first belongs to the second, and goes when that is dropped with `cascade`"
    if rules.abroad:
        yield "The second may be in another account"
    if rules.account_only:
        yield "The organisation is the account itself"


def _enumerations() -> Iterator[str]:
    kinds: list[Kind] = [*NODES.values(), *EDGES.values()]
    found = {p.type for kind in kinds for p in kind.properties if isinstance(p.type, type)}
    for enumeration in sorted((e for e in found if issubclass(e, StrEnum)), key=lambda e: e.__name__):
        yield f"### {enumeration.__name__}\n"
        yield f"{enumeration.__doc__} {', '.join(f'`{word}`' for word in enumeration)}.\n"


def _parameters() -> Iterator[str]:
    yield "| name | default | what it is |"
    yield "|---|---|---|"
    for name, default, meaning in table():
        shown = ", ".join(f"{k} {v}" for k, v in default.items()) or "none" if isinstance(default, dict) else default
        yield f"| `{name}` | {shown} | {meaning} |"


def _mutations() -> Iterator[str]:
    yield "| mutation | least role | what it does |"
    yield "|---|---|---|"
    for name, field in MUTATIONS.fields.items():
        directives = field.extensions["strawberry-definition"].directives
        role = next(each.role for each in directives if isinstance(each, Permission))
        yield f"| `{name}` | {role} | {field.description} |"


BLOCKS: Final[Mapping[str, Callable[[], Iterator[str]]]] = {
    "nodes": _nodes,
    "edges": _edges,
    "enumerations": _enumerations,
    "parameters": _parameters,
    "mutations": _mutations,
}

PAGES: Final = [ROOT / "docs" / name for name in ("api.md", "model.md", "scoring.md")]


def with_blocks(page: str) -> str:
    """A page with each of its blocks, between `<!-- begin NAME -->` and `<!-- end NAME -->`, made anew."""

    def made(found: re.Match[str]) -> str:
        lines = "\n".join(BLOCKS[found[1]]()).strip()
        return f"<!-- begin {found[1]} -->\n\n{lines}\n\n<!-- end {found[1]} -->"

    return re.sub(r"<!-- begin (\w+) -->.*?<!-- end \1 -->", made, page, flags=re.DOTALL)


def _write() -> None:
    for path in PAGES:
        path.write_text(with_blocks(path.read_text(encoding="utf-8")), encoding="utf-8")
    SCHEMA.write_text(schema.as_str() + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
