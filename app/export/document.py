"""An account as one JSON document, which can be read back (`seeds/exported.py`)."""

from collections.abc import Iterator
from typing import Any, Final

import orjson

from app.export.extent import edges_of, nodes_of
from app.export.subject import Subject
from graph.declaration import Edge, Node
from seeds.exported import FORMAT, VERSION

__all__ = ["document"]

PART: Final = 2**16  # bytes


def document(subject: Subject) -> Iterator[bytes]:
    """The document, part by part: what it is, all nodes, all edges, each on a line of its own."""
    graph = subject.reading.graph
    head = {
        "format": FORMAT,
        "version": VERSION,
        "account": graph.key,
        "revision": graph.revision,
        "exportedOn": subject.reading.day,
    }
    yield orjson.dumps(head)[:-1] + b',\n"nodes": ['
    yield from _lines(nodes_of(graph, subject.viewer), "label")
    yield b'],\n"edges": ['
    yield from _lines(edges_of(graph, subject.viewer), "type")
    yield b"]}\n"


def _lines(things: Iterator[Node] | Iterator[Edge], word: str) -> Iterator[bytes]:
    """Things as members of a list, each led by its label or type."""
    part, comma = bytearray(), b"\n"
    for thing in things:
        part += comma + orjson.dumps(_told(thing, word))
        comma = b",\n"
        if len(part) > PART:
            yield bytes(part)
            part.clear()
    yield bytes(part)


def _told(thing: Node | Edge, word: str) -> dict[str, Any]:
    """The fields by the model's words. Where it is read back, it gets a revision of its own."""
    return {word: thing.label, **{name: value for name, value in thing.encode().items() if name != "revision"}}
