"""Replacement: the changes after which a node has exactly these edges of a type, from a day on."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from graph.change import Change, Drop, Put
from graph.declaration import Dated, Edge
from graph.snapshot import Snapshot

__all__ = ["Replacing", "replacement"]


class Replacing(NamedTuple):
    """A change, and the id of the other end that it is made for; null where an old edge goes."""

    change: Change
    end: str | None


def replacement(
    snapshot: Snapshot,
    kind: type[Edge],
    node: str,
    wanted: Mapping[str, Mapping[str, Any]],
    day: date | None = None,
    *,
    outward: bool = True,
) -> Iterator[Replacing]:
    """What makes the wanted edges all that the node has of this type: those from it, or else those to it.

    `wanted` are the fields of each by the id of its other end; fields that are not given keep their values. A dated
    edge that is not wanted, or not so, ends on the day, and its successor begins; null: those that are new hold always.
    Linear in the node's edges.
    """
    held = snapshot.out(node, kind) if outward else snapshot.into(node, kind)
    known: dict[str, Edge] = {}
    for edge in held:
        other = edge.target if outward else edge.source
        if _concerns(edge, day):
            known[other] = edge
        goes = _end(edge, day, is_kept=other in wanted)
        if goes is not None and not _is_so(edge, wanted.get(other), day):
            yield Replacing(goes, None)
    for other, values in wanted.items():
        ends = (node, other) if outward else (other, node)
        before = known.get(other)
        if before is None or not _is_so(before, values, day):
            yield Replacing(Put(kind, _begun(kind, ends, before, values, day)), other)


def _concerns(edge: Edge, day: date | None) -> bool:
    """Whether an edge says something of the day."""
    return not isinstance(edge, Dated) or day is None or edge.stands_on(day)


def _end(edge: Edge, day: date | None, *, is_kept: bool) -> Change | None:
    """What makes an edge hold no more from the day on; null where it does not, or its successor takes its place."""
    identity = {word: edge.encode()[word] for word in edge.identifying}
    if not isinstance(edge, Dated):
        return None if is_kept else Drop(type(edge), identity)
    if day is None or (edge.valid_to is not None and edge.valid_to <= day):
        return None
    if edge.valid_from < day:
        return Put(type(edge), {**identity, "validTo": day}, known=True)
    return None if is_kept and edge.valid_from == day else Drop(type(edge), identity)


def _is_so(edge: Edge, values: Mapping[str, Any] | None, day: date | None) -> bool:
    """Whether an edge is wanted as it is, and holds for good."""
    if values is None or not _concerns(edge, day) or (isinstance(edge, Dated) and edge.valid_to is not None):
        return False
    made, _ = edge.decode({**edge.encode(), **values})
    return made is not None and made.encode() == edge.encode()


def _begun(
    kind: type[Edge], ends: tuple[str, str], before: Edge | None, values: Mapping[str, Any], day: date | None
) -> Mapping[str, Any]:
    """The fields of the edge from the day on."""
    told = {"from": ends[0], "to": ends[1], **values}
    if not issubclass(kind, Dated):
        return told
    kept = {word: value for word, value in before.encode().items() if word != "revision"} if before else {}
    return {**kept, **told, "validFrom": day, "validTo": None}
