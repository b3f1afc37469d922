"""The whole of the API: what the domains offer, added up."""

import asyncio
from functools import partial
from typing import Annotated

import strawberry
from strawberry import Info
from strawberry.schema.config import StrawberryConfig

from graph.errors import InvalidInput, NotFound
from graph.identity import TEAM, parse_id
from graph.viewer import Role
from schema import refusals
from schema.accounts import AccountQueries, TeamMember
from schema.allowance import Metered
from schema.backtest import BacktestQueries
from schema.claims import ClaimMutations
from schema.commits import CommitMutations
from schema.connectors import ConnectorQueries
from schema.context import Context
from schema.cost import ListSize, cost_of
from schema.documents import Prepared
from schema.imports import ImportQueries
from schema.interactions import InteractionMutations
from schema.journal import JournalMutations
from schema.market import MarketQueries
from schema.merging import MergingMutations
from schema.nodes import as_node, node_types
from schema.opportunities import OpportunityMutations
from schema.planning import PlanningMutations
from schema.portfolio import PortfolioQueries
from schema.privacy import PrivacyMutations, PrivacyQueries
from schema.recommendations import Recommendation, recommendation_of
from schema.relay import GlobalId, Node, decode_id
from schema.resolutions import ResolutionMutations
from schema.scalars import SCALARS
from schema.search import SearchQueries
from schema.stakeholders import StakeholderMutations
from schema.subscriptions import Subscription
from schema.week import WeekQueries
from schema.what_if import WhatIfQueries

__all__ = ["Mutation", "NodeQueries", "Query", "Viewer", "schema"]


@strawberry.type(description="Who asks.")
class Viewer:
    subject: str = strawberry.field(description="The name under which they are known here.")
    role: Role = strawberry.field(description="What they may do.")
    team_member: TeamMember | None = strawberry.field(description="Which of us they are; null where they are none.")


@strawberry.type
class NodeQueries:
    @strawberry.field(description="Who you are here.")
    async def viewer(self, info: Info[Context, None]) -> Viewer:
        viewer = info.context.viewer
        member = None
        if viewer.team_member is not None:
            member = as_node(await info.context.team(), viewer.team_member)
        return Viewer(subject=viewer.subject, role=viewer.role, team_member=member)

    @strawberry.field(
        description="The object of a global id, at the moment that the id bears.", directives=[cost_of(50)]
    )
    async def node(
        self,
        info: Info[Context, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")],  # noqa: A002
    ) -> Node | None:
        return await _node(info.context, id)

    @strawberry.field(
        description="The objects of some global ids, in their order; null for each that is not there.",
        directives=[ListSize(slicing_arguments=["ids"])],
    )
    async def nodes(
        self,
        info: Info[Context, None],
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids.", directives=[cost_of(50)])],
    ) -> list[Node | None]:
        return await asyncio.gather(*(_node(info.context, each) for each in ids))


@strawberry.type(description="What can be asked.")
class Query(
    AccountQueries,
    BacktestQueries,
    ConnectorQueries,
    ImportQueries,
    MarketQueries,
    NodeQueries,
    PortfolioQueries,
    PrivacyQueries,
    SearchQueries,
    WeekQueries,
    WhatIfQueries,
):
    pass


@strawberry.type(description="What can be written. Every mutation answers with a payload: what changed, or all errors.")
class Mutation(
    CommitMutations,
    StakeholderMutations,
    OpportunityMutations,
    PlanningMutations,
    ClaimMutations,
    InteractionMutations,
    MergingMutations,
    ResolutionMutations,
    JournalMutations,
    PrivacyMutations,
):
    pass


async def _node(context: Context, opaque: str) -> Node | None:
    said = decode_id(opaque)
    if said is None or not _consistent(said):
        return None
    scope = parse_id(said.id).scope
    try:
        read = context.team if scope == TEAM else partial(context.account, scope)
        reading = await read(said.on, said.as_of)
    except (NotFound, InvalidInput):
        return None
    if said.type == Recommendation.__name__:
        return None if scope == TEAM else await recommendation_of(context, reading, parse_id(said.id).key)
    node: Node | None = as_node(reading, reading.graph.current(said.id), said.type)
    return node


def _consistent(said: GlobalId) -> bool:
    """Whether an id is one that we could have made, and of something that can be read again."""
    try:
        identity = parse_id(said.id)
    except ValueError:
        return False
    return said.supposed is None and (said.type == identity.label or (said.type == "Account" and identity.is_account))


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[
        *node_types(),
        *(refusals.InvalidInput, refusals.NotFound, refusals.Conflict, refusals.InUse, refusals.NotAllowed),
    ],
    extensions=[Prepared],
    execution_context_class=Metered,
    config=StrawberryConfig(scalar_map=SCALARS),
)
