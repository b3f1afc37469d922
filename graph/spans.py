"""Dated edges of one subject as spans of days, and two such chronicles as one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from graph.declaration import Dated

__all__ = ["laid_under"]

D = TypeVar("D", bound=Dated)

FOR_EVER = date.max.toordinal() + 1


@dataclass(slots=True)
class _Span:
    """Days from `start` up to, but not including, `end`, as ordinals, and what holds on them, by the model's words."""

    start: int
    end: int
    values: dict[str, Any]


def laid_under(held: Sequence[D], laid: Sequence[D], united: Callable[[D, D], dict[str, Any]]) -> list[D]:
    """The edges that hold what `held` do, on other days what `laid` do, and on the days of both what is `united`.

    Neither list has two edges on one day. Each edge of `held` begins where it began.
    """
    bounds = sorted({bound for edge in (*held, *laid) for bound in (_start(edge), _end(edge))})
    kept = {_start(edge) for edge in held}
    found: list[_Span] = []
    for start, end in pairwise(bounds):
        values = _values(_on(start, held), _on(start, laid), united)
        if found and values and found[-1].values == values and found[-1].end == start and start not in kept:
            found[-1].end = end
        elif values:
            found.append(_Span(start, end, values))
    kind = type((*held, *laid)[0])
    return [_edge(kind, span) for span in found]


def _values(one: D | None, other: D | None, united: Callable[[D, D], dict[str, Any]]) -> dict[str, Any]:
    """What holds on a day, but for the days themselves; nothing where neither does."""
    if one and other:
        values = united(one, other)
    else:
        edge = one or other
        values = edge.encode() if edge else {}
    return {word: value for word, value in values.items() if word not in ("validFrom", "validTo", "revision")}


def _on(day: int, edges: Sequence[D]) -> D | None:
    standing = [edge for edge in edges if _start(edge) <= day < _end(edge)]
    return max(standing, key=_start, default=None)


def _edge(kind: type[D], span: _Span) -> D:
    end = None if span.end == FOR_EVER else date.fromordinal(span.end)
    made, faults = kind.decode({**span.values, "validFrom": date.fromordinal(span.start), "validTo": end})
    assert made is not None, faults  # noqa: S101  # of two right edges, a right one
    return made


def _start(edge: Dated) -> int:
    return edge.valid_from.toordinal()


def _end(edge: Dated) -> int:
    return edge.valid_to.toordinal() if edge.valid_to else FOR_EVER
