"""Merging: two people of an account who turn out to be one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast

from graph.change import Change, Drop, Put
from graph.declaration import Claim, Dated, Edge, Node
from graph.errors import InvalidInput, NotFound, Refused, StakegraphError
from graph.message import Message
from graph.model import Knows, Stakeholder
from graph.snapshot import Snapshot
from graph.spans import laid_under
from graph.values import LONGEST_TEXT

__all__ = ["merge"]

E = TypeVar("E", bound=Edge)
T = TypeVar("T", bound=Node | Edge)


def merge(snapshot: Snapshot, winner: str, loser: str) -> list[Change]:
    """The changes that make one person of two: the winner, with all that the loser had, who is dropped.

    The winner's fields stand, the loser's fill what is absent. Every edge and claim of the loser becomes the winner's;
    where both have the same, they are united; those between the two go. The loser's id, and those that were merged
    into them before, lead to the winner from then on. Linear in what touches the two.

    Raises Refused, with the path `winner` or `loser`, where either is not there, or alone was erased, or both are the
    same.
    That the union makes a cycle of solid lines shows when the changes are applied.
    """
    kept, gone = _people(snapshot, winner, loser)
    changes: list[Change] = [_put(kept, _united_people(kept, gone)), Drop(Stakeholder, {"id": gone.id}, cascade=True)]
    changes += [_put(edge, edge.encode()) for edge in _moved_edges(snapshot, kept.id, gone.id)]
    return changes


def _people(snapshot: Snapshot, winner: str, loser: str) -> tuple[Stakeholder, Stakeholder]:
    errors: list[StakegraphError] = []
    found = [snapshot.nodes.get(snapshot.current(each)) for each in (winner, loser)]
    for word, identifier, node in zip(("winner", "loser"), (winner, loser), found, strict=True):
        if not isinstance(node, Stakeholder):
            text = Message("there is no such %(kind)s: %(key)s", kind=Stakeholder.label, key=identifier)
            errors.append(NotFound(text, [word]))
    if errors:
        raise Refused(errors)
    people = cast("tuple[Stakeholder, Stakeholder]", tuple(found))
    if people[0].id == people[1].id:
        raise Refused([InvalidInput(Message("the winner and the loser are the same person already"), ["loser"])])
    if bool(people[0].erased_on) != bool(people[1].erased_on):
        word = "winner" if people[0].erased_on else "loser"
        text = Message("the %(word)s was erased: erase the other too, or leave them apart", word=word)
        raise Refused([InvalidInput(text, [word])])
    return people


def _put(item: Node | Edge, values: Mapping[str, Any]) -> Put:
    """A put of exactly these values: what they leave out is cleared."""
    cleared: dict[str, Any] = {known.word: None for known in item.properties}
    return Put(type(item), cleared | {word: value for word, value in values.items() if word != "revision"})


# ---------------------------------------------------------------- the person


def _united(one: T, other: T) -> dict[str, Any]:
    """The fields of both: the first's stand, the other's fill what is absent; lists are joined, and a yes stands."""
    mine, theirs = one.encode(), other.encode()
    values = {**theirs, **mine}
    for word in (known.word for known in one.properties if known.is_list):
        values[word] = list(dict.fromkeys([*mine[word], *theirs[word]]))
    for word in (known.word for known in one.properties if known.type is bool):
        values[word] = mine[word] or theirs[word]
    return values


def _united_people(kept: Stakeholder, gone: Stakeholder) -> dict[str, Any]:
    named = gone if kept.placeholder and not gone.placeholder else kept
    joined = [person.joined_on for person in (kept, gone) if person.joined_on]
    return {
        **_united(kept, gone),
        "name": named.name,
        "placeholder": kept.placeholder and gone.placeholder,
        "joinedOn": min(joined, default=None),
        "leftOn": _left_on(kept, gone),
        "erasedOn": kept.erased_on,
        "notes": _both_notes(kept.notes, gone.notes),
        "mergedIds": [*kept.merged_ids, gone.id, *gone.merged_ids],
    }


def _left_on(kept: Stakeholder, gone: Stakeholder) -> date | None:
    """When the winner left; where the loser joined after that, they came back, and it is the loser's that counts."""
    came_back = kept.left_on and gone.joined_on and gone.joined_on >= kept.left_on
    return gone.left_on if came_back else kept.left_on


def _both_notes(one: str | None, other: str | None) -> str | None:
    """Both, one below the other, cut where they are too long together."""
    if not one or not other or one == other:
        return one or other
    return f"{one}\n\n{other}"[:LONGEST_TEXT].rstrip()


# ---------------------------------------------------------------- edges and claims


def _moved_edges(snapshot: Snapshot, kept: str, gone: str) -> Iterator[Edge]:
    """What must be put so that the one has the edges of the other too."""
    held: dict[tuple[str, ...], list[Edge]] = defaultdict(list)
    moved: dict[tuple[str, ...], list[Edge]] = defaultdict(list)
    for _, edge in sorted(snapshot.touching(kept).items()):
        held[_settled_by(edge)].append(edge)
    for _, edge in sorted(snapshot.touching(gone).items()):
        now = _moved(edge, gone, kept)
        if now.source != now.target:
            moved[_settled_by(now)].append(now)
    for settled, edges in moved.items():
        united = _united_edges(held[settled], edges) if settled in held else edges
        yield from (edge for edge in united if not _is_there(snapshot, edge))


def _settled_by(edge: Edge) -> tuple[str, ...]:
    return edge.settled_by(edge.encode())


def _is_there(snapshot: Snapshot, edge: Edge) -> bool:
    there = snapshot.edges.get(edge.key)
    return there is not None and {**there.encode(), "revision": 0} == {**edge.encode(), "revision": 0}


def _moved(edge: Edge, gone: str, kept: str) -> Edge:
    """The edge with the one in the place of the other."""
    ends = [kept if end == gone else end for end in (edge.source, edge.target)]
    source, target = sorted(ends) if edge.rules.undirected else ends
    return _made(type(edge), {**edge.encode(), "from": source, "to": target})


def _united_edges(held: Sequence[Edge], moved: Sequence[Edge]) -> Sequence[Edge]:
    """Edges that settle the same as one another, as edges that can hold beside each other."""
    first = held[0]
    if isinstance(first, Dated):
        one_at_a_time = first.rules.one_a_source
        spans = cast("tuple[Sequence[Dated], Sequence[Dated]]", (held, moved))
        return laid_under(*spans, lambda one, other: one.encode() if one_at_a_time else _united(one, other))
    if isinstance(first, Claim):
        return [_united_claims(first, cast("Claim", moved[0]))]
    return [_made(type(first), _united(first, moved[0]))]


def _united_claims(held: Claim, moved: Claim) -> Claim:
    """What one said of both on one day: of the winner it stands, but a level and a target are two things said."""
    if isinstance(held, Knows) and isinstance(moved, Knows):
        level = held if held.level or not moved.level else moved
        target = held.target_level or moved.target_level
        return _made(Knows, {**level.encode(), "targetLevel": target})
    return held


def _made(kind: type[E], values: Mapping[str, Any]) -> E:
    made, faults = kind.decode(values)
    assert made is not None, faults  # noqa: S101  # of two right edges, a right one
    return made
