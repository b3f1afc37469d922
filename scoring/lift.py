"""What would these changes do?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from scoring.claims import Blend, blend
from scoring.consensus import Consensus, consensus_if
from scoring.contacts import Contact
from scoring.coverage import covered, reached_by
from scoring.departures import departure_costs, left_without
from scoring.listening import listening_if
from scoring.power import power_if
from scoring.scores import Scores
from scoring.strength import Declared, Tie, observed
from scoring.suppositions import SupposedInfluence, SupposedStance, SupposedTie

__all__ = [
    "Lift",
    "Measures",
    "lift",
    "lift_of_influences",
    "lift_of_newcomer",
    "lift_of_stances",
    "lift_of_ties",
    "measures",
]


class Measures(NamedTuple):
    """What a recommendation may change, now or afterwards; null where there is nothing to measure.

    Of the account: `coverage`, `resilience`, and `least_coverage`, what is left when the costliest of us leaves. Of an
    opportunity: `support`, `agreement_probability`, `uncertainty` (the standard deviation of support), `support_gap`.
    """

    coverage: float | None
    support: float | None
    agreement_probability: float | None
    resilience: float | None
    least_coverage: float | None
    uncertainty: float | None
    support_gap: float | None


Lift = Measures
"""What is afterwards, minus what is now; null where either is."""


def measures(scores: Scores, opportunity: str | None = None) -> Measures:
    """What is measured of an account, and of one of its opportunities.

    As the scores cost that it asks for: linear in what the account holds.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> measures(Scores(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1))).coverage is None
    True
    """
    standing = scores.consensus_in(opportunity) if opportunity else None
    return _measures(scores.coverage, scores.departure_costs, standing)


def lift(now: Measures, afterwards: Measures) -> Lift:
    """What differs: afterwards minus now.

    >>> empty = Measures(*[None] * 7)
    >>> lift(empty._replace(coverage=0.5), empty._replace(coverage=0.75)).coverage
    0.25
    """
    return Lift(*(None if old is None or new is None else new - old for old, new in zip(now, afterwards, strict=True)))


def lift_of_ties(
    scores: Scores,
    supposed: Sequence[SupposedTie],
    opportunity: str | None = None,
    met: Mapping[tuple[str, str], Contact] | None = None,
) -> Lift:
    """What some ties to people who can be known, and contacts held today, would change, without scoring anew.

    Ties move coverage alone: how well those are reached to whom they lead, and what is lost of it with each of us.
    `met` are the contacts, by the ids of the member and the person. As whatIf, to 1e-9.

    Linear in the ties of these people and in the team.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> lift_of_ties(Scores(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1)), []).coverage is None
    True
    """
    coverage, costs = scores.coverage, dict(scores.departure_costs)
    for person in sorted({each.person for each in supposed} | {person for _, person in met or {}}):
        power, was = scores.power.of(person), scores.reach[person]
        reached, without = _reached_if(scores, person, supposed, met or {})
        coverage = None if coverage is None else coverage + power * (reached - was.coverage)
        for tie in was.ties:
            costs[tie.member] -= power * scores.losses[tie.member][person]
        for member, left in without.items():
            costs[member] = costs.get(member, 0.0) + power * (reached - left)
    standing = scores.consensus_in(opportunity) if opportunity else None
    return lift(measures(scores, opportunity), _measures(coverage, costs, standing))


def lift_of_newcomer(scores: Scores, tie: SupposedTie, share: float, opportunity: str) -> Lift:
    """What it would change to know somebody in the place of nobody: `share` of the account's power was vacant there.

    They listen to nobody, as nobody did, and their stance is as unknown: they are reached, and that is all. As whatIf,
    to 1e-9, where people take part in everything that is open. Linear in the team.

    >>> from datetime import date
    >>> from graph.model import Opportunity, RelationshipLevel
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> scores = Scores(AccountGraph(Snapshot("a").amended(1, [deal]), Snapshot("team")), date(2026, 1, 1))
    >>> tie = SupposedTie("team/TeamMember/t", "a/Stakeholder/x", RelationshipLevel.VENDOR)
    >>> lift_of_newcomer(scores, tie, 0.0, "a/Opportunity/x").support
    0.0
    """
    reached, _ = reached_by([Tie(tie.member, tie.person, (), 0.0, _declared(scores, tie), None)], scores.parameters)
    costs = dict(scores.departure_costs)
    costs[tie.member] = costs.get(tie.member, 0.0) + share * reached
    coverage = None if scores.coverage is None else scores.coverage + share * reached
    afterwards = _measures(coverage, costs, scores.consensus_in(opportunity))
    return lift(measures(scores, opportunity), afterwards)


def lift_of_stances(
    scores: Scores, supposed: Sequence[SupposedStance], opportunity: str, *, foreseen: bool = True
) -> Lift:
    """What some stances towards an opportunity would change, without scoring anew.

    Power is nobody's opinion: V and π stay, and all else is linear in the stances. As whatIf, to 1e-9. Where nobody
    knows beforehand what will be said, agreement cannot be `foreseen`: its probability is left out, and not worked out.

    Linear in the participants times the people.

    >>> from datetime import date
    >>> from graph.model import Opportunity
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> graph = AccountGraph(Snapshot("a").amended(1, [deal]), Snapshot("team"))
    >>> lift_of_stances(Scores(graph, date(2026, 1, 1)), [], "a/Opportunity/x").support
    0.0
    """
    said = {each.person: scores.unswayed(each, partial(_said, scores, each)) for each in supposed}
    stances = {person: each for person, each in said.items() if each is not None}
    standing = consensus_if(scores.consensus_in(opportunity), stances)
    afterwards = _measures(scores.coverage, scores.departure_costs, standing, foreseen=foreseen)
    return lift(measures(scores, opportunity), afterwards)


def lift_of_influences(scores: Scores, supposed: Sequence[SupposedInfluence], opportunity: str | None = None) -> Lift:
    """What some people's listening to others would change, without scoring anew.

    W changes in the rows of those who listen, and power with it; whom we reach stays. As whatIf, to 1e-9.

    Linear in people and edges, times the steps of `scoring.opinions.influence`.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> graph = AccountGraph(Snapshot("empty"), Snapshot("team"))
    >>> lift_of_influences(Scores(graph, date(2026, 1, 1)), []).coverage is None
    True
    """
    influences = {(each.source, each.target): each.value for each in supposed}
    heard = listening_if(scores.power.listening, scores.beliefs, influences)
    power = power_if(scores.power, heard, scores.parameters)
    standing = None
    if opportunity is not None:
        there = power_if(scores.power_in(opportunity), heard, scores.parameters)
        standing = consensus_if(scores.consensus_in(opportunity), power=there)
    costs = departure_costs(scores.losses, power)
    return lift(measures(scores, opportunity), _measures(covered(scores.reach, power), costs, standing))


def _measures(
    coverage: float | None, costs: Mapping[str, float], standing: Consensus | None, *, foreseen: bool = True
) -> Measures:
    least = None if coverage is None else coverage - max(costs.values(), default=0.0)
    return Measures(
        coverage=coverage,
        support=standing.support.value if standing else None,
        agreement_probability=standing.agreement_probability if standing and foreseen else None,
        resilience=max(0.0, least / coverage) if coverage and least is not None else None,
        least_coverage=least,
        uncertainty=standing.support.deviation if standing else None,
        support_gap=standing.support_gap if standing else None,
    )


def _said(scores: Scores, supposed: SupposedStance) -> Blend | None:
    return blend([supposed.claim(scores.day)], scores.day, scores.parameters)


def _reached_if(
    scores: Scores, person: str, supposed: Iterable[SupposedTie], met: Mapping[tuple[str, str], Contact]
) -> tuple[float, Mapping[str, float]]:
    """How well somebody would be reached, and how well without each of us, by our ids."""

    def work() -> tuple[float, Mapping[str, float]]:
        ties = _ties_if(scores, person, supposed, met)
        return reached_by(ties, scores.parameters)[0], left_without(ties, scores.parameters)

    return scores.unswayed(("reached", person, *supposed, *met.items()), work)


def _ties_if(
    scores: Scores, person: str, supposed: Iterable[SupposedTie], met: Mapping[tuple[str, str], Contact]
) -> list[Tie]:
    """Somebody's ties as they would be, in the order of our ids."""
    ties = {tie.member: tie for tie in scores.reach[person].ties}
    for each in supposed:
        if each.person == person:
            known = ties.get(each.member) or Tie(each.member, person, (), 0.0, None, None)
            ties[each.member] = replace(known, declared=_declared(scores, each))
    for (member, who), contact in met.items():
        if who == person:
            known = ties.get(member) or Tie(member, person, (), 0.0, None, None)
            contacts = (*known.contacts, contact)
            ties[member] = replace(known, contacts=contacts, observed=observed(contacts, scores.parameters))
    return [ties[member] for member in sorted(ties)]


def _declared(scores: Scores, supposed: SupposedTie) -> Declared | None:
    found = blend([supposed.claim(scores.day)], scores.day, scores.parameters)
    return Declared(found.effective, found) if found else None
