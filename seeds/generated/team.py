"""Our own side of a generated portfolio: desks of a few people who look after ten accounts each, and what we sell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graph.change import Put
from graph.declaration import Node
from graph.identity import TEAM, node_id
from graph.model import Competitor, Offering, ReportsTo, TeamMember
from seeds.generated.draw import Draw
from seeds.generated.names import address, personal_name
from seeds.generated.words import COMPETITORS, GIVEN_NAMES, OFFERINGS

__all__ = ["Desk", "competitor_ids", "desk", "offering_ids", "team"]

ACCOUNTS_A_DESK: Final = 10
DESKS_A_SPONSOR: Final = 5
STREAM: Final = 1 << 40  # no account has such a number
FUNCTIONS: Final = {
    "sponsor": "EXECUTIVE_SPONSOR",
    "kam": "KAM",
    "presales": "PRESALES",
    "delivery": "DELIVERY",
    "support": "SUPPORT",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who of us looks after an account, by their ids."""

    sponsor: str
    kam: str
    presales: str
    delivery: str
    support: str

    @property
    def members(self) -> tuple[str, ...]:
        """Those who meet people, who meets most of them first."""
        return (self.kam, self.presales, self.delivery, self.support, self.sponsor)


def desk(seed: int, account: int) -> Desk:
    """The desk of the account of this number, which counts from 1."""
    number = (account - 1) // ACCOUNTS_A_DESK
    return Desk(**{role: _member(seed, role, number) for role in FUNCTIONS})


def offering_ids(seed: int) -> list[str]:
    return [_id(seed, Offering, f"offering-{number}") for number in range(1, len(OFFERINGS) + 1)]


def competitor_ids(seed: int) -> list[str]:
    return [_id(seed, Competitor, f"competitor-{number}") for number in range(1, len(COMPETITORS) + 1)]


def team(accounts: int, seed: int, today: date) -> list[Put]:
    """The desks that so many accounts need, what we sell and who else sells."""
    desks = -(-accounts // ACCOUNTS_A_DESK)
    changes: dict[str, list[Put]] = {}
    for number in range(desks):
        for role in FUNCTIONS:
            member = _member(seed, role, number)
            changes.setdefault(member, list(_hired(seed, role, number, today)))
    return [*(change for hired in changes.values() for change in hired), *_offered(seed), *_competing(seed)]


def _member(seed: int, role: str, desk: int) -> str:
    number = desk // DESKS_A_SPONSOR if role == "sponsor" else desk
    return _id(seed, TeamMember, f"{role}-{number + 1:03}")


def _id(seed: int, kind: type[Node], key: str) -> str:
    return node_id(TEAM, kind.label, f"generated-{seed}-{key}")


def _hired(seed: int, role: str, desk: int, today: date) -> Iterator[Put]:
    draw = Draw(seed, STREAM, desk // DESKS_A_SPONSOR if role == "sponsor" else desk, list(FUNCTIONS).index(role))
    name = personal_name(draw, draw.one_of(list(GIVEN_NAMES)))
    member = _member(seed, role, desk)
    joined = today - timedelta(days=draw.whole(800, 4_000))
    about = {"name": name, "email": address(name, "stakegraph.example"), "function": FUNCTIONS[role]}
    yield Put(TeamMember, {"id": member, "joinedOn": joined, **about})
    if role != "sponsor":
        boss = _member(seed, "sponsor" if role == "kam" else "kam", desk)
        yield Put(ReportsTo, {"from": member, "to": boss})


def _offered(seed: int) -> Iterator[Put]:
    for identifier, (name, category) in zip(offering_ids(seed), OFFERINGS.items(), strict=True):
        yield Put(Offering, {"id": identifier, "name": name, "category": category})


def _competing(seed: int) -> Iterator[Put]:
    for identifier, (name, (strengths, weaknesses)) in zip(competitor_ids(seed), COMPETITORS.items(), strict=True):
        yield Put(Competitor, {"id": identifier, "name": name, "strengths": strengths, "weaknesses": weaknesses})
