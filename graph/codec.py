"""Between the model's objects and the properties that a database keeps."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from graph.declaration import Edge, Node
from graph.errors import Unavailable
from graph.folding import folded
from graph.identity import parse_id
from graph.model import EDGES, NODES

__all__ = ["edge_row", "native", "node_row", "read_edges", "read_nodes"]


def node_row(node: Node) -> dict[str, Any]:
    """The properties of a node: its fields by their words, its scope and key, and what a search compares."""
    identity = parse_id(node.id)
    row = {**node.encode(), "scope": identity.scope, "key": identity.key}
    for known in node.properties:
        if known.searched:
            row["searchName"] = folded(getattr(node, known.name))
    return row


def edge_row(scope: str, edge: Edge) -> dict[str, Any]:
    """An edge's two ends, and its properties."""
    properties = {word: value for word, value in edge.encode().items() if word not in ("from", "to")}
    return {"source": edge.source, "target": edge.target, "properties": {**properties, "scope": scope}}


def read_nodes(rows: Iterable[Mapping[str, Any]]) -> list[Node]:
    """The nodes of rows as the database gave them."""
    return [_made(NODES[parse_id(row["id"]).label], row, ("scope", "key", "searchName")) for row in rows]


def read_edges(rows: Iterable[Mapping[str, Any]]) -> list[Edge]:
    """The edges of rows as the database gave them; a row of nulls, where nothing matched, is none."""
    return [
        _made(EDGES[row["type"]], {**row["properties"], "from": row["source"], "to": row["target"]}, ("scope",))
        for row in rows
        if row["type"] is not None
    ]


def native(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the driver's own dates and times turned into Python's."""
    return {word: _native(value) for word, value in values.items()}


def _native(value: Any) -> Any:
    made = value.to_native() if hasattr(value, "to_native") else value
    # The driver's zone is pytz's, which it sends back by name: as an instant that compares with nothing on one server.
    return made.astimezone(UTC) if isinstance(made, datetime) else made


def _made(kind: type[Any], row: Mapping[str, Any], ours: tuple[str, ...]) -> Any:
    item, faults = kind.decode({word: value for word, value in native(row).items() if word not in ours})
    if faults:
        raise Unavailable(f"the database holds what the model refuses: {faults[0].message}")
    return item
