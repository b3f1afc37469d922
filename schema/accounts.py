"""Accounts, their organisations, and our team with what it sells and against whom."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, cast

import strawberry
from strawberry import Info

from graph import model
from graph.errors import NotFound
from schema.context import Context, Reading
from schema.journal import AccountDiff, Change, account_changes, account_diff
from schema.merging import LikelyDuplicate, likely_duplicates_of
from schema.moment import AsOfInput, OnDay, as_of_of
from schema.nodes import as_node, node_type
from schema.opportunities import Opportunity
from schema.references import account_key, resolve
from schema.relationships import Stakeholder
from schema.relay import After, Connection, First, Node, page_bounds, paginate
from schema.stakeholder_map import MapFilter, StakeholderMap, stakeholder_map
from scoring.presence import is_present

__all__ = ["Account", "AccountQueries", "AccountTeamMember", "Competitor", "Offering", "Organisation", "TeamMember"]


@node_type(model.Organisation)
class Organisation(Node):
    @strawberry.field(description="Whether it is the account itself.")
    def is_account(self) -> bool:
        return self.item.id == self.reading.graph.root.id

    @strawberry.field(description="The organisation that it is a part of; null for the account itself.")
    def parent(self) -> "Organisation | None":
        above = self.reading.account.out(self.item.id, model.PartOf)
        root = self.reading.graph.root.id
        identifier = above[0].target if above else root
        parent: Organisation | None = None
        if self.item.id != root:
            parent = as_node(self.reading, identifier, "Organisation")
        return parent


@node_type(model.TeamMember)
class TeamMember(Node):
    pass


@node_type(model.Offering)
class Offering(Node):
    pass


@node_type(model.Competitor)
class Competitor(Node):
    pass


@strawberry.type(description="One of us who looks after an account.")
class AccountTeamMember:
    team_member: TeamMember = strawberry.field(description="Who it is.")
    role: model.ManagesRole = strawberry.field(description="What they are for it.")
    organisation: Organisation = strawberry.field(description="The organisation that they look after.")


@node_type(model.Organisation, name="Account")
class Account(Node):
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

    @strawberry.field(description="Who of us looks after it on the day.")
    def team(self) -> list[AccountTeamMember]:
        standing = [e for e in self.reading.account.all(model.Manages) if e.stands_on(self.reading.day)]
        return [
            AccountTeamMember(
                team_member=member,
                role=edge.role,
                organisation=as_node(self.reading, edge.target, "Organisation"),
            )
            for edge in standing
            if (member := as_node(self.reading, edge.source)) is not None
        ]

    @strawberry.field(description="The people of the account, by their keys; those who left are left out.")
    def stakeholders(self, first: First = None, after: After = None) -> Connection[Stakeholder]:
        day = self.reading.day
        present = [each for each in self.reading.account.all(model.Stakeholder) if is_present(each, day)]
        return _page(self.reading, present, first, after)

    @strawberry.field(description="One person of the account, also one who left; null where there is none.")
    def stakeholder(
        self,
        id: Annotated[strawberry.ID, strawberry.argument(description="The person's id, or key.")],  # noqa: A002
    ) -> Stakeholder | None:
        found: Stakeholder | None = _one(self.reading, model.Stakeholder, id)
        return found

    @strawberry.field(description="Who of the present people are likely to be one, in pairs by key, and why.")
    def likely_duplicates(self) -> list[LikelyDuplicate]:
        return likely_duplicates_of(self.reading)

    @strawberry.field(description="The map of the account, whole.")
    def stakeholder_map(
        self,
        filter: Annotated[  # noqa: A002
            MapFilter | None, strawberry.argument(description="What of it to show; not given: all.")
        ] = None,
    ) -> StakeholderMap:
        return stakeholder_map(self.reading, filter or MapFilter())

    @strawberry.field(description="What the client must agree on, by key.")
    def opportunities(self, first: First = None, after: After = None) -> Connection[Opportunity]:
        return _page(self.reading, self.reading.account.all(model.Opportunity), first, after)

    @strawberry.field(description="The journal: who changed what and when, the newest first.")
    async def changes(self, info: Info[Context, None], first: First = None, after: After = None) -> Connection[Change]:
        return await account_changes(info.context, self.reading, first, after)

    @strawberry.field(description="What differs between two moments of recorded time, in the graph and in who decides.")
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

    @strawberry.field(description="The accounts that you may see, by their keys.")
    async def accounts(
        self, info: Info[Context, None], first: First = None, after: After = None
    ) -> Connection[Account]:
        count, start = page_bounds(first, after)
        keys = await info.context.store.account_keys(info.context.viewer, start, count + 1)
        readings = await asyncio.gather(*(info.context.find(key) for key in keys[:count]))
        rows = [(each.graph.key, cast("Account", as_node(each, each.graph.root.id))) for each in readings if each]
        return Connection.of(rows, after is not None, len(keys) > count)

    @strawberry.field(description="Our team, by key; those who left are left out.")
    async def team_members(
        self, info: Info[Context, None], first: First = None, after: After = None
    ) -> Connection[TeamMember]:
        team = await info.context.team()
        present = [each for each in team.graph.team.all(model.TeamMember) if is_present(each, team.day)]
        return _page(team, present, first, after)

    @strawberry.field(description="What we sell, by key.")
    async def offerings(self, info: Info[Context, None]) -> list[Offering]:
        team = await info.context.team()
        return [as_node(team, each.id) for each in team.graph.team.all(model.Offering)]

    @strawberry.field(description="Who else sells, by key.")
    async def competitors(self, info: Info[Context, None]) -> list[Competitor]:
        team = await info.context.team()
        return [as_node(team, each.id) for each in team.graph.team.all(model.Competitor)]


def _page(reading: Reading, items: Sequence[Any], first: int | None, after: str | None) -> Connection[Any]:
    return paginate(items, lambda item: str(item.id), lambda item: as_node(reading, item.id), first, after)


def _one(reading: Reading, kind: type[Any], given: str) -> Any:
    try:
        return as_node(reading, resolve(reading.account, kind, given))
    except NotFound:
        return None
