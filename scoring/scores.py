"""How does an account stand?"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from graph.model import Manages, TeamMember
from graph.snapshot import AccountGraph, Snapshot
from scoring.attainment import mean_attainment
from scoring.authority import opportunity_shares
from scoring.beliefs import Beliefs
from scoring.cadence import Cadence, cadences, freshness
from scoring.claims import Blend
from scoring.consensus import Consensus, consensus
from scoring.contacts import Encounters, encounters
from scoring.coverage import Reach, covered, reach
from scoring.decision_makers import DecisionMaker, decision_makers, single_threaded, uncovered
from scoring.departures import Departure, losses, member_departures, resilience, stakeholder_departures
from scoring.health import AGES, Health, Movement, agreement, calm, health, movement
from scoring.parameters import DEFAULTS, HealthPart, Parameters
from scoring.power import Power, power
from scoring.presence import is_present
from scoring.progress import pace
from scoring.stances import stances
from scoring.status import Status, status
from scoring.strength import Tie

__all__ = ["Scores"]


class Scores:
    """The scores of an account at one moment: each is computed when it is first asked for, and kept.

    >>> Scores(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1)).coverage is None
    True
    """

    def __init__(self, graph: AccountGraph, day: date, parameters: Parameters = DEFAULTS) -> None:
        self.graph = graph
        self.day = day
        self.parameters = parameters
        self.beliefs = Beliefs(graph.account, day, parameters)
        self._powers: dict[str, Power] = {}
        self._stances: dict[str | None, Mapping[str, Blend]] = {}
        self._standings: dict[str, Consensus] = {}

    @property
    def account(self) -> Snapshot:
        return self.graph.account

    def beside(self, graph: AccountGraph) -> "Scores":
        """Those of another account graph, on the same day and by the same constants: what to compare these with."""
        return Scores(graph, self.day, self.parameters)

    @cached_property
    def power(self) -> Power:
        """Who decides in the account."""
        return power(self.account, self.day, self.parameters, beliefs=self.beliefs)

    def power_in(self, opportunity: str) -> Power:
        """Who decides in one opportunity."""
        if opportunity not in self._powers:
            self._powers[opportunity] = power(self.account, self.day, self.parameters, opportunity, self.beliefs)
        return self._powers[opportunity]

    @cached_property
    def stakes(self) -> Mapping[str, float]:
        """What part of all that is at stake each open opportunity is, by id."""
        return opportunity_shares(self.account, self.day, self.parameters)

    def stances_in(self, opportunity: str | None) -> Mapping[str, Blend]:
        """Who is for an opportunity, by id; null: for us, in the account as a whole."""
        if opportunity not in self._stances:
            self._stances[opportunity] = stances(self.account, self.day, self.parameters, opportunity, self.beliefs)
        return self._stances[opportunity]

    def consensus_in(self, opportunity: str) -> Consensus:
        """How the decision on one opportunity stands."""
        if opportunity not in self._standings:
            power, said = self.power_in(opportunity), self.stances_in(opportunity)
            self._standings[opportunity] = consensus(self.account, opportunity, self.day, self.parameters, power, said)
        return self._standings[opportunity]

    @cached_property
    def reach(self) -> Mapping[str, Reach]:
        """How well our team reaches each person present, by id."""
        return reach(self.graph, self.day, self.parameters, self.beliefs)

    @cached_property
    def ties(self) -> Mapping[tuple[str, str], Tie]:
        """Every tie between one of us and one of them, by the ids of both."""
        return {(tie.member, tie.person): tie for found in self.reach.values() for tie in found.ties}

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Who of us look after the account or have a tie in it, by id; where nobody does, all of us who are present."""
        present = [each.id for each in self.graph.team.all(TeamMember) if is_present(each, self.day)]
        near = {edge.source for edge in self.account.all(Manages) if edge.stands_on(self.day)}
        near |= {member for member, _ in self.ties}
        return tuple(member for member in present if member in near) or tuple(present)

    @cached_property
    def encounters(self) -> Mapping[str, Encounters]:
        """When each person was last met, and will be next, by id."""
        return encounters(self.graph, self.day)

    @cached_property
    def coverage(self) -> float | None:
        """How much of the power our team reaches; null where nobody is there."""
        return covered(self.reach, self.power)

    @cached_property
    def losses(self) -> Mapping[str, Mapping[str, float]]:
        """How much of each person's coverage would be lost with each of us, by our ids and theirs."""
        return losses(self.reach, self.parameters)

    @cached_property
    def departures(self) -> tuple[Departure, ...]:
        """What the coverage would lose if one of us left, the costliest first."""
        return member_departures(self.losses, self.power)

    @cached_property
    def stakeholder_departures(self) -> tuple[Departure, ...]:
        """What the coverage would lose if one of them left, the costliest first."""
        return stakeholder_departures(self.reach, self.power)

    @cached_property
    def resilience(self) -> float | None:
        """The least coverage left when one of us leaves, over the coverage now; null where nothing is covered."""
        return resilience(self.coverage, self.departures)

    @cached_property
    def decision_makers(self) -> tuple[DecisionMaker, ...]:
        """Whom the account's decisions depend on, the most powerful first."""
        return decision_makers(self.account, self.day, self.power)

    @cached_property
    def uncovered(self) -> tuple[DecisionMaker, ...]:
        """The decision-makers whom we do not reach."""
        return uncovered(self.decision_makers, self.reach)

    @cached_property
    def single_threaded(self) -> tuple[DecisionMaker, ...]:
        """The decision-makers whom one of us alone reaches."""
        return single_threaded(self.decision_makers, self.reach)

    @cached_property
    def status(self) -> Status:
        """How far we have come with the account."""
        return status(self.account, self.day, self.reach, self.power, self.parameters, self.beliefs)

    @cached_property
    def cadences(self) -> Mapping[str, Cadence]:
        """How often each person present should be met, and how that stands, by id."""
        return cadences(self.graph, self.day, self.parameters, self.encounters)

    @cached_property
    def freshness(self) -> float | None:
        """The share of the power that was met within its cadence; null where nobody is there."""
        return freshness(self.cadences.values(), self.power)

    @cached_property
    def agreements(self) -> Mapping[str, float | None]:
        """The probability that each open opportunity is agreed on, by id; null where too little is known."""
        return {each: self.consensus_in(each).agreement_probability for each in self.stakes}

    @cached_property
    def health(self) -> Health:
        """How the account is, 0..100, and of what parts."""
        return health(
            {
                HealthPart.COVERAGE: self.coverage,
                HealthPart.AGREEMENT: agreement(self.stakes, self.agreements),
                HealthPart.RESILIENCE: self.resilience,
                HealthPart.FRESHNESS: self.freshness,
                HealthPart.RISK: calm(self.account, self.day),
                HealthPart.KPIS: mean_attainment(self.account, self.day),
                HealthPart.PLAN: pace(self.account, self.day),
            },
            self.parameters,
        )

    @cached_property
    def movement(self) -> tuple[Movement, ...]:
        """The health 30, 90 and 365 days ago, from what is known now of those days."""
        ordinal = self.day.toordinal()
        days = {age: date.fromordinal(max(ordinal - age, 1)) for age in AGES}
        past = {age: Scores(self.graph, on, self.parameters) for age, on in days.items()}
        return tuple(movement(self.health, age, each.day, each.health) for age, each in past.items())
