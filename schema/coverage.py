"""Whom our team reaches in an account, whom it does not, and what somebody's leaving would cost."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from graph import model
from graph.errors import InvalidInput
from graph.folding import folded
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.decision_makers import SingleThread, UncoveredDecisionMaker
from schema.evidence import coverage_score, resilience_score
from schema.introductions import Introduction, introductions_to
from schema.language import InLanguage
from schema.nodes import as_node
from schema.references import resolve
from schema.relay import Node
from schema.scores import Score
from schema.sentences.coverage import status_sentence
from schema.sentences.departures import departure_sentence
from schema.ties import HeatMap, heat_map
from scoring.coverage import covered
from scoring.departures import Departure as Cost
from scoring.power import Power
from scoring.presence import open_opportunities

if TYPE_CHECKING:
    from schema.accounts import TeamMember
    from schema.opportunities import Opportunity
    from schema.organisations import Organisation
    from schema.relationships import Stakeholder

__all__ = ["AccountCoverage", "Coverage", "CoverageShare", "Departure"]

FEW = 3
MOST = 20


@strawberry.type(description="How well a part of the account is reached, within its own power.")
class CoverageShare:
    key: str | None = strawberry.field(
        description="The level, the function, or the key of the organisation or opportunity; null where none is known."
    )
    organisation: Annotated["Organisation", strawberry.lazy("schema.organisations")] | None = strawberry.field(
        default=None, description="The organisation, where it is one's."
    )
    opportunity: Annotated["Opportunity", strawberry.lazy("schema.opportunities")] | None = strawberry.field(
        default=None, description="The opportunity, where it is one's."
    )
    people: int = strawberry.field(description="How many people are in it; of an opportunity, who takes part.")
    power: float = strawberry.field(description="How much of the power is theirs, 0 to 1.")
    coverage: float | None = strawberry.field(
        description="How much of it is reached, 0 to 1; null where they have none."
    )


@strawberry.type(description="Somebody, and what the account's coverage would lose without them.")
class Departure:
    reading: strawberry.Private[Reading]
    found: strawberry.Private[Cost]

    @strawberry.field(description="Who, where it is one of us.")
    def team_member(self) -> Annotated["TeamMember", strawberry.lazy("schema.accounts")] | None:
        return cast("TeamMember | None", self._who(model.TeamMember))

    @strawberry.field(description="Who, where it is one of theirs.")
    def stakeholder(self) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")] | None:
        return cast("Stakeholder | None", self._who(model.Stakeholder))

    @strawberry.field(description="How much the coverage would lose, 0 to 1.")
    def cost(self) -> float:
        return self.found.cost

    @strawberry.field(description="What their leaving would cost, in a sentence.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return departure_sentence(self.reading, self.found, language or info.context.language)

    def _who(self, kind: type[model.TeamMember | model.Stakeholder]) -> Node | None:
        node: Node = as_node(self.reading, self.found.who)
        return node if isinstance(node.item, kind) else None


@strawberry.type(description="Whom our team reaches in an account.")
class Coverage:
    reading: strawberry.Private[Reading]

    @strawberry.field(description="How much of the power we reach, 0 to 1.")
    def score(self) -> Score:
        return coverage_score(self.reading)

    @strawberry.field(description="The least that is left of it when any one of us leaves, as a share, 0 to 1.")
    def resilience(self) -> Score:
        return resilience_score(self.reading)

    @strawberry.field(
        description="How far we have come: 0 no ties, 1 no key player reached, 2 none of them for us, 3 one is."
    )
    def status(self) -> int:
        return int(self.reading.status)

    @strawberry.field(description="How far we have come, in a sentence.")
    def status_sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return status_sentence(self.reading, language or info.context.language)

    @strawberry.field(description="By level, the highest first; those of whom none is known last.")
    def by_seniority(self) -> list[CoverageShare]:
        levels = [level.value for level in model.Seniority]
        shares = _shares(self.reading, lambda person: person.seniority and person.seniority.value)
        return sorted(shares, key=lambda share: levels.index(share.key) if share.key else len(levels))

    @strawberry.field(description="By function, the most powerful first.")
    def by_function(self) -> list[CoverageShare]:
        shares = _shares(self.reading, lambda person: person.function, folded)
        return sorted(shares, key=lambda share: (-share.power, share.key or ""))

    @strawberry.field(description="By the organisation that people work in, the most powerful first.")
    def by_organisation(self) -> list[CoverageShare]:
        root = self.reading.graph.root.id
        shares = _shares(self.reading, lambda person: self.reading.homes.get(person.id, root))
        for share in shares:
            share.organisation = as_node(self.reading, share.key or root, "Organisation")
            share.key = self.reading.account.nodes[share.key or root].key
        return sorted(shares, key=lambda share: (-share.power, share.key or ""))

    @strawberry.field(description="By open opportunity, each with who decides in it, by key.")
    def by_opportunity(self) -> list[CoverageShare]:
        return [
            _share_of(self.reading, opportunity)
            for opportunity in open_opportunities(self.reading.account, self.reading.day)
        ]

    @strawberry.field(description="Who of us knows whom of them, as a grid.")
    def heat_map(self) -> HeatMap:
        return heat_map(self.reading)

    @strawberry.field(description="Whom decisions depend on and whom we do not reach, the most powerful first.")
    def uncovered(self) -> list[UncoveredDecisionMaker]:
        return [UncoveredDecisionMaker(reading=self.reading, maker=each) for each in self.reading.uncovered]

    @strawberry.field(description="Whom decisions depend on and whom one of us alone reaches, the most powerful first.")
    def single_threaded(self) -> list[SingleThread]:
        return [SingleThread(reading=self.reading, maker=each) for each in self.reading.single_threaded]

    @strawberry.field(
        description="What one of us, or one of them, would cost by leaving: first ours, the costliest first."
    )
    def departures(self) -> list[Departure]:
        found = (*self.reading.departures, *self.reading.stakeholder_departures)
        return [Departure(reading=self.reading, found=each) for each in found]


@strawberry.type
class AccountCoverage(Node):
    @strawberry.field(description="Whom our team reaches, and whom it does not.", directives=[cost_of(200)])
    def coverage(self) -> Coverage:
        return Coverage(reading=self.reading)

    @strawberry.field(description="The likeliest ways to somebody, the likeliest first.", directives=[cost_of(100)])
    async def introductions(
        self,
        info: Info[Context, None],
        to: Annotated[strawberry.ID, strawberry.argument(description="The person's id, or key.")],
        first: Annotated[
            int, strawberry.argument(description=f"How many at the most: 1 to {MOST}.", directives=[cost_of(30)])
        ] = FEW,
    ) -> list[Introduction]:
        if not 1 <= first <= MOST:
            raise InvalidInput(f"first must be 1 to {MOST}, not {first}", ["first"])
        person = resolve(self.reading.account, model.Stakeholder, to, ("to",))
        return await introductions_to(info.context, self.reading, person, first)


def _shares(
    reading: Reading, key: Callable[[model.Stakeholder], str | None], alike: Callable[[str], str] = str
) -> list[CoverageShare]:
    """The people present, by what the key says of them; `alike` makes one of what is spelt differently."""
    groups: dict[str | None, list[str]] = {}
    spelt: dict[str | None, str | None] = {}
    for person in reading.reach:
        said = key(cast("model.Stakeholder", reading.account.nodes[person]))
        group = alike(said) if said else None
        spelt.setdefault(group, said or None)
        groups.setdefault(group, []).append(person)
    return [_share(reading, spelt[group], people, reading.power) for group, people in groups.items()]


def _share(reading: Reading, key: str | None, people: Iterable[str], power: Power) -> CoverageShare:
    members = list(people)
    return CoverageShare(
        key=key,
        people=len(members),
        power=sum(map(power.of, members)),
        coverage=covered(reading.reach, power, members),
    )


def _share_of(reading: Reading, opportunity: model.Opportunity) -> CoverageShare:
    power = reading.power_in(opportunity.id)
    roles = [r for r in reading.account.into(opportunity.id, model.HasRoleIn) if r.stands_on(reading.day)]
    return CoverageShare(
        key=opportunity.key,
        opportunity=as_node(reading, opportunity.id),
        people=len({role.source for role in roles if role.source in reading.reach}),
        power=sum(map(power.of, reading.reach)),
        coverage=covered(reading.reach, power),
    )
