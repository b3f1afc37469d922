"""Accounts, with all that there is in one, and our team."""

from datetime import date
from typing import Annotated, Final

import strawberry
from strawberry import Info

from graph import model
from graph.viewer import Role
from schema.agenda import AccountAgenda, MemberAgenda
from schema.cadence import AccountCadences
from schema.context import Context
from schema.cost import cost_of
from schema.coverage import AccountCoverage
from schema.edges import sources, targets
from schema.follow_ups import AccountFollowUps
from schema.health import AccountHealth
from schema.insights import AccountInsights
from schema.interactions import AccountInteractions
from schema.journal import AccountDiff, Change, account_changes, account_diff
from schema.market import AccountMarket
from schema.merging import LikelyDuplicate, likely_duplicates_of
from schema.moment import AsOfInput, OnDay, as_of_of
from schema.network import AccountNetwork
from schema.nodes import as_node, node_type
from schema.opportunities import AccountOpportunities
from schema.ordering import BY_ID, Order
from schema.organisations import AccountTeamMember, Organisation, team_of
from schema.performance import AccountPerformance
from schema.permission import permitted_to
from schema.planning import AccountPlans
from schema.recommendations import AccountRecommendations
from schema.references import account_key
from schema.relay import After, Before, Connection, First, Last, Node, Page, paginate
from schema.risks import AccountRisks
from schema.stakeholder_map import MapFilter, StakeholderMap, stakeholder_map
from schema.stakeholders import AccountStakeholders
from schema.warnings import AccountWarnings
from schema.whitespace import Whitespace, cells_of
from scoring.presence import is_present

__all__ = ["Account", "AccountQueries", "TeamMember"]

TEAM_BY_KEY: Final = Order[model.TeamMember](BY_ID)


@node_type(model.TeamMember)
class TeamMember(MemberAgenda):
    @strawberry.field(description="Whom of us they report to, by solid or dotted line.")
    def managers(self) -> list["TeamMember"]:
        return targets(self, model.ReportsTo)

    @strawberry.field(description="Who of us reports to them, by solid or dotted line.")
    def reports(self) -> list["TeamMember"]:
        return sources(self, model.ReportsTo)


@node_type(model.Organisation, name="Account", directives=[cost_of(50)])
class Account(
    AccountHealth,
    AccountWarnings,
    AccountAgenda,
    AccountCoverage,
    AccountStakeholders,
    AccountCadences,
    AccountInteractions,
    AccountInsights,
    AccountOpportunities,
    AccountPlans,
    AccountRisks,
    AccountPerformance,
    AccountMarket,
    AccountNetwork,
    AccountRecommendations,
    AccountFollowUps,
    Node,
):
    @strawberry.field(description="The revision that all of this is of: it rises by one with every commit.")
    def revision(self) -> int:
        return self.reading.graph.revision

    @strawberry.field(description="The day that all of this is for.")
    def date(self) -> date:
        return self.reading.day

    @strawberry.field(description="Its organisations, itself first, the others by their keys.")
    def organisations(self) -> list[Organisation]:
        root = self.reading.graph.root
        others = [each for each in self.reading.account.all(model.Organisation) if each.id != root.id]
        return [as_node(self.reading, each.id, "Organisation") for each in (root, *others)]

    @strawberry.field(description="Who of us looks after it, or a part of it, on the day.")
    def team(self) -> list[AccountTeamMember]:
        return team_of(self.reading, self.reading.account.all(model.Manages))

    @strawberry.field(description="What each of its organisations has of each of our offerings.")
    def whitespace(self) -> Whitespace:
        return Whitespace(
            reading=self.reading,
            organisations=self.organisations(),
            offerings=[as_node(self.reading, each.id) for each in self.reading.graph.team.all(model.Offering)],
            cells=cells_of(self.reading, self.reading.account.all(model.Uses)),
        )

    @strawberry.field(
        description="Who of the present people are likely to be one, in pairs by key, and why.",
        directives=[cost_of(50)],
    )
    def likely_duplicates(self) -> list[LikelyDuplicate]:
        return likely_duplicates_of(self.reading)

    @strawberry.field(description="The map of the account, whole.", directives=[cost_of(250)])
    def stakeholder_map(
        self,
        filter: Annotated[  # noqa: A002
            MapFilter | None, strawberry.argument(description="What of it to show; not given: all.")
        ] = None,
    ) -> StakeholderMap:
        return stakeholder_map(self.reading, filter or MapFilter())

    @strawberry.field(
        description="The journal: who changed what and when, the newest first.",
        directives=[cost_of(100), permitted_to(Role.ANALYST)],
    )
    async def changes(self, info: Info[Context, None], first: First = None, after: After = None) -> Connection[Change]:
        return await account_changes(info.context, self.reading, first, after)

    @strawberry.field(
        description="What differs between two moments of recorded time, in the graph and in who decides.",
        directives=[cost_of(500), permitted_to(Role.ANALYST)],
    )
    async def diff(
        self,
        info: Info[Context, None],
        since: Annotated[AsOfInput, strawberry.argument(name="from", description="The earlier moment.")],
        until: Annotated[
            AsOfInput | None, strawberry.argument(name="to", description="The later; not given: the one that is read.")
        ] = None,
    ) -> AccountDiff:
        earlier = as_of_of(since)
        assert earlier is not None  # noqa: S101  # GraphQL demands it
        return await account_diff(info.context, self.reading, earlier, as_of_of(until))


@strawberry.type
class AccountQueries:
    @strawberry.field(description="One account; null where there is none that you may see.")
    async def account(
        self,
        info: Info[Context, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="The account's id, or key.")],  # noqa: A002
        as_of: Annotated[
            AsOfInput | None, strawberry.argument(description="What was recorded by when; not given: by now.")
        ] = None,
        on: OnDay = None,
    ) -> Account | None:
        reading = await info.context.find(account_key(id), on, as_of_of(as_of))
        account: Account | None = as_node(reading, reading.graph.root.id) if reading else None
        return account

    @strawberry.field(description="Our team, by key; those who left are left out.")
    async def team_members(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TeamMember]:
        team = await info.context.team()
        present = [each for each in team.graph.team.all(model.TeamMember) if is_present(each, team.day)]
        return paginate(present, TEAM_BY_KEY, lambda each: as_node(team, each.id), Page(first, after, last, before))
