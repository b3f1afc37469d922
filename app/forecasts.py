"""The forecasts that a backtest judges, made of an account, or taken over where they were made before."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from graph.moment import bounds_of
from graph.snapshot import AccountGraph, Snapshot
from graph.store import Store
from graph.summary import Forecast
from graph.viewer import Viewer
from scoring.backtest import DAYS_BEFORE, Ending, endings, forecast
from scoring.parameters import Parameters
from scoring.summary import digest

__all__ = ["forecasts"]

INSTANT: Final = timedelta(microseconds=1)


async def forecasts(
    store: Store, graph: AccountGraph, day: date, parameters: Parameters, viewer: Viewer
) -> list[Forecast]:
    """What had been forecast of all opportunities of an account that ended, as known on a day.

    What was forecast from what had been recorded stays so for ever, so it is made once; what was forecast with
    hindsight is made anew after a commit to the account.
    """
    ended = endings(graph.account, day)
    if not ended:
        return []
    made = {(each.opportunity, each.days_before): each for each in await store.portfolio.forecasts(graph.key)}
    asked = [_Asked(ending, days_before, graph) for ending in ended for days_before in DAYS_BEFORE]
    kept = {each.place: made[each.place] for each in asked if each.holds(made.get(each.place), digest(parameters))}
    fresh = [each for each in asked if each.place not in kept]
    then = await store.recorded(graph.key, viewer, {each.at for each in fresh if each.at is not None})
    new = await asyncio.to_thread(_made, fresh, then, parameters)
    return [replace(kept[each.place], won=each.ending.won) if each.place in kept else new[each.place] for each in asked]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A forecast that is asked for."""

    ending: Ending
    days_before: int
    graph: AccountGraph

    @property
    def place(self) -> tuple[str, int]:
        return self.ending.opportunity, self.days_before

    @property
    def at(self) -> datetime | None:
        """The last instant of its day; null where there is no such day."""
        day = self.ending.before(self.days_before)
        return None if day is None else bounds_of(day, self.graph.root.time_zone)[1] - INSTANT

    def holds(self, made: Forecast | None, parameters: str) -> bool:
        """Whether what was made before is still what would be made now."""
        if made is None or made.closed_on != self.ending.closed_on or made.parameters != parameters:
            return False
        return not made.hindsight or made.revision == self.graph.account.revision


def _made(
    asked: Collection[_Asked], then: Mapping[datetime, Snapshot], parameters: Parameters
) -> dict[tuple[str, int], Forecast]:
    now = {each.place: then.get(each.at) if each.at else None for each in asked}
    return {
        each.place: forecast(each.ending, each.days_before, each.graph.account, now[each.place], parameters)
        for each in asked
    }
