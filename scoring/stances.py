"""Who is for what?"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from graph.identity import account_id
from graph.model import HoldsStance
from graph.snapshot import Snapshot
from scoring.claims import Blend, blend
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["stances"]


def stances(
    snapshot: Snapshot, day: date, parameters: Parameters = DEFAULTS, opportunity: str | None = None
) -> Mapping[str, Blend]:
    """What each stakeholder is said to think of an opportunity on a day, by id; of whom nothing is said is left out.

    A stance held towards the account itself stands in where none is held towards the opportunity. Without an
    `opportunity` it is the stance towards the account. Linear in the stances, and a sort.

    >>> stances(Snapshot("empty"), date(2026, 1, 1))
    {}
    """
    root = account_id(snapshot.scope)
    held: dict[tuple[str, str], list[HoldsStance]] = defaultdict(list)
    for towards in dict.fromkeys((opportunity or root, root)):
        for claim in snapshot.into(towards, HoldsStance):
            held[claim.source, towards].append(claim)
    blended = {pair: blend(claims, day, parameters) for pair, claims in sorted(held.items())}
    found = {person: blended.get((person, opportunity or root)) or blended.get((person, root)) for person, _ in blended}
    return {person: each for person, each in found.items() if each is not None}
