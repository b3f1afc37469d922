"""The portfolio: lists across accounts, from summaries of them that are kept beside the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from pydantic.alias_generators import to_camel

from graph import cypher
from graph.codec import native
from graph.connection import Connection, Transaction
from graph.folding import folded
from graph.identity import TEAM
from graph.model import Tier
from graph.summary import AccountSummary, Forecast, Recommended, Unreached
from graph.turns import Turns
from graph.viewer import Viewer
from graph.watcher import UNWATCHED, Watcher

__all__ = [
    "AccountColumn",
    "AccountFilter",
    "AccountRow",
    "Forecasts",
    "Place",
    "Portfolio",
    "RecommendedFilter",
    "RecommendedRow",
    "UnreachedFilter",
    "UnreachedRow",
    "drop_recommended_to",
    "drop_summaries",
]

Place = Sequence[str | float | None]
"""Where a row stands in a list: its values in the columns that the list goes by."""


class AccountColumn(StrEnum):
    """What a list of accounts can go by."""

    KEY = "KEY"
    NAME = "NAME"
    REVENUE = "REVENUE"
    COVERAGE = "COVERAGE"
    UNCOVERED_POWER = "UNCOVERED_POWER"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Which accounts are asked for: those to which all of this applies. Null: whatever it is.

    `owner` is an id; the name holds every word of `text`, whatever the case and accents. What has no summary yet has
    neither owners nor coverage and status.
    """

    owner: str | None = None
    tiers: Sequence[Tier] | None = None
    sectors: Sequence[str] | None = None
    countries: Sequence[str] | None = None
    coverage_from: float | None = None
    coverage_to: float | None = None
    statuses: Sequence[int] | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in a list: what it is, and its summary where one has been made."""

    key: str
    name: str
    folded_name: str
    tier: Tier | None
    sector: str | None
    country: str | None
    currency: str | None
    summary: AccountSummary | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedFilter:
    """Which decision-makers are asked for, by their account and by the day when the first decision is to be made."""

    owner: str | None = None
    tiers: Sequence[Tier] | None = None
    countries: Sequence[str] | None = None
    closes_from: date | None = None
    closes_to: date | None = None


@dataclass(frozen=True, slots=True)
class UnreachedRow:
    """A decision-maker in a list, as they were on a day."""

    scope: str
    day: date
    unreached: Unreached


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendedFilter:
    """Which recommendations are asked for: of these accounts and kinds, for which this one of us is best placed."""

    actor: str | None = None
    accounts: Sequence[str] | None = None
    kinds: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class RecommendedRow:
    """A recommendation in a list; `rank` is what the list goes by."""

    scope: str
    rank: float
    recommended: Recommended


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Forecasts so many days before, added up: those of which the probability lies in one tenth of 0..1, the `band`.

    `won` counts the outcomes, and `late` those that were made with hindsight; `probability` and `loss` are sums. Where
    `band` is null, nothing was forecast: too little was known, or it was not open yet.
    """

    days_before: int
    band: int | None
    was_open: bool
    count: int
    won: int
    late: int
    probability: float
    loss: float


class Portfolio:
    """The summaries of all accounts, and what can be asked of them.

    They are made elsewhere, a moment after a commit, so they may lag behind. A follower may answer a list.
    """

    def __init__(self, connection: Connection, turns: Turns, watcher: Watcher = UNWATCHED) -> None:
        self._connection = connection
        self._turns = turns
        self._watcher = watcher

    async def keep(
        self,
        summary: AccountSummary,
        unreached: Iterable[Unreached],
        recommended: Iterable[Recommended] = (),
        forecasts: Iterable[Forecast] = (),
    ) -> bool:
        """Put a summary, and all that belongs to it, in the place of the account's former one, at once.

        False, and nothing is written, where somebody wrote to the account since, or there is a summary beside a newer
        team: so an account that was dropped, or a person who was erased, does not come back.
        """

        async def write(tx: Transaction) -> bool:
            touched = await (await tx.run(cypher.TOUCH, scope=summary.scope, token=str(uuid4()))).single()
            if touched is None or touched["revision"] != summary.revision:
                return False
            if not await (await tx.run(cypher.PUT_SUMMARY, scope=summary.scope, summary=_row(summary))).values():
                return False
            for drop, put, rows in parts:
                await (await tx.run(drop, scopes=[summary.scope])).consume()
                await (await tx.run(put, rows=[{"scope": summary.scope, **row} for row in rows])).consume()
            return True

        people = [{**_row(each), "rank": each.rank} for each in unreached]
        told = [{**_row(each), "band": each.band, "loss": each.loss} for each in forecasts]
        parts = (
            (cypher.DROP_UNREACHED, cypher.PUT_UNREACHED, people),
            (cypher.DROP_RECOMMENDED, cypher.PUT_RECOMMENDED, [_row(each) for each in recommended]),
            (cypher.DROP_FORECASTS, cypher.PUT_FORECASTS, told),
        )

        async with self._turns.take([summary.scope]):
            return await self._connection.transact(write)

    async def stale(
        self, viewer: Viewer, parameters: str, now: datetime, *, after: str = "", limit: int = 100, every: bool = False
    ) -> list[str]:
        """The keys of the accounts whose summary is not of their newest revision, of these constants and of their day.

        In their order, from the one after `after` on; with `every`, those of the others too.
        """
        asked = {"scopes": _seen(viewer), "parameters": parameters, "now": now, "after": after, "limit": limit}
        rows = await self._connection.ask(cypher.STALE, **asked, team=TEAM, all=every)
        return [row["scope"] for row in rows]

    async def accounts(
        self,
        viewer: Viewer,
        wanted: AccountFilter,
        order: Sequence[tuple[AccountColumn, bool]],
        *,
        after: Place | None = None,
        before: Place | None = None,
        limit: int = 50,
        backwards: bool = False,
    ) -> list[AccountRow]:
        """The accounts that the viewer may see, by some columns, each with whether it falls; nulls are last.

        The last column is the key. At the most `limit` of those after one place and before another: the first, or the
        last with `backwards`. Linear in the accounts, and a sort of those that are wanted.
        """
        self._watcher.listed("accounts")
        statement = cypher.accounts(order, backwards=backwards)
        asked = {**_asked(wanted), **_words(wanted), "after": after, "before": before}
        rows = await self._connection.ask_any(statement, **asked, scopes=_seen(viewer), limit=limit)
        found = [_account(row["account"], row["summary"]) for row in rows]
        return found[::-1] if backwards else found

    async def unreached(
        self, viewer: Viewer, wanted: UnreachedFilter, *, after: Place | None = None, limit: int = 50
    ) -> list[UnreachedRow]:
        """The uncovered decision-makers of the accounts that the viewer may see: by power times stake, power and id.

        At the most `limit` of those after a place. Linear in the accounts and in those whom they do not reach.
        """
        asked = {**_asked(wanted), "after": after, "scopes": _seen(viewer), "limit": limit}
        self._watcher.listed("decision-makers")
        rows = await self._connection.ask_any(cypher.UNREACHED, **asked)
        return [_unreached(native(row["unreached"]), row["day"].to_native()) for row in rows]

    async def recommended(
        self, viewer: Viewer, wanted: RecommendedFilter, *, after: Place | None = None, limit: int = 50
    ) -> list[RecommendedRow]:
        """What to do next in the accounts that the viewer may see: by priority times weight, account and key.

        At the most `limit` of those after a place. Linear in the recommendations that are asked for, twice.
        """
        asked = {**asdict(wanted), "after": after, "scopes": _seen(viewer), "limit": limit}
        self._watcher.listed("recommendations")
        rows = await self._connection.ask_any(cypher.RECOMMENDED, **asked)
        return [_recommended(native(row["recommended"]), row["rank"]) for row in rows]

    async def forecasts(self, account: str) -> list[Forecast]:
        """What had been forecast of the opportunities of an account that ended, as its summary has it."""
        rows = await self._connection.ask(cypher.FORECASTS, scope=account)
        return [_forecast(native(row["forecast"])) for row in rows]

    async def reckoned(self, viewer: Viewer, wanted: AccountFilter) -> tuple[int, int]:
        """How many accounts that the viewer may see are wanted, and how many of them have a summary."""
        self._watcher.listed("account counts")
        (row,) = await self._connection.ask_any(
            cypher.RECKONED, **_asked(wanted), **_words(wanted), scopes=_seen(viewer)
        )
        return row["accounts"], row["reckoned"]

    async def forecast(
        self, viewer: Viewer, wanted: AccountFilter, days_before: Sequence[int], *, hindsight: bool | None = None
    ) -> list[Forecasts]:
        """What had been forecast in the accounts that the viewer may see, so many days before each outcome.

        Only with hindsight or only without, where that is told. Linear in the accounts and their forecasts.
        """
        asked = {**_asked(wanted), **_words(wanted), "daysBefore": list(days_before), "hindsight": hindsight}
        self._watcher.listed("forecasts")
        rows = await self._connection.ask_any(cypher.FORECAST, **asked, scopes=_seen(viewer))
        return [Forecasts(**{known.name: row[to_camel(known.name)] for known in fields(Forecasts)}) for row in rows]


async def drop_recommended_to(tx: Transaction, actor: str) -> None:
    """Forget what was recommended to one of us, until it is reckoned anew."""
    await (await tx.run(cypher.DROP_RECOMMENDED_TO, actor=actor)).consume()


async def drop_summaries(tx: Transaction, scopes: Iterable[str]) -> None:
    """Forget what was reckoned of some accounts, until it is reckoned anew."""
    for statement in (cypher.DROP_UNREACHED, cypher.DROP_RECOMMENDED, cypher.DROP_FORECASTS, cypher.DROP_SUMMARIES):
        await (await tx.run(statement, scopes=list(scopes))).consume()


def _seen(viewer: Viewer) -> dict[str, bool] | None:
    return None if viewer.accounts is None else dict.fromkeys(viewer.accounts, True)


def _asked(wanted: AccountFilter | UnreachedFilter) -> dict[str, Any]:
    """The parameters of a filter, by the words that statements have for them."""
    values = {to_camel(known.name): getattr(wanted, known.name) for known in fields(wanted)}
    return {**values, "tiers": None if wanted.tiers is None else [tier.value for tier in wanted.tiers]}


def _words(wanted: AccountFilter) -> dict[str, list[str]]:
    return {"words": folded(wanted.text or "").split()}


def _row(told: AccountSummary | Forecast | Unreached | Recommended) -> dict[str, Any]:
    """The properties of a node, by their words."""
    return {to_camel(word): list(value) if isinstance(value, tuple) else value for word, value in asdict(told).items()}


def _account(account: Mapping[str, Any], summary: Mapping[str, Any] | None) -> AccountRow:
    tier = account["tier"]
    return AccountRow(
        key=account["key"],
        name=account["name"],
        folded_name=account["searchName"],
        tier=None if tier is None else Tier(tier),
        sector=account["sector"],
        country=account["country"],
        currency=account["currency"],
        summary=None if summary is None else _summary(native(summary)),
    )


def _summary(row: Mapping[str, Any]) -> AccountSummary:
    values: dict[str, Any] = {known.name: row.get(to_camel(known.name)) for known in fields(AccountSummary)}
    return AccountSummary(**{**values, "owners": tuple(row["owners"])})


def _unreached(row: Mapping[str, Any], day: date) -> UnreachedRow:
    values: dict[str, Any] = {known.name: row.get(to_camel(known.name)) for known in fields(Unreached)}
    return UnreachedRow(row["scope"], day, Unreached(**values))


def _recommended(row: Mapping[str, Any], rank: float) -> RecommendedRow:
    values: dict[str, Any] = {known.name: row.get(to_camel(known.name)) for known in fields(Recommended)}
    return RecommendedRow(row["scope"], rank, Recommended(**values))


def _forecast(row: Mapping[str, Any]) -> Forecast:
    values: dict[str, Any] = {known.name: row.get(to_camel(known.name)) for known in fields(Forecast)}
    return Forecast(**values)
