"""What do lists across accounts say should be done next in one?"""

from typing import Final

from graph.summary import Recommended
from scoring.amounts import opportunity_amounts
from scoring.recommendations import recommendations
from scoring.resolutions import PENDING, resolutions, state_on
from scoring.scores import Scores

__all__ = ["shortlist"]

LISTED: Final = 50  # of each account


def shortlist(scores: Scores) -> tuple[Recommended, ...]:
    """The first fifty of what is recommended in an account, and neither dismissed nor done on the day.

    Across accounts, a priority counts by what is at stake in each::

        rank = priority · sqrt(the account's largest amount / the largest of all accounts)

    Stakegraph's own definition.

    Parameters
    ----------
    scores : of the account on the day

    Returns
    -------
    By priority, each with the root of the account's largest amount, in the unit of `Parameters.rates`; null where no
    amount is known. Nobody knows other accounts here: what is recommended counts the ways over this one alone.

    Notes
    -----
    As `scoring.recommendations`: about linear in the people.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.model import Organisation
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> root, _ = Organisation.decode({"id": "a/Organisation/a", "name": "A", "kind": "CLIENT"})
    >>> shortlist(Scores(AccountGraph(Snapshot("a").amended(1, [root]), Snapshot("team")), date(2026, 1, 1)))
    ()
    """
    decided, weight = resolutions(scores.account), _weight(scores)
    found = [each for each in recommendations(scores) if state_on(decided.get(each.id), scores.day) in PENDING]
    return tuple(Recommended(each.id, each.kind.value, each.actor, each.priority, weight) for each in found[:LISTED])


def _weight(scores: Scores) -> float | None:
    worth = opportunity_amounts(scores.account, scores.day, scores.parameters, across=True)
    largest = max(worth.values(), default=0.0)
    return float(largest**0.5) if largest > 0 else None
