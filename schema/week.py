"""What to do next, across accounts: the week of one of us, or of all."""

import asyncio
from collections.abc import Iterable
from typing import Annotated, Final

import strawberry
from strawberry import Info

from graph import model
from graph.portfolio import RecommendedFilter, RecommendedRow
from schema.context import Context
from schema.cost import cost_of
from schema.ordering import Column, Order, OrderDirection
from schema.recommendations import Recommendation, recommendations_of
from schema.references import account_key, resolve
from schema.relay import After, Connection, Edge, First, Page, PageInfo, encode_cursor, window
from scoring.resolutions import PENDING

__all__ = ["WeekFilter", "WeekQueries"]

BY_RANK: Final = Order[RecommendedRow](
    Column("RANK", lambda row: row.rank, OrderDirection.DESC),
    Column("account", lambda row: row.scope),
    Column("id", lambda row: row.recommended.key),
)


@strawberry.input(description="Which recommendations to show: those that are all of this.")
class WeekFilter:
    team_member: strawberry.ID | None = strawberry.field(
        default=None, description="Only those for which this one of us is best placed: an id or a key."
    )
    accounts: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only in these accounts: ids or keys."
    )
    kinds: list[model.RecommendationKind] | None = strawberry.field(default=None, description="Only of these kinds.")


@strawberry.type
class WeekQueries:
    @strawberry.field(
        description="What to do next in all accounts that you may see: by priority, times the root of what is at stake "
        "in the account. The list is reckoned with the summaries, of the first fifty of each account. What was done or "
        "dismissed since, or is not recommended any more, is left out: a page may hold fewer than asked for although "
        "there are more.",
        directives=[cost_of(20_000)],
    )
    async def recommendations(
        self,
        info: Info[Context, None],
        filter: Annotated[  # noqa: A002
            WeekFilter | None, strawberry.argument(description="Which of them to show; not given: all.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Recommendation]:
        wanted = await _wanted(info.context, filter or WeekFilter())
        asked = window(Page(first, after), BY_RANK)
        portfolio, viewer = info.context.store.portfolio, info.context.viewer
        rows = await portfolio.recommended(viewer, wanted, after=asked.after, limit=asked.limit)
        shown, more_before, more_after = asked.page(rows)
        now = await _pending(info.context, {row.scope for row in shown}, wanted.actor)
        places = [((row.scope, row.recommended.key), encode_cursor(BY_RANK.cursor(row))) for row in shown]
        return Connection(
            page_info=PageInfo.of([cursor for _, cursor in places], more_before, more_after),
            edges=[Edge(cursor=cursor, node=now[place]) for place, cursor in places if place in now],
        )


async def _wanted(context: Context, given: WeekFilter) -> RecommendedFilter:
    actor = None
    if given.team_member is not None:
        team = (await context.team()).graph.team
        actor = resolve(team, model.TeamMember, given.team_member, ("filter", "teamMember"))
    accounts = None if given.accounts is None else [account_key(each) for each in given.accounts]
    kinds = None if given.kinds is None else [each.value for each in given.kinds]
    return RecommendedFilter(actor=actor, accounts=accounts, kinds=kinds)


async def _pending(context: Context, scopes: Iterable[str], actor: str | None) -> dict[tuple[str, str], Recommendation]:
    """What is open or accepted now in these accounts, by account and key; of one of us, where one is named."""
    found: dict[tuple[str, str], Recommendation] = {}
    for reading in await asyncio.gather(*(context.find(scope) for scope in scopes)):
        if reading is not None:
            for each in await recommendations_of(context, reading):
                shown = Recommendation(reading=reading, item=each)
                if actor in (None, each.actor) and shown.state() in PENDING:
                    found[reading.graph.key, each.id] = shown
    return found
