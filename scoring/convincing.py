"""Whom should we win?"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

import numpy as np

from graph.model import About, CompetesIn, Favours, Influences, Insight, InsightKind, RecommendationKind
from scoring.consensus import Consensus
from scoring.gaps import widest
from scoring.lift import lift_of_influences, lift_of_stances
from scoring.persuasion import persuasion, rises
from scoring.presence import is_within
from scoring.reaching import best_placed
from scoring.recommendation import Recommendation, Stakes, proposed
from scoring.scores import Scores
from scoring.suppositions import SupposedInfluence, SupposedStance

__all__ = ["convincing"]

ASKED = 3  # people of an opportunity, of those whose stance makes its support most uncertain
LARGEST = 3  # people of an opportunity who could add most to its support
CONVENED = 5  # pairs of an opportunity, of those who stand furthest apart


def convincing(scores: Scores, stakes: Stakes) -> Iterator[Recommendation]:
    """Recommendations that bring a decision nearer: ASK, CONVENE, PERSUADE, RESOLVE and COUNTER.

    Linear in the participants and stances, with the integer programme of `scoring.persuasion` for each opportunity and
    a lift for each recommendation.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> scores = Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1))
    >>> list(convincing(scores, Stakes(scores)))
    []
    """
    found: list[Recommendation | None] = []
    for opportunity in stakes.amounts:
        standing = scores.consensus_in(opportunity)
        found += _ask(scores, stakes, opportunity, standing)
        convened = [each for each in _convene(scores, stakes, opportunity, standing) if each is not None]
        found += convened
        factor = scores.parameters.alone_factor if convened else 1.0
        found += _persuade(scores, stakes, opportunity, standing, factor)
    found += _resolve(scores, stakes)
    found += _counter(scores, stakes)
    yield from (each for each in found if each is not None)


def _ask(scores: Scores, stakes: Stakes, opportunity: str, standing: Consensus) -> Iterator[Recommendation | None]:
    """Those of unknown or contested stance that makes support most uncertain: what they say will be worth knowing."""
    weights = standing.shares**2 * standing.variances
    unsure = [
        index
        for index, person in enumerate(standing.people)
        if weights[index] > 0 and (not standing.known[index] or standing.stances[person].contested)
    ]
    for index in sorted(unsure, key=lambda index: (-weights[index], index))[:ASKED]:
        person = standing.people[index]
        supposed = SupposedStance(
            person, opportunity, float(standing.means[index]), scores.parameters.supposed_confidence
        )
        moved = lift_of_stances(scores, [supposed], opportunity, foreseen=False)
        yield proposed(
            scores,
            stakes,
            RecommendationKind.ASK,
            [person],
            moved,
            actor=best_placed(scores, person),
            opportunity=opportunity,
            supposes=[supposed],
            because=_said(standing, person),
        )


def _convene(scores: Scores, stakes: Stakes, opportunity: str, standing: Consensus) -> Iterator[Recommendation | None]:
    """Those who stand furthest apart, with somebody between them to whom both listen."""
    bridged = (pair for pair in widest(standing, scores.beliefs) if pair.bridge is not None)
    for pair in islice(bridged, CONVENED):
        bridge = pair.bridge.person if pair.bridge else ""
        raised = scores.parameters.convened_influence
        influences = [_raised(scores, bridge, each, raised) for each in (pair.one, pair.other)]
        yield proposed(
            scores,
            stakes,
            RecommendationKind.CONVENE,
            [pair.one, pair.other],
            lift_of_influences(scores, influences, opportunity),
            actor=best_placed(scores, bridge),
            via=[bridge],
            opportunity=opportunity,
            supposes=influences,
            because=[*_said(standing, pair.one), *_said(standing, pair.other)],
        )


def _persuade(
    scores: Scores, stakes: Stakes, opportunity: str, standing: Consensus, factor: float
) -> Iterator[Recommendation | None]:
    """The fewest whom it takes; and while agreement is not sure, those who could add most to the support."""
    sets = persuasion(standing, scores.parameters, most=1).sets
    chosen = dict.fromkeys(sets[0] if sets else ())
    if (standing.agreement_probability or 0.0) < scores.parameters.agreed_from:
        gains = standing.shares * rises(standing)
        part = {*standing.participants, *np.flatnonzero(standing.known).tolist()}
        largest = sorted((index for index in part if gains[index] > 0), key=lambda index: (-gains[index], index))
        chosen |= dict.fromkeys(standing.people[index] for index in largest[:LARGEST])
    for person in chosen:
        openness = float(standing.power.openness[standing.people.index(person)])
        supposed = _risen(scores, standing, opportunity, person, openness)
        yield proposed(
            scores,
            stakes,
            RecommendationKind.PERSUADE,
            [person],
            lift_of_stances(scores, [supposed], opportunity),
            actor=best_placed(scores, person),
            opportunity=opportunity,
            supposes=[supposed],
            because=_said(standing, person),
            factor=factor,
        )


def _resolve(scores: Scores, stakes: Stakes) -> Iterator[Recommendation | None]:
    """What the client fears, and what stands in the way."""
    for insight in scores.account.all(Insight):
        running = is_within(scores.day, insight.raised_on, insight.resolved_on)
        if insight.kind not in (InsightKind.CONCERN, InsightKind.OBSTACLE) or not running:
            continue
        about = [edge.target for edge in scores.account.out(insight.id, About)]
        people = [each for each in about if each in scores.reach]
        opportunity = stakes.first(about) or _most_theirs(scores, stakes, people)
        if not people or opportunity is None:
            continue
        standing, rise = scores.consensus_in(opportunity), scores.parameters.resolved_stance
        supposed = [_risen(scores, standing, opportunity, person, rise) for person in people]
        yield proposed(
            scores,
            stakes,
            RecommendationKind.RESOLVE,
            people,
            lift_of_stances(scores, supposed, opportunity),
            actor=best_placed(scores, people[0]),
            opportunity=opportunity,
            subjects=[insight.id],
            supposes=supposed,
            because=[insight.id],
        )


def _counter(scores: Scores, stakes: Stakes) -> Iterator[Recommendation | None]:
    """Those with power who lean towards a competitor, by the supporters to whom they listen."""
    for (person, competitor), blend in scores.beliefs.of(Favours).items():
        if person not in scores.reach or not scores.power.of(person) or blend.effective <= 0:
            continue
        contested = [edge.target for edge in scores.account.out(competitor, CompetesIn)]
        opportunity = stakes.first(contested) or _most_theirs(scores, stakes, [person])
        if opportunity is None:
            continue
        asked = "supporters heard", opportunity, person
        friends = scores.unswayed(asked, partial(_supporters_heard, scores, opportunity, person))
        raised = [_raised(scores, friend, person, scores.parameters.countered_influence) for friend in friends]
        yield proposed(
            scores,
            stakes,
            RecommendationKind.COUNTER,
            [person],
            lift_of_influences(scores, raised, opportunity),
            actor=best_placed(scores, person),
            via=friends,
            opportunity=opportunity,
            subjects=[competitor],
            supposes=raised,
            because=[claim.key for claim in blend.claims],
        )


def _risen(scores: Scores, standing: Consensus, opportunity: str, person: str, rise: float) -> SupposedStance:
    """Somebody's stance, raised; an unknown one becomes assumed."""
    index = standing.people.index(person)
    known = standing.stances[person].confidence if standing.known[index] else scores.parameters.assumed_confidence
    return SupposedStance(person, opportunity, min(1.0, float(standing.means[index]) + rise), known)


def _raised(scores: Scores, speaker: str, listener: str, rise: float) -> SupposedInfluence:
    now = scores.beliefs.of(Influences).get((speaker, listener))
    return SupposedInfluence(speaker, listener, min(1.0, (now.effective if now else 0.0) + rise))


def _said(standing: Consensus, person: str) -> Sequence[str]:
    blend = standing.stances.get(person)
    return [claim.key for claim in blend.claims] if blend else []


def _most_theirs(scores: Scores, stakes: Stakes, people: Sequence[str]) -> str | None:
    """The open opportunity in which these people have most power, by what is at stake in it."""
    held = {
        each: amount * sum(scores.power_in(each).of(person) for person in people)
        for each, amount in stakes.amounts.items()
    }
    return min(held, key=lambda each: (-held[each], each), default=None) if people else None


def _supporters_heard(scores: Scores, opportunity: str, person: str) -> list[str]:
    """Those for an opportunity to whom somebody listens, in the order of ids."""
    standing = scores.consensus_in(opportunity)
    heard = standing.power.listening.matrix[[standing.people.index(person)], :].tocoo()
    least = scores.parameters.supporter_from
    friends = [
        standing.people[index]
        for index in sorted(heard.col.tolist())
        if standing.known[index] and standing.stances[standing.people[index]].value >= least
    ]
    return [friend for friend in friends if friend != person]
