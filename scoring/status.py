"""How far have we come with the account?"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import IntEnum

from graph.model import PoliticalStatus, Stakeholder
from graph.snapshot import Snapshot
from scoring.beliefs import Beliefs
from scoring.coverage import Reach
from scoring.parameters import DEFAULTS, Parameters
from scoring.power import Power
from scoring.presence import open_opportunities, present_stakeholders
from scoring.stances import stances

__all__ = ["Status", "key_players", "status"]


class Status(IntEnum):
    """The steps of an account, each of which takes the ones before it for granted."""

    NO_TIES = 0
    NO_KEY_PLAYER = 1
    NO_SUPPORTER = 2
    SUPPORTED = 3


def key_players(snapshot: Snapshot, day: date, power: Power) -> tuple[str, ...]:
    """The people around whom an account turns, by id: the INNER_CIRCLE and POLITICAL_STRUCTURE, else the half set.

    Linear in the people.

    >>> from scoring.power import power
    >>> key_players(Snapshot("empty"), date(2026, 1, 1), power(Snapshot("empty"), date(2026, 1, 1)))
    ()
    """
    marked = [each.id for each in present_stakeholders(snapshot, day) if _is_inside(each)]
    return tuple(marked) or power.half_set


def status(
    snapshot: Snapshot,
    day: date,
    reached: Mapping[str, Reach],
    power: Power,
    parameters: Parameters = DEFAULTS,
    beliefs: Beliefs | None = None,
) -> Status:
    """How far we have come with an account on a day.

    0: none of us has a tie of 0.05 or more to anybody. 1: no key player (`key_players`) is covered. 2: none of those
    covered supports us (a known stance of 0.5 or more) in any open opportunity; where none is open, it is the stance
    towards the account that counts. 3: at least one does. `beliefs` are what is held true on the day, where it is
    worked out already. Linear in the people, their ties and stances, and a sort.

    >>> from scoring.power import power
    >>> status(Snapshot("empty"), date(2026, 1, 1), {}, power(Snapshot("empty"), date(2026, 1, 1)))
    <Status.NO_TIES: 0>
    """
    strengths = (tie.strength for found in reached.values() for tie in found.ties)
    if not any(strength >= parameters.brief_from for strength in strengths):
        return Status.NO_TIES
    met = [person for person in key_players(snapshot, day, power) if reached[person].is_covered]
    if not met:
        return Status.NO_KEY_PLAYER
    known = beliefs or Beliefs(snapshot, day, parameters)
    return Status.SUPPORTED if _supported(known, met) else Status.NO_SUPPORTER


def _is_inside(person: Stakeholder) -> bool:
    return person.political_status in (PoliticalStatus.INNER_CIRCLE, PoliticalStatus.POLITICAL_STRUCTURE)


def _supported(known: Beliefs, people: Iterable[str]) -> bool:
    snapshot, day, parameters = known.snapshot, known.day, known.parameters
    running: list[str | None] = [each.id for each in open_opportunities(snapshot, day)]
    held = [stances(snapshot, day, parameters, each, known) for each in running or [None]]
    said = (found.get(person) for person in people for found in held)
    return any(each is not None and each.known and each.value >= parameters.supporter_from for each in said)
