"""Random valid things of the model, made from its own declarations, so that what is added there is tested too.

`values(kind)` gives the fields of one thing; `histories()` whole scopes as they come to be, list by list; `edits()`
what comes to be of a scope that exists; `crowds()` an account with people who have much to do with each other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pydantic import AfterValidator
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from graph.change import Change, Drop, Effect, Put, evaluate
from graph.declaration import ALWAYS, Claim, Dated, Edge, Kind, Node
from graph.errors import Refused
from graph.identity import TEAM, account_id, node_id, parse_id
from graph.merging import merge
from graph.model import EDGES, NODES, Knows, Organisation, Stakeholder
from graph.snapshot import Snapshot
from graph.values import CountryCode, Currency, TimeZone, country_codes

__all__ = ["ABROAD", "Step", "claim_days", "crowds", "edits", "few", "histories", "node_values", "texts", "values"]

ABROAD = tuple(node_id(TEAM, kind.label, key) for kind in NODES.values() if kind.team for key in ("1", "2"))
"""Ids in the team's scope that an account's edges may lead from and to."""

few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
"""For what draws whole histories: each of them is many things."""

KEYS = ("1", "2", "3", "a/b|c%20ű")

_CHOICES: Mapping[Any, Sequence[str]] = {
    get_args(Currency)[1]: sorted(list_currencies()),
    get_args(CountryCode)[1]: sorted(country_codes()),
    get_args(TimeZone)[1]: sorted(available_timezones() - {"localtime"}),
}


# ---------------------------------------------------------------- the fields of one thing


def texts(longest: int = 30) -> SearchStrategy[str]:
    """Any text that has something in it and nothing to trim."""
    letters = st.characters(exclude_categories=["Cs"])
    return st.text(letters, min_size=1, max_size=longest).map(str.strip).filter(bool)


def claim_days() -> SearchStrategy[date]:
    """Any day, mostly one of a few, so that things happen at once and one after the other."""
    few = st.sampled_from([date(2026, month, 1) for month in range(1, 7)])
    return st.one_of(few, few, few, st.dates())


def values(kind: Kind) -> SearchStrategy[dict[str, Any]]:
    """The fields of a thing of this kind, those aside that identify it, and those that name other things."""
    hints = get_type_hints(kind, include_extras=True)
    own = [known for known in kind.properties if known.word not in kind.identifying and not known.internal]
    needed = {known.word: _of(hints[known.name]) for known in own if known.required}
    others = {known.word: _of(hints[known.name]) for known in own if not known.required}
    return st.fixed_dictionaries(needed, optional=others).map(lambda given: _mended(kind, given))


def node_values(kind: type[Node], identifier: str) -> SearchStrategy[dict[str, Any]]:
    return values(kind).map(lambda given: {"id": identifier, **given})


def _mended(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields after what they demand of each other is seen to."""
    mended = dict(given)
    for known in kind.properties:
        start = mended.get(to_camel(known.after)) if known.after else None
        if known.word in mended and start is not None:
            mended[known.word] = max(mended[known.word], start)
        if known.needs and to_camel(known.needs) not in mended:
            mended.pop(known.word, None)
    if "validTo" in mended and mended["validTo"] <= mended.get("validFrom", ALWAYS):
        del mended["validTo"]
    if kind is Knows and not mended.keys() & {"level", "targetLevel"}:
        mended["level"] = "VENDOR"
    return mended


def _of(annotation: Any) -> SearchStrategy[Any]:
    """The values that an annotation of the model allows."""
    if get_origin(annotation) in (Union, UnionType):
        return _of(next(part for part in get_args(annotation) if part is not type(None)))
    if get_origin(annotation) is Annotated:
        base, *metadata = get_args(annotation)
        flat = [each for part in metadata for each in (part.metadata if isinstance(part, FieldInfo) else [part])]
        return _constrained(base, flat)
    return _constrained(annotation, [])


def _constrained(base: Any, metadata: Sequence[Any]) -> SearchStrategy[Any]:
    for choice in metadata:
        if isinstance(choice, AfterValidator) and choice in _CHOICES:
            return st.sampled_from(_CHOICES[choice])
    if get_origin(base) is tuple:
        return st.lists(_of(get_args(base)[0]), max_size=3, unique=True)
    if issubclass(base, StrEnum):
        return st.sampled_from([word.value for word in base])
    low, high, pattern, places = (_first(metadata, name) for name in ("ge", "le", "pattern", "decimal_places"))
    plain: dict[Any, SearchStrategy[Any]] = {
        bool: st.booleans(),
        date: claim_days(),
        datetime: st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001  # has one
        Decimal: st.decimals(Decimal(-(10**15)), Decimal(10**15), places=places),
        float: st.floats(low, high, allow_nan=False, allow_infinity=False),
        int: st.integers(low, high),
        str: _matching(pattern) if pattern else texts(),
    }
    return plain[base]


def _first(metadata: Iterable[Any], name: str) -> Any:
    return next((found for part in metadata if (found := getattr(part, name, None)) is not None), None)


def _matching(pattern: str) -> SearchStrategy[str]:
    letters = st.characters(codec="ascii", exclude_categories=["Cc"])
    return st.from_regex(pattern, alphabet=letters).filter(lambda text: text == text.strip() and len(text) < 300)


# ---------------------------------------------------------------- scopes, list by list


@dataclass(frozen=True, slots=True)
class Step:
    """One list of changes of a history, and what it does."""

    changes: tuple[Change, ...]
    effect: Effect


@st.composite
def histories(
    draw: DrawFn, scope: str = "acme", abroad: Sequence[str] = ABROAD, most: int = 6, drops: bool = True
) -> list[Step]:
    """A scope's first lists of changes, none of them refused; `abroad` are the ids that exist in the team."""
    before, steps = Snapshot(scope), list[Step]()
    for index in range(draw(st.integers(1, most))):
        proposed: list[Change] = [] if index or scope == TEAM else [_root(scope)]
        for _ in range(draw(st.integers(1, 8))):
            proposed += draw(_proposals(before, abroad, drops))
        steps.append(_accepted(before, proposed))
        before = steps[-1].effect.after
    return steps


@st.composite
def edits(
    draw: DrawFn, before: Snapshot, proposed: Callable[[Snapshot], SearchStrategy[list[Change]]], most: int = 4
) -> list[Step]:
    """Lists of changes of a scope that exists, none of them refused: some such as are `proposed`, some of any kind."""
    steps = list[Step]()
    for _ in range(draw(st.integers(1, most))):
        ours = proposed(before)
        together = draw(st.lists(st.one_of(ours, ours, _proposals(before, ABROAD, True)), min_size=1, max_size=6))
        steps.append(_accepted(before, [change for changes in together for change in changes]))
        before = steps[-1].effect.after
    return steps


@st.composite
def crowds(draw: DrawFn) -> Snapshot:
    """An account with some people, and many edges and claims from and to them."""
    before = draw(histories(most=2))[-1].effect.after
    people = [node_id(before.scope, "Stakeholder", key) for key in KEYS]
    proposed = [change for each in people for change in draw(_nodes_of(before, Stakeholder, each))]
    before = _accepted(before, proposed).effect.after
    theirs = [kind for kind in EDGES.values() if any(Stakeholder in pair for pair in kind.rules.ends)]
    edges = [change for _ in range(draw(st.integers(1, 20))) for change in draw(_edges(before, ABROAD, theirs))]
    return _accepted(before, edges).effect.after


def _root(scope: str) -> Put:
    return Put(Organisation, {"id": account_id(scope), "name": scope, "kind": "CLIENT"})


def _accepted(before: Snapshot, proposed: Sequence[Change]) -> Step:
    """The proposed changes without those that are refused."""
    changes = list(proposed)
    while True:
        try:
            return Step(tuple(changes), evaluate(before, changes))
        except Refused as refused:
            errors = refused.errors
        culprits = {int(error.path[0]) for error in errors if error.path}
        assert culprits, errors
        changes = [change for index, change in enumerate(changes) if index not in culprits]


@st.composite
def _proposals(draw: DrawFn, before: Snapshot, abroad: Sequence[str], drops: bool) -> list[Change]:
    often = ["node", "node", "edge", "edge", "edge", "update"]
    what = draw(st.sampled_from([*often, *(["drop", "merge"] if drops else [])]))
    held: list[Node | Edge] = [*before.nodes.values(), *before.edges.values()]
    if what == "update" and held:
        return [draw(_updates(draw(st.sampled_from(held))))]
    if what == "drop" and held:
        return [draw(_drops(draw(st.sampled_from(held))))]
    if what == "merge" and len(before.all(Stakeholder)) > 1:
        people = st.sampled_from([person.id for person in before.all(Stakeholder)])
        return merge(before, *draw(st.lists(people, min_size=2, max_size=2, unique=True)))
    if what == "edge" and before.nodes:
        return draw(_edges(before, abroad))
    return draw(_nodes(before))


@st.composite
def _nodes(draw: DrawFn, before: Snapshot) -> list[Change]:
    kind = draw(st.sampled_from([kind for kind in NODES.values() if kind.team == (before.scope == TEAM)]))
    return draw(_nodes_of(before, kind, node_id(before.scope, kind.label, draw(st.sampled_from(KEYS)))))


@st.composite
def _nodes_of(draw: DrawFn, before: Snapshot, kind: type[Node], identifier: str) -> list[Change]:
    """A node, with the edge that its kind requires."""
    needed = [(edge, target) for edge in EDGES.values() if edge.rules.required for source, target in edge.rules.ends
              if source is kind]  # fmt: skip
    changes: list[Change] = [Put(kind, draw(node_values(kind, identifier)))]
    for edge, target in needed:
        there = [node.id for node in before.nodes.values() if isinstance(node, target)] or [account_id(before.scope)]
        ends = {"from": identifier, "to": draw(st.sampled_from(there))}
        changes.append(Put(edge, draw(_edge_values(edge, ends, ()))))
    return changes


@st.composite
def _edges(
    draw: DrawFn, before: Snapshot, abroad: Sequence[str], kinds: Iterable[type[Edge]] = EDGES.values()
) -> list[Change]:
    """An edge of any of these types that has ends to join."""
    by_label: dict[str, list[str]] = {}
    for identifier in (*before.nodes, *abroad):
        by_label.setdefault(parse_id(identifier).label, []).append(identifier)
    joined = {kind: [(a.label, b.label) for a, b in kind.rules.ends if by_label.keys() >= {a.label, b.label}]
              for kind in kinds}  # fmt: skip
    possible = [kind for kind, pairs in joined.items() if pairs]
    if not possible:
        return []
    kind = draw(st.sampled_from(possible))
    source, target = draw(st.sampled_from(joined[kind]))
    ends = {"from": draw(st.sampled_from(by_label[source])), "to": draw(st.sampled_from(by_label[target]))}
    return [Put(kind, draw(_edge_values(kind, ends, by_label.get("TeamMember", ()))))]


@st.composite
def _edge_values(draw: DrawFn, kind: type[Edge], ends: Mapping[str, str], team: Sequence[str]) -> dict[str, Any]:
    given = {**draw(values(kind)), **ends}
    if issubclass(kind, Dated):
        given["validFrom"] = draw(st.one_of(st.just(ALWAYS), claim_days()))
    if issubclass(kind, Claim):
        given["validFrom"] = draw(claim_days())
        given["by"] = draw(st.sampled_from(["source:crm", "source:O'Neill|`}", *team]))
    return _mended(kind, given)


@st.composite
def _updates(draw: DrawFn, item: Node | Edge) -> Put:
    """Some new values for a thing that exists, and some cleared."""
    kind = type(item)
    identity = {word: item.encode()[word] for word in kind.identifying}
    given = draw(values(kind))
    cleared = draw(st.sets(st.sampled_from([p.word for p in kind.properties] or ["id"])))
    optional = {p.word for p in kind.properties if not p.required}
    nulls = {word: None for word in cleared if word in optional and word not in given}
    return Put(kind, {**given, **nulls, **identity})


@st.composite
def _drops(draw: DrawFn, item: Node | Edge) -> Drop:
    identity = {word: item.encode()[word] for word in item.identifying}
    return Drop(type(item), identity, cascade=draw(st.booleans()))
