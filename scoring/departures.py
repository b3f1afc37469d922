"""What would somebody's leaving cost?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.coverage import Reach, reached_by
from scoring.parameters import DEFAULTS, Parameters
from scoring.power import Power
from scoring.strength import Tie

__all__ = [
    "Departure",
    "departure_costs",
    "left_without",
    "losses",
    "member_departures",
    "resilience",
    "stakeholder_departures",
]


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody, by id, and what the account's coverage would lose without them.

    `losses` say how much of it is lost with each stakeholder, the greatest loss first; they sum to `cost`.
    """

    who: str
    cost: float
    losses: tuple[tuple[str, float], ...]


def losses(
    reached: Mapping[str, Reach],
    parameters: Parameters = DEFAULTS,
    known: tuple[Mapping[str, Mapping[str, float]], Mapping[str, Reach]] | None = None,
) -> Mapping[str, Mapping[str, float]]:
    """How much of each person's coverage would be lost with each of us who has a tie to them, by our ids and theirs.

    What a colleague said of their own ties goes with them, and so do the interactions in which none of the others
    took part. `known` is what it was before some were reached otherwise, and how all were reached by then. Linear in
    the ties, their contacts and claims, each as often as there are ties to the same person.

    >>> losses({})
    {}
    """
    lost: dict[str, dict[str, float]] = defaultdict(dict)
    before, was = known or ({}, {})
    for person, found in reached.items():
        if was.get(person) is found:
            for tie in found.ties:
                lost[tie.member][person] = before[tie.member][person]
        else:
            for member, left in left_without(found.ties, parameters).items():
                lost[member][person] = found.coverage - left
    return dict(lost)


def left_without(ties: Sequence[Tie], parameters: Parameters = DEFAULTS) -> Mapping[str, float]:
    """What some ties to one person reach without each of us, by our ids. Linear in their square.

    >>> left_without([])
    {}
    """
    return {
        tie.member: reached_by([other for other in ties if other.member != tie.member], parameters)[0] for tie in ties
    }


def member_departures(lost: Mapping[str, Mapping[str, float]], power: Power) -> tuple[Departure, ...]:
    """What the coverage of an account would lose if one of us left, the costliest first, then by id.

    It is Σ π_p (what is lost of p's coverage) over `losses`; power is the client's, and stays.
    Stakegraph's own definition. Linear in them, and a sort.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.power import power
    >>> member_departures({}, power(Snapshot("empty"), date(2026, 1, 1)))
    ()
    """
    weighted = {member: [(who, power.of(who) * loss) for who, loss in of.items()] for member, of in lost.items()}
    return _ordered(Departure(who, sum(loss for _, loss in of), _greatest(of)) for who, of in weighted.items())


def departure_costs(lost: Mapping[str, Mapping[str, float]], power: Power) -> Mapping[str, float]:
    """The cost of each `member_departures`, by our ids. Linear in the losses.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.power import power
    >>> departure_costs({}, power(Snapshot("empty"), date(2026, 1, 1)))
    {}
    """
    shares = power.shares
    return {member: sum([shares.get(who, 0.0) * loss for who, loss in of.items()]) for member, of in lost.items()}


def stakeholder_departures(reached: Mapping[str, Reach], power: Power) -> tuple[Departure, ...]:
    """What each stakeholder's leaving would cost, π_p c_p, the costliest first, then by id; those of no cost left out.

    Stakegraph's own definition. Linear in the people, and a sort.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.power import power
    >>> stakeholder_departures({}, power(Snapshot("empty"), date(2026, 1, 1)))
    ()
    """
    costs = {person: power.of(person) * found.coverage for person, found in reached.items()}
    return _ordered(Departure(person, cost, ((person, cost),)) for person, cost in costs.items() if cost > 0)


def resilience(coverage: float | None, departures: Sequence[Departure]) -> float | None:
    """The least coverage that is left when any one of us leaves, over the coverage now: 0..1.

    `departures` are those of our own (`member_departures`). Null where nothing is covered, and 0 for a team of one.
    Constant.

    >>> resilience(0.5, [Departure("team/TeamMember/t", 0.125, ())])
    0.75
    """
    if not coverage or not departures:
        return None
    return max(0.0, 1 - departures[0].cost / coverage)


def _greatest(losses: list[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(losses, key=lambda each: (-each[1], each[0])))


def _ordered(departures: Iterable[Departure]) -> tuple[Departure, ...]:
    return tuple(sorted(departures, key=lambda each: (-each.cost, each.who)))
