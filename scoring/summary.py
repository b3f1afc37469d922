"""What does a list of accounts say of one?"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from graph.model import Financial, Opportunity, Scenario
from graph.moment import bounds_of
from graph.snapshot import Snapshot
from graph.summary import AccountSummary, Unreached
from scoring.amounts import amounts, opportunity_amounts
from scoring.decision_makers import DecisionMaker
from scoring.parameters import Parameters
from scoring.presence import owners
from scoring.scores import Scores

__all__ = ["digest", "summary", "unreached_by"]

YEAR: Final = timedelta(days=365)


def summary(scores: Scores) -> tuple[AccountSummary, tuple[Unreached, ...]]:
    """The scores of an account on a day that lists show, and its uncovered decision-makers.

    Parameters
    ----------
    scores : of the account on the day

    Returns
    -------
    The summary, and those decision-makers (`scoring.decision_makers`) whom we do not reach, the most powerful first.

    Notes
    -----
    Owners are those who manage the account, or a part of it, as OWNER on the day. Revenue is that of the ACTUAL figures
    of periods that ended in the 365 days up to the day; null where there are none, or one of them has no rate. What is
    at stake is what open opportunities are worth: a missing amount counts as the median of the others, and nothing
    where all are missing. Both are in the unit of `Parameters.rates`; without any rates, in the account's currency.
    As `scoring.power`, `scoring.coverage` and `scoring.departures` cost: linear in what the account holds.

    Examples
    --------
    >>> from graph.model import Organisation
    >>> from graph.snapshot import AccountGraph
    >>> root, _ = Organisation.decode({"id": "a/Organisation/a", "name": "A", "kind": "CLIENT"})
    >>> graph = AccountGraph(Snapshot("a").amended(1, [root]), Snapshot("team"))
    >>> found, unreached = summary(Scores(graph, date(2026, 1, 1)))
    >>> found.people, found.status, found.coverage, unreached
    (0, 0, None, ())
    """
    graph, account, day, parameters = scores.graph, scores.account, scores.day, scores.parameters
    worth = opportunity_amounts(account, day, parameters, across=True)
    unreached = unreached_by(scores, worth)
    begins, ends = bounds_of(day, graph.root.time_zone)
    told = AccountSummary(
        scope=account.scope,
        revision=account.revision,
        team_revision=graph.team.revision,
        parameters=digest(parameters),
        day=day,
        begins=begins,
        ends=ends,
        owners=owners(account, day),
        people=len(scores.reach),
        revenue=_revenue(account, day, parameters),
        stake=sum(worth.values(), 0.0),
        coverage=scores.coverage,
        resilience=scores.resilience,
        status=int(scores.status),
        uncovered=len(unreached),
        uncovered_power=sum((each.power for each in unreached), 0.0),
    )
    return told, unreached


def unreached_by(scores: Scores, worth: Mapping[str, float] | None = None) -> tuple[Unreached, ...]:
    """The uncovered decision-makers of an account, the most powerful first, with what is at stake with each.

    `worth` is what its open opportunities are worth, where that is known already. Linear in them.

    >>> from graph.snapshot import AccountGraph
    >>> unreached_by(Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1)))
    ()
    """
    if worth is None:
        worth = opportunity_amounts(scores.account, scores.day, scores.parameters, across=True)
    return tuple(_unreached(scores, each, worth) for each in scores.uncovered)


def digest(parameters: Parameters) -> str:
    """A short text that stands for all constants of a scoring: other constants, another text.

    >>> digest(Parameters()) == digest(Parameters()), digest(Parameters(openness=0.4)) == digest(Parameters())
    (True, False)
    """
    return sha256(json.dumps(asdict(parameters), sort_keys=True).encode()).hexdigest()[:16]


def _revenue(account: Snapshot, day: date, parameters: Parameters) -> float | None:
    booked = [each for each in account.all(Financial) if each.scenario is Scenario.ACTUAL and each.revenue is not None]
    sums = [(each.revenue, each.currency) for each in booked if day - YEAR < each.ends_on <= day]
    known = [amount for amount in amounts(account, sums, parameters, across=True) if amount is not None]
    return sum(known) if known and len(known) == len(sums) else None


def _unreached(scores: Scores, maker: DecisionMaker, worth: Mapping[str, float]) -> Unreached:
    theirs = [scores.account.nodes[each] for each in maker.opportunities]
    days = [each.closes_on for each in theirs if isinstance(each, Opportunity) and each.closes_on is not None]
    return Unreached(
        person=maker.person,
        power=maker.power,
        coverage=scores.reach[maker.person].coverage,
        stake=sum((worth[each] for each in maker.opportunities), 0.0),
        closes_on=min(days, default=None),
    )
