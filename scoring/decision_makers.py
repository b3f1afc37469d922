"""Who matters to a decision, and whom of them do we not reach?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.model import BuyingRole, HasRoleIn
from graph.snapshot import Snapshot
from scoring.authority import DECIDING
from scoring.coverage import Reach
from scoring.power import Power
from scoring.presence import open_opportunities

__all__ = ["DecisionMaker", "Ground", "GroundKind", "decision_makers", "single_threaded", "uncovered"]


class GroundKind(StrEnum):
    """Why somebody counts as a decision-maker."""

    DECIDING_ROLE = "DECIDING_ROLE"
    VETO = "VETO"
    HALF_SET = "HALF_SET"


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason why somebody counts: their role or veto in an opportunity, or their place in the half set.

    `opportunity` is an id, and `roles` are the deciding ones among theirs; neither is there for the half set.
    """

    kind: GroundKind
    opportunity: str | None = None
    roles: tuple[BuyingRole, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionMaker:
    """Somebody on whom a decision depends, by id, and why.

    `opportunities` are those in which they decide or may stop it; for whom only power speaks, all the open ones.
    """

    person: str
    power: float
    grounds: tuple[Ground, ...]
    opportunities: tuple[str, ...]


def decision_makers(snapshot: Snapshot, day: date, power: Power) -> tuple[DecisionMaker, ...]:
    """Who of an account's present people its decisions depend on, the most powerful first, then by id.

    That is whoever has a deciding role (DECIDER, ECONOMIC_BUYER, APPROVER) or a veto in an open opportunity, and the
    half set of the account's `power`. Linear in the participants, and a sort.

    >>> from scoring.power import power
    >>> empty = Snapshot("empty")
    >>> decision_makers(empty, date(2026, 1, 1), power(empty, date(2026, 1, 1)))
    ()
    """
    running = [each.id for each in open_opportunities(snapshot, day)]
    grounds: dict[str, list[Ground]] = {}
    for opportunity in running:
        for role in snapshot.into(opportunity, HasRoleIn):
            if role.stands_on(day) and role.source in power.shares:
                grounds.setdefault(role.source, []).extend(_of_role(role))
    for person in power.half_set:
        grounds.setdefault(person, []).append(Ground(GroundKind.HALF_SET))
    found = [_decision_maker(person, power, held, running) for person, held in grounds.items() if held]
    return tuple(sorted(found, key=lambda each: (-each.power, each.person)))


def uncovered(makers: Iterable[DecisionMaker], reached: Mapping[str, Reach]) -> tuple[DecisionMaker, ...]:
    """Those decision-makers whom we do not reach: a coverage below 0.2. Linear in them.

    >>> uncovered((), {})
    ()
    """
    return tuple(each for each in makers if not reached[each.person].is_covered)


def single_threaded(makers: Iterable[DecisionMaker], reached: Mapping[str, Reach]) -> tuple[DecisionMaker, ...]:
    """Those decision-makers whom one of us alone has a thread to. Linear in them.

    >>> single_threaded((), {})
    ()
    """
    return tuple(each for each in makers if len(reached[each.person].threads) == 1)


def _of_role(role: HasRoleIn) -> Iterable[Ground]:
    deciding = tuple(each for each in role.roles if each in DECIDING)
    if deciding:
        yield Ground(GroundKind.DECIDING_ROLE, role.target, deciding)
    if role.veto:
        yield Ground(GroundKind.VETO, role.target)


def _decision_maker(person: str, power: Power, grounds: Sequence[Ground], running: Sequence[str]) -> DecisionMaker:
    named = dict.fromkeys(ground.opportunity for ground in grounds if ground.opportunity is not None)
    return DecisionMaker(person, power.of(person), tuple(grounds), tuple(named or running))
