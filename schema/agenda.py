"""The agenda: what is due in an account, and for one of us in all accounts."""

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from schema.context import Context, Reading
from schema.cost import cost_of
from schema.language import InLanguage
from schema.moment import demand_period
from schema.nodes import as_node, described_enum
from schema.relay import Node
from schema.sentences.agenda import agenda_sentence
from scoring.agenda import AgendaKind, Entry, agenda

if TYPE_CHECKING:
    from schema.accounts import Account, TeamMember

__all__ = ["AccountAgenda", "AgendaEntry", "MemberAgenda", "agenda_of"]

described_enum(AgendaKind)

_Since = Annotated[date | None, strawberry.argument(name="from", description="Only what is due on this day or later.")]
_Until = Annotated[date | None, strawberry.argument(name="to", description="Only what is due on this day or earlier.")]


@strawberry.type(description="Something that is due on a day.")
class AgendaEntry:
    reading: strawberry.Private[Reading]
    found: strawberry.Private[Entry]

    @strawberry.field(description="The day.")
    def on(self) -> date:
        return self.found.on

    @strawberry.field(description="When it begins, where it is a planned contact.")
    def at(self) -> datetime | None:
        return self.found.at

    @strawberry.field(description="What sort of thing is due.")
    def kind(self) -> AgendaKind:
        return self.found.kind

    @strawberry.field(description="What is due, or who is to be met.")
    def node(self) -> Node:
        node: Node = as_node(self.reading, self.found.node)
        return node

    @strawberry.field(description="The account that it is in.")
    def account(self) -> Annotated["Account", strawberry.lazy("schema.accounts")]:
        account: Account = as_node(self.reading, self.reading.graph.root.id)
        return account

    @strawberry.field(description="Who of us answers for it or takes part; else who owns the account.")
    def team_members(self) -> list[Annotated["TeamMember", strawberry.lazy("schema.accounts")]]:
        return [as_node(self.reading, each) for each in self.found.members]

    @strawberry.field(description="What is due, in a sentence.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return agenda_sentence(self.reading, self.found, language or info.context.language)


@strawberry.type
class AccountAgenda(Node):
    @strawberry.field(
        description="What is open and due in a period, its last day included: by day.", directives=[cost_of(250)]
    )
    def agenda(self, since: _Since = None, until: _Until = None) -> list[AgendaEntry]:
        demand_period(since, until, ("from", "to"))
        return [AgendaEntry(reading=self.reading, found=each) for each in agenda(self.reading, since, until)]


@strawberry.type
class MemberAgenda(Node):
    @strawberry.field(
        description="What is open and due for them in a period, in all accounts that you may see, by day.",
        directives=[cost_of(5000)],
    )
    async def agenda(self, info: Info[Context, None], since: _Since = None, until: _Until = None) -> list[AgendaEntry]:
        demand_period(since, until, ("from", "to"))
        return await agenda_of(info.context, self.item.id, since, until, self.reading.on)


async def agenda_of(
    context: Context, member: str, since: date | None, until: date | None, on: date | None = None
) -> list[AgendaEntry]:
    """What is due for one of us, by id, in a period, in all accounts that the viewer may see: by day.

    Each account is scored in a thread, so that others are answered meanwhile.
    """
    keys = await context.store.accounts_of(member, context.viewer)
    found: list[AgendaEntry] = []
    for reading in await asyncio.gather(*(context.find(key, on) for key in keys)):
        if reading is not None:
            due = await asyncio.to_thread(agenda, reading, since, until)
            found += [AgendaEntry(reading=reading, found=each) for each in due if member in each.members]
    return sorted(found, key=lambda each: (each.found.on, each.found.kind, each.found.node))
