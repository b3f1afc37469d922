"""What the graph of a scope must obey, whatever changed: ends, counts, old ids, time and cycles."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from graph.declaration import ALWAYS, Dated, Edge, Node
from graph.errors import InvalidInput, NotFound, StakegraphError
from graph.identity import TEAM, account_id, parse_id
from graph.model import EDGES, NODES, PartOf, Stakeholder
from graph.snapshot import Snapshot

__all__ = ["violations"]


def violations(
    after: Snapshot, put: Sequence[Node | Edge], dropped: Sequence[Node | Edge], paths: Mapping[str, Sequence[str]]
) -> Iterator[StakegraphError]:
    """What is wrong in a snapshot where these things have just been put and dropped.

    Only what they can have broken is looked at. `paths` leads from an id or key to the input that named it.
    """
    sound: list[Node | Edge] = []
    for item in put:
        faults = list(_wrong_ends(after, item)) if isinstance(item, Edge) else []
        sound += [] if faults else [item]
        yield from (type(fault)(fault.message, (*paths[item.key], *fault.path)) for fault in faults)
    for message, culprit in _beyond_one_edge(after, sound, dropped):
        yield InvalidInput(message, paths.get(culprit, ()))


def _beyond_one_edge(
    after: Snapshot, put: Sequence[Node | Edge], dropped: Sequence[Node | Edge]
) -> Iterator[tuple[str, str]]:
    """Each fault as its message and the id or key of the change that is to blame."""
    yield from _headless(after, put, dropped)
    yield from _wrong_counts(after, put, dropped)
    yield from _wrongly_merged(after, [item for item in put if isinstance(item, Stakeholder)])
    for edge in put:
        if isinstance(edge, Edge):
            yield from ((message, edge.key) for message in _wrong_beside_others(after, edge))


# ---------------------------------------------------------------- ends


def _wrong_ends(after: Snapshot, edge: Edge) -> Iterator[StakegraphError]:
    if edge.source == edge.target:
        yield InvalidInput(f"{edge.label} must not lead from a node to itself", ["to"])
        return
    faults = [*_wrong_end(after, edge, "from", edge.source), *_wrong_end(after, edge, "to", edge.target)]
    yield from faults
    if not faults:
        yield from _wrong_pair(after, edge)


def _wrong_end(after: Snapshot, edge: Edge, word: str, end: str) -> Iterator[StakegraphError]:
    try:
        identity = parse_id(end)
    except ValueError as error:
        yield InvalidInput(f"{edge.label}.{word} is not an id: {end!r}; {error}", [word])
        return
    kind = NODES.get(identity.label)
    if kind is None:
        yield InvalidInput(f"{edge.label}.{word}: there is no kind of node {identity.label!r}", [word])
    elif identity.scope == after.scope:
        if end not in after.nodes:
            yield NotFound(f"{edge.label}.{word}: there is no {identity.label} {identity.key!r} here", [word])
    elif not (kind.team and identity.scope == TEAM) and not (edge.rules.abroad and word == "to"):
        yield InvalidInput(f"{edge.label}.{word} lies in another scope: {end!r}", [word])


def _wrong_pair(after: Snapshot, edge: Edge) -> Iterator[StakegraphError]:
    source, target = parse_id(edge.source), parse_id(edge.target)
    pair = (NODES[source.label], NODES[target.label])
    if pair not in edge.rules.ends:
        allowed = sorted({f"{a.label} to {b.label}" for a, b in edge.rules.ends})
        got = f"{source.label} to {target.label}"
        yield InvalidInput(f"{edge.label} leads from {', or from '.join(allowed)}; not from {got}", ["to"])
    elif (pair[0].team and pair[1].team) != (after.scope == TEAM):
        yield InvalidInput(f"{edge.label} from {source.label} to {target.label} belongs to the scope 'team'", ["from"])
    elif edge.rules.account_only and target.label == "Organisation" and not target.is_account:
        yield InvalidInput(f"{edge.label}.to must be the account itself, or an opportunity", ["to"])


# ---------------------------------------------------------------- counts


def _headless(after: Snapshot, put: Sequence[Node | Edge], dropped: Sequence[Node | Edge]) -> Iterator[tuple[str, str]]:
    root = account_id(after.scope)
    if after.scope != TEAM and after.nodes and root not in after.nodes:
        culprit = next((i.id for i in (*dropped, *put) if isinstance(i, Node)), root)
        yield f"the account itself is missing: Organisation {after.scope!r}", culprit
    for edge in after.out(root, PartOf):
        yield "PART_OF: an account is part of nothing", edge.key


def _wrong_counts(
    after: Snapshot, put: Sequence[Node | Edge], dropped: Sequence[Node | Edge]
) -> Iterator[tuple[str, str]]:
    by_kind: dict[type, list[Any]] = defaultdict(list)
    for item in (*put, *dropped):
        by_kind[type(item)].append(item)
    for kind in EDGES.values():
        touched: list[Edge] = by_kind[kind]
        if kind.rules.one_a_source:
            sources = {edge.source: edge.key for edge in touched}
            if kind.rules.required:
                kinds = tuple({source for source, _ in kind.rules.ends})
                sources = {**{i.id: i.id for i in put if isinstance(i, kinds)}, **sources}
            for source, culprit in sources.items():
                yield from ((m, culprit) for m in _wrong_count_of(after, kind, source))
        if kind.rules.one_a_target:
            for edge in touched:
                if len(after.into(edge.target, kind)) > 1:
                    yield f"{kind.label}: {_name(edge.target)} has one already", edge.key


def _wrong_count_of(after: Snapshot, kind: type[Edge], source: str) -> Iterator[str]:
    edges = after.out(source, kind)
    if not edges and kind.rules.required and source in after.nodes:
        yield f"{_name(source)} needs a {kind.label} edge"
    for one, other in combinations(edges, 2):
        if not (isinstance(one, Dated) and isinstance(other, Dated)) or one.overlaps(other):
            yield f"{kind.label}: {_name(source)} has one at a time, not {_name(one.target)} and {_name(other.target)}"
            return


# ---------------------------------------------------------------- old ids


def _wrongly_merged(after: Snapshot, people: Sequence[Stakeholder]) -> Iterator[tuple[str, str]]:
    """An old id that is a living node's, or another's, or no id of a person here."""
    taken = [person for person in people if person.id in after.merged]
    yield from ((f"{_name(person.id)} was merged into {_name(after.merged[person.id])}", person.id) for person in taken)
    if any(person.merged_ids for person in people):
        held = Counter(old for person in after.all(Stakeholder) for old in person.merged_ids)
        for person in people:
            yield from ((m, person.id) for old in person.merged_ids for m in _wrong_old_id(after, old, held[old]))


def _wrong_old_id(after: Snapshot, old: str, holders: int) -> Iterator[str]:
    if not _is_id_of(after.scope, old):
        yield f"Stakeholder.mergedIds: {old!r} is not the id of a Stakeholder of this account"
    elif old in after.nodes:
        yield f"Stakeholder.mergedIds: {_name(old)} is there, and so was merged into nobody"
    elif holders > 1:
        yield f"Stakeholder.mergedIds: {_name(old)} can be merged into one person only, and once"


def _is_id_of(scope: str, identifier: str) -> bool:
    try:
        identity = parse_id(identifier)
    except ValueError:
        return False
    return (identity.scope, identity.label) == (scope, Stakeholder.label)


# ---------------------------------------------------------------- time and cycles


def _wrong_beside_others(after: Snapshot, edge: Edge) -> Iterator[str]:
    if isinstance(edge, Dated) and not edge.rules.one_a_source:  # else it was counted already
        for other in after.out(edge.source, type(edge)):
            if other.target == edge.target and other.key != edge.key and other.overlaps(edge):
                yield f"{edge.label} overlaps the same edge from {other.valid_from} on"
                break
    if edge.rules.acyclic and edge.rules.acyclic(edge):
        for day in _days(after, edge):
            way = _way(after, edge, day)
            if way:
                since = "" if day == ALWAYS else f" from {day} on"
                yield f"{edge.label} would make a cycle{since}: {' → '.join(map(_name, (*way, way[0])))}"
                break


def _days(after: Snapshot, edge: Edge) -> list[date]:
    """The days on which something on a way back begins while the edge holds: a cycle is there on one, or on none."""
    steps = _steps_on(after, edge)
    if edge.source not in {step.target for step in steps}:
        return []
    if not isinstance(edge, Dated):
        return [ALWAYS]
    end = edge.valid_to or date.max
    starts = {step.valid_from for step in steps if isinstance(step, Dated)}
    return sorted({edge.valid_from, *(day for day in starts if edge.valid_from < day < end)})


def _steps_on(after: Snapshot, edge: Edge) -> list[Edge]:
    """The edges of its type that lead on from the edge's target, whenever they hold."""
    acyclic = edge.rules.acyclic
    steps: list[Edge] = []
    queue, seen = [edge.target], {edge.target}
    for node in queue:  # grows while it is walked
        led = [step for step in after.out(node, type(edge)) if acyclic and acyclic(step)]
        steps += led
        new = {step.target for step in led} - seen
        seen |= new
        queue += new
    return steps


def _way(after: Snapshot, edge: Edge, day: date) -> list[str]:
    """The way from the edge's source over its target and back along edges of its type; empty where there is none."""
    acyclic = edge.rules.acyclic
    reached = {edge.target: edge.source}
    queue = [edge.target]
    while queue:
        node = queue.pop()
        for step in after.out(node, type(edge)):
            if not step.stands_on(day) or not (acyclic and acyclic(step)):
                continue
            if step.target == edge.source:
                return _unwind(reached, node, edge.source)
            if step.target not in reached:
                reached[step.target] = node
                queue.append(step.target)
    return []


def _unwind(reached: Mapping[str, str], node: str, source: str) -> list[str]:
    way = [node]
    while way[-1] != source:
        way.append(reached[way[-1]])
    return way[::-1]


def _name(identifier: str) -> str:
    try:
        identity = parse_id(identifier)
    except ValueError:  # an end that was refused already
        return repr(identifier)
    return f"{identity.label} {identity.key!r}"
