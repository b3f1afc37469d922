"""The account Acme put together part by part, scored, for sentences about it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from graph.change import Change, Put, apply
from graph.identity import TEAM, account_id, node_id
from graph.model import (
    For,
    HasRoleIn,
    Interaction,
    Involves,
    Opportunity,
    Organisation,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from graph.snapshot import AccountGraph, Snapshot
from schema.language import Language
from scoring.scores import Scores

__all__ = [
    "DAY",
    "EN",
    "HU",
    "ROOT",
    "SAID",
    "contact",
    "deal",
    "member",
    "opportunity",
    "person",
    "role",
    "scores",
    "who",
]

EN, HU = Language.EN, Language.HU
DAY = date(2026, 11, 25)
ROOT = account_id("a")
SAID = {"by": node_id(TEAM, "TeamMember", "anna"), "validFrom": "2026-03-01"}


def who(key: str) -> str:
    return node_id("a", "Stakeholder", key)


def member(key: str) -> str:
    return node_id(TEAM, "TeamMember", key)


def deal(key: str) -> str:
    return node_id("a", "Opportunity", key)


def person(key: str, name: str, **values: Any) -> list[Change]:
    return [
        Put(Stakeholder, {"id": who(key), "name": name, **values}),
        Put(WorksIn, {"from": who(key), "to": ROOT}),
    ]


def opportunity(key: str, title: str, **values: Any) -> list[Change]:
    return [Put(Opportunity, {"id": deal(key), "title": title, **values}), Put(For, {"from": deal(key), "to": ROOT})]


def role(key: str, opportunity_key: str, *roles: str, **values: Any) -> Change:
    return Put(HasRoleIn, {"from": who(key), "to": deal(opportunity_key), "roles": list(roles), **values})


def contact(key: str, on: str, people: Sequence[str], ours: Sequence[str], **values: Any) -> list[Change]:
    identifier = node_id("a", "Interaction", key)
    at = datetime.combine(date.fromisoformat(on), time(12), tzinfo=UTC)
    involved = [*map(who, people), *map(member, ours)]
    return [
        Put(Interaction, {"id": identifier, "at": at, "channel": "MEETING", **values}),
        *(Put(Involves, {"from": identifier, "to": each}) for each in involved),
    ]


def scores(*parts: Sequence[Change], day: date = DAY) -> Scores:
    """The account Acme with these in it, beside a team of four."""
    root: list[Change] = [Put(Organisation, {"id": ROOT, "name": "Acme", "kind": "CLIENT", "currency": "EUR"})]
    names = {"anna": "Anna Smith", "bela": "Szabó Béla", "carl": "Carl Jones", "dora": "Tóth Dóra"}
    team: list[Change] = [Put(TeamMember, {"id": member(key), "name": name}) for key, name in names.items()]
    account = apply(Snapshot("a"), [*root, *(change for part in parts for change in part)])
    return Scores(AccountGraph(account, apply(Snapshot(TEAM), team)), day)
