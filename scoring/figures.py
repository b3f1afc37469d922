"""How does our business stand beside what was planned?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from graph.identity import account_id
from graph.model import Financial, Organisation, Scenario
from graph.snapshot import Snapshot

__all__ = ["Figures", "Performance", "performance"]

_Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over so many `periods`. One is null where the amount of one of the figures is missing."""

    revenue: Decimal | None
    cost: Decimal | None
    margin: Decimal | None
    periods: int


@dataclass(frozen=True, slots=True)
class Performance:
    """Our business in one currency: what is booked, planned and foreseen; null where there is nothing of the sort.

    `against` says by how much what is booked is more than what was planned, and foreseen, over the periods of both.
    """

    currency: str | None
    totals: Mapping[Scenario, Figures]
    against: Mapping[Scenario, Figures]


def performance(snapshot: Snapshot, since: date | None = None, until: date | None = None) -> tuple[Performance, ...]:
    """Our business with an account over the periods that lie wholly between two days, one for each currency, in order.

    A figure that names no currency is in the account's. Like is compared with like: what is booked, with what was
    planned for the same periods, from the same first day to the same last one. Linear in the figures, and a sort.

    >>> performance(Snapshot("empty"))
    ()
    """
    found: dict[str, list[Financial]] = defaultdict(list)
    for each in snapshot.all(Financial):
        if (since is None or since <= each.starts_on) and (until is None or each.ends_on <= until):
            found[_currency(snapshot, each) or ""].append(each)
    return tuple(_performance(currency or None, figures) for currency, figures in sorted(found.items()))


def _performance(currency: str | None, figures: Sequence[Financial]) -> Performance:
    by_scenario = {scenario: [each for each in figures if each.scenario is scenario] for scenario in Scenario}
    booked = by_scenario[Scenario.ACTUAL]
    return Performance(
        currency=currency,
        totals={scenario: _sums(found) for scenario, found in by_scenario.items() if found},
        against={
            scenario: compared
            for scenario in (Scenario.BUDGET, Scenario.FORECAST)
            if (compared := _compared(booked, by_scenario[scenario])) is not None
        },
    )


def _compared(booked: Sequence[Financial], planned: Sequence[Financial]) -> Figures | None:
    """What is booked, less what was planned, over the periods of both; null where they share none."""
    shared = {_period(each) for each in booked} & {_period(each) for each in planned}
    if not shared:
        return None
    ours, theirs = (_sums([each for each in found if _period(each) in shared]) for found in (booked, planned))
    return Figures(
        revenue=_less(ours.revenue, theirs.revenue),
        cost=_less(ours.cost, theirs.cost),
        margin=_less(ours.margin, theirs.margin),
        periods=len(shared),
    )


def _sums(figures: Sequence[Financial]) -> Figures:
    return Figures(
        revenue=_sum(figures, lambda each: each.revenue),
        cost=_sum(figures, lambda each: each.cost),
        margin=_sum(figures, lambda each: _less(each.revenue, each.cost)),
        periods=len({_period(each) for each in figures}),
    )


def _sum(figures: Iterable[Financial], amount: Callable[[Financial], Decimal | None]) -> Decimal | None:
    amounts = [amount(each) for each in figures]
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def _period(figures: Financial) -> _Period:
    return figures.starts_on, figures.ends_on


def _currency(snapshot: Snapshot, figures: Financial) -> str | None:
    root = snapshot.nodes.get(account_id(snapshot.scope))
    return figures.currency or (root.currency if isinstance(root, Organisation) else None)
