"""The portfolio: lists across accounts, of accounts and of the decision-makers whom nobody reaches."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from strawberry import Info

from graph import model, portfolio
from graph.errors import InvalidInput
from graph.model import Tier
from graph.portfolio import AccountColumn, AccountRow, UnreachedRow
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.decision_makers import UncoveredDecisionMaker
from schema.moment import demand_period
from schema.nodes import as_node
from schema.ordering import Column, Order, OrderDirection
from schema.references import resolve
from schema.relay import After, Before, First, Last, Page, PageInfo, encode_cursor, window
from scoring.decision_makers import DecisionMaker

if TYPE_CHECKING:
    from schema.accounts import Account, TeamMember

__all__ = [
    "AccountConnection",
    "AccountEdge",
    "AccountFilter",
    "AccountOrder",
    "AccountSummary",
    "PortfolioQueries",
    "UncoveredDecisionMakerConnection",
    "UncoveredDecisionMakerEdge",
    "UncoveredFilter",
    "wanted_accounts",
]

strawberry.enum(AccountColumn, name="AccountOrderField", description=AccountColumn.__doc__)

VALUES: Final[Mapping[AccountColumn, Callable[[AccountRow], str | float | None]]] = {
    AccountColumn.KEY: lambda row: row.key,
    AccountColumn.NAME: lambda row: row.folded_name,
    AccountColumn.REVENUE: lambda row: row.summary.revenue if row.summary else None,
    AccountColumn.COVERAGE: lambda row: row.summary.coverage if row.summary else None,
    AccountColumn.UNCOVERED_POWER: lambda row: row.summary.uncovered_power if row.summary else None,
}

RANKING: Final = Order[UnreachedRow](
    Column("RANK", lambda row: row.unreached.rank, OrderDirection.DESC),
    Column("POWER", lambda row: row.unreached.power, OrderDirection.DESC),
    Column("id", lambda row: row.unreached.person),
)


# ---------------------------------------------------------------- what is asked for


@strawberry.input(description="Which accounts to show: those to which all of this applies.")
class AccountFilter:
    owner: strawberry.ID | None = strawberry.field(
        default=None, description="Only what this one of us owns, or a part of it: an id or a key."
    )
    tier: list[Tier] | None = strawberry.field(default=None, description="Only of these tiers.")
    sector: list[str] | None = strawberry.field(default=None, description="Only of these sectors, spelt exactly so.")
    country: list[str] | None = strawberry.field(
        default=None, description="Only of these countries: ISO 3166-1, two letters."
    )
    coverage_from: float | None = strawberry.field(default=None, description="Only of this coverage or more, 0 to 1.")
    coverage_to: float | None = strawberry.field(default=None, description="Only of this coverage or less, 0 to 1.")
    status: list[int] | None = strawberry.field(
        default=None, description="Only where we have come so far: 0 to 3, as `Coverage.status`."
    )
    text: str | None = strawberry.field(
        default=None, description="Only whose name holds every word of it; case and accents do not count."
    )


@strawberry.input(description="One of the things to order accounts by.")
class AccountOrder:
    by: AccountColumn = strawberry.field(name="field", description="By what.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Which way.")


@strawberry.input(description="Which decision-makers to show: those to whom all of this applies.")
class UncoveredFilter:
    owner: strawberry.ID | None = strawberry.field(
        default=None, description="Only in what this one of us owns, or owns a part of: an id or a key."
    )
    tier: list[Tier] | None = strawberry.field(default=None, description="Only in accounts of these tiers.")
    country: list[str] | None = strawberry.field(
        default=None, description="Only in accounts of these countries: ISO 3166-1, two letters."
    )
    closes_from: date | None = strawberry.field(
        default=None,
        description="Only where the first decision that depends on them is to be made on this day or later.",
    )
    closes_to: date | None = strawberry.field(default=None, description="Only where it is due on this day or earlier.")


# ---------------------------------------------------------------- accounts


@strawberry.type(
    description="An account as lists show it. What it is, is as of now; its scores are those of the day and revision, "
    "and null until they are first reckoned."
)
class AccountSummary:
    owned_by: strawberry.Private[Sequence[str] | None]
    key: str = strawberry.field(description="The account's key.")
    name: str = strawberry.field(description="What it is called.")
    tier: Tier | None = strawberry.field(description="How much the account matters to us.")
    sector: str | None = strawberry.field(description="The line of business.")
    country: str | None = strawberry.field(description="The country of its seat: ISO 3166-1, two letters.")
    currency: str | None = strawberry.field(description="The currency of its amounts: ISO 4217.")
    day: date | None = strawberry.field(description="The day that the scores are for.")
    revision: int | None = strawberry.field(description="The revision of the account that the scores are of.")
    people: int | None = strawberry.field(description="How many people are in it.")
    revenue: float | None = strawberry.field(
        description="What was booked as earned in the year up to the day, in the unit of the rates that the service "
        "was told, or else in the account's currency; null where nothing was, or a rate is missing."
    )
    stake: float | None = strawberry.field(description="What its open opportunities are worth, in the same unit.")
    coverage: float | None = strawberry.field(
        description="How much of the power we reach, 0 to 1; null where nobody is there."
    )
    resilience: float | None = strawberry.field(
        description="The least of that which is left when one of us leaves, as a share; null where nothing is reached."
    )
    status: int | None = strawberry.field(
        description="How far we have come: 0 no ties, 1 no key player reached, 2 none of them for us, 3 one is."
    )
    uncovered: int | None = strawberry.field(description="How many decision-makers we do not reach.")
    uncovered_power: float | None = strawberry.field(description="How much these decide together, 0 to 1.")

    @strawberry.field(description="Who of us owns the account, or a part of it.")
    async def owners(
        self, info: Info[Context, None]
    ) -> list[Annotated["TeamMember", strawberry.lazy("schema.accounts")]] | None:
        if self.owned_by is None:
            return None
        team = await info.context.team()
        found = (as_node(team, each) for each in self.owned_by)
        return [each for each in found if each is not None]

    @classmethod
    def of(cls, row: AccountRow) -> "AccountSummary":
        """An account of a list, as the API shows it."""
        scores: dict[str, Any] = {name: getattr(row.summary, name, None) for name in SCORES}
        return cls(
            owned_by=row.summary.owners if row.summary else None,
            key=row.key,
            name=row.name,
            tier=row.tier,
            sector=row.sector,
            country=row.country,
            currency=row.currency,
            **scores,
        )


SCORES: Final = (
    "day",
    "revision",
    "people",
    "revenue",
    "stake",
    "coverage",
    "resilience",
    "status",
    "uncovered",
    "uncovered_power",
)


@strawberry.type(description="An account in a list.")
class AccountEdge:
    row: strawberry.Private[AccountRow]
    cursor: str = strawberry.field(description="Where to go on from this row.")

    @strawberry.field(description="What lists show of it: this alone reads no account.")
    def summary(self) -> AccountSummary:
        return AccountSummary.of(self.row)

    @strawberry.field(
        description="The account itself, as it is now: to ask for it reads it whole. Null where it was just dropped."
    )
    async def node(self, info: Info[Context, None]) -> Annotated["Account", strawberry.lazy("schema.accounts")] | None:
        return await _account(info.context, self.row.key)


@strawberry.type(description="One page of accounts.")
class AccountConnection:
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    edges: list[AccountEdge] = strawberry.field(description="Its rows.")

    @strawberry.field(description="The accounts themselves, as they are now: to ask for them reads each whole.")
    async def nodes(self, info: Info[Context, None]) -> list[Annotated["Account", strawberry.lazy("schema.accounts")]]:
        found = await asyncio.gather(*(_account(info.context, edge.row.key) for edge in self.edges))
        return [each for each in found if each is not None]


async def _account(context: Context, key: str) -> "Account | None":
    reading = await context.find(key)
    account: Account | None = as_node(reading, reading.graph.root.id) if reading else None
    return account


# ---------------------------------------------------------------- decision-makers


@strawberry.type(description="A decision-maker in a list.")
class UncoveredDecisionMakerEdge:
    cursor: str = strawberry.field(description="Where to go on from this row.")
    node: UncoveredDecisionMaker = strawberry.field(description="Who it is, as of now.")
    day: date = strawberry.field(description="The day for which their place in the list was reckoned.")


@strawberry.type(
    description="One page of decision-makers. Whom we have reached since the list was reckoned is left out, so it may "
    "hold fewer than asked for although there are more."
)
class UncoveredDecisionMakerConnection:
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    edges: list[UncoveredDecisionMakerEdge] = strawberry.field(description="Its rows.")

    @strawberry.field(description="What its rows hold, without their cursors.")
    def nodes(self) -> list[UncoveredDecisionMaker]:
        return [edge.node for edge in self.edges]


async def _uncovered(context: Context, scopes: Iterable[str]) -> dict[str, UncoveredDecisionMaker]:
    """Whom we do not reach now in these accounts, by id."""
    found: dict[str, UncoveredDecisionMaker] = {}
    for reading in await asyncio.gather(*(context.find(scope) for scope in scopes)):
        if reading is not None:
            makers = await asyncio.to_thread(_makers, reading)  # others are answered meanwhile
            found |= {maker.person: UncoveredDecisionMaker(reading=reading, maker=maker) for maker in makers}
    return found


def _makers(reading: Reading) -> Iterable[DecisionMaker]:
    return reading.uncovered


# ---------------------------------------------------------------- the queries


@strawberry.type
class PortfolioQueries:
    @strawberry.field(
        description="The accounts that you may see, from summaries that are brought up to date a moment after each "
        "commit and when a day begins. What is not known comes last, and equals are ordered by their keys.",
        directives=[cost_of(100)],
    )
    async def accounts(
        self,
        info: Info[Context, None],
        filter: Annotated[  # noqa: A002
            AccountFilter | None, strawberry.argument(description="Which of them to show; not given: all.")
        ] = None,
        order_by: Annotated[
            list[AccountOrder] | None,
            strawberry.argument(description="In which order: by the first, then the next; not given: by their keys."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> AccountConnection:
        columns, wanted = _columns(order_by or ()), await wanted_accounts(info.context, filter or AccountFilter())
        order = Order(*(Column(by.value, VALUES[by], direction) for by, direction in columns.items()))
        asked = window(Page(first, after, last, before), order)
        rows = await info.context.store.portfolio.accounts(
            info.context.viewer,
            wanted,
            [(by, direction is OrderDirection.DESC) for by, direction in columns.items()],
            after=asked.after,
            before=asked.before,
            limit=asked.limit,
            backwards=asked.backwards,
        )
        shown, more_before, more_after = asked.page(rows)
        edges = [AccountEdge(row=row, cursor=encode_cursor(order.cursor(row))) for row in shown]
        return AccountConnection(
            page_info=PageInfo.of([edge.cursor for edge in edges], more_before, more_after), edges=edges
        )

    @strawberry.field(
        description="The decision-makers whom we do not reach, in all accounts that you may see: by their power times "
        "what is at stake, as the summaries have it, then by their power.",
        directives=[cost_of(5000)],
    )
    async def uncovered_decision_makers(
        self,
        info: Info[Context, None],
        filter: Annotated[  # noqa: A002
            UncoveredFilter | None, strawberry.argument(description="Which of them to show; not given: all.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> UncoveredDecisionMakerConnection:
        wanted = await _decision_makers(info.context, filter or UncoveredFilter())
        asked = window(Page(first, after), RANKING)
        rows = await info.context.store.portfolio.unreached(
            info.context.viewer, wanted, after=asked.after, limit=asked.limit
        )
        shown, more_before, more_after = asked.page(rows)
        now = await _uncovered(info.context, {row.scope for row in shown})
        places = [(row, encode_cursor(RANKING.cursor(row))) for row in shown]
        return UncoveredDecisionMakerConnection(
            page_info=PageInfo.of([cursor for _, cursor in places], more_before, more_after),
            edges=[
                UncoveredDecisionMakerEdge(cursor=cursor, node=now[row.unreached.person], day=row.day)
                for row, cursor in places
                if row.unreached.person in now
            ],
        )


def _columns(wanted: Iterable[AccountOrder]) -> dict[AccountColumn, OrderDirection]:
    """What to go by: each once, and the key, which no two share, last."""
    columns: dict[AccountColumn, OrderDirection] = {}
    for each in wanted:
        columns.setdefault(each.by, each.direction)
        if each.by is AccountColumn.KEY:
            return columns
    return {**columns, AccountColumn.KEY: OrderDirection.ASC}


async def wanted_accounts(context: Context, given: AccountFilter) -> portfolio.AccountFilter:
    """The filter, understood. Raises InvalidInput and NotFound, which name the field."""
    if given.coverage_from is not None and given.coverage_to is not None and given.coverage_to < given.coverage_from:
        text = f"filter.coverageTo must not be below filter.coverageFrom: {given.coverage_to} < {given.coverage_from}"
        raise InvalidInput(text, ["filter", "coverageTo"])
    return portfolio.AccountFilter(
        owner=await _owner(context, given.owner),
        tiers=given.tier,
        sectors=given.sector,
        countries=given.country,
        coverage_from=given.coverage_from,
        coverage_to=given.coverage_to,
        statuses=given.status,
        text=given.text,
    )


async def _decision_makers(context: Context, given: UncoveredFilter) -> portfolio.UnreachedFilter:
    demand_period(given.closes_from, given.closes_to, ("filter.closesFrom", "filter.closesTo"))
    return portfolio.UnreachedFilter(
        owner=await _owner(context, given.owner),
        tiers=given.tier,
        countries=given.country,
        closes_from=given.closes_from,
        closes_to=given.closes_to,
    )


async def _owner(context: Context, given: str | None) -> str | None:
    """The id of the one of us who is named. Raises NotFound where there is none."""
    if given is None:
        return None
    return resolve((await context.team()).graph.team, model.TeamMember, given, ("filter", "owner"))
