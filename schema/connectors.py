"""People who connect accounts: who is there in several of them."""

from typing import TYPE_CHECKING, Annotated, Final

import strawberry
from strawberry import Info

from graph import connectors
from graph.identity import parse_id
from graph.moment import day_of
from graph.viewer import Role
from schema.context import Context
from schema.cost import cost_of
from schema.nodes import as_node
from schema.ordering import Column, Order, OrderDirection
from schema.permission import permitted_to
from schema.relay import After, Connection, First, Page, encode_id, window

if TYPE_CHECKING:
    from schema.relationships import Stakeholder

__all__ = ["Appearance", "Connector", "ConnectorConnection", "ConnectorQueries"]

BREADTH: Final = Order[connectors.Connector](
    Column("ACCOUNTS", lambda row: row.accounts, OrderDirection.DESC), Column("PERSON", lambda row: row.person)
)


@strawberry.type(description="A human being in one account: what a list shows, and the way to the rest.")
class Appearance:
    found: strawberry.Private[connectors.Appearance]

    @strawberry.field(description="The global id of the stakeholder, for `node`.")
    def node_id(self) -> strawberry.ID:
        return encode_id("Stakeholder", self.found.id)

    @strawberry.field(description="The caller's own id of the stakeholder.")
    def key(self) -> str:
        return parse_id(self.found.id).key

    @strawberry.field(description="What they are called there.")
    def name(self) -> str:
        return self.found.name

    @strawberry.field(description="Their title there.")
    def title(self) -> str | None:
        return self.found.title

    @strawberry.field(description="The key of the account.")
    def account_key(self) -> str:
        return parse_id(self.found.id).scope

    @strawberry.field(description="What the account is called.")
    def account_name(self) -> str:
        return self.found.account_name

    @strawberry.field(
        description="The stakeholder itself: to ask for it reads its account whole. Null where it was dropped since.",
        directives=[cost_of(50)],
    )
    async def stakeholder(
        self, info: Info[Context, None]
    ) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")] | None:
        reading = await info.context.find(parse_id(self.found.id).scope)
        person: Stakeholder | None = as_node(reading, self.found.id) if reading else None
        return person


@strawberry.type(description="A human being who is there in several accounts.")
class Connector:
    person: str = strawberry.field(description="What their stakeholders have as `person`.")
    accounts: int = strawberry.field(description="In how many accounts that you may see they are.")
    appearances: list[Appearance] = strawberry.field(description="Who they are in each, by account.")

    @classmethod
    def of(cls, row: connectors.Connector) -> "Connector":
        """One of a list, as the API shows it."""
        return cls(
            person=row.person, accounts=row.accounts, appearances=[Appearance(found=each) for each in row.appearances]
        )


@strawberry.type(description="One page of people who connect accounts.")
class ConnectorConnection(Connection[Connector]):
    pass


@strawberry.type
class ConnectorQueries:
    @strawberry.field(
        description="The people who connect accounts: who is there today (in UTC) in two or more of those that you may "
        "see, as the same `person`. By how many accounts, then by `person`. What was written just now may be missing.",
        directives=[cost_of(500), permitted_to(Role.ANALYST)],
    )
    async def connectors(
        self, info: Info[Context, None], first: First = None, after: After = None
    ) -> ConnectorConnection:
        asked, context = window(Page(first, after), BREADTH), info.context
        today = day_of(context.clock(), None)
        rows = await context.store.connectors(context.viewer, today, asked.after, asked.limit)
        shown, more_before, more_after = asked.page(rows)
        return ConnectorConnection.of(
            [(BREADTH.cursor(row), Connector.of(row)) for row in shown], more_before, more_after
        )
