"""What we sell and who else sells, and what either means in one account."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from graph import model
from schema.context import Context, Reading
from schema.insights import Insight
from schema.nodes import as_node, node_type
from schema.relay import Node
from schema.scores import Blend

if TYPE_CHECKING:
    from schema.opportunities import Opportunity
    from schema.relationships import Stakeholder

__all__ = [
    "AccountCompetitor",
    "AccountMarket",
    "AccountOffering",
    "Competitor",
    "Favour",
    "MarketQueries",
    "Offering",
    "favours_of",
]


@node_type(model.Offering)
class Offering(Node):
    pass


@node_type(model.Competitor)
class Competitor(Node):
    pass


@strawberry.type(description="A person who leans towards a competitor.")
class Favour:
    stakeholder: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] = strawberry.field(
        description="Who does."
    )
    competitor: Competitor = strawberry.field(description="Towards whom.")
    weight: Blend = strawberry.field(description="How much, 0 to 1.")


@strawberry.type(description="An offering of ours in one account.")
class AccountOffering:
    reading: strawberry.Private[Reading]
    offering: Offering = strawberry.field(description="What we sell.")

    @strawberry.field(description="The opportunities in which it is offered, by key.")
    def opportunities(self) -> list[Annotated["Opportunity", strawberry.lazy("schema.opportunities")]]:
        offers = self.reading.account.into(self.offering.item.id, model.Offers)
        return [as_node(self.reading, edge.source) for edge in offers]

    @strawberry.field(description="What they want or fear that it would serve, by key.")
    def serves(self) -> list[Insight]:
        served = self.reading.account.out(self.offering.item.id, model.Serves)
        return [as_node(self.reading, edge.target) for edge in served]


@strawberry.type(description="A competitor in one account.")
class AccountCompetitor:
    reading: strawberry.Private[Reading]
    competitor: Competitor = strawberry.field(description="Who it is.")

    @strawberry.field(description="The opportunities that they are after, too, by key.")
    def opportunities(self) -> list[Annotated["Opportunity", strawberry.lazy("schema.opportunities")]]:
        after = self.reading.account.out(self.competitor.item.id, model.CompetesIn)
        return [as_node(self.reading, edge.target) for edge in after]

    @strawberry.field(description="Who leans towards them on the day, by key.")
    def favoured_by(self) -> list[Favour]:
        return favours_of(self.reading, self.reading.account.into(self.competitor.item.id, model.Favours))


@strawberry.type
class AccountMarket(Node):
    @strawberry.field(description="What we sell, by key: what of it is offered here, and for which of their needs.")
    def offerings(self) -> list[AccountOffering]:
        sold = self.reading.graph.team.all(model.Offering)
        return [AccountOffering(reading=self.reading, offering=as_node(self.reading, each.id)) for each in sold]

    @strawberry.field(description="Who else is after an opportunity here or is leant towards, by key.")
    def competitors(self) -> list[AccountCompetitor]:
        account = self.reading.account
        found = {edge.source for edge in account.all(model.CompetesIn)}
        found |= {claim.target for claim in account.all(model.Favours)}
        nodes = [as_node(self.reading, each) for each in sorted(found)]
        return [AccountCompetitor(reading=self.reading, competitor=node) for node in nodes if node is not None]


@strawberry.type
class MarketQueries:
    @strawberry.field(description="What we sell, by key.")
    async def offerings(self, info: Info[Context, None]) -> list[Offering]:
        team = await info.context.team()
        return [as_node(team, each.id) for each in team.graph.team.all(model.Offering)]

    @strawberry.field(description="Who else sells, by key.")
    async def competitors(self, info: Info[Context, None]) -> list[Competitor]:
        team = await info.context.team()
        return [as_node(team, each.id) for each in team.graph.team.all(model.Competitor)]


def favours_of(reading: Reading, claims: Iterable[model.Favours]) -> list[Favour]:
    """What these claims say on the day together, by who leans towards whom."""
    held = reading.beliefs.of(model.Favours)
    return [
        Favour(
            stakeholder=as_node(reading, pair[0]),
            competitor=as_node(reading, pair[1]),
            weight=Blend.of(reading, held[pair]),
        )
        for pair in sorted({(claim.source, claim.target) for claim in claims})
        if pair in held and reading.graph.node(pair[1]) is not None
    ]
