"""What should worry us?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from graph.model import Action, ActionKind, BuyingRole, Favours, HasRoleIn, Insight, Risk, Stakeholder
from scoring.claims import Blend
from scoring.decision_makers import DecisionMaker, GroundKind
from scoring.presence import is_present, is_within, open_opportunities
from scoring.scores import Scores

__all__ = ["EarlyWarning", "WarningKind", "warnings"]

CHAMPIONS: Final = (BuyingRole.CHAMPION, BuyingRole.COACH)


class WarningKind(StrEnum):
    """What sort of thing is wrong, or about to go wrong."""

    CHAMPION_LEFT = "CHAMPION_LEFT"
    VACANT_DECIDER = "VACANT_DECIDER"
    SINGLE_THREAD = "SINGLE_THREAD"
    SILENCE = "SILENCE"
    COMPETITOR_TIE = "COMPETITOR_TIE"
    CONTESTED_STANCE = "CONTESTED_STANCE"
    OVERDUE_PROMISE = "OVERDUE_PROMISE"
    OVERDUE_ANSWER = "OVERDUE_ANSWER"
    OVERDUE_ACTION = "OVERDUE_ACTION"
    OVERDUE_REVIEW = "OVERDUE_REVIEW"


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """Something that is wrong, how severe it is, 0..1, and since which day where that is known.

    `subjects` are the ids of whom or what it is about, the person or thing itself first, and `edges` the keys of the
    claims and roles that it comes from.
    """

    kind: WarningKind
    severity: float
    since: date | None
    subjects: tuple[str, ...]
    edges: tuple[str, ...] = ()


def warnings(scores: Scores) -> tuple[EarlyWarning, ...]:
    """What in an account is wrong, or about to go wrong, the most severe first, then by kind and subject.

    A person's weight is their power over the largest that anybody holds, or that is vacant. In the order of kinds:

    CHAMPION_LEFT: whoever left in the last 180 days, and on the day before was champion or coach of anything, or
    supported us (a known stance of 0.5 or more) in what was open; and whose part as champion or coach in what is open
    ended by then. Severity: their weight on the day before, or what part of all that is at stake they stood for, where
    that is more. VACANT_DECIDER: an open opportunity in which no decider is named, or a decision-maker who is a
    placeholder: the weight of what is vacant, or of them. SINGLE_THREAD: a decision-maker whom one of us alone reaches:
    their weight. SILENCE: a decision-maker who was not met within their cadence: their weight, half of it where a
    contact is planned. COMPETITOR_TIE: somebody with power who leans towards a competitor: their weight, times q·value.
    CONTESTED_STANCE: a decision-maker of whose stance we say different things: their weight. OVERDUE_PROMISE: a
    commitment to the client so many days late: 1 - 2^(-days / 30). OVERDUE_ACTION: any other action: half of that.
    OVERDUE_ANSWER: what they wanted an answer to by a day that has passed: its severity, else 0.5. OVERDUE_REVIEW: a
    risk that was to be looked at again: its probability times impact, else 0.5.

    Linear in what the account holds, with a power for each day on which a champion left, and a sort.

    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> warnings(Scores(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1)))
    ()
    """
    found = (
        *_departed(scores),
        *_stepped_back(scores),
        *_vacant(scores),
        *_single_threaded(scores),
        *_silent(scores),
        *_leaning(scores),
        *_contested(scores),
        *_late_actions(scores),
        *_unanswered(scores),
        *_unreviewed(scores),
    )
    kinds = list(WarningKind)
    return tuple(sorted(found, key=lambda each: (-each.severity, kinds.index(each.kind), each.subjects)))


# ---------------------------------------------------------------- people


def _departed(scores: Scores) -> Iterator[EarlyWarning]:
    eves: dict[date, Scores] = {}
    for person in scores.account.all(Stakeholder):
        if person.left_on is not None and not person.placeholder and _is_recent(scores, person.left_on):
            day = _eve(person.left_on)
            eve = eves.setdefault(day, scores.apart(day))
            roles = [role for role in scores.account.out(person.id, HasRoleIn) if _champions(role, day)]
            stood_for = {role.target for role in roles} | set(_supported(eve, person.id))
            if stood_for:
                severity = max(_weight(eve, person.id), _at_stake(scores, stood_for))
                subjects = (person.id, *_largest_first(scores, stood_for))
                edges = tuple(role.key for role in roles)
                yield EarlyWarning(WarningKind.CHAMPION_LEFT, severity, person.left_on, subjects, edges)


def _stepped_back(scores: Scores) -> Iterator[EarlyWarning]:
    for role in scores.account.all(HasRoleIn):
        ended = role.valid_to
        if ended is None or not _is_recent(scores, ended) or not _champions(role, _eve(ended)):
            continue
        others = [each for each in scores.account.out(role.source, HasRoleIn) if each.target == role.target]
        still = any(_champions(each, scores.day) for each in others)
        if role.target in scores.stakes and role.source in scores.power.shares and not still:
            severity = max(_weight(scores, role.source), _at_stake(scores, [role.target]))
            subjects = (role.source, role.target)
            yield EarlyWarning(WarningKind.CHAMPION_LEFT, severity, ended, subjects, (role.key,))


def _vacant(scores: Scores) -> Iterator[EarlyWarning]:
    for opportunity, share in scores.stakes.items():
        vacant = scores.power_in(opportunity).authority.vacancy
        if vacant:
            severity = _relative(scores, share * vacant)
            yield EarlyWarning(WarningKind.VACANT_DECIDER, severity, None, (opportunity,))
    for maker in scores.decision_makers:
        person = scores.account.nodes[maker.person]
        named = any(ground.kind is not GroundKind.HALF_SET for ground in maker.grounds)
        if isinstance(person, Stakeholder) and person.placeholder and named:
            yield _of_maker(scores, WarningKind.VACANT_DECIDER, maker)


def _single_threaded(scores: Scores) -> Iterator[EarlyWarning]:
    for maker in scores.single_threaded:
        yield _of_maker(scores, WarningKind.SINGLE_THREAD, maker, scores.reach[maker.person].threads)


def _silent(scores: Scores) -> Iterator[EarlyWarning]:
    for maker in scores.decision_makers:
        cadence = scores.cadences.get(maker.person)
        if cadence is not None and not cadence.is_kept:
            factor = scores.parameters.planned_silence if cadence.is_planned else 1.0
            severity = factor * _weight(scores, maker.person)
            yield EarlyWarning(WarningKind.SILENCE, severity, cadence.due_on, (maker.person,))


def _leaning(scores: Scores) -> Iterator[EarlyWarning]:
    for (person, competitor), blend in scores.beliefs.of(Favours).items():
        severity = _weight(scores, person) * blend.effective
        if severity > 0:
            yield _of_claims(WarningKind.COMPETITOR_TIE, severity, (person, competitor), blend)


def _contested(scores: Scores) -> Iterator[EarlyWarning]:
    for maker in scores.decision_makers:
        found: dict[tuple[str, ...], tuple[Blend, list[str]]] = {}
        for opportunity in maker.opportunities:
            blend = scores.stances_in(opportunity).get(maker.person)
            if blend is not None and blend.contested:
                _, of = found.setdefault(tuple(claim.key for claim in blend.claims), (blend, []))
                of.append(opportunity)
        for blend, of in found.values():
            severity, subjects = _weight(scores, maker.person), (maker.person, *of)
            yield _of_claims(WarningKind.CONTESTED_STANCE, severity, subjects, blend)


# ---------------------------------------------------------------- what is late


def _late_actions(scores: Scores) -> Iterator[EarlyWarning]:
    for action in scores.account.all(Action):
        if _is_late(scores, action.due_on, action.done_on) and action.due_on is not None:
            late = 1 - 2 ** (-(scores.day - action.due_on).days / scores.parameters.lateness_half_life)
            if action.kind is ActionKind.COMMITMENT:
                yield EarlyWarning(WarningKind.OVERDUE_PROMISE, late, action.due_on, (action.id,))
            else:
                severity = scores.parameters.action_lateness * late
                yield EarlyWarning(WarningKind.OVERDUE_ACTION, severity, action.due_on, (action.id,))


def _unanswered(scores: Scores) -> Iterator[EarlyWarning]:
    for insight in scores.account.all(Insight):
        if _is_late(scores, insight.due_on, insight.answered_on, insight.resolved_on):
            severity = scores.parameters.unstated_severity if insight.severity is None else insight.severity
            yield EarlyWarning(WarningKind.OVERDUE_ANSWER, severity, insight.due_on, (insight.id,))


def _unreviewed(scores: Scores) -> Iterator[EarlyWarning]:
    for risk in scores.account.all(Risk):
        if _is_late(scores, risk.review_on, risk.closed_on):
            assessed = risk.probability is not None and risk.impact is not None
            exposure = (risk.probability or 0.0) * (risk.impact or 0.0)
            severity = exposure if assessed else scores.parameters.unstated_severity
            yield EarlyWarning(WarningKind.OVERDUE_REVIEW, severity, risk.review_on, (risk.id,))


def _is_late(scores: Scores, due_on: date | None, *ends: date | None) -> bool:
    """Whether it was due before the day, and has not ended by then."""
    return due_on is not None and due_on < scores.day and is_within(scores.day, None, *ends)


# ---------------------------------------------------------------- how much


def _weight(scores: Scores, person: str) -> float:
    return _relative(scores, scores.power.of(person))


def _relative(scores: Scores, power: float) -> float:
    """A power over the largest that anybody holds, or that is vacant."""
    largest = max([scores.power.vacant, *scores.power.shares.values()])
    return min(1.0, power / largest) if largest else 0.0


def _at_stake(scores: Scores, opportunities: Iterable[str]) -> float:
    return min(1.0, sum(scores.stakes.get(each, 0.0) for each in opportunities))


def _largest_first(scores: Scores, opportunities: Iterable[str]) -> Sequence[str]:
    return sorted(opportunities, key=lambda each: (-scores.stakes.get(each, 0.0), each))


def _of_maker(scores: Scores, kind: WarningKind, maker: DecisionMaker, members: Sequence[str] = ()) -> EarlyWarning:
    subjects = (maker.person, *members, *maker.opportunities)
    return EarlyWarning(kind, _weight(scores, maker.person), None, subjects)


def _of_claims(kind: WarningKind, severity: float, subjects: tuple[str, ...], blend: Blend) -> EarlyWarning:
    since = max(claim.valid_from for claim in blend.claims)
    return EarlyWarning(kind, severity, since, subjects, tuple(claim.key for claim in blend.claims))


# ---------------------------------------------------------------- who stood up for us


def _is_recent(scores: Scores, day: date) -> bool:
    return 0 <= (scores.day - day).days < scores.parameters.champion_missed_for


def _eve(day: date) -> date:
    """The day before."""
    return date.fromordinal(max(day.toordinal() - 1, 1))


def _champions(role: HasRoleIn, day: date) -> bool:
    return role.stands_on(day) and any(each in role.roles for each in CHAMPIONS)


def _supported(eve: Scores, person: str) -> Iterator[str]:
    """What was open, and somebody who was there was known to support."""
    stakeholder = eve.account.nodes[person]
    if not isinstance(stakeholder, Stakeholder) or not is_present(stakeholder, eve.day):
        return
    for opportunity in open_opportunities(eve.account, eve.day):
        blend = eve.stances_in(opportunity.id).get(person)
        if blend is not None and blend.known and blend.value >= eve.parameters.supporter_from:
            yield opportunity.id
