"""What do lists across accounts say should be done next in one?"""

from datetime import date
from typing import Final

from graph.snapshot import AccountGraph
from graph.summary import Recommended
from scoring.amounts import amounts, completed
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import open_opportunities
from scoring.recommendations import recommendations
from scoring.resolutions import RecommendationState, resolutions, state_on
from scoring.scores import Scores

__all__ = ["shortlist"]

LISTED: Final = 50  # of each account
PENDING: Final = (RecommendationState.OPEN, RecommendationState.ACCEPTED)


def shortlist(graph: AccountGraph, day: date, parameters: Parameters = DEFAULTS) -> tuple[Recommended, ...]:
    """The first fifty of what is recommended in an account, and neither dismissed nor done on the day.

    Across accounts, a priority counts by what is at stake in each::

        rank = priority · sqrt(the account's largest amount / the largest of all accounts)

    Parameters
    ----------
    graph : the account beside the team
    day, parameters : the day and the constants

    Returns
    -------
    By priority, each with the root of the account's largest amount, in the unit of `Parameters.rates`; null where no
    amount is known. Nobody knows other accounts here: what is recommended counts the ways over this one alone.

    Notes
    -----
    As `scoring.recommendations`: about linear in the people.

    Examples
    --------
    >>> from graph.model import Organisation
    >>> from graph.snapshot import Snapshot
    >>> root, _ = Organisation.decode({"id": "a/Organisation/a", "name": "A", "kind": "CLIENT"})
    >>> shortlist(AccountGraph(Snapshot("a").amended(1, [root]), Snapshot("team")), date(2026, 1, 1))
    ()
    """
    decided, weight = resolutions(graph.account), _weight(graph, day, parameters)
    found = [
        each
        for each in recommendations(Scores(graph, day, parameters))
        if state_on(decided.get(each.id), day) in PENDING
    ]
    return tuple(Recommended(each.id, each.kind.value, each.actor, each.priority, weight) for each in found[:LISTED])


def _weight(graph: AccountGraph, day: date, parameters: Parameters) -> float | None:
    running = open_opportunities(graph.account, day)
    sums = [(each.amount, each.currency) for each in running]
    largest = max(completed(amounts(graph.account, sums, parameters, across=True), 0.0), default=0.0)
    return float(largest**0.5) if largest > 0 else None
