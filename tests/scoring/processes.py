"""What the five processes put on an account: plans, risks, KPIs and what else has a day, by hand and at random."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from graph.change import Change, Put, apply
from graph.declaration import Node
from graph.identity import node_id
from graph.model import (
    Action,
    ActionKind,
    DependsOn,
    Insight,
    InsightKind,
    Kpi,
    Measurement,
    Measures,
    Objective,
    Opportunity,
    Plan,
    PlanState,
    Risk,
    Serves,
)
from graph.snapshot import AccountGraph, Snapshot
from tests.scoring.accounts import DAY
from tests.scoring.contacts import met_accounts

__all__ = ["action", "busy_accounts", "ident", "kpi", "objective", "plan", "put", "risk", "within"]

DAYS = st.dates(DAY - timedelta(days=200), DAY + timedelta(days=200))
SHARES = st.one_of(st.none(), st.floats(0, 1))


def ident(kind: type[Node], key: str) -> str:
    """The id of a node of the account `a`."""
    return node_id("a", kind.label, key)


def within(days: int) -> date:
    """The day that many days after DAY."""
    return DAY + timedelta(days=days)


def put(kind: type[Node], key: str, /, **values: Any) -> Change:
    return Put(kind, {"id": ident(kind, key), **values})


def plan(key: str, **values: Any) -> list[Change]:
    return [put(Plan, key, **{"title": key, "state": "ACTIVE", **values})]


def objective(key: str, of: str, **values: Any) -> list[Change]:
    """An objective of a plan."""
    serves = Put(Serves, {"from": ident(Objective, key), "to": ident(Plan, of)})
    return [put(Objective, key, **{"title": key, **values}), serves]


def action(key: str, of: str | None, *after: str, **values: Any) -> list[Change]:
    """An action towards an objective, after others."""
    made = [put(Action, key, **{"title": key, **values})]
    made += [Put(DependsOn, {"from": ident(Action, key), "to": ident(Action, each)}) for each in after]
    if of is not None:
        made.append(Put(Serves, {"from": ident(Action, key), "to": ident(Objective, of)}))
    return made


def risk(key: str, **values: Any) -> Change:
    return put(Risk, key, **{"title": key, "category": "MARKET", **values})


def kpi(key: str, taken: dict[date, float], **values: Any) -> list[Change]:
    """A KPI, and what was measured on which day."""
    made = [put(Kpi, key, **{"name": key, "kind": "OTHER", **values})]
    for on, value in taken.items():
        name = f"{key}-{on}"
        made.append(put(Measurement, name, on=on, value=value))
        made.append(Put(Measures, {"from": ident(Measurement, name), "to": ident(Kpi, key)}))
    return made


@st.composite
def busy_accounts(draw: st.DrawFn) -> AccountGraph:
    """A small account whose people our team meets, with whatever has a day beside them."""
    changes, team = draw(met_accounts())
    day = st.one_of(st.none(), DAYS)
    for n, each in enumerate(changes):
        if isinstance(each, Put) and each.kind is Opportunity:
            days = {"closesOn": draw(day), "nextStepOn": draw(day)}
            changes[n] = Put(Opportunity, {**each.values, **days})
    for n in range(draw(st.integers(0, 2))):
        begins = draw(day)
        ends = draw(st.one_of(st.none(), st.just(begins and begins + timedelta(days=draw(st.integers(0, 300))))))
        state = draw(st.sampled_from([*PlanState])).value
        changes += plan(f"plan{n}", startsOn=begins, endsOn=ends, reviewOn=draw(day), state=state)
        changes += objective(f"goal{n}", f"plan{n}", progress=draw(SHARES), doneOn=draw(day))
        kind = draw(st.sampled_from([*ActionKind])).value
        changes += action(f"step{n}", f"goal{n}", kind=kind, dueOn=draw(day), doneOn=draw(day), progress=draw(SHARES))
    for n in range(draw(st.integers(0, 2))):
        values = {"probability": draw(SHARES), "impact": draw(SHARES)}
        changes.append(risk(f"risk{n}", reviewOn=draw(day), closedOn=draw(day), **values))
        kind_of = draw(st.sampled_from([*InsightKind])).value
        changes.append(put(Insight, f"wish{n}", kind=kind_of, text="?", dueOn=draw(day), severity=draw(SHARES)))
        taken = draw(st.dictionaries(DAYS, st.floats(-10, 10), max_size=3))
        ends_of = {"baseline": draw(st.sampled_from([None, 0.0])), "target": draw(st.sampled_from([None, 0.0, 5.0]))}
        changes += kpi(f"kpi{n}", taken, **ends_of)
    return AccountGraph(apply(Snapshot("a"), changes), team)
