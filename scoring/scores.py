"""How does an account stand?"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Set
from datetime import date
from functools import cached_property
from operator import eq
from typing import Any, TypeVar

import numpy as np

from graph.declaration import Edge, Node
from graph.memory import Known, Shelf
from graph.model import (
    AlliedWith,
    HasRoleIn,
    HoldsStance,
    Influences,
    Manages,
    Opportunity,
    Organisation,
    ReportsTo,
    Stakeholder,
    TeamMember,
)
from graph.snapshot import AccountGraph, Snapshot, differing
from scoring.attainment import mean_attainment
from scoring.authority import account_authority, opportunity_authority, opportunity_shares
from scoring.beliefs import Beliefs
from scoring.cadence import Cadence, cadences, freshness
from scoring.claims import Blend
from scoring.consensus import Consensus, consensus
from scoring.contacts import Encounters, encounters
from scoring.coverage import Reach, covered, reach
from scoring.decision_makers import DecisionMaker, decision_makers, single_threaded, uncovered
from scoring.departures import (
    Departure,
    departure_costs,
    losses,
    member_departures,
    resilience,
    stakeholder_departures,
)
from scoring.health import AGES, Health, Movement, agreement, calm, health, movement
from scoring.listening import Listening, listening, listening_amended
from scoring.parameters import DEFAULTS, HealthPart, Parameters
from scoring.power import Power, flowing, is_halved, openness
from scoring.presence import is_present, present_stakeholders
from scoring.progress import pace
from scoring.stances import stances
from scoring.status import Status, status
from scoring.strength import Tie
from scoring.touched import MEETING, tables, touched

__all__ = ["Scores"]

T = TypeVar("T")


class Scores:
    """The scores of an account at one moment: each is computed when it is first asked for, and kept with the snapshot.

    Each names what it comes of: other scores, and the kinds of things in the account that it reads. Where these are
    what they were, in a request before or before the last change, it is taken as it was; what depends on the change is
    worked out again, of the people or pairs alone whom it concerns where that is worth while. Where a `shelf` is given
    they are kept there.

    >>> Scores(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1)).coverage is None
    True
    """

    def __init__(
        self, graph: AccountGraph, day: date, parameters: Parameters = DEFAULTS, shelf: Shelf | None = None
    ) -> None:
        self.graph = graph
        self.day = day
        self.parameters = parameters
        self.beliefs = Beliefs(graph.account, day, parameters, shelf)
        self._shelf = shelf or graph.account.memory.shelf(day, parameters)
        self._powers: dict[str, Power] = {}
        self._stances: dict[str | None, Mapping[str, Blend]] = {}
        self._standings: dict[str, Consensus] = {}
        self._unswayed: dict[Hashable, Any] = {}

    @property
    def account(self) -> Snapshot:
        return self.graph.account

    def beside(self, graph: AccountGraph) -> "Scores":
        """Those of another account graph, on the same day and by the same constants: what to compare these with."""
        return Scores(graph, self.day, self.parameters)

    def apart(self, day: date) -> "Scores":
        """Those of another day that is looked at once: nothing of it is kept with the snapshot."""
        return Scores(self.graph, day, self.parameters, Shelf(self.parameters))

    def unswayed(self, name: Hashable, work: Callable[[], T]) -> T:
        """What comes out the same whoever listens to whom: worked out once, also where that is varied."""
        if name not in self._unswayed:
            self._unswayed[name] = work()
        found: T = self._unswayed[name]
        return found

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Who is present, by id."""
        present = self.account, self.day
        return self._steady(
            "people", self._read(Stakeholder), lambda: tuple(person.id for person in present_stakeholders(*present))
        )

    @cached_property
    def listening(self) -> Listening:
        """Who listens to whom."""
        beliefs, people = self.beliefs, self.people
        sources: tuple[Mapping[Any, Any], ...]
        sources = (beliefs.of(Influences), beliefs.of(AlliedWith), *self._read(ReportsTo))

        def work(known: Known[Listening] | None) -> Listening:
            if known is None or known.sources[0] is not people:
                return listening(self.account, people, self.day, self.parameters, beliefs)
            changed = [differing(*each) for each in zip(known.sources[1:], sources, strict=True)]
            return listening_amended(known.value, beliefs, _pairs(*changed))

        return self._shelf.of("listening", (people, *sources), work)

    @cached_property
    def power(self) -> Power:
        """Who decides in the account."""
        return self._power(None)

    def power_in(self, opportunity: str) -> Power:
        """Who decides in one opportunity."""
        if opportunity not in self._powers:
            self._powers[opportunity] = self._power(opportunity)
        return self._powers[opportunity]

    @cached_property
    def stakes(self) -> Mapping[str, float]:
        """What part of all that is at stake each open opportunity is, by id."""
        sources = self._read(Opportunity, Organisation)
        return self._kept("stakes", sources, lambda: opportunity_shares(self.account, self.day, self.parameters))

    def stances_in(self, opportunity: str | None) -> Mapping[str, Blend]:
        """Who is for an opportunity, by id; null: for us, in the account as a whole."""
        if opportunity not in self._stances:
            asked = self.account, self.day, self.parameters, opportunity, self.beliefs
            sources = (self.beliefs.of(HoldsStance),)
            self._stances[opportunity] = self._steady(("stances", opportunity), sources, lambda: stances(*asked))
        return self._stances[opportunity]

    def consensus_in(self, opportunity: str) -> Consensus:
        """How the decision on one opportunity stands."""
        if opportunity not in self._standings:
            power, said = self.power_in(opportunity), self.stances_in(opportunity)

            def work(known: Known[Consensus] | None) -> Consensus:
                before = known.value if known else None
                return consensus(self.account, opportunity, self.day, self.parameters, power, said, before)

            sources = (power, said, *self._read(HasRoleIn, Opportunity))
            self._standings[opportunity] = self._shelf.of(("consensus", opportunity), sources, work)
        return self._standings[opportunity]

    @cached_property
    def reach(self) -> Mapping[str, Reach]:
        """How well our team reaches each person present, by id."""

        def work(before: tuple[Mapping[str, Reach], Set[str]] | None) -> Mapping[str, Reach]:
            return reach(self.graph, self.day, self.parameters, self.beliefs, before)

        return self._of_those_touched("reach", work)

    @cached_property
    def ties(self) -> Mapping[tuple[str, str], Tie]:
        """Every tie between one of us and one of them, by the ids of both."""
        reached = self.reach.values()
        return self._kept(
            "ties", (self.reach,), lambda: {(tie.member, tie.person): tie for found in reached for tie in found.ties}
        )

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

        def work(before: tuple[Mapping[str, Encounters], Set[str]] | None) -> Mapping[str, Encounters]:
            known, changed = before or ({}, None)
            stayed = {who: each for who, each in known.items() if changed is None or who not in changed}
            return dict(sorted({**stayed, **encounters(self.graph, self.day, changed)}.items()))

        return self._of_those_touched("encounters", work)

    @cached_property
    def coverage(self) -> float | None:
        """How much of the power our team reaches; null where nobody is there."""
        return self._kept("coverage", (self.reach, self.power), lambda: covered(self.reach, self.power))

    @cached_property
    def losses(self) -> Mapping[str, Mapping[str, float]]:
        """How much of each person's coverage would be lost with each of us, by our ids and theirs."""

        def work(known: Known[Mapping[str, Mapping[str, float]]] | None) -> Mapping[str, Mapping[str, float]]:
            return losses(self.reach, self.parameters, (known.value, known.sources[0]) if known else None)

        return self._shelf.of("losses", (self.reach,), work)

    @cached_property
    def departure_costs(self) -> Mapping[str, float]:
        """What the coverage would lose without each of us who has a tie to somebody, by our ids."""
        sources = (self.losses, self.power)
        return self._kept("departure costs", sources, lambda: departure_costs(self.losses, self.power))

    @cached_property
    def departures(self) -> tuple[Departure, ...]:
        """What the coverage would lose if one of us left, the costliest first."""
        sources = (self.losses, self.power)
        return self._kept("departures", sources, lambda: member_departures(self.losses, self.power))

    @cached_property
    def stakeholder_departures(self) -> tuple[Departure, ...]:
        """What the coverage would lose if one of them left, the costliest first."""
        sources = (self.reach, self.power)
        return self._kept("stakeholder departures", sources, lambda: stakeholder_departures(self.reach, self.power))

    @cached_property
    def resilience(self) -> float | None:
        """The least coverage left when one of us leaves, over the coverage now; null where nothing is covered."""
        return resilience(self.coverage, self.departures)

    @cached_property
    def decision_makers(self) -> tuple[DecisionMaker, ...]:
        """Whom the account's decisions depend on, the most powerful first."""
        sources = (self.power, *self._read(HasRoleIn, Opportunity))
        return self._kept("decision-makers", sources, lambda: decision_makers(self.account, self.day, self.power))

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
        reached, power = self.reach, self.power
        sources = (reached, power, self.beliefs.of(HoldsStance), *self._read(Stakeholder, Opportunity))
        return self._kept(
            "status", sources, lambda: status(self.account, self.day, reached, power, self.parameters, self.beliefs)
        )

    @cached_property
    def cadences(self) -> Mapping[str, Cadence]:
        """How often each person present should be met, and how that stands, by id."""
        met = self.encounters
        sources = (met, *self._read(Stakeholder))
        return self._kept("cadences", sources, lambda: cadences(self.graph, self.day, self.parameters, met))

    @cached_property
    def freshness(self) -> float | None:
        """The share of the power that was met within its cadence; null where nobody is there."""
        sources = (self.cadences, self.power)
        return self._kept("freshness", sources, lambda: freshness(self.cadences.values(), self.power))

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

    def _read(self, *kinds: type[Node] | type[Edge]) -> tuple[Mapping[str, Any], ...]:
        return tables(self.graph, *kinds)

    def _kept(self, name: Hashable, sources: tuple[Any, ...], work: Callable[[], T]) -> T:
        return self._shelf.of(name, sources, lambda _: work())

    def _steady(
        self, name: Hashable, sources: tuple[Any, ...], work: Callable[[], T], same: Callable[[T, T], bool] = eq
    ) -> T:
        """As it is kept; and what comes out as it was stays the very same, and with it all that comes of it."""

        def steady(known: Known[T] | None) -> T:
            found = work()
            return known.value if known and same(known.value, found) else found

        return self._shelf.of(name, sources, steady)

    def _of_those_touched(
        self, name: str, work: Callable[[tuple[Mapping[str, T], Set[str]] | None], Mapping[str, T]]
    ) -> Mapping[str, T]:
        """What is told of people, by id: worked out again of those alone of whom it may have changed."""

        def only(known: Known[Mapping[str, T]] | None) -> Mapping[str, T]:
            changed = touched(self.graph, self.day, known.sources) if known else None
            if known is None or changed is None:
                return work(None)
            return work((known.value, changed)) if changed else known.value

        return self._shelf.of(name, self._read(*MEETING), only)

    def _power(self, opportunity: str | None) -> Power:
        """Who decides in an opportunity, or in all that is open."""
        account, day, parameters, heard, people = self.account, self.day, self.parameters, self.listening, self.people
        roles, members = self._read(HasRoleIn, Opportunity), self._read(Stakeholder)
        authority = self._steady(
            ("authority", opportunity),
            (*roles, *members, *self._read(Organisation)),
            lambda: (
                opportunity_authority(account, opportunity, day, parameters)
                if opportunity
                else account_authority(account, day, parameters)
            ),
        )
        open_to = self._steady(
            ("openness", opportunity),
            (people, *roles),
            lambda: openness(account, people, day, parameters, opportunity),
            np.array_equal,
        )
        halved = self._kept(("halved", opportunity), (authority, *members), lambda: is_halved(account, day, authority))
        sources = (heard, authority, open_to, halved)
        return self._kept(
            ("power", opportunity), sources, lambda: flowing(authority, heard, open_to, halved, parameters)
        )


def _pairs(
    influences: Iterable[tuple[Any, Blend]],
    alliances: Iterable[tuple[Any, Blend]],
    lines: Iterable[tuple[str, ReportsTo]],
) -> set[tuple[str, str]]:
    """Who listens to whom, by ids, of those between whom something differs."""
    found = {(listener, speaker) for (speaker, listener), _ in influences}
    for (one, other), _ in alliances:
        found |= {(one, other), (other, one)}
    return found | {(line.source, line.target) for _, line in lines}
