"""What the graph of a scope must obey, whatever changed: ends, counts, old ids, time and cycles."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from graph.declaration import ALWAYS, Dated, Edge, Node, Rules
from graph.errors import InvalidInput, NotFound, StakegraphError
from graph.identity import TEAM, account_id, parse_id
from graph.message import Message
from graph.model import EDGES, NODES, Organisation, PartOf, Stakeholder
from graph.snapshot import Snapshot

__all__ = ["EdgeEnds", "violations"]


class EdgeEnds(NamedTuple):
    """The ends of an edge of a type, whatever else is known of it."""

    kind: type[Edge]
    source: str
    target: str

    @classmethod
    def of(cls, edge: Edge) -> "EdgeEnds":
        """Those of an edge."""
        return cls(type(edge), edge.source, edge.target)

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def rules(self) -> Rules:
        return self.kind.rules


NONE: Final[Mapping[str, EdgeEnds]] = MappingProxyType({})


def violations(
    after: Snapshot,
    put: Sequence[Node | Edge],
    dropped: Sequence[Node | Edge],
    paths: Mapping[str, Sequence[str]],
    amiss: Collection[str] = (),
    faulty: Mapping[str, EdgeEnds] = NONE,
) -> Iterator[StakegraphError]:
    """What is wrong in a snapshot where these things have just been put and dropped.

    Only what they can have broken is looked at. `paths` leads from an id or key to the input that named it. What is
    wrong only because something that is `amiss`, by its id or its label, is missing or still there is not told. Of the
    edges that are `faulty` in themselves, by their keys, the ends are looked at.
    """
    for key, ends in faulty.items():
        yield from (fault.under(*paths[key]) for fault in _wrong_ends(after, ends, amiss))
    sound: list[Node | Edge] = []
    for item in put:
        faults = list(_wrong_ends(after, EdgeEnds.of(item), amiss)) if isinstance(item, Edge) else []
        sound += [] if faults else [item]
        yield from (fault.under(*paths[item.key]) for fault in faults)
    for message, culprit in _beyond_one_edge(after, sound, dropped, amiss):
        yield InvalidInput(message, paths.get(culprit, ()))


def _beyond_one_edge(
    after: Snapshot, put: Sequence[Node | Edge], dropped: Sequence[Node | Edge], amiss: Collection[str]
) -> Iterator[tuple[Message, str]]:
    """Each fault as its message and the id or key of the change that is to blame."""
    if not {Organisation.label, account_id(after.scope), PartOf.label} & {*amiss}:
        yield from _headless(after, put, dropped)
    yield from _wrong_counts(after, put, dropped, amiss)
    if Stakeholder.label not in amiss:
        yield from _wrongly_merged(after, [item for item in put if isinstance(item, Stakeholder)])
    for edge in put:
        if isinstance(edge, Edge) and edge.label not in amiss:
            yield from ((message, edge.key) for message in _wrong_beside_others(after, edge))


# ---------------------------------------------------------------- ends


def _wrong_ends(after: Snapshot, edge: EdgeEnds, amiss: Collection[str]) -> Iterator[StakegraphError]:
    if edge.source == edge.target:
        yield InvalidInput(Message("%(kind)s must not lead from a node to itself", kind=edge.label), ["to"])
        return
    ends = {"from": edge.source, "to": edge.target}
    faults = [fault for word, end in ends.items() for fault in _wrong_end(after, edge, word, end, amiss)]
    yield from faults
    if not faults:
        yield from _wrong_pair(after, edge)


def _wrong_end(
    after: Snapshot, edge: EdgeEnds, word: str, end: str, amiss: Collection[str]
) -> Iterator[StakegraphError]:
    words = {"field": f"{edge.label}.{word}", "id": end}
    try:
        identity = parse_id(end)
    except ValueError as error:
        yield InvalidInput(Message("%(field)s is not an id: %(id)r; %(fault)s", fault=error.args[0], **words), [word])
        return
    kind = NODES.get(identity.label)
    words |= {"kind": identity.label, "key": identity.key}
    if kind is None:
        yield InvalidInput(Message("%(field)s: there is no kind of node %(kind)r", **words), [word])
    elif identity.scope == after.scope:
        if end not in after.nodes and end not in amiss and identity.label not in amiss:
            yield NotFound(Message("%(field)s: there is no %(kind)s %(key)r here", **words), [word])
    elif not (kind.team and identity.scope == TEAM) and not (edge.rules.abroad and word == "to"):
        yield InvalidInput(Message("%(field)s lies in another scope: %(id)r", **words), [word])


def _wrong_pair(after: Snapshot, edge: EdgeEnds) -> Iterator[StakegraphError]:
    source, target = parse_id(edge.source), parse_id(edge.target)
    pair = (NODES[source.label], NODES[target.label])
    words: dict[str, Any] = {"kind": edge.label, "source": source.label, "target": target.label}
    if pair not in edge.rules.ends:
        yield InvalidInput(_other_ends(edge, words), ["to"])
    elif (pair[0].team and pair[1].team) != (after.scope == TEAM):
        text = Message("%(kind)s from %(source)s to %(target)s belongs to the scope 'team'", **words)
        yield InvalidInput(text, ["from"])
    elif edge.rules.account_only and target.label == "Organisation" and not target.is_account:
        yield InvalidInput(Message("%(kind)s.to must be the account itself, or an opportunity", **words), ["to"])


def _other_ends(edge: EdgeEnds, words: Mapping[str, Any]) -> Message:
    """What the edge may join instead."""
    pairs = sorted({(a.label, b.label) for a, b in edge.rules.ends}, key=" to ".join)
    allowed, *others = (Message("%(source)s to %(target)s", source=a, target=b) for a, b in pairs)
    for other in others:
        allowed = Message("%(one)s, or from %(other)s", one=allowed, other=other)
    return Message("%(kind)s leads from %(allowed)s; not from %(source)s to %(target)s", allowed=allowed, **words)


# ---------------------------------------------------------------- counts


def _headless(
    after: Snapshot, put: Sequence[Node | Edge], dropped: Sequence[Node | Edge]
) -> Iterator[tuple[Message, str]]:
    root = account_id(after.scope)
    if after.scope != TEAM and after.nodes and root not in after.nodes:
        culprit = next((i.id for i in (*dropped, *put) if isinstance(i, Node)), root)
        yield Message("the account itself is missing: Organisation %(key)r", key=after.scope), culprit
    for edge in after.out(root, PartOf):
        yield Message("PART_OF: an account is part of nothing"), edge.key


def _wrong_counts(
    after: Snapshot, put: Sequence[Node | Edge], dropped: Sequence[Node | Edge], amiss: Collection[str]
) -> Iterator[tuple[Message, str]]:
    by_kind: dict[type, list[Any]] = defaultdict(list)
    for item in (*put, *dropped):
        by_kind[type(item)].append(item)
    for kind in (kind for label, kind in EDGES.items() if label not in amiss):
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
                    words = {"kind": kind.label, "node": _name(edge.target)}
                    yield Message("%(kind)s: %(node)s has one already", **words), edge.key


def _wrong_count_of(after: Snapshot, kind: type[Edge], source: str) -> Iterator[Message]:
    edges = after.out(source, kind)
    if not edges and kind.rules.required and source in after.nodes:
        yield Message("%(node)s needs a %(kind)s edge", node=_name(source), kind=kind.label)
    for one, other in combinations(edges, 2):
        if not (isinstance(one, Dated) and isinstance(other, Dated)) or one.overlaps(other):
            words = {"node": _name(source), "one": _name(one.target), "other": _name(other.target)}
            yield Message("%(kind)s: %(node)s has one at a time, not %(one)s and %(other)s", kind=kind.label, **words)
            return


# ---------------------------------------------------------------- old ids


def _wrongly_merged(after: Snapshot, people: Sequence[Stakeholder]) -> Iterator[tuple[Message, str]]:
    """An old id that is a living node's, or another's, or no id of a person here."""
    taken = [person for person in people if person.id in after.merged]
    for person in taken:
        words = {"node": _name(person.id), "other": _name(after.merged[person.id])}
        yield Message("%(node)s was merged into %(other)s", **words), person.id
    if any(person.merged_ids for person in people):
        held = Counter(old for person in after.all(Stakeholder) for old in person.merged_ids)
        for person in people:
            yield from ((m, person.id) for old in person.merged_ids for m in _wrong_old_id(after, old, held[old]))


def _wrong_old_id(after: Snapshot, old: str, holders: int) -> Iterator[Message]:
    if not _is_id_of(after.scope, old):
        yield Message("Stakeholder.mergedIds: %(id)r is not the id of a Stakeholder of this account", id=old)
    elif old in after.nodes:
        yield Message("Stakeholder.mergedIds: %(node)s is there, and so was merged into nobody", node=_name(old))
    elif holders > 1:
        yield Message("Stakeholder.mergedIds: %(node)s can be merged into one person only, and once", node=_name(old))


def _is_id_of(scope: str, identifier: str) -> bool:
    try:
        identity = parse_id(identifier)
    except ValueError:
        return False
    return (identity.scope, identity.label) == (scope, Stakeholder.label)


# ---------------------------------------------------------------- time and cycles


def _wrong_beside_others(after: Snapshot, edge: Edge) -> Iterator[Message]:
    if isinstance(edge, Dated) and not edge.rules.one_a_source:  # else it was counted already
        for other in after.out(edge.source, type(edge)):
            if other.target == edge.target and other.key != edge.key and other.overlaps(edge):
                words = {"kind": edge.label, "day": other.valid_from}
                yield Message("%(kind)s overlaps the same edge from %(day)s on", **words)
                break
    if edge.rules.acyclic and edge.rules.acyclic(edge):
        for day in _days(after, edge):
            way = _way(after, edge, day)
            if way:
                yield _cycle(edge, day, way)
                break


def _cycle(edge: Edge, day: date, way: Sequence[str]) -> Message:
    words = {"kind": edge.label, "way": " → ".join(map(_name, (*way, way[0])))}
    if day == ALWAYS:
        return Message("%(kind)s would make a cycle: %(way)s", **words)
    return Message("%(kind)s would make a cycle from %(day)s on: %(way)s", day=day, **words)


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
