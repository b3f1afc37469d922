"""Who is for what?"""

from collections.abc import Mapping
from datetime import date

from graph.identity import account_id
from graph.model import HoldsStance
from graph.snapshot import Snapshot
from scoring.beliefs import Beliefs
from scoring.claims import Blend
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["stances"]


def stances(
    snapshot: Snapshot,
    day: date,
    parameters: Parameters = DEFAULTS,
    opportunity: str | None = None,
    beliefs: Beliefs | None = None,
) -> Mapping[str, Blend]:
    """What each stakeholder is said to think of an opportunity on a day, by id; of whom nothing is said is left out.

    A stance held towards the account itself stands in where none is held towards the opportunity. Without an
    `opportunity` it is the stance towards the account. `beliefs` are what is held true on the day, where it is worked
    out already. Linear in the stances, and a sort.

    >>> stances(Snapshot("empty"), date(2026, 1, 1))
    {}
    """
    root = account_id(snapshot.scope)
    asked = opportunity or root
    found: dict[str, Blend] = {}
    for (person, towards), blend in (beliefs or Beliefs(snapshot, day, parameters)).of(HoldsStance).items():
        if towards == asked or (towards == root and person not in found):
            found[person] = blend
    return dict(sorted(found.items()))
