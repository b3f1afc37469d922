"""What had been forecast of each account, kept with its summary, and added up over accounts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.change import Drop
from graph.identity import account_id
from graph.model import Organisation
from graph.portfolio import AccountFilter
from graph.store import Store
from graph.summary import Forecast
from graph.viewer import LOCAL
from tests.graph.test_portfolio import make, sees, summary
from tests.graph.watched import watch

ALL = AccountFilter()
FORECAST = Forecast("a/Opportunity/x", 30, date(2026, 3, 1), True, True, 0.75, False, 1, "default")


def told(**values: Any) -> Forecast:
    return replace(FORECAST, **values)


async def keep(store: Store, *forecasts: Forecast) -> str:
    """An account of which these had been forecast."""
    scope = await make(store)
    assert await store.portfolio.keep(summary(scope), [], [], forecasts)
    return scope


@pytest.mark.parametrize(
    ("probability", "band"), [(0.0, 0), (0.0999, 0), (0.1, 1), (0.3, 3), (0.7, 7), (0.999, 9), (1.0, 9), (None, None)]
)
def test_a_forecast_lies_in_a_tenth(probability: float | None, band: int | None) -> None:
    assert told(probability=probability).band == band


async def test_they_are_kept_whole_and_take_the_place_of_the_former(store: Store) -> None:
    first = [told(), told(days_before=60, probability=None), told(days_before=90, was_open=False, probability=None)]
    scope = await keep(store, *first)
    assert sorted(await store.portfolio.forecasts(scope), key=lambda each: each.days_before) == first
    assert await store.portfolio.keep(summary(scope), [], [], [told(won=False)])
    assert await store.portfolio.forecasts(scope) == [told(won=False)]


async def test_they_are_added_up_by_days_and_tenths_in_one_question(store: Store) -> None:
    one = await keep(store, told(), told(probability=0.7, won=False, hindsight=True), told(days_before=60))
    other = await keep(store, told(probability=0.05), told(probability=None), told(probability=None, was_open=False))
    sent: list[str] = []
    watch(store, sent.append)
    found = await store.portfolio.forecast(sees(one, other), ALL, [30, 90])
    assert len(sent) == 1
    counted = {(each.band, each.was_open): each for each in found}
    upper = counted[7, True]
    assert [upper.probability, upper.loss] == pytest.approx([1.45, 0.25**2 + 0.7**2])
    assert {place: (each.count, each.won, each.late) for place, each in counted.items()} == {
        (7, True): (2, 1, 1),
        (0, True): (1, 1, 0),
        (None, True): (1, 1, 0),
        (None, False): (1, 1, 0),
    }


async def test_those_with_hindsight_can_be_asked_for_alone(store: Store) -> None:
    scope = await keep(store, told(), told(probability=0.7, hindsight=True))
    for hindsight, count in [(None, 2), (True, 1), (False, 1)]:
        found = await store.portfolio.forecast(sees(scope), ALL, [30], hindsight=hindsight)
        assert [each.count for each in found] == [count]


async def test_only_what_the_viewer_may_see_counts(store: Store) -> None:
    seen, unseen = await keep(store, told()), await keep(store, told())
    assert [each.count for each in await store.portfolio.forecast(sees(seen), ALL, [30])] == [1]
    assert await store.portfolio.reckoned(sees(seen), ALL) == (1, 1)
    assert [each.count for each in await store.portfolio.forecast(sees(seen, unseen), ALL, [30])] == [2]
    assert await store.portfolio.forecast(sees(), ALL, [30]) == []


async def test_accounts_without_a_summary_are_counted(store: Store) -> None:
    kept, bare = await keep(store), await make(store)
    assert await store.portfolio.reckoned(sees(kept, bare), ALL) == (2, 1)
    assert await store.portfolio.reckoned(sees(), ALL) == (0, 0)


async def test_they_go_with_their_account(store: Store) -> None:
    scope = await keep(store, told())
    await store.commit({scope: [Drop(Organisation, {"id": account_id(scope)}, cascade=True)]}, LOCAL)
    assert await store.portfolio.forecasts(scope) == []
