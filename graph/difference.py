"""What differs between two snapshots of a scope, and the changes that lead from one to the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graph.change import Change, Drop, Put
from graph.declaration import Edge, Kind, Node
from graph.snapshot import Snapshot

__all__ = ["Differing", "changes_between", "difference", "differing_fields"]


@dataclass(frozen=True, slots=True)
class Differing:
    """One thing that differs: `before` is null where it is new, `after` where it is gone."""

    key: str
    kind: Kind
    before: Node | Edge | None
    after: Node | Edge | None


def difference(before: Snapshot, after: Snapshot) -> list[Differing]:
    """Everything that differs, nodes before edges, each by key; when it was last written does not count.

    Linear in what the two hold.
    """
    nodes = _differing(before.nodes, after.nodes)
    return [*nodes, *_differing(before.edges, after.edges)]


def changes_between(before: Snapshot, after: Snapshot) -> list[Change]:
    """The changes that make the first snapshot hold what the second does."""
    return [_change(each) for each in difference(before, after)]


def differing_fields(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> dict[str, tuple[Any, Any]]:
    """The fields whose values differ, by their words in order, each with its value before and after."""
    old, new = before or {}, after or {}
    words = sorted({*old, *new} - {"revision"})
    return {word: (old.get(word), new.get(word)) for word in words if old.get(word) != new.get(word)}


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Differing]:
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is not new and not (old and new and _same(old, new)):
            kind = cast("Kind", type(old if new is None else new))
            yield Differing(key, kind, old, new)


def _same(one: Node | Edge, other: Node | Edge) -> bool:
    return one == other or not differing_fields(one.encode(), other.encode())


def _change(each: Differing) -> Change:
    if each.after is None:
        assert each.before is not None  # noqa: S101  # one of the two is there
        encoded = each.before.encode()
        return Drop(each.kind, {word: encoded[word] for word in each.kind.identifying})
    cleared: dict[str, Any] = {known.word: None for known in each.kind.properties}
    encoded = each.after.encode()
    return Put(each.kind, cleared | {word: value for word, value in encoded.items() if word != "revision"})
