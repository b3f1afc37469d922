"""The forecasts that a backtest judges: from what had been recorded by then, where it had been."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

import app.forecasts
from app.upkeep import Upkeep
from graph.change import Change, Put
from graph.endpoint import Endpoint
from graph.identity import account_id, node_id
from graph.model import For, HasRoleIn, HoldsStance, Opportunity, Organisation, Stakeholder, WorksIn
from graph.store import Store
from graph.summary import Forecast
from graph.viewer import LOCAL
from scoring import backtest
from scoring.parameters import Parameters

pytestmark = pytest.mark.both_servers

BEGUN = datetime(2026, 1, 1, 12, tzinfo=UTC)
CLOSED = BEGUN + timedelta(days=80)


@dataclass
class Deal:
    """An account with one opportunity, and a clock that one sets."""

    store: Store
    scope: str = field(default_factory=lambda: f"deal-{uuid4()}")
    made: list[int] = field(default_factory=list)

    def id(self, kind: type, key: str) -> str:
        return node_id(self.scope, kind.__name__, key)

    async def write(self, *changes: Change) -> None:
        await self.store.commit({self.scope: list(changes)}, LOCAL)

    def people(self) -> Iterable[Change]:
        root, anna = account_id(self.scope), self.id(Stakeholder, "anna")
        yield Put(Organisation, {"id": root, "name": "Acme", "kind": "CLIENT"})
        yield Put(Stakeholder, {"id": anna, "name": "Anna"})
        yield Put(WorksIn, {"from": anna, "to": root})

    def opportunity(self, **more: Any) -> Iterable[Change]:
        deal = self.id(Opportunity, "deal")
        yield Put(Opportunity, {"id": deal, "title": "Deal", "opensOn": BEGUN.date(), **more})
        yield Put(For, {"from": deal, "to": account_id(self.scope)})
        yield Put(HasRoleIn, {"from": self.id(Stakeholder, "anna"), "to": deal, "roles": ["DECIDER"]})

    def stance(self, stance: float, by: str = "source:us") -> Change:
        said = {"by": by, "stance": stance, "verification": "CONFIRMED", "validFrom": BEGUN.date()}
        ends = {"from": self.id(Stakeholder, "anna"), "to": self.id(Opportunity, "deal")}
        return Put(HoldsStance, {**ends, **said})

    def ended(self, outcome: str = "WON") -> Change:
        about = {"id": self.id(Opportunity, "deal"), "outcome": outcome, "closedOn": CLOSED.date()}
        return Put(Opportunity, about)

    async def forecasts(self, parameters: Parameters | None = None) -> dict[int, Forecast]:
        """What upkeep makes of it, by the days before."""
        self.made.clear()
        assert await Upkeep(self.store, parameters or Parameters()).refresh(self.scope)
        return {each.days_before: each for each in await self.store.portfolio.forecasts(self.scope)}


@pytest.fixture
def clock() -> dict[str, datetime]:
    return {"now": BEGUN}


@pytest.fixture
async def deal(endpoint: Endpoint, clock: dict[str, datetime], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Deal]:
    async with Store(endpoint, clock=lambda: clock["now"]) as opened:
        found = Deal(opened)

        def forecast(ending: Any, days: int, *more: Any) -> Forecast:
            found.made.append(days)
            return backtest.forecast(ending, days, *more)

        monkeypatch.setattr(app.forecasts, "forecast", forecast)
        yield found


async def test_what_had_been_recorded_by_then_is_what_was_forecast(deal: Deal, clock: dict[str, datetime]) -> None:
    await deal.write(*deal.people())
    clock["now"] = BEGUN + timedelta(days=10)
    await deal.write(*deal.opportunity(), deal.stance(-1.0))
    clock["now"] = CLOSED
    await deal.write(deal.stance(1.0), deal.ended())  # what was held true was wrong all along
    found = await deal.forecasts()
    assert [(days, each.was_open, each.hindsight) for days, each in sorted(found.items())] == [
        (30, True, False),
        (60, True, False),
        (90, False, True),
    ]
    assert all(each.won for each in found.values())
    assert all(each.probability is not None and each.probability < 0.1 for each in found.values() if each.was_open)


async def test_the_whole_of_a_day_counts_as_recorded_by_then(deal: Deal, clock: dict[str, datetime]) -> None:
    await deal.write(*deal.people())
    clock["now"] = (CLOSED - timedelta(days=30)).replace(hour=23, minute=59, second=59)
    await deal.write(*deal.opportunity(), deal.stance(-1.0))
    clock["now"] = CLOSED
    await deal.write(deal.ended("LOST"))
    found = await deal.forecasts()
    assert [(days, each.hindsight) for days, each in sorted(found.items())] == [(30, False), (60, True), (90, True)]


async def test_what_was_loaded_this_morning_is_forecast_with_hindsight(deal: Deal, clock: dict[str, datetime]) -> None:
    clock["now"] = CLOSED + timedelta(days=1)
    await deal.write(*deal.people(), *deal.opportunity(outcome="WON", closedOn=CLOSED.date()), deal.stance(1.0))
    found = await deal.forecasts()
    assert [(days, each.hindsight) for days, each in sorted(found.items())] == [(30, True), (60, True), (90, True)]
    assert found[30].probability is not None
    assert found[30].probability > 0.9


async def test_a_forecast_is_made_once_and_with_hindsight_once_a_revision(
    deal: Deal, clock: dict[str, datetime]
) -> None:
    clock["now"] = CLOSED - timedelta(days=40)
    await deal.write(*deal.people(), *deal.opportunity(), deal.stance(1.0))
    clock["now"] = CLOSED
    await deal.write(deal.ended())
    first = await deal.forecasts()
    assert sorted(deal.made) == [30, 60, 90]
    clock["now"] += timedelta(days=1)
    assert await deal.forecasts() == first
    assert deal.made == []
    await deal.write(Put(Stakeholder, {"id": deal.id(Stakeholder, "bela"), "name": "Béla"}), _works(deal))
    second = await deal.forecasts()
    assert sorted(deal.made) == [60, 90]
    assert second[30] == first[30]
    other = await deal.forecasts(Parameters(threshold=0.5))
    assert sorted(deal.made) == [30, 60, 90]
    assert other[30].probability != first[30].probability


async def test_what_is_said_of_the_end_later_is_taken_over(deal: Deal, clock: dict[str, datetime]) -> None:
    await deal.write(*deal.people(), *deal.opportunity(), deal.stance(1.0))
    clock["now"] = CLOSED
    await deal.write(deal.ended("WON"))
    assert {each.won for each in (await deal.forecasts()).values()} == {True}
    await deal.write(deal.ended("LOST"))
    assert {each.won for each in (await deal.forecasts()).values()} == {False}
    await deal.write(deal.ended("ABANDONED"))
    assert await deal.forecasts() == {}


def _works(deal: Deal) -> Change:
    return Put(WorksIn, {"from": deal.id(Stakeholder, "bela"), "to": account_id(deal.scope)})
