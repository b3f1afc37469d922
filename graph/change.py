"""The change: a put or a drop of one node, edge or claim of one scope. Everything that writes is a list of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from graph.declaration import ALWAYS, Claim, Dated, Edge, Kind, Node
from graph.errors import InUse, InvalidInput, NotFound, Refused, StakegraphError
from graph.identity import TEAM, Identity, node_id, parse_id
from graph.message import Message
from graph.model import EDGES, NODES, Stakeholder
from graph.rules import EdgeEnds, violations
from graph.snapshot import Snapshot

__all__ = ["ANYTHING", "Change", "Drop", "Effect", "Put", "Trial", "apply", "completed", "evaluate", "examine"]

ANYTHING: Final = frozenset([*NODES, *EDGES])
"""The labels of all kinds: what a drop that was not understood may have been about."""

_DATE = TypeAdapter(date)


@dataclass(frozen=True, slots=True)
class Put:
    """Write one thing: new, or over what bears its id.

    `values` are by the model's words (camelCase), `id` or `from` and `to` among them. An absent field keeps its
    value, null clears it, a list is replaced whole. Where it must be `known`, a new one is refused.
    """

    kind: Kind
    values: Mapping[str, Any]
    known: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """Take one thing out. `identity` holds a node's `id`, an edge's `from`, `to` and what else identifies it.

    A node that something hangs on is refused, unless `cascade`: that takes its edges and claims, a plan's
    objectives and their actions, a KPI's measurements; never people or interactions, nor what the same list puts.
    """

    kind: Kind
    identity: Mapping[str, Any]
    cascade: bool = False


Change = Put | Drop


@dataclass(frozen=True, slots=True)
class Effect:
    """What a list of changes does: before, after, and exactly the things that differ.

    `paths` leads from an id or edge key to the place in the list that named it, or that took it along.
    """

    before: Snapshot
    after: Snapshot
    put: tuple[Node | Edge, ...]
    dropped: tuple[Node | Edge, ...]
    paths: Mapping[str, tuple[str, ...]]


class Trial(NamedTuple):
    """What a list of changes would do, all that is wrong with it, and what is wrong in itself.

    That is `amiss`, by its id where that is known, else by its label: others are not blamed for its being missing.
    """

    effect: Effect
    errors: Sequence[StakegraphError]
    amiss: frozenset[str]


def apply(snapshot: Snapshot, changes: Sequence[Change]) -> Snapshot:
    """The snapshot after these changes, one revision later. Raises Refused with every fault that was found.

    The order of the changes does not matter: the final state is what is checked. Ends in other scopes are not
    looked up here; the store does that.

    What names somebody by an id that was merged away is about whom they were merged into. Where the list says the
    same of them by their own id too, as an import of both does, that stands.
    """
    return evaluate(snapshot, changes).after


def evaluate(snapshot: Snapshot, changes: Sequence[Change]) -> Effect:
    """As `apply`, told with what differs."""
    trial = examine(snapshot, changes)
    if trial.errors:
        raise Refused(trial.errors)
    return trial.effect


def examine(snapshot: Snapshot, changes: Sequence[Change], amiss: Collection[str] = ()) -> Trial:
    """As `evaluate`, but what is wrong is answered. `amiss` are labels of what was meant too, and unreadable."""
    draft = _Draft(snapshot, amiss)
    for index, change in enumerate(_redirected(snapshot, changes)):
        if change is not None:
            draft.take((str(index),), change)
    draft.cascade()
    put, dropped = tuple(draft.put.values()), tuple(draft.dropped.values())
    after = snapshot.amended(snapshot.revision + 1, put, dropped)
    draft.errors += violations(after, put, dropped, draft.paths, draft.amiss, draft.faulty)
    return Trial(Effect(snapshot, after, put, dropped, draft.paths), draft.errors, frozenset(draft.amiss))


def completed(changes: Iterable[Change], by: str, day: date) -> list[Change]:
    """The changes with every claim saying whose it is and since when, where its maker left that open."""
    said = {"by": by, "validFrom": day}
    return [
        replace(
            change,
            values={**said, **{word: v for word, v in change.values.items() if v is not None or word not in said}},
        )
        if isinstance(change, Put) and issubclass(change.kind, Claim)
        else change
        for change in changes
    ]


class _Draft:
    """The changes of one list, sorted out: what they put, what they drop, and what is wrong with them."""

    def __init__(self, snapshot: Snapshot, amiss: Collection[str]) -> None:
        self.snapshot = snapshot
        self.amiss = set(amiss)
        self.put: dict[str, Node | Edge] = {}
        self.dropped: dict[str, Node | Edge] = {}
        self.paths: dict[str, tuple[str, ...]] = {}
        self.cascading: set[str] = set()
        self.faulty: dict[str, EdgeEnds] = {}
        self.errors: list[StakegraphError] = []

    def take(self, path: tuple[str, ...], change: Change) -> None:
        given = change.values if isinstance(change, Put) else change.identity
        try:
            identity = _identity(self.snapshot.scope, change.kind, given)
        except InvalidInput as error:
            self._unidentified(path, change.kind, given, error)
            self.amiss |= {change.kind.label} if isinstance(change, Put) else ANYTHING
            return
        key = change.kind.key_of(identity) if issubclass(change.kind, Edge) else str(identity["id"])
        if key in self.paths:
            words = {"number": self.paths[key][0], "kind": change.kind.label}
            self.errors.append(InvalidInput(Message("change %(number)s is about the same %(kind)s", **words), path))
            return
        self.paths[key] = path
        if isinstance(change, Put) and change.known and self.snapshot.get(key) is None:
            self.errors.append(_unknown(change, key, path))
        elif isinstance(change, Put):
            self._put(key, path, change.kind, {**change.values, **identity})
        else:
            self._drop(key, path, change)

    def _unidentified(self, path: tuple[str, ...], kind: Kind, given: Mapping[str, Any], error: InvalidInput) -> None:
        """Tell what is wrong with the identity, and with the given values beside it."""
        _, faults = kind.decode(given)
        others = [f for f in faults if f.path and f.path[0] in given and f.path[0] not in kind.identifying]
        self.errors += [fault.under(*path) for fault in (error, *others)]

    def _put(self, key: str, path: tuple[str, ...], kind: Kind, values: Mapping[str, Any]) -> None:
        existing = self.snapshot.get(key)
        known = existing.encode() if existing else {}
        item, faults = kind.decode({**known, **values, "revision": self.snapshot.revision + 1})
        self.errors += [fault.under(*path) for fault in faults]
        if item is None and issubclass(kind, Edge):
            self.amiss.add(kind.label)
            self.faulty[key] = EdgeEnds(kind, str(values["from"]), str(values["to"]))
        elif item is None:
            self.amiss.add(key)
        if item is not None and (not existing or item.encode() != {**known, "revision": item.revision}):
            self.put[key] = item

    def _drop(self, key: str, path: tuple[str, ...], drop: Drop) -> None:
        existing = self.snapshot.get(key)
        if existing is None:
            self.errors.append(_unknown(drop, key, path, self.snapshot.merged.get(key)))
            return
        self.dropped[key] = existing
        if drop.cascade:
            self.cascading.add(key)

    def cascade(self) -> None:
        """Drop what hangs on what is dropped, or refuse."""
        nodes = [item for item in self.dropped.values() if isinstance(item, Node)]
        queue = [node for node in nodes if node.id in self.cascading]
        for node in queue:  # grows while it is walked
            taken = {key: edge for key, edge in self._hanging(node).items() if key not in self.paths}
            self._take_along(node, taken)
            owned = self._owned(node, taken.values())
            self._take_along(node, {each.id: each for each in owned})
            queue += owned
        for node in {each.id: each for each in (*nodes, *queue)}.values():
            hanging = self._hanging(node)
            if hanging and not self.amiss >= ANYTHING:
                words = {"kind": node.label, "key": node.key, "count": len(hanging)}
                text = Message("%(kind)s %(key)r is in use: %(count)s edges start or end there", **words)
                self.errors.append(InUse(text, sorted(hanging), self.paths[node.id]))
                self.amiss.add(node.id)

    def _hanging(self, node: Node) -> dict[str, Edge]:
        return {key: edge for key, edge in self.snapshot.touching(node.id).items() if key not in self.dropped}

    def _take_along(self, dropped: Node, items: Mapping[str, Node | Edge]) -> None:
        """Drop these too, on account of the change that dropped the node."""
        self.dropped.update(items)
        self.paths.update((key, self.paths[dropped.id]) for key in items)

    def _owned(self, owner: Node, taken: Iterable[Edge]) -> list[Node]:
        """What belonged to the dropped owner and to nobody else, and so goes with it: not what the list itself puts."""
        owning = [edge for edge in taken if edge.rules.owning and edge.target == owner.id]
        sources = {edge.source: type(edge) for edge in owning if edge.source not in self.paths}
        return [
            self.snapshot.nodes[source]
            for source, kind in sources.items()
            if source in self.snapshot.nodes and not self._still_belongs(source, kind)
        ]

    def _still_belongs(self, node: str, kind: type[Edge]) -> bool:
        """Whether an edge of this type still leads from the node once the list is done."""
        kept = [edge for edge in self.snapshot.out(node, kind) if edge.key not in self.dropped]
        new = [item for item in self.put.values() if isinstance(item, kind) and item.source == node]
        return bool(kept or new)


def _unknown(change: Change, key: str, path: Sequence[str], became: str | None = None) -> NotFound:
    text = Message("there is no such %(kind)s: %(key)s", kind=change.kind.label, key=key)
    return NotFound(
        Message("%(fault)s; they were merged into %(key)s", fault=text, key=became) if became else text, path
    )


# ---------------------------------------------------------------- those who were merged away


def _redirected(snapshot: Snapshot, changes: Sequence[Change]) -> list[Change | None]:
    """The changes as they are meant, each in its place; null for one that has nothing to say.

    That is a redirected put of what another put of the list settles, and of an edge that would lead back to its start.
    """
    merged = _still_merged(snapshot, changes)
    if not merged:
        return list(changes)
    meant = [_meant(change, merged) for change in changes]
    settled = {_settled_by(old) for old, new in zip(changes, meant, strict=True) if isinstance(old, Put) and new is old}
    kept: list[Change | None] = []
    for old, new in zip(changes, meant, strict=True):
        if isinstance(new, Put) and new is not old:
            idle = _settled_by(new) in settled or (_leads_back(new) and not _leads_back(old))
            settled.add(_settled_by(new))
            kept.append(None if idle else new)
        else:
            kept.append(new)
    return kept


def _still_merged(snapshot: Snapshot, changes: Sequence[Change]) -> dict[str, str]:
    """Whom each old id stands for, unless this very list sets it free, as the undoing of a merge does."""
    merged = dict(snapshot.merged)
    for change in changes if merged else ():
        given = change.values if isinstance(change, Put) else change.identity
        held = snapshot.nodes.get(str(given.get("id")))
        if isinstance(held, Stakeholder) and (isinstance(change, Drop) or "mergedIds" in given):
            freed = set(held.merged_ids) - set(given.get("mergedIds") or ())
            merged = {old: now for old, now in merged.items() if old not in freed}
    return merged


def _meant(change: Change, merged: Mapping[str, str]) -> Change:
    """The change, of whom it means now; a drop of a person means nobody else."""
    if issubclass(change.kind, Node) and isinstance(change, Drop):
        return change
    given = change.values if isinstance(change, Put) else change.identity
    words = ("id",) if issubclass(change.kind, Node) else ("from", "to")
    found = {word: merged[str(given[word])] for word in words if str(given.get(word)) in merged}
    if not found:
        return change
    if isinstance(change, Put):
        return replace(change, values={**given, **found})
    return replace(change, identity={**given, **found})


def _settled_by(put: Put) -> tuple[str, ...]:
    return put.kind.settled_by(put.values) if issubclass(put.kind, Edge) else (put.kind.label, str(put.values["id"]))


def _leads_back(change: Change) -> bool:
    given = change.values if isinstance(change, Put) else change.identity
    return issubclass(change.kind, Edge) and given.get("from") == given.get("to")


# ---------------------------------------------------------------- what identifies a thing


def _identity(scope: str, kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """The words that identify a thing, in their stored form. Raises InvalidInput."""
    if issubclass(kind, Node):
        return {"id": _own_id(scope, kind, given.get("id"))}
    identity = {word: given.get(word) for word in kind.identifying}
    if issubclass(kind, Dated) and identity["validFrom"] is None:
        identity["validFrom"] = ALWAYS
    for word, value in identity.items():
        if not value:
            raise InvalidInput(Message("%(field)s is required", field=f"{kind.label}.{word}"), [word])
    if "validFrom" in identity:
        identity["validFrom"] = _day(kind, identity["validFrom"])
    if kind.rules.undirected:
        identity["from"], identity["to"] = sorted([str(identity["from"]), str(identity["to"])])
    return identity


def _own_id(scope: str, kind: type[Node], identifier: object) -> str:
    try:
        identity = parse_id(str(identifier or ""))
    except ValueError as error:
        raise InvalidInput(
            Message("%(field)s: %(fault)s", field=f"{kind.label}.id", fault=error.args[0]), ["id"]
        ) from error
    if wrong := _misplaced(scope, kind, identity):
        raise InvalidInput(wrong, ["id"])
    return str(identifier)


def _misplaced(scope: str, kind: type[Node], identity: Identity) -> Message | None:
    words = {"kind": kind.label, "scope": scope, "other": identity.scope, "id": node_id(*identity)}
    if identity.label != kind.label:
        return Message("%(kind)s.id names a %(label)s: %(id)r", label=identity.label, **words)
    if kind.team and scope != TEAM:
        return Message("%(kind)s.id: a %(kind)s lives in the scope 'team', not in %(scope)r", **words)
    if scope == TEAM and not kind.team:
        return Message("%(kind)s.id: a %(kind)s lives in the scope of an account, not in %(scope)r", **words)
    if identity.scope != scope:
        return Message("%(kind)s.id lies in the scope %(other)r, not in %(scope)r", **words)
    return None


def _day(kind: Kind, value: object) -> date:
    try:
        return _DATE.validate_python(value)
    except ValidationError as error:
        words = {"field": f"{kind.label}.validFrom", "day": value}
        text = Message("%(field)s is not a day, such as 2026-01-31: %(day)r", **words)
        raise InvalidInput(text, ["validFrom"]) from error
