"""What a generated account is steered by: insights, signals, risks, KPIs, figures, a plan and the whitespace."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from graph.change import Change, Put
from graph.model import (
    About,
    Action,
    AnswersFor,
    DependsOn,
    Financial,
    Insight,
    Kpi,
    Measurement,
    Measures,
    Objective,
    Plan,
    Risk,
    Serves,
    Signal,
    Uses,
)
from seeds.generated.chart import Chart
from seeds.generated.frame import Frame, Person
from seeds.generated.opportunities import Deal
from seeds.generated.team import competitor_ids, offering_ids
from seeds.generated.words import COMPETITORS

__all__ = ["figures", "insights", "plan", "risks", "whitespace"]

QUARTERS: Final = 8
INSIGHTS: Final = {
    "GOAL": "Grow in two new regions",
    "PRESSURE": "Costs must fall by a tenth",
    "INITIATIVE": "One platform for all divisions",
    "OBSTACLE": "Nobody owns the data",
    "NEED": "Figures by the third working day",
    "CONCERN": "The last rollout was late",
}
SIGNALS: Final = {
    "TREND": "Buyers of the sector consolidate their suppliers",
    "COMPETITOR": "A competitor opens an office nearby",
    "NEWS": "A merger is rumoured",
    "REGULATION": "New reporting rules from next year",
}
RISKS: Final = {
    "RELATIONSHIP": "Our champion may leave",
    "MARKET": "Demand falls",
    "ECONOMIC": "The budget may be frozen",
    "COMPETITIVE": "A competitor offers less",
    "DELIVERY": "The rollout slips",
    "FINANCIAL": "Margins shrink",
}
KPIS: Final = {
    "REVENUE_GROWTH": ("Revenue growth", "%", 2.0, 8.0),
    "PROFITABILITY": ("Margin", "%", 18.0, 25.0),
    "SATISFACTION": ("Net promoter score", "points", 20.0, 50.0),
    "RETENTION": ("Contracts renewed", "%", 80.0, 95.0),
}
OBJECTIVES: Final = ("Win the next renewal", "Know every decision-maker", "Sell to a second division", "Mend delivery")
ACTIONS: Final = ("Map the division", "Hold a review", "Present a reference", "Agree a pilot", "Sign off the results")


def insights(frame: Frame, people: Sequence[Person], deals: Sequence[Deal]) -> Iterator[Change]:
    """What they want and fear, whom it is about, and which of our offerings would serve."""
    about = [person.id for person in people if not person.placeholder]
    for number in range(1, 3 + len(people) // 10):
        kind = frame.draw.one_of(list(INSIGHTS))
        insight = frame.id(Insight, f"insight-{number}")
        raised = frame.ago(400)
        yield Put(Insight, {"id": insight, "kind": kind, "text": INSIGHTS[kind], **_settled(frame, raised)})
        yield Put(About, {"from": insight, "to": frame.draw.one_of(about)})
        yield Put(About, {"from": insight, "to": frame.draw.one_of([frame.root, *(deal.id for deal in deals)])})
        yield Put(AnswersFor, {"from": frame.member(), "to": insight})
        if kind in ("NEED", "GOAL"):
            yield Put(Serves, {"from": frame.draw.one_of(offering_ids(frame.seed)), "to": insight})


def _settled(frame: Frame, raised: date) -> dict[str, Any]:
    values: dict[str, Any] = {"raisedOn": raised, "severity": frame.draw.share()}
    if frame.draw.chance(0.5):
        values["dueOn"] = raised + timedelta(days=frame.draw.whole(20, 200))
    if frame.draw.chance(0.4):
        answered = frame.draw.day(raised, frame.today)
        values |= {"answeredOn": answered, "verification": "CONFIRMED"}
        if frame.draw.chance(0.5):
            values["resolvedOn"] = frame.draw.day(answered, frame.today)
    return values


def risks(frame: Frame, deals: Sequence[Deal]) -> Iterator[Change]:
    """A few risks, and what the market tells."""
    places = [frame.root, *(deal.id for deal in deals)]
    for number, category in enumerate(frame.draw.some_of(list(RISKS), frame.draw.whole(2, 5)), 1):
        risk, raised = frame.id(Risk, f"risk-{number}"), frame.ago(400, 10)
        chances = {"probability": frame.draw.share(0.05, 0.7), "impact": frame.draw.share(0.1)}
        closed = frame.draw.day(raised, frame.today) if frame.draw.chance(0.25) else None
        answer = {"response": frame.draw.one_of(("AVOID", "REDUCE", "TRANSFER", "ACCEPT")), "closedOn": closed}
        amount = str(round(frame.draw.lognormal(60_000, 0.8), -3))
        about = {"title": RISKS[category], "category": category, "raisedOn": raised, "amount": amount}
        yield Put(Risk, {"id": risk, **about, **chances, **answer})
        yield Put(About, {"from": risk, "to": frame.draw.one_of(places)})
        yield Put(AnswersFor, {"from": frame.member(), "to": risk})
    yield from _signals(frame)


def _signals(frame: Frame) -> Iterator[Change]:
    for number in range(1, 1 + frame.draw.whole(2, 6)):
        kind = frame.draw.one_of(list(SIGNALS))
        signal = frame.id(Signal, f"signal-{number}")
        at = f"{frame.ago(365)}T06:00:00Z"
        impact = max(-1.0, min(1.0, round(frame.draw.normal(0, 0.4), 2)))
        yield Put(Signal, {"id": signal, "kind": kind, "text": SIGNALS[kind], "at": at, "impact": impact})
        rival = kind == "COMPETITOR"
        yield Put(About, {"from": signal, "to": frame.draw.one_of(competitor_ids(frame.seed)) if rival else frame.root})


# ---------------------------------------------------------------- figures


def figures(frame: Frame) -> Iterator[Change]:
    """Two years of our business with them by quarter, a budget for the next, and the KPIs."""
    revenue = frame.draw.lognormal(120_000, 0.8)
    growth = frame.draw.normal(1.02, 0.03)
    for starts, ends in _quarters(frame.today, QUARTERS + 4):
        past = ends < frame.today
        revenue *= growth * frame.draw.share(0.95, 1.05)
        for scenario in ("ACTUAL", "BUDGET") if past else ("BUDGET", "FORECAST"):
            yield from _financial(frame, starts, ends, scenario, revenue)
    for kind in frame.draw.some_of(list(KPIS), frame.draw.whole(2, 4)):
        yield from _kpi(frame, kind)


def _quarters(today: date, count: int) -> list[tuple[date, date]]:
    """First and last days: of the eight quarters before this one, of this one and those after it."""
    this = today.year * 4 + (today.month - 1) // 3
    starts = [date(q // 4, q % 4 * 3 + 1, 1) for q in range(this - QUARTERS, this - QUARTERS + count + 1)]
    return [(first, after - timedelta(days=1)) for first, after in pairwise(starts)]


def _financial(frame: Frame, starts: date, ends: date, scenario: str, revenue: float) -> Iterator[Change]:
    financial = frame.id(Financial, f"{starts}-{scenario.lower()}")
    earned = revenue * (1.0 if scenario == "ACTUAL" else frame.draw.share(0.9, 1.15))
    money = {"revenue": f"{earned:.2f}", "cost": f"{earned * frame.draw.share(0.6, 0.9):.2f}"}
    period = {"startsOn": starts, "endsOn": ends, "scenario": scenario, "currency": frame.country.currency}
    yield Put(Financial, {"id": financial, **period, **money})
    yield Put(About, {"from": financial, "to": frame.root})


def _kpi(frame: Frame, kind: str) -> Iterator[Change]:
    name, unit, baseline, target = KPIS[kind]
    kpi = frame.id(Kpi, kind.lower())
    yield Put(Kpi, {"id": kpi, "name": name, "kind": kind, "unit": unit, "baseline": baseline, "target": target})
    yield Put(AnswersFor, {"from": frame.desk.kam, "to": kpi})
    value = baseline
    for _, ends in _quarters(frame.today, QUARTERS):
        value += frame.draw.normal((target - baseline) / (QUARTERS + 2), abs(target - baseline) / 8)
        measurement = frame.id(Measurement, f"{kind.lower()}-{ends}")
        yield Put(Measurement, {"id": measurement, "on": ends, "value": round(value, 1)})
        yield Put(Measures, {"from": measurement, "to": kpi})


# ---------------------------------------------------------------- the plan, and what they have of ours


def plan(frame: Frame) -> Iterator[Change]:
    """This year's plan: a few objectives, each with a chain of actions."""
    starts, ends = date(frame.today.year, 1, 1), date(frame.today.year, 12, 31)
    this = frame.id(Plan, str(frame.today.year))
    about = {"title": f"Account plan {frame.today.year}", "state": "ACTIVE", "startsOn": starts, "endsOn": ends}
    yield Put(Plan, {"id": this, **about, "reviewOn": frame.today + timedelta(days=frame.draw.whole(5, 90))})
    for number, title in enumerate(frame.draw.some_of(OBJECTIVES, frame.draw.whole(1, 3)), 1):
        objective = frame.id(Objective, f"objective-{number}")
        days = {"startsOn": starts, "dueOn": ends}
        yield Put(Objective, {"id": objective, "title": title, "progress": frame.draw.share(0, 0.9), **days})
        yield Put(Serves, {"from": objective, "to": this})
        yield Put(AnswersFor, {"from": frame.member(), "to": objective})
        yield from _actions(frame, objective, number)


def _actions(frame: Frame, objective: str, number: int) -> Iterator[Change]:
    before, starts = None, frame.ago(150, 30)
    for step in range(1, 1 + frame.draw.whole(1, 4)):
        action = frame.id(Action, f"action-{number}-{step}")
        due = starts + timedelta(days=frame.draw.whole(10, 60))
        done = frame.draw.day(starts, min(due, frame.today)) if due < frame.today and frame.draw.chance(0.7) else None
        kind = frame.draw.weighted({"ACTION": 6, "MILESTONE": 2, "COMMITMENT": 2})
        about = {"title": ACTIONS[(number + step) % len(ACTIONS)], "kind": kind, "startsOn": starts, "dueOn": due}
        yield Put(
            Action, {"id": action, **about, "doneOn": done, "progress": 1.0 if done else frame.draw.share(0, 0.9)}
        )
        yield Put(Serves, {"from": action, "to": objective})
        yield Put(AnswersFor, {"from": frame.member(), "to": action})
        if before:
            yield Put(DependsOn, {"from": action, "to": before})
        before, starts = action, due


def whitespace(frame: Frame, chart: Chart) -> Iterator[Change]:
    """What the account and its divisions have of each of our offerings."""
    places = [frame.root, *(identifier for identifier, _, kind, _ in chart.parts if kind == "DIVISION")]
    for place in places:
        for offering in offering_ids(frame.seed):
            if place != frame.root and frame.draw.chance(0.6):
                continue  # nobody asked there yet
            state = frame.draw.weighted({"INSTALLED": 3, "OPEN": 4, "TARGET": 2, "COMPETITOR": 2})
            rival = {"competitor": frame.draw.one_of(list(COMPETITORS))} if state == "COMPETITOR" else {}
            value = str(round(frame.draw.lognormal(40_000, 0.8), -2))
            yield Put(Uses, {"from": place, "to": offering, "state": state, "value": value, **rival})
