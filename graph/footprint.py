"""About how much memory a node or an edge takes in a snapshot."""

from collections.abc import Callable
from dataclasses import fields
from enum import Enum
from functools import cache
from operator import attrgetter
from sys import getsizeof
from typing import Any, Final

from graph.declaration import Edge, Node

__all__ = ["EMPTY", "footprint"]

EMPTY: Final = 2_400
"""Bytes of a snapshot beside what is in it: itself, its memory, and its tables at their smallest."""

# Bytes in the tables, and for an edge its key: fitted to what tracemalloc sees, a little above; a test compares.
NODE_ENTRIES: Final = 600
EDGE_ENTRIES: Final = 300
TEXT: Final = 56  # bytes of one with nothing in it, and of a tuple
SCALAR: Final = 40  # bytes of a number or a date; a Decimal has some more, and is rare


def footprint(item: Node | Edge | None) -> int:
    """Bytes: the object, its values, and its entries in a snapshot's tables. What others share is counted too.

    Always the same for the same values, so that what is added to a sum can be taken from it again.
    """
    if item is None:
        return 0
    kind: Any = type(item)
    size = getsizeof(item) + (NODE_ENTRIES if isinstance(item, Node) else EDGE_ENTRIES)
    for value in _values(kind)(item):
        if value.__class__ is str:
            size += _text(value)
        elif value is not None:
            size += SCALAR if value.__class__ is not tuple else TEXT + sum(map(_text, value))
    return size


@cache
def _values(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Gets the values of a thing that are its own: of the words of an enumeration, the process has each once."""
    shared = {known.name for known in kind.properties if not known.is_list and issubclass(known.type, Enum)}
    return attrgetter(*(field.name for field in fields(kind) if field.name not in shared))


def _text(text: str) -> int:
    """Of one outside of ASCII, with its letters at their widest and the copy in UTF-8 that Python may keep."""
    return TEXT + (len(text) if text.isascii() else 8 * len(text))
