"""The puts of a plan: those about one thing are one, and those that the model refuses are left out and told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from graph.change import Change, Drop, Effect, Put, completed, evaluate
from graph.declaration import ALWAYS, Node
from graph.errors import Refused
from graph.permissions import role_for
from graph.snapshot import Snapshot
from graph.viewer import Viewer
from seeds.importing.cells import Wrong
from seeds.importing.report import Reason
from seeds.importing.standing import Today
from seeds.importing.teller import Teller

__all__ = ["Item", "evaluated", "key_of_change", "united"]

TRIES: Final = 5  # of leaving out what the model refuses


@dataclass(frozen=True, slots=True)
class Item:
    """A change, and the row that it comes from: the column of each value, and the cell that names the other end."""

    change: Change
    line: int
    columns: Mapping[str, str]
    column: str = ""
    text: str = ""

    @property
    def given(self) -> Mapping[str, Any]:
        return self.change.values if isinstance(self.change, Put) else self.change.identity


def key_of_change(change: Change) -> str:
    """The id of the node, or the key of the edge, that a change is about."""
    given = change.values if isinstance(change, Put) else change.identity
    kind = change.kind
    if issubclass(kind, Node):
        return str(given["id"])
    return kind.key_of({word: given.get(word) or ALWAYS for word in kind.identifying})


def united(items: Sequence[Item], teller: Teller) -> list[Item]:
    """One change for each thing: lists are joined; of values that differ the first stands, and the others are told."""
    found: dict[str, Item] = {}
    for item in items:
        key = key_of_change(item.change)
        first = found.get(key)
        if first is None:
            found[key] = item
        elif isinstance(first.change, Put) and isinstance(item.change, Put):
            found[key] = replace(first, change=_joined(first.change, item, teller))
        elif isinstance(first.change, Drop):
            found[key] = item
    return [*found.values()]


def _joined(first: Put, item: Item, teller: Teller) -> Put:
    values = dict(first.values)
    for word, value in item.given.items():
        known = values.setdefault(word, value)
        if isinstance(known, list):
            values[word] = list(dict.fromkeys([*known, *value]))
        elif known != value:
            detail = f"Another row says {known!r} of the same {first.kind.label}"
            teller.tell(item.line, item.columns.get(word, ""), str(value), Wrong(Reason.VALUE_INVALID, detail))
    return Put(first.kind, values)


def evaluated(
    items: list[Item], snapshot: Snapshot, today: Today, teller: Teller, viewer: Viewer
) -> tuple[Effect, list[Item]]:
    """What the changes do, and those that the model and the viewer's role allow; none where no part can stand."""
    for _ in range(TRIES):
        try:
            effect = _effect(items, snapshot, today)
        except Refused as refused:
            items = _without(items, _by_item(refused), snapshot, teller)
            continue
        forbidden = _forbidden(items, effect, viewer)
        if not forbidden:
            return effect, items
        items = _without(items, forbidden, snapshot, teller)
    try:
        effect = _effect(items, snapshot, today)
        wrong = next(iter(_forbidden(items, effect, viewer).values()), None)
    except Refused as refused:
        wrong = ("", str(refused.errors[0].message))
    if wrong is None:
        return effect, items
    _without(items, dict.fromkeys(range(len(items)), wrong), snapshot, teller)
    return _effect([], snapshot, today), []


def _effect(items: Sequence[Item], snapshot: Snapshot, today: Today) -> Effect:
    return evaluate(snapshot, completed([item.change for item in items], today.by, today.day))


def _forbidden(items: Sequence[Item], effect: Effect, viewer: Viewer) -> dict[int, tuple[str, str]]:
    """What is wrong with each change that would write something and takes another role."""
    written = {each.id if isinstance(each, Node) else each.key for each in (*effect.put, *effect.dropped)}
    roles = {at: role_for(item.change) for at, item in enumerate(items) if key_of_change(item.change) in written}
    return {
        at: ("", f"This takes the role {role}, and yours is {viewer.role}")
        for at, role in roles.items()
        if not viewer.role.covers(role)
    }


def _by_item(refused: Refused) -> dict[int, tuple[str, str]]:
    """The first error of each change that has one: its field, if it is one's, and what is wrong."""
    found: dict[int, tuple[str, str]] = {}
    for error in refused.errors:
        if error.path and error.path[0].isdigit():
            found.setdefault(int(error.path[0]), ("".join(error.path[1:2]), str(error.message)))
    return found


def _without(
    items: Sequence[Item], gone: Mapping[int, tuple[str, str]], snapshot: Snapshot, teller: Teller
) -> list[Item]:
    """The others. Where a field is at fault, it alone is left out if it may be; an edge goes with its node."""
    kept: list[Item] = []
    lost: set[str] = set()
    for at, item in enumerate(items):
        word, message = gone.get(at, ("", ""))
        mended = _mended(item, word) if at in gone else item
        if mended is not None:
            kept.append(mended)
        elif issubclass(item.change.kind, Node):
            lost.add(str(item.given["id"]))
        if at in gone:
            kind, column = item.change.kind, item.columns.get(word) or item.column
            value = str(item.given.get(word, item.text))
            whole = mended is None and issubclass(kind, Node)
            teller.tell(item.line, column, value, Wrong(Reason.REFUSED, message), kind.label, whole=whole)
    lost -= snapshot.nodes.keys()
    return [item for item in kept if not {str(item.given.get("from")), str(item.given.get("to"))} & lost]


def _mended(item: Item, word: str) -> Item | None:
    """The change without the field at fault, where it can do without; null where it cannot."""
    kind = item.change.kind
    if word in kind.identifying or not isinstance(item.change, Put):
        return None
    culprit = word if word in item.given else next((p.word for p in kind.properties if p.needs == word), "")
    optional = {known.word for known in kind.properties if not known.required}
    if culprit not in optional or culprit not in item.given:
        return None
    values = {each: value for each, value in item.given.items() if each != culprit}
    return replace(item, change=Put(kind, values))
