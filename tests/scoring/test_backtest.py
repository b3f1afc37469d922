"""How good the forecasts were."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.change import Put, apply
from graph.identity import account_id
from graph.model import For, HasRoleIn, HoldsStance, Opportunity, Organisation, Stakeholder, WorksIn
from graph.portfolio import AccountFilter
from graph.snapshot import Snapshot
from graph.store import Store
from graph.summary import Forecast
from scoring.backtest import DAYS_BEFORE, Band, Ending, Verification, endings, forecast, verification
from scoring.consensus import consensus
from tests.graph.test_portfolio import make, sees, summary

ROOT = account_id("acme")
DEAL = "acme/Opportunity/deal"
ANNA = "acme/Stakeholder/anna"
END = date(2026, 6, 30)
WON = Ending(DEAL, END, True)


def told(probability: float | None, won: bool) -> Forecast:
    return Forecast(DEAL, 30, END, won, True, probability, False, 1, "")


def judged(*forecasts: tuple[float | None, bool]) -> Verification:
    return verification(told(probability, won) for probability, won in forecasts)


def account(*, stance_from: date | None = date(2026, 1, 10), stance: float = 1.0, **deal: Any) -> Snapshot:
    """Anna alone decides, and for whom we hold a stance from a day on; the deal was open from January to June."""
    values = {"title": "Deal", "opensOn": "2026-01-01", "closedOn": END, "outcome": "WON", **deal}
    changes = [
        Put(Organisation, {"id": ROOT, "name": "Acme", "kind": "CLIENT"}),
        Put(Stakeholder, {"id": ANNA, "name": "Anna"}),
        Put(WorksIn, {"from": ANNA, "to": ROOT}),
        Put(Opportunity, {"id": DEAL, **values}),
        Put(For, {"from": DEAL, "to": ROOT}),
        Put(HasRoleIn, {"from": ANNA, "to": DEAL, "roles": ["DECIDER"]}),
    ]
    if stance_from is not None:
        said = {"by": "source:us", "stance": stance, "validFrom": stance_from, "verification": "CONFIRMED"}
        changes.append(Put(HoldsStance, {"from": ANNA, "to": DEAL, **said}))
    return apply(Snapshot("acme"), changes)


# ---------------------------------------------------------------- how good


def test_the_example_that_scikit_learn_publishes() -> None:
    """User guide, 3.4, "Brier score loss": 0.055."""
    found = judged((0.1, False), (0.9, True), (0.8, True), (0.4, False))
    assert found.brier_score == pytest.approx(0.055)


@pytest.mark.parametrize(
    ("probability", "won", "score"),
    [(1.0, True, 0.0), (1.0, False, 1.0), (0.7, True, 0.09), (0.3, True, 0.49), (0.5, True, 0.25), (0.5, False, 0.25)],
)
def test_single_forecasts_score_as_in_the_examples_for_rain(probability: float, won: bool, score: float) -> None:
    """Wikipedia, "Brier score", Example."""
    assert judged((probability, won)).brier_score == pytest.approx(score)


def test_without_forecasts_nothing_is_known_and_nothing_is_zero() -> None:
    found = judged((None, True), (None, False))
    assert (found.count, found.base_rate, found.brier_score, found.skill) == (0, None, None, None)


def test_where_all_ended_alike_there_is_no_skill() -> None:
    found = judged((0.9, True), (0.6, True))
    assert found.base_rate == 1.0
    assert found.brier_score == pytest.approx((0.01 + 0.16) / 2)
    assert found.skill is None


def test_perfect_forecasts_have_all_the_skill_and_the_base_rate_has_none() -> None:
    assert judged((1.0, True), (0.0, False), (0.0, False)).skill == pytest.approx(1.0)
    assert judged((0.25, True), (0.25, False), (0.25, False), (0.25, False)).skill == pytest.approx(0.0)
    wrong = judged((0.0, True), (1.0, False)).skill
    assert wrong == pytest.approx(-3.0)


def test_the_table_has_ten_bands_and_one_is_in_the_last() -> None:
    found = judged((0.0, False), (0.1, True), (0.19, False), (0.999, True), (1.0, True))
    assert [(band.number, band.count, band.won) for band in found.bands] == [(0, 1, 0), (1, 2, 1), (9, 2, 2)]
    assert found.bands[1].mean == pytest.approx(0.145)
    assert found.bands[1].share == 0.5


tenths = st.tuples(st.integers(0, 9).map(lambda tenth: (tenth + 0.5) / 10), st.booleans())


@given(st.lists(tenths, min_size=1, max_size=40))
def test_the_score_is_reliability_less_resolution_and_uncertainty(forecasts: list[tuple[float, bool]]) -> None:
    """Murphy (1973): exact where all forecasts in a band are the same."""
    found = judged(*forecasts)
    assert found.base_rate is not None
    assert found.uncertainty is not None
    reliability = sum(band.count * (band.mean - band.share) ** 2 for band in found.bands) / found.count
    resolution = sum(band.count * (band.share - found.base_rate) ** 2 for band in found.bands) / found.count
    assert found.brier_score == pytest.approx(reliability - resolution + found.uncertainty, abs=1e-12)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_no_constant_forecast_is_better_than_the_base_rate(forecasts: list[tuple[float, bool]]) -> None:
    """The score is proper (Brier, 1950): to say what one believes is best."""
    outcomes = [won for _, won in forecasts]
    rate = sum(outcomes) / len(outcomes)
    honest = judged(*((rate, won) for won in outcomes)).brier_score
    other = judged(*((forecasts[0][0], won) for won in outcomes)).brier_score
    assert honest is not None
    assert other is not None
    assert honest <= other + 1e-12


async def test_the_sums_that_the_database_adds_up_are_these(store: Store) -> None:
    scope, random = await make(store), Random(7)  # noqa: S311  # no secret
    said = [None, 0.0, 0.1, 0.3, 0.6, 0.7, 0.9, 1.0, *(random.random() for _ in range(40))]
    made = [
        replace(told(probability, won), opportunity=f"{scope}/Opportunity/{number}-{won}")
        for number, probability in enumerate(said)
        for won in (True, random.random() < 0.5)
    ]
    made = list({each.opportunity: each for each in made}.values())
    assert await store.portfolio.keep(summary(scope), [], [], made)
    found = await store.portfolio.forecast(sees(scope), AccountFilter(), [30])
    bands = [Band(e.band, e.count, e.won, e.probability, e.loss) for e in found if e.band is not None]
    expected = verification(made).bands
    assert len(expected) == 10
    assert [(each.number, each.count, each.won) for each in bands] == [(e.number, e.count, e.won) for e in expected]
    for one, other in zip(bands, expected, strict=True):
        assert (one.probability, one.loss) == pytest.approx((other.probability, other.loss), abs=1e-12)


# ---------------------------------------------------------------- what ended


@pytest.mark.parametrize(
    ("deal", "expected"),
    [
        ({}, [(END, True)]),
        ({"outcome": "LOST"}, [(END, False)]),
        ({"outcome": "ABANDONED"}, []),
        ({"outcome": "OPEN"}, []),
        ({"closedOn": None}, []),
    ],
)
def test_what_was_won_or_lost_on_a_day_has_ended(deal: dict[str, Any], expected: list[tuple[date, bool]]) -> None:
    found = endings(account(**deal), END)
    assert [(each.closed_on, each.won) for each in found] == expected


def test_what_ends_later_has_not_ended() -> None:
    assert endings(account(), END - timedelta(days=1)) == ()


# ---------------------------------------------------------------- what was forecast


@pytest.mark.parametrize("days", DAYS_BEFORE)
def test_a_forecast_is_the_agreement_probability_of_its_day(days: int) -> None:
    known = account()
    made = forecast(WON, days, known, known)
    day = END - timedelta(days=days)
    assert made.probability == consensus(known, DEAL, day).agreement_probability
    assert made.probability is not None
    assert (made.was_open, made.hindsight, made.days_before, made.won) == (True, False, days, True)


def test_what_a_forecast_was_made_of_is_not_kept() -> None:
    now, then = account(), account()
    for recorded in (None, then):
        assert forecast(WON, 30, now, recorded).probability is not None
    assert (now.memory.days, then.memory.days) == (0, 0)


def test_what_became_known_later_plays_no_part() -> None:
    known = account(stance_from=END - timedelta(days=20))
    made = forecast(WON, 30, known, known)
    assert (made.was_open, made.probability) == (True, None)


def test_what_had_been_recorded_goes_before_what_is_known_now() -> None:
    then, now = account(stance=-1.0), account(stance=1.0)
    recorded, late = forecast(WON, 30, now, then), forecast(WON, 30, now, None)
    assert recorded.probability is not None
    assert late.probability is not None
    assert recorded.probability < 0.5 < late.probability
    assert (recorded.hindsight, late.hindsight) == (False, True)


def test_an_opportunity_that_had_not_been_recorded_is_forecast_with_hindsight() -> None:
    made = forecast(WON, 30, account(), Snapshot("acme"))
    assert made.hindsight
    assert made.probability is not None


def test_what_was_not_open_yet_is_no_forecast() -> None:
    made = forecast(WON, 90, account(opensOn="2026-05-01"), None)
    assert (made.was_open, made.probability) == (False, None)


def test_the_calendar_has_a_first_day() -> None:
    assert Ending(DEAL, date(1, 1, 30), True).before(30) is None
    assert not forecast(Ending(DEAL, date(1, 1, 30), True), 30, account(), None).was_open
