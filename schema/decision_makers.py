"""Whom decisions depend on, and whom of them our team does not reach, or by one thread alone."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from graph import model
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.introductions import Introduction, best_introduction
from schema.language import InLanguage
from schema.money import Money
from schema.nodes import as_node, described_enum
from schema.sentences.decision_makers import single_thread_sentence, uncovered_sentence
from scoring.amounts import sums_by_currency
from scoring.decision_makers import DecisionMaker, Ground, GroundKind

if TYPE_CHECKING:
    from schema.accounts import Account, TeamMember
    from schema.opportunities import Opportunity
    from schema.relationships import Stakeholder

__all__ = ["DecisionGround", "SingleThread", "UncoveredDecisionMaker"]

described_enum(GroundKind)


@strawberry.type(description="Why somebody counts: a deciding role, a veto, or their part of the power.")
class DecisionGround:
    kind: GroundKind = strawberry.field(description="Which of these.")
    opportunity: Annotated["Opportunity", strawberry.lazy("schema.opportunities")] | None = strawberry.field(
        description="In what they decide, or what they may stop; null for their part of the power."
    )
    roles: list[model.BuyingRole] = strawberry.field(description="The deciding ones among their roles in it.")

    @classmethod
    def of(cls, reading: Reading, ground: Ground) -> "DecisionGround":
        """A ground as the API shows it."""
        opportunity = as_node(reading, ground.opportunity) if ground.opportunity else None
        return cls(kind=ground.kind, opportunity=opportunity, roles=list(ground.roles))


@strawberry.type
class _Maker:
    reading: strawberry.Private[Reading]
    maker: strawberry.Private[DecisionMaker]

    @strawberry.field(description="Who it is.")
    def stakeholder(self) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")]:
        person: Stakeholder = as_node(self.reading, self.maker.person)
        return person

    @strawberry.field(description="The open opportunities in which they decide, or may stop it; else all of them.")
    def opportunities(self) -> list[Annotated["Opportunity", strawberry.lazy("schema.opportunities")]]:
        return [as_node(self.reading, each) for each in self.maker.opportunities]

    @strawberry.field(description="How much they decide in the account, 0 to 1.")
    def power(self) -> float:
        return self.maker.power

    @strawberry.field(description="How well we reach them, 0 to 1.")
    def coverage(self) -> float:
        return self.reading.reach[self.maker.person].coverage

    @strawberry.field(description="What these opportunities are worth, one sum a currency.")
    def amount_at_stake(self) -> list[Money]:
        sums = sums_by_currency(self.reading.account, self.maker.opportunities)
        return [Money.of(self.reading, amount, currency) for currency, amount in sums.items()]

    @strawberry.field(description="Why they count.")
    def reasons(self) -> list[DecisionGround]:
        return [DecisionGround.of(self.reading, each) for each in self.maker.grounds]


@strawberry.type(description="Somebody on whom a decision depends, and whom we do not reach.")
class UncoveredDecisionMaker(_Maker):
    @strawberry.field(description="The account that they are in.")
    def account(self) -> Annotated["Account", strawberry.lazy("schema.accounts")]:
        account: Account = as_node(self.reading, self.reading.graph.root.id)
        return account

    @strawberry.field(description="The likeliest way to them; null where there is none.", directives=[cost_of(100)])
    async def introduction(self, info: Info[Context, None]) -> Introduction | None:
        return await best_introduction(info.context, self.reading, self.maker.person)

    @strawberry.field(description="Why they count, since when nobody met them, and who can bring us there.")
    async def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        best = await best_introduction(info.context, self.reading, self.maker.person)
        spoken = language or info.context.language
        return uncovered_sentence(self.reading, self.maker, best.found if best else None, spoken)


@strawberry.type(description="Somebody on whom a decision depends, and whom one of us alone has a thread to.")
class SingleThread(_Maker):
    @strawberry.field(description="The one of us.")
    def team_member(self) -> Annotated["TeamMember", strawberry.lazy("schema.accounts")]:
        member: TeamMember = as_node(self.reading, self.reading.reach[self.maker.person].threads[0])
        return member

    @strawberry.field(description="Who they are, why they count, and who of us alone reaches them.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return single_thread_sentence(self.reading, self.maker, language or info.context.language)
