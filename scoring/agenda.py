"""What is due, and when?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from graph.model import (
    Action,
    AnswersFor,
    Insight,
    Interaction,
    InteractionState,
    Involves,
    Plan,
    PlanState,
    Risk,
    TeamMember,
)
from graph.moment import day_of
from graph.snapshot import AccountGraph, Snapshot
from scoring.cadence import Cadence
from scoring.presence import is_present, is_within, open_opportunities, owners
from scoring.scores import Scores

__all__ = ["AgendaKind", "Entry", "agenda"]


class AgendaKind(StrEnum):
    """What is due."""

    ACTION_DUE = "ACTION_DUE"
    ANSWER_DUE = "ANSWER_DUE"
    CONTACT_DUE = "CONTACT_DUE"
    CONTACT_PLANNED = "CONTACT_PLANNED"
    DECISION = "DECISION"
    NEXT_STEP = "NEXT_STEP"
    PLAN_REVIEW = "PLAN_REVIEW"
    RISK_REVIEW = "RISK_REVIEW"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is due on a day: a node, by its id, and for whom of us. Of a planned contact, `at` is when it begins."""

    on: date
    kind: AgendaKind
    node: str
    members: tuple[str, ...]
    at: datetime | None = None


def agenda(scores: Scores, since: date | None = None, until: date | None = None) -> tuple[Entry, ...]:
    """What is due in an account from one day to another, both included: by day, then kind, then id.

    ACTION_DUE: an action that is not done. ANSWER_DUE: what they want an answer to, and have none. CONTACT_DUE: the
    last day of the cadence of somebody who has one of their own, or on whom a decision depends, unless a contact is
    planned by then. CONTACT_PLANNED. DECISION and NEXT_STEP of an open opportunity. PLAN_REVIEW of a plan that is not
    CLOSED. RISK_REVIEW of a risk that is not over.

    Each is for whoever of us answers for it, or takes part in the contact, and is still there; else for those who own
    the account or a part of it. Linear in what the account holds, and a sort.

    >>> from graph.snapshot import Snapshot
    >>> agenda(Scores(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1)))
    ()
    """
    graph, day = scores.graph, scores.day
    in_charge = _there(graph, owners(graph.account, day), day)
    found = [
        Entry(on, kind, node, _members(graph, node, day) or in_charge, at)
        for kind, node, on, at in (*_due(graph.account, day), *_contacts(scores))
        if on is not None and (since is None or since <= on) and (until is None or on <= until)
    ]
    return tuple(sorted(found, key=lambda each: (each.on, each.kind, each.node)))


_Found = tuple[AgendaKind, str, date | None, datetime | None]


def _due(account: Snapshot, day: date) -> Iterator[_Found]:
    for action in account.all(Action):
        if is_within(day, None, action.done_on):
            yield AgendaKind.ACTION_DUE, action.id, action.due_on, None
    for insight in account.all(Insight):
        if is_within(day, None, insight.answered_on, insight.resolved_on):
            yield AgendaKind.ANSWER_DUE, insight.id, insight.due_on, None
    for opportunity in open_opportunities(account, day):
        yield AgendaKind.DECISION, opportunity.id, opportunity.closes_on, None
        yield AgendaKind.NEXT_STEP, opportunity.id, opportunity.next_step_on, None
    for plan in account.all(Plan):
        if plan.state is not PlanState.CLOSED:
            yield AgendaKind.PLAN_REVIEW, plan.id, plan.review_on, None
    for risk in account.all(Risk):
        if is_within(day, None, risk.closed_on):
            yield AgendaKind.RISK_REVIEW, risk.id, risk.review_on, None


def _contacts(scores: Scores) -> Iterator[_Found]:
    makers = {maker.person for maker in scores.decision_makers}
    for cadence in scores.cadences.values():
        if _is_minded(cadence, makers) and not cadence.is_planned:
            yield AgendaKind.CONTACT_DUE, cadence.person, cadence.due_on, None
    for contact in scores.account.all(Interaction):
        if contact.state is InteractionState.PLANNED:
            on = day_of(contact.at, scores.graph.root.time_zone)
            yield AgendaKind.CONTACT_PLANNED, contact.id, on, contact.at


def _is_minded(cadence: Cadence, makers: Iterable[str]) -> bool:
    return cadence.is_own or cadence.person in makers


def _members(graph: AccountGraph, node: str, day: date) -> tuple[str, ...]:
    answering = [edge.source for edge in graph.account.into(node, AnswersFor)]
    involved = [edge.target for edge in graph.account.out(node, Involves)]
    return _there(graph, [*answering, *involved], day)


def _there(graph: AccountGraph, ids: Sequence[str], day: date) -> tuple[str, ...]:
    """Who of these is one of us, and present."""
    members = (graph.team.nodes.get(each) for each in sorted(set(ids)))
    return tuple(each.id for each in members if isinstance(each, TeamMember) and is_present(each, day))
