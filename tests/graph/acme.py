"""An account for tests to work on: changes that make its parts, each with the edge that it cannot do without."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, overload
from uuid import uuid4

from graph.change import Change, Put, apply
from graph.declaration import Edge, Node
from graph.errors import Refused, StakegraphError
from graph.identity import TEAM, account_id, node_id
from graph.model import (
    For,
    Kpi,
    Measurement,
    Measures,
    Opportunity,
    Organisation,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from graph.snapshot import Snapshot

__all__ = [
    "ACME",
    "account",
    "edge",
    "faults",
    "ident",
    "made",
    "measurement",
    "member",
    "new_scope",
    "opportunity",
    "person",
    "put",
]

ACME = "acme"

T = TypeVar("T", bound=StakegraphError)


def new_scope() -> str:
    """A scope that no other test has."""
    return f"test-{uuid4()}"


def ident(kind: type[Node], key: str, scope: str = ACME) -> str:
    return node_id(TEAM if kind.team else scope, kind.label, key)


def put(kind: type[Node], key: str, scope: str = ACME, /, **values: Any) -> Put:
    return Put(kind, {"id": ident(kind, key, scope), **values})


def edge(kind: type[Edge], source: str, target: str, /, **values: Any) -> Put:
    return Put(kind, {"from": source, "to": target, **values})


def account(scope: str = ACME, **values: Any) -> list[Change]:
    return [Put(Organisation, {"id": account_id(scope), "name": scope.title(), "kind": "CLIENT", **values})]


def person(key: str, scope: str = ACME, **values: Any) -> list[Change]:
    """Somebody who works for the account itself."""
    who = put(Stakeholder, key, scope, **{"name": key, **values})
    return [who, edge(WorksIn, who.values["id"], account_id(scope))]


def opportunity(key: str, scope: str = ACME, **values: Any) -> list[Change]:
    what = put(Opportunity, key, scope, **{"title": key, **values})
    return [what, edge(For, what.values["id"], account_id(scope))]


def measurement(key: str, kpi: str, scope: str = ACME) -> list[Change]:
    value = put(Measurement, key, scope, on="2026-01-31", value=1.5)
    return [value, edge(Measures, value.values["id"], ident(Kpi, kpi, scope))]


def member(key: str, **values: Any) -> list[Change]:
    return [put(TeamMember, key, **{"name": key, **values})]


def made(*parts: Sequence[Change], scope: str = ACME) -> Snapshot:
    """The account after these changes, all in one list."""
    start = [] if scope == TEAM else account(scope)
    return apply(Snapshot(scope), [*start, *(change for part in parts for change in part)])


@overload
def faults(snapshot: Snapshot, *changes: Change) -> Mapping[tuple[str, ...], StakegraphError]: ...


@overload
def faults(snapshot: Snapshot, *changes: Change, kind: type[T]) -> Mapping[tuple[str, ...], T]: ...


def faults(
    snapshot: Snapshot, *changes: Change, kind: type[StakegraphError] = StakegraphError
) -> Mapping[tuple[str, ...], StakegraphError]:
    """What is refused in these changes, by its path; every error must be of the kind."""
    try:
        apply(snapshot, changes)
    except Refused as refused:
        errors = refused.errors
    else:
        return {}
    assert {type(error) for error in errors if not isinstance(error, kind)} == set()
    return {error.path: error for error in errors}
