"""Accounts to score: Krackhardt's managers, with or without an opportunity on them, and small ones made at random."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from graph.change import Change, Put, apply
from graph.identity import account_id, node_id
from graph.model import (
    AlliedWith,
    BuyingRole,
    For,
    HasRoleIn,
    Influences,
    Opportunity,
    Organisation,
    ReportsTo,
    Seniority,
    Stakeholder,
    WorksIn,
)
from graph.snapshot import Snapshot
from seeds.krackhardt.account import changes

__all__ = ["DAY", "OPPORTUNITY", "account", "krackhardt", "krackhardt_deciding", "manager", "opportunity", "person"]

DAY = date(2026, 11, 25)
OPPORTUNITY = "krackhardt/Opportunity/renewal"
ROLES = {"A07": "DECIDER", "A02": "ECONOMIC_BUYER", "A14": "APPROVER", "A18": "TECHNICAL_BUYER", "A21": "GATEKEEPER"}


@cache
def krackhardt() -> Snapshot:
    """The managers as the seed lays them out."""
    return apply(Snapshot("krackhardt"), changes()["krackhardt"])


@cache
def krackhardt_deciding() -> Snapshot:
    """The managers with the reference's opportunity put on them."""
    return apply(krackhardt(), opportunity("krackhardt", "renewal", {manager(k): [r] for k, r in ROLES.items()}))


def manager(key: str) -> str:
    return node_id("krackhardt", "Stakeholder", key)


def person(key: str) -> str:
    """The id of a person of the account `a`."""
    return node_id("a", "Stakeholder", key)


def opportunity(
    scope: str, key: str, participants: Mapping[str, list[str]], openness: float | None = None, **values: Any
) -> list[Change]:
    """The changes that put an opportunity on an account, with who takes part in it as what."""
    identifier = node_id(scope, "Opportunity", key)
    return [
        Put(Opportunity, {"id": identifier, "title": key, **values}),
        Put(For, {"from": identifier, "to": account_id(scope)}),
        *(
            Put(HasRoleIn, {"from": who, "to": identifier, "roles": roles, "openness": openness})
            for who, roles in participants.items()
        ),
    ]


def account(people: Mapping[str, Mapping[str, object]], *more: Change) -> Snapshot:
    """The account `a` with these people, by key, and whatever else."""
    root = account_id("a")
    put: list[Change] = [Put(Organisation, {"id": root, "name": "A", "kind": "CLIENT"}), *more]
    for key, values in people.items():
        put.append(Put(Stakeholder, {"id": person(key), "name": key, **values}))
        put.append(Put(WorksIn, {"from": person(key), "to": root}))
    return apply(Snapshot("a"), put)


@st.composite
def accounts(draw: st.DrawFn) -> list[Change]:
    """The changes that make a small account `a`, with ties, roles and whatever else enters power."""
    keys = [f"p{i}" for i in range(draw(st.integers(1, 7)))]
    root = account_id("a")
    put: list[Change] = [Put(Organisation, {"id": root, "name": "A", "kind": "CLIENT"})]
    levels = st.sampled_from([None, *Seniority])
    for key in keys:
        left = draw(st.sampled_from([None, None, None, "2020-01-01"]))
        put.append(Put(Stakeholder, {"id": person(key), "name": key, "seniority": draw(levels), "leftOn": left}))
        put.append(Put(WorksIn, {"from": person(key), "to": root}))
    pairs = [(a, b) for a in keys for b in keys if a < b]
    for a, b in draw(st.lists(st.sampled_from(pairs), unique=True) if pairs else st.just([])):
        put += draw(_ties(person(a), person(b)))
    for number in range(draw(st.integers(0, 2))):
        takes_part = draw(st.lists(st.sampled_from(keys), unique=True))
        roles = {person(key): draw(st.lists(st.sampled_from([*BuyingRole]), max_size=2)) for key in takes_part}
        openness = draw(st.sampled_from([None, 0.0, 0.3, 1.0]))
        amount = draw(st.sampled_from([None, "0", "10", "1000"]))
        money = {"amount": amount, "currency": "EUR"}
        put += opportunity("a", f"o{number}", {k: [r.value for r in v] for k, v in roles.items()}, openness, **money)
    return put


@st.composite
def _ties(draw: st.DrawFn, one: str, other: str) -> list[Change]:
    said = {"by": "source:test", "validFrom": "2026-01-01", "weight": draw(st.floats(0, 1))}
    return draw(
        st.lists(
            st.sampled_from(
                [
                    Put(Influences, {"from": one, "to": other, **said}),
                    Put(Influences, {"from": other, "to": one, **said}),
                    Put(AlliedWith, {"from": one, "to": other, **said}),
                    Put(ReportsTo, {"from": one, "to": other}),
                ]
            ),
            unique_by=repr,
            min_size=1,
        )
    )
