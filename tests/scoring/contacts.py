"""Accounts in which our team meets people: small ones by hand, and some made at random."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from graph.change import Change, Put, apply
from graph.identity import TEAM, account_id, node_id
from graph.model import (
    Channel,
    Direction,
    Interaction,
    InteractionState,
    Involves,
    Knows,
    Organisation,
    RelationshipLevel,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from graph.snapshot import AccountGraph, Snapshot
from seeds.generated.portfolio import account as generated_account
from seeds.generated.portfolio import account_key
from seeds.generated.team import team as generated_team
from tests.scoring.accounts import DAY, accounts, person

__all__ = ["among", "generated", "interaction", "knows", "meeting", "member", "met_accounts"]

US = ("ours1", "ours2", "ours3")


def member(key: str) -> str:
    """The id of one of us."""
    return node_id(TEAM, "TeamMember", key)


def among(people: Iterable[str], *more: Change, team: Mapping[str, Mapping[str, object]] | None = None) -> AccountGraph:
    """The account `a` with these people, C_LEVEL all, beside a team of three, and whatever else."""
    root = account_id("a")
    put: list[Change] = [Put(Organisation, {"id": root, "name": "A", "kind": "CLIENT"}), *more]
    told = {change.values["id"] for change in more if isinstance(change, Put) and change.kind is Stakeholder}
    for key in people:
        if person(key) not in told:
            put.append(Put(Stakeholder, {"id": person(key), "name": key, "seniority": "C_LEVEL"}))
        put.append(Put(WorksIn, {"from": person(key), "to": root}))
    return AccountGraph(apply(Snapshot("a"), put), _team(team or {}))


def generated(seed: int, people: int) -> AccountGraph:
    """A generated account of so many people, beside the team that looks after it."""
    theirs = apply(Snapshot(account_key(seed, 1)), generated_account(1, people, seed, DAY))
    return AccountGraph(theirs, apply(Snapshot(TEAM), generated_team(1, seed, DAY)))


def interaction(key: str, people: Sequence[str], members: Sequence[str], age: int = 0, **values: Any) -> list[Change]:
    """The changes that put an interaction, held `age` days before DAY, of those people of `a` and of us."""
    identifier = node_id("a", "Interaction", key)
    at = datetime.combine(DAY - timedelta(days=age), time(12), tzinfo=UTC)
    return [
        Put(Interaction, {"id": identifier, "at": at, "channel": "MEETING", **values}),
        *(Put(Involves, {"from": identifier, "to": who}) for who in [*map(person, people), *map(member, members)]),
    ]


def meeting(person_key: str, member_key: str, age: int = 0, **values: Any) -> list[Change]:
    """An interaction between two."""
    return interaction(f"{person_key}-{member_key}-{age}", [person_key], [member_key], age, **values)


def knows(member_key: str, person_key: str, level: str | None, age: int = 0, **values: Any) -> Change:
    """What that member says of their own relationship, since `age` days before DAY."""
    said = {"by": member(member_key), "validFrom": DAY - timedelta(days=age), "level": level}
    return Put(Knows, {"from": member(member_key), "to": person(person_key), **said, **values})


def _team(values: Mapping[str, Mapping[str, object]]) -> Snapshot:
    put = [Put(TeamMember, {"id": member(key), "name": key, **values.get(key, {})}) for key in US]
    return apply(Snapshot(TEAM), put)


@st.composite
def met_accounts(draw: st.DrawFn) -> tuple[list[Change], Snapshot]:
    """The changes that make a small account `a` whose people our team meets and knows, and the team."""
    put = draw(accounts())
    keys = [parse.values["name"] for parse in put if isinstance(parse, Put) and parse.kind is Stakeholder]
    some = st.lists(st.sampled_from(keys), unique=True, max_size=4)
    ours = st.lists(st.sampled_from(US), unique=True, max_size=3)
    for number in range(draw(st.integers(0, 6))):
        values = {
            "channel": draw(st.sampled_from([*Channel])).value,
            "direction": draw(st.sampled_from([*Direction])).value,
            "state": draw(st.sampled_from([*InteractionState, InteractionState.HELD, InteractionState.HELD])).value,
        }
        put += interaction(f"i{number}", draw(some), draw(ours), draw(st.integers(-10, 400)), **values)
    pairs = st.tuples(st.sampled_from(US), st.sampled_from(keys), st.sampled_from([0, 10, 500]))
    for ours_key, theirs_key, age in draw(st.lists(pairs, unique=True, max_size=5)):
        confidence = draw(st.one_of(st.none(), st.floats(0, 1)))
        put.append(knows(ours_key, theirs_key, draw(st.sampled_from([*RelationshipLevel])), age, confidence=confidence))
    left = draw(st.sampled_from([{}, {"ours3": {"leftOn": "2020-01-01"}}]))
    return put, _team(left)
