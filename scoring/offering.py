"""What should we offer, and what mend?"""

from collections.abc import Iterator, Sequence

from graph.model import (
    HasRoleIn,
    Insight,
    InsightKind,
    Kpi,
    Offers,
    RecommendationKind,
    Serves,
    UsageState,
    Uses,
)
from scoring.amounts import amounts
from scoring.attainment import attainment
from scoring.presence import is_within
from scoring.reaching import best_placed
from scoring.recommendation import NO_LIFT, Recommendation, Stakes, proposed
from scoring.scores import Scores
from scoring.whitespace import people_of

__all__ = ["offering"]


def offering(scores: Scores, stakes: Stakes) -> Iterator[Recommendation]:
    """Recommendations that suppose nothing: PROPOSE what would answer a need, CORRECT a KPI that misses its target.

    Linear in the insights, the whitespace and the KPIs with their measurements, and a sort.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> scores = Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1))
    >>> list(offering(scores, Stakes(scores)))
    []
    """
    yield from (each for each in (*_propose(scores, stakes), *_correct(scores, stakes)) if each is not None)


def _propose(scores: Scores, stakes: Stakes) -> Iterator[Recommendation | None]:
    for insight in scores.account.all(Insight):
        if insight.kind not in (InsightKind.NEED, InsightKind.GOAL) or not _is_unanswered(insight, scores):
            continue
        for serving in scores.account.into(insight.id, Serves):
            for use in scores.account.into(serving.source, Uses):
                if use.state is UsageState.OPEN:
                    yield _offer(scores, stakes, insight, use)


def _offer(scores: Scores, stakes: Stakes, insight: Insight, use: Uses) -> Recommendation | None:
    opportunity = stakes.first(edge.source for edge in scores.account.into(use.target, Offers))
    theirs = people_of(scores.account, use.source, scores.day) & scores.reach.keys()
    buyers = _participants(scores, opportunity) if opportunity else sorted(theirs)
    reached = sum(scores.power.of(person) * scores.reach[person].coverage for person in buyers)
    (value,) = amounts(scores.account, [(use.value, None)], scores.parameters)
    strongest = max(buyers, key=lambda person: (scores.reach[person].coverage, person), default=None)
    return proposed(
        scores,
        stakes,
        RecommendationKind.PROPOSE,
        [],
        NO_LIFT,
        actor=best_placed(scores, strongest) if strongest else None,
        opportunity=opportunity,
        subjects=[insight.id, use.target, use.source],
        because=[insight.id, use.key],
        worth=scores.parameters.unlifted_factor * reached,
        amount=value or 0.0,
    )


def _correct(scores: Scores, stakes: Stakes) -> Iterator[Recommendation | None]:
    for kpi in scores.account.all(Kpi):
        attained = attainment(scores.account, kpi, scores.day)
        if attained is not None and attained < scores.parameters.corrected_from:
            (amount,) = amounts(scores.account, [(kpi.amount, kpi.currency)], scores.parameters)
            yield proposed(
                scores,
                stakes,
                RecommendationKind.CORRECT,
                [],
                NO_LIFT,
                actor=best_placed(scores, scores.graph.root.id),
                subjects=[kpi.id],
                because=[kpi.id],
                worth=scores.parameters.unlifted_factor * (1 - attained),
                amount=amount or 0.0,
            )


def _is_unanswered(insight: Insight, scores: Scores) -> bool:
    return is_within(scores.day, insight.raised_on, insight.answered_on, insight.resolved_on)


def _participants(scores: Scores, opportunity: str) -> Sequence[str]:
    roles = scores.account.into(opportunity, HasRoleIn)
    return sorted({role.source for role in roles if role.stands_on(scores.day) and role.source in scores.reach})
