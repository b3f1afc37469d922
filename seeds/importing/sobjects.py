"""Salesforce's sObject tree: JSON of records within records, as `sf data export tree` writes it, as tables.

Each object is a table of its own, named after it. A record has the id that its references name: `Id` where it is
there, else its `referenceId`. A record within another names that one by the parent's id, in `AccountId` and the like.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from seeds.files.findings import Findings
from seeds.files.limits import Budget
from seeds.files.source import Source
from seeds.files.table import Table
from seeds.importing.listing import Numbered, listed

__all__ = ["is_one", "tables"]

LARGEST: Final = 64 * 2**20  # bytes: the whole is in memory at once

_TREE: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"records"|\[\s*\{\s*"attributes"|\{\s*"totalSize")')


def is_one(head: bytes, name: str) -> bool:
    """Whether a file begins like a tree of records, or like the answer of a query."""
    return bool(_TREE.match(head))


def tables(source: Source, findings: Findings, budget: Budget) -> Iterator[Table]:
    """A table for each object, in the order of their first records. Raises InvalidInput."""
    if source.size > LARGEST:
        raise budget.refused(f"is larger than {LARGEST // 2**20} MB: export it in parts, or as CSV")
    with source.open() as file:
        try:
            told = orjson.loads(file.read().removeprefix(b"\xef\xbb\xbf"))
        except ValueError as error:
            raise budget.refused(f"is damaged: it is no JSON; {error}") from error
    objects: dict[str, list[dict[str, str]]] = {}
    _collect(told.get("records") if isinstance(told, dict) else told, {}, objects)
    for name, records in objects.items():
        headings = list(dict.fromkeys(heading for record in records for heading in record))
        rows = _rows(headings, records)
        yield listed(headings, lambda rows=rows: rows, findings.voice(source.name, name), budget)  # type: ignore[misc]


def _rows(headings: list[str], records: list[dict[str, str]]) -> list[Numbered]:
    return [(number, [record.get(each, "") for each in headings]) for number, record in enumerate(records, 1)]


def _collect(records: Any, parent: Mapping[str, str], objects: dict[str, list[dict[str, str]]]) -> None:
    """Sort the records by their object, those within others too."""
    for record in records if isinstance(records, list) else ():
        attributes = record.get("attributes") if isinstance(record, dict) else None
        if not isinstance(attributes, dict) or not attributes.get("type"):
            continue
        name = str(attributes["type"])
        own = {"Id": str(record.get("Id") or _id(attributes)), **parent}
        own |= {word: _text(value) for word, value in record.items() if not isinstance(value, dict | list)}
        objects.setdefault(name, []).append(own)
        for value in record.values():
            if isinstance(value, dict) and isinstance(value.get("records"), list):
                _collect(value["records"], {f"{name}Id": own["Id"]}, objects)


def _id(attributes: Mapping[str, Any]) -> str:
    """The id by which others name a record that does not tell its own."""
    return str(attributes.get("referenceId") or str(attributes.get("url", "")).rsplit("/", 1)[-1])


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).removeprefix("@")
