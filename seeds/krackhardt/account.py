"""The managers as an account: every tie of the published data, and nothing else."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Final

from graph.change import Change, Put
from graph.identity import account_id, node_id
from graph.model import AlliedWith, Influences, Organisation, PartOf, ReportsTo, Stakeholder, WorksIn

__all__ = ["changes"]

ACCOUNT: Final = "krackhardt"
SENIORITY: Final = {"1": "C_LEVEL", "2": "VP", "3": "MANAGER"}
PUBLISHED: Final = date(1987, 1, 1)
CLAIM: Final = {"by": "source:Krackhardt (1987)", "validFrom": PUBLISHED, "verification": "CONFIRMED"}


def changes() -> dict[str, list[Change]]:
    """The account's changes, by scope. Loading them twice changes nothing."""
    managers = list(_rows("managers.csv"))
    ties = list(_rows("ties.csv"))
    pairs = {name: [(row["from"], row["to"]) for row in ties if row["relation"] == name] for name in _RELATIONS}
    return {
        ACCOUNT: [
            *_organisations(managers),
            *_people(managers),
            *(Put(ReportsTo, {"from": _person(who), "to": _person(to)}) for who, to in pairs["reports_to"]),
            *(
                Put(Influences, {"from": _person(to), "to": _person(who), "weight": 1.0, **CLAIM})
                for who, to in pairs["advice"]
            ),
            *_friendships(pairs["friendship"]),
        ]
    }


_RELATIONS = ("advice", "friendship", "reports_to")


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("seeds.krackhardt") / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _person(key: str) -> str:
    return node_id(ACCOUNT, "Stakeholder", key)


def _department(key: str) -> str:
    """Department 0 is the chief executive's: the account itself."""
    return account_id(ACCOUNT) if key == "0" else node_id(ACCOUNT, "Organisation", f"department-{key}")


def _organisations(managers: Iterable[Mapping[str, str]]) -> Iterator[Change]:
    root = account_id(ACCOUNT)
    about = {"name": "Krackhardt's high-tech managers", "kind": "CLIENT", "sector": "Machinery", "employees": 100}
    yield Put(Organisation, {"id": root, "country": "US", "timeZone": "America/Los_Angeles", **about})
    for key in sorted({row["department"] for row in managers} - {"0"}):
        yield Put(Organisation, {"id": _department(key), "name": f"Department {key}", "kind": "DEPARTMENT"})
        yield Put(PartOf, {"from": _department(key), "to": root})


def _people(managers: Iterable[Mapping[str, str]]) -> Iterator[Change]:
    for row in managers:
        person = {"id": _person(row["id"]), "name": row["id"], "seniority": SENIORITY[row["level"]]}
        yield Put(Stakeholder, person)
        yield Put(WorksIn, {"from": person["id"], "to": _department(row["department"])})


def _friendships(pairs: Iterable[tuple[str, str]]) -> Iterator[Change]:
    """Half an alliance where one names the other a friend, a whole one where both do."""
    named = set(pairs)
    for one, other in sorted({(min(pair), max(pair)) for pair in named}):
        weight = sum(pair in named for pair in ((one, other), (other, one))) / 2
        yield Put(AlliedWith, {"from": _person(one), "to": _person(other), "weight": weight, **CLAIM})
