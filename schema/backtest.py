"""How good the forecasts were, of all opportunities that ended."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

import strawberry
from strawberry import Info

from graph.errors import InvalidInput
from graph.message import Message
from graph.portfolio import Forecasts
from graph.summary import BANDS
from schema.context import Context
from schema.cost import cost_of
from schema.language import InLanguage
from schema.portfolio import AccountFilter, wanted_accounts
from schema.sentences.backtest import Horizon, backtest_sentence, horizon_sentence
from scoring.backtest import DAYS_BEFORE, Band, Verification

__all__ = ["Backtest", "BacktestHorizon", "BacktestQueries", "CalibrationBand"]

CHOICES: Final = ", ".join(map(str, DAYS_BEFORE))


@strawberry.type(
    description="The forecasts that said about the same. Where they can be taken at their word, `forecast` and `won` "
    "are about the same too."
)
class CalibrationBand:
    from_: float = strawberry.field(name="from", description="The least of the probabilities, 0 to 1.")
    to: float = strawberry.field(description="The probability that they stay below; 1 is in the last of the bands.")
    count: int = strawberry.field(description="How many forecasts there are.")
    forecast: float = strawberry.field(description="The mean of the probabilities that were forecast.")
    won: float = strawberry.field(description="The share that was won.")


@strawberry.type(description="How good the forecasts were that were made so many days before the end.")
class BacktestHorizon:
    horizon: strawberry.Private[Horizon]
    days_before: int = strawberry.field(description="How many days before the end.")
    ended: int = strawberry.field(description="How many opportunities ended: those that were won or lost.")
    unknown: int = strawberry.field(description="Of how many of them too little was known for a forecast.")
    not_open: int = strawberry.field(description="How many of them were not open yet.")
    forecasts: int = strawberry.field(description="How many of them there was a forecast of. All else is about these.")
    hindsight: int = strawberry.field(
        description="How many of the forecasts were made from what is known now of that day, as nothing had been "
        "recorded by then."
    )
    base_rate: float | None = strawberry.field(description="The share that was won; null where there is no forecast.")
    brier_score: float | None = strawberry.field(
        description="The mean square of how far the probability was from what came: 0 is best, and whoever always says "
        "a half has 0.25. Null where there is no forecast."
    )
    skill: float | None = strawberry.field(
        description="How much better that is than always to forecast the base rate: 1 is best, 0 no better, below it "
        "worse. Null where all ended alike."
    )
    is_too_few: bool = strawberry.field(description="Whether there are too few forecasts to judge by: below 30.")
    calibration: list[CalibrationBand] = strawberry.field(
        description="The forecasts by what they said, in ten bands, the lowest first; without the empty ones."
    )

    @strawberry.field(description="How good they were, in a few sentences.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return horizon_sentence(self.horizon, language or info.context.language)


@strawberry.type(
    description="How good the forecasts were, over the accounts that you may see. They are reckoned with the summaries."
)
class Backtest:
    accounts: int = strawberry.field(description="How many accounts were asked for.")
    unreckoned: int = strawberry.field(description="How many of them have no summary yet: they count nowhere here.")
    horizons: list[BacktestHorizon] = strawberry.field(description="How good they were, so many days before each end.")

    @strawberry.field(description="How good they were, in a few sentences.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        told = [each.horizon for each in self.horizons]
        return backtest_sentence(self.accounts, self.unreckoned, told, language or info.context.language)


@strawberry.type
class BacktestQueries:
    @strawberry.field(
        description="How good the forecasts were: of each opportunity that was won or lost, the agreement probability "
        "so many days before its end, against the outcome.",
        directives=[cost_of(1000)],
    )
    async def backtest(
        self,
        info: Info[Context, None],
        filter: Annotated[  # noqa: A002
            AccountFilter | None, strawberry.argument(description="In which accounts; not given: in all.")
        ] = None,
        days_before: Annotated[
            list[int] | None,
            strawberry.argument(description=f"How many days before the end: any of {CHOICES}; not given: all of them."),
        ] = None,
        hindsight: Annotated[
            bool | None,
            strawberry.argument(
                description="Only forecasts that were made with hindsight, or only those made from what had been "
                "recorded; not given: both."
            ),
        ] = None,
    ) -> Backtest:
        days, portfolio, viewer = _days(days_before), info.context.store.portfolio, info.context.viewer
        wanted = await wanted_accounts(info.context, filter or AccountFilter())
        (accounts, reckoned), found = await asyncio.gather(
            portfolio.reckoned(viewer, wanted), portfolio.forecast(viewer, wanted, days, hindsight=hindsight)
        )
        least = info.context.parameters.judged_from
        horizons = [_horizon([each for each in found if each.days_before == day], day, least) for day in days]
        return Backtest(accounts=accounts, unreckoned=accounts - reckoned, horizons=horizons)


def _days(given: Sequence[int] | None) -> list[int]:
    """The days, each once. Raises InvalidInput, which names the one at fault."""
    if given is None:
        return list(DAYS_BEFORE)
    for place, days in enumerate(given):
        if days not in DAYS_BEFORE:
            text = Message("daysBefore must be any of %(choices)s, not %(days)s", choices=CHOICES, days=days)
            raise InvalidInput(text, ["daysBefore", str(place)])
    if not given:
        raise InvalidInput(
            Message("daysBefore must be any of %(choices)s; none is given", choices=CHOICES), ["daysBefore"]
        )
    return sorted(set(given))


def _horizon(found: Sequence[Forecasts], days: int, least: int) -> BacktestHorizon:
    bands = [
        Band(each.band, each.count, each.won, each.probability, each.loss) for each in found if each.band is not None
    ]
    told = Verification(bands)
    horizon = Horizon(
        days=days,
        verification=told,
        ended=sum(each.count for each in found),
        unknown=sum(each.count for each in found if each.band is None and each.was_open),
        not_open=sum(each.count for each in found if not each.was_open),
        hindsight=sum(each.late for each in found if each.band is not None),
        least=least,
    )
    return BacktestHorizon(
        horizon=horizon,
        days_before=days,
        ended=horizon.ended,
        unknown=horizon.unknown,
        not_open=horizon.not_open,
        forecasts=told.count,
        hindsight=horizon.hindsight,
        base_rate=told.base_rate,
        brier_score=told.brier_score,
        skill=told.skill,
        is_too_few=horizon.is_too_few,
        calibration=[
            CalibrationBand(
                from_=band.number / BANDS,
                to=(band.number + 1) / BANDS,
                count=band.count,
                forecast=band.mean,
                won=band.share,
            )
            for band in bands
        ],
    )
