"""The map in one call: everything that a frontend needs to draw it."""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.declaration import Claim as StoredClaim
from graph.declaration import Edge as StoredEdge
from graph.model import (
    AlliedWith,
    ConflictsWith,
    Influences,
    Knows,
    Manages,
    Opportunity,
    Organisation,
    PartOf,
    ReportsTo,
    Seniority,
)
from graph.model import Stakeholder as StoredStakeholder
from graph.model import TeamMember as StoredTeamMember
from schema.context import Reading
from schema.cost import ListSize, cost_of
from schema.nodes import EdgeType, as_node, described_enum
from schema.references import resolve
from schema.scores import Claim, claim_of
from scoring.consensus import Consensus
from scoring.contacts import Encounters
from scoring.coverage import CoverageLevel
from scoring.gaps import camps
from scoring.layout import layout
from scoring.presence import is_present
from scoring.strength import Tie

if TYPE_CHECKING:
    from schema.accounts import TeamMember
    from schema.relationships import Stakeholder

__all__ = [
    "MapEdge",
    "MapFilter",
    "MapGroup",
    "MapGroupKind",
    "MapNode",
    "MapNodeKind",
    "StakeholderMap",
    "stakeholder_map",
]

CLAIMED: tuple[type[StoredClaim], ...] = (Influences, AlliedWith, ConflictsWith)


@described_enum
class MapNodeKind(StrEnum):
    """What a node of the map is."""

    STAKEHOLDER = "STAKEHOLDER"
    TEAM_MEMBER = "TEAM_MEMBER"


@described_enum
class MapGroupKind(StrEnum):
    """Why people belong together: they work in one organisation, or listen to each other more than to others."""

    ORGANISATION = "ORGANISATION"
    CAMP = "CAMP"


@strawberry.input(description="What of the map to show. Filters hide; the power of those shown stays the account's.")
class MapFilter:
    opportunity: strawberry.ID | None = strawberry.field(
        default=None,
        description="The opportunity that stances, forecasts and camps are of; not given: stances are towards the"
        " account as a whole, and there is nothing of the others.",
    )
    seniority: list[Seniority] | None = strawberry.field(default=None, description="Only these levels.")
    organisations: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only who works in these organisations, or in a part of one."
    )
    min_power: float | None = strawberry.field(default=None, description="Only who has at least so much power.")
    edge_types: list[EdgeType] | None = strawberry.field(default=None, description="Only these types of edge.")
    include_left: bool = strawberry.field(default=False, description="Also who left, or has not joined yet.")
    include_team: bool = strawberry.field(
        default=False, description="Also who of us looks after it or has a tie to somebody shown, and those ties."
    )


@strawberry.type(description="A person on the map.", directives=[cost_of(5)])
class MapNode:
    key: str = strawberry.field(description="What edges and groups refer to.")
    kind: MapNodeKind = strawberry.field(description="One of theirs, or one of ours.")
    stakeholder: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] | None = strawberry.field(
        description="The person, where it is one of theirs."
    )
    team_member: Annotated["TeamMember", strawberry.lazy("schema.accounts")] | None = strawberry.field(
        description="The person, where it is one of ours."
    )
    x: float = strawberry.field(description="The place from left to right, in units of one place.")
    y: float = strawberry.field(description="The layer from the top down; our team stands above, at -1.")
    power: float | None = strawberry.field(description="How much they decide, 0 to 1; null where they do not count.")
    coverage: float | None = strawberry.field(description="How well we reach them, 0 to 1; null where not there.")
    level: CoverageLevel | None = strawberry.field(description="The same in a word.")
    stance: float | None = strawberry.field(description="For (1) or against (-1); null where nobody has said.")
    forecast: float | None = strawberry.field(
        description="Where they settle on the opportunity asked for, -1 to 1. Null without one, and where less than"
        " half of what moves them is of known stance."
    )
    last_contact_on: date | None = strawberry.field(description="The day of the last contact with them.")
    next_contact_on: date | None = strawberry.field(description="The day of the next contact that is planned.")
    uncovered: bool = strawberry.field(description="Whether a decision depends on them, and we do not reach them.")
    single_threaded: bool = strawberry.field(
        description="Whether a decision depends on them, and one of us alone reaches them."
    )
    contested: bool = strawberry.field(description="Whether what is said of their stance is far apart.")
    left: bool = strawberry.field(description="Whether they left, or have not joined yet.")
    placeholder: bool = strawberry.field(description="Whether it is a role in which nobody is known.")


@strawberry.type(description="A tie on the map.")
class MapEdge:
    key: str = strawberry.field(description="What tells it from all others of the map.")
    type: EdgeType = strawberry.field(description="What sort of tie it is.")
    source: str = strawberry.field(description="The key of the node that it starts at.")
    target: str = strawberry.field(description="The key of the node that it ends at.")
    directed: bool = strawberry.field(description="Whether it has a direction.")
    weight: float | None = strawberry.field(
        description="How strong it is, 0 to 1: as it is said; for KNOWS, by contacts and by what is said."
    )
    confidence: float | None = strawberry.field(
        description="How sure is what is said, 0 to 1; null where nothing is, as for a reporting line."
    )
    contested: bool = strawberry.field(description="Whether what is said of it is far apart.")
    claims: list[Claim] = strawberry.field(description="Who says so.", directives=[ListSize(assumed_size=1)])


@strawberry.type(description="People who belong together.")
class MapGroup:
    key: str = strawberry.field(description="What `parent` refers to.")
    kind: MapGroupKind = strawberry.field(description="Why they belong together.")
    label: str = strawberry.field(
        description="What to write on it: the organisation's name, or that of the most powerful of a camp."
    )
    nodes: list[str] = strawberry.field(description="The keys of the nodes in it, not counting those of its parts.")
    parent: str | None = strawberry.field(description="The key of the group that it is a part of.")


@strawberry.type(description="The stakeholder map of an account: everything that is needed to draw it.")
class StakeholderMap:
    revision: int = strawberry.field(description="The account's revision that it shows.")
    day: date = strawberry.field(name="date", description="The day that it shows.")
    nodes: list[MapNode] = strawberry.field(description="The people.")
    edges: list[MapEdge] = strawberry.field(description="The ties between them.")
    groups: list[MapGroup] = strawberry.field(
        description="The organisations that they work in; then the camps of two or more, where the filter names an"
        " opportunity."
    )


def stakeholder_map(reading: Reading, wanted: MapFilter, among: Set[str] | None = None) -> StakeholderMap:
    """The map of one account at one moment, or of some of its people, by their ids.

    Linear in its people, edges and claims, and a sort.
    """
    drawing = _Drawing(reading, wanted, among)
    return StakeholderMap(
        revision=reading.graph.revision,
        day=reading.day,
        nodes=[*drawing.stakeholders(), *drawing.team_members()],
        edges=list(drawing.edges()),
        groups=[*drawing.groups(), *drawing.camps()],
    )


class _Drawing:
    """One map in the making."""

    def __init__(self, reading: Reading, wanted: MapFilter, among: Set[str] | None) -> None:
        self.reading = reading
        self.wanted = wanted
        self.among = among
        self.account = reading.account
        self.people = {person.id: person for person in self.account.all(StoredStakeholder) if self._shown(person)}
        self.keys = {person.id: person.key for person in self.people.values()}
        self.uncovered = {maker.person for maker in reading.uncovered}
        self.single_threaded = {maker.person for maker in reading.single_threaded}

    def stakeholders(self) -> Iterator[MapNode]:
        places = layout(self.account, list(self.people), self.reading.day)
        for person in self.people.values():
            stance, contested = self._stance(person.id)
            met = self.reading.encounters.get(person.id, Encounters())
            reach = self.reading.reach.get(person.id)
            yield MapNode(
                key=self.keys[person.id],
                kind=MapNodeKind.STAKEHOLDER,
                stakeholder=as_node(self.reading, person.id),
                team_member=None,
                x=places[person.id][0],
                y=places[person.id][1],
                power=self.reading.power.of(person.id) if reach else None,
                coverage=reach.coverage if reach else None,
                level=reach.level if reach else None,
                stance=stance,
                forecast=self._forecasts.get(person.id),
                last_contact_on=met.last,
                next_contact_on=met.next,
                uncovered=person.id in self.uncovered,
                single_threaded=person.id in self.single_threaded,
                contested=contested,
                left=reach is None,
                placeholder=person.placeholder,
            )

    def team_members(self) -> Iterator[MapNode]:
        for x, member in enumerate(self.team):
            yield MapNode(
                key=member,
                kind=MapNodeKind.TEAM_MEMBER,
                stakeholder=None,
                team_member=as_node(self.reading, member),
                x=float(x),
                y=-1.0,
                power=None,
                coverage=None,
                level=None,
                stance=None,
                forecast=None,
                last_contact_on=None,
                next_contact_on=None,
                uncovered=False,
                single_threaded=False,
                contested=False,
                left=False,
                placeholder=False,
            )

    @cached_property
    def team(self) -> dict[str, StoredTeamMember]:
        """Who of us is shown, by id: whoever looks after the account, or has a tie to somebody shown."""
        if not self.wanted.include_team:
            return {}
        assigned = {edge.source for edge in self.account.all(Manages) if edge.stands_on(self.reading.day)}
        tied = {tie.member for tie in self._ties()}
        team = self.reading.graph.team.all(StoredTeamMember)
        return {each.id: each for each in team if is_present(each, self.reading.day) and each.id in assigned | tied}

    def edges(self) -> Iterator[MapEdge]:
        wanted = None if self.wanted.edge_types is None else {each.value for each in self.wanted.edge_types}
        if wanted is None or ReportsTo.label in wanted:
            yield from self._lines()
        for kind in CLAIMED:
            if wanted is None or kind.label in wanted:
                yield from self._claimed(kind)
        if self.wanted.include_team and (wanted is None or Knows.label in wanted):
            yield from self._known()

    def groups(self) -> Iterator[MapGroup]:
        members: dict[str, list[str]] = {}
        for person in self.people.values():
            members.setdefault(self._home(person.id), []).append(self.keys[person.id])
        parents = self._parents
        shown = {above for home in members for above in self._upwards(home)}
        for organisation in self.account.all(Organisation):
            if organisation.id in shown:
                parent = self.account.nodes.get(parents.get(organisation.id, ""))
                yield MapGroup(
                    key=organisation.key,
                    kind=MapGroupKind.ORGANISATION,
                    label=organisation.name,
                    nodes=members.get(organisation.id, []),
                    parent=parent.key if parent else None,
                )

    def camps(self) -> Iterator[MapGroup]:
        """Those of two or more, by their most powerful."""
        standing = self._standing
        if standing is None:
            return
        for camp in camps(standing):
            by_power = sorted(camp.people, key=lambda each: (-standing.power.of(each), each))
            shown = [each for each in by_power if each in self.people]
            if len(by_power) > 1 and shown:
                yield MapGroup(
                    key=f"{MapGroupKind.CAMP}|{by_power[0]}",
                    kind=MapGroupKind.CAMP,
                    label=self.people[shown[0]].name,
                    nodes=[self.keys[each] for each in shown],
                    parent=None,
                )

    def _shown(self, person: StoredStakeholder) -> bool:
        wanted, present = self.wanted, is_present(person, self.reading.day)
        within = None if wanted.organisations is None else self._wanted_organisations
        return (
            (self.among is None or person.id in self.among)
            and (present or wanted.include_left)
            and (wanted.seniority is None or person.seniority in wanted.seniority)
            and (within is None or bool(within.intersection(self._upwards(self._home(person.id)))))
            and (wanted.min_power is None or self.reading.power.of(person.id) >= wanted.min_power)
        )

    @cached_property
    def _wanted_organisations(self) -> set[str]:
        named = enumerate(self.wanted.organisations or [])
        return {resolve(self.account, Organisation, each, ("organisations", str(i))) for i, each in named}

    @cached_property
    def _parents(self) -> dict[str, str]:
        """The organisation above each; what says nothing of its own hangs below the account."""
        root = self.reading.graph.root.id
        known = {edge.source: edge.target for edge in self.account.all(PartOf)}
        return {each.id: known.get(each.id, root) for each in self.account.all(Organisation) if each.id != root}

    def _home(self, person: str) -> str:
        return self.reading.homes.get(person, self.reading.graph.root.id)

    def _upwards(self, organisation: str) -> list[str]:
        chain = [organisation]
        while chain[-1] in self._parents:
            chain.append(self._parents[chain[-1]])
        return chain

    @cached_property
    def _opportunity(self) -> str | None:
        """The opportunity asked for."""
        if self.wanted.opportunity is None:
            return None
        return resolve(self.account, Opportunity, self.wanted.opportunity, ("opportunity",))

    @property
    def _opportunities(self) -> Mapping[str, float]:
        """What stances are towards: the opportunity asked for, or the account and its open ones by their weight."""
        return {self._opportunity: 1.0} if self._opportunity else self.reading.stakes

    @property
    def _standing(self) -> Consensus | None:
        """How the decision asked for stands."""
        return self.reading.consensus_in(self._opportunity) if self._opportunity else None

    @cached_property
    def _forecasts(self) -> Mapping[str, float]:
        """Where those settle of whom it can be said, by id."""
        if self._standing is None:
            return {}
        found = zip(self._standing.people, self._standing.forecast.tolist(), self._standing.foreseen, strict=True)
        return {person: value for person, value, is_foreseen in found if is_foreseen}

    def _stance(self, person: str) -> tuple[float | None, bool]:
        """The weighted mean of the known stances, that towards the account standing in where there is none."""
        general = self.reading.stances_in(None).get(person)
        found = {each: self.reading.stances_in(each).get(person) for each in self._opportunities}
        blended = [(self._opportunities[each], b) for each, b in found.items() if b is not None]
        total = sum(weight for weight, _ in blended)
        if not total:
            return (general.value, general.contested) if general else (None, False)
        mean = sum(weight * b.value for weight, b in blended) / total
        return mean, any(b.contested for _, b in blended)

    def _lines(self) -> Iterator[MapEdge]:
        for line in self.account.all(ReportsTo):
            if line.stands_on(self.reading.day) and self._both_shown(line.source, line.target):
                weight = self.reading.parameters.line_weights[line.line]
                yield self._edge(ReportsTo, line.source, line.target, weight, None, False, ())

    def _claimed(self, kind: type[StoredClaim]) -> Iterator[MapEdge]:
        for (source, target), found in self.reading.beliefs.of(kind).items():
            if self._both_shown(source, target):
                yield self._edge(kind, source, target, found.value, found.confidence, found.contested, found.claims)

    def _known(self) -> Iterator[MapEdge]:
        for tie in self._ties():
            said = tie.declared.blend if tie.declared else None
            confidence, contested = (said.confidence, said.contested) if said else (None, False)
            claims = said.claims if said else ()
            yield self._edge(Knows, tie.member, tie.person, tie.strength, confidence, contested, claims)

    def _ties(self) -> list[Tie]:
        """Those between us and somebody shown that have any strength, or of which something is said."""
        ties = self.reading.ties.values()
        return [tie for tie in ties if tie.person in self.people and (tie.declared or tie.strength > 0)]

    def _both_shown(self, source: str, target: str) -> bool:
        return target in self.people and source in self.people

    def _edge(
        self,
        kind: type[StoredEdge],
        source: str,
        target: str,
        weight: float,
        confidence: float | None,
        contested: bool,
        claims: Iterable[StoredClaim],
    ) -> MapEdge:
        return MapEdge(
            key=f"{kind.label}|{source}|{target}",
            type=EdgeType(kind.label),
            source=self.keys.get(source, source),  # one of us goes by id
            target=self.keys[target],
            directed=not kind.rules.undirected,
            weight=weight,
            confidence=confidence,
            contested=contested,
            claims=[claim_of(self.reading, claim) for claim in claims],
        )
