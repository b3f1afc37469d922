"""What is to be written so that an edge or a claim stands, beside what stands already."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from graph.change import Change, Drop, Put
from graph.declaration import ALWAYS, Claim, Dated, Edge
from graph.identity import account_id, parse_id
from graph.model import Manages, ReportsTo
from graph.snapshot import Snapshot

__all__ = ["Today", "standing_changes"]


class Today(NamedTuple):
    """When an import is made, and of which source: what begins or ends does so on this day."""

    day: date
    source: str

    @property
    def by(self) -> str:
        return f"source:{self.source}"

    def has_made(self, identifier: str) -> bool:
        """Whether the thing of this id came from the source."""
        return parse_id(identifier).key.startswith(f"{self.source}-")


def standing_changes(
    kind: type[Edge], values: Mapping[str, Any], snapshot: Snapshot, today: Today, *, told: bool
) -> list[Change]:
    """The changes after which the edge of these values stands; none where it does already.

    Where the source does not tell an end itself (not `told`), whatever stands in its place will do.
    """
    if issubclass(kind, Claim):
        return [*_claim(kind, values, snapshot, today)]
    if issubclass(kind, Dated):
        return [*_dated(kind, values, snapshot, today, told=told)]
    return [*_plain(kind, values, snapshot, today, told=told)]


# ---------------------------------------------------------------- claims


def _claim(kind: type[Claim], values: Mapping[str, Any], snapshot: Snapshot, today: Today) -> Iterator[Change]:
    """One claim more, unless what the source said last says the same."""
    if values.get("validFrom") is None:
        said = [
            claim
            for claim in snapshot.out(str(values["from"]), kind)
            if claim.target == values["to"] and claim.by == today.by and claim.valid_from <= today.day
        ]
        if said and said[-1].withdrawn_on is None and _says(said[-1], values):
            return
        values = {**values, "validFrom": today.day.isoformat()}
    yield Put(kind, {"by": today.by, **values})


def _says(claim: Edge, values: Mapping[str, Any]) -> bool:
    """Whether a claim or an edge has these values."""
    known = claim.encode()
    new, faults = type(claim).decode({**known, **values})
    return not faults and new is not None and new.encode() == known


# ---------------------------------------------------------------- edges with dates


def _dated(
    kind: type[Dated], values: Mapping[str, Any], snapshot: Snapshot, today: Today, *, told: bool
) -> Iterator[Change]:
    if values.get("validFrom") is not None:
        yield Put(kind, values)
        return
    source, target = str(values["from"]), str(values["to"])
    known = snapshot.out(source, kind)
    here = [edge for edge in known if edge.stands_on(today.day)]
    if same := next((edge for edge in here if edge.target == target), None):
        yield Put(kind, {**values, **_joined(same, values), "validFrom": same.valid_from.isoformat()})
        return
    if kind.rules.one_a_source:
        if here and (not told or not _may_end(here[0], snapshot, today)):
            return
        gone = here
    else:
        gone = [edge for edge in _rivals(kind, values, snapshot, here, today) if edge.stands_on(today.day)]
    since = ALWAYS
    if gone or [edge for edge in known if kind.rules.one_a_source or edge.target == target]:
        since = today.day
    for edge in gone:
        yield _ended(edge, today.day)
    yield Put(kind, {**values, "validFrom": since.isoformat()})


def _rivals(
    kind: type[Dated], values: Mapping[str, Any], snapshot: Snapshot, here: list[Any], today: Today
) -> list[Any]:
    """What the source said in this edge's place before: another manager, another owner."""
    if kind is ReportsTo and values.get("line") != "DOTTED":
        return [edge for edge in here if edge.line == "SOLID" and today.has_made(edge.target)]
    if kind is Manages:
        others = snapshot.into(str(values["to"]), Manages)
        return [edge for edge in others if edge.role == values.get("role") and today.has_made(edge.source)]
    return []


def _may_end(edge: Edge, snapshot: Snapshot, today: Today) -> bool:
    """Whether a person's place is the source's to change: not where somebody put them into a part of their own."""
    return today.has_made(edge.target) or edge.target == account_id(snapshot.scope)


def _joined(edge: Edge, values: Mapping[str, Any]) -> dict[str, Any]:
    """Lists, with what they hold already."""
    known = edge.encode()
    lists = [each.word for each in edge.properties if each.is_list and each.word in values]
    return {word: list(dict.fromkeys([*known[word], *values[word]])) for word in lists}


def _ended(edge: Dated, day: date) -> Change:
    identity = {"from": edge.source, "to": edge.target, "validFrom": edge.valid_from.isoformat()}
    if edge.valid_from >= day:
        return Drop(type(edge), identity)
    return Put(type(edge), {**identity, "validTo": day.isoformat()})


# ---------------------------------------------------------------- edges without


def _plain(
    kind: type[Edge], values: Mapping[str, Any], snapshot: Snapshot, today: Today, *, told: bool
) -> Iterator[Change]:
    source, target = str(values["from"]), str(values["to"])
    rivals: list[Edge] = []
    if kind.rules.one_a_source:
        rivals = [edge for edge in snapshot.out(source, kind) if edge.target != target]
        if rivals and (not told or not _may_end(rivals[0], snapshot, today)):
            return
    elif kind.rules.one_a_target:
        rivals = [edge for edge in snapshot.into(target, kind) if edge.source != source]
    for edge in rivals:
        yield Drop(type(edge), {"from": edge.source, "to": edge.target})
    yield Put(kind, values)
