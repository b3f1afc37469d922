"""Flights: done once for all who ask meanwhile, and nobody's giving up or failing is another's."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from graph.errors import Unavailable
from graph.flights import Flights

Work = Callable[[], Coroutine[Any, Any, int]]


class _Work:
    """Work that answers how often it was begun, or fails, once it is let."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun = 0
        self.error = error
        self.let = asyncio.Event()

    async def __call__(self) -> int:
        self.begun += 1
        begun = self.begun
        await self.let.wait()
        if self.error:
            raise self.error
        return begun


@pytest.fixture
async def flights() -> AsyncIterator[Flights[int]]:
    flights = Flights[int]()
    yield flights
    await flights.close()


async def waiting(flights: Flights[int], work: Work, count: int, key: str = "acme") -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(flights.share(key, work)) for _ in range(count)]
    await asyncio.sleep(0.01)
    return tasks


async def test_many_who_ask_at_once_share_one_flight_and_the_next_begins_another(flights: Flights[int]) -> None:
    work = _Work()
    tasks = await waiting(flights, work, 20)
    work.let.set()
    assert await asyncio.gather(*tasks) == [1] * 20
    assert await flights.share("acme", work) == 2


async def test_each_key_has_its_own(flights: Flights[int]) -> None:
    work = _Work()
    tasks = await waiting(flights, work, 1) + await waiting(flights, work, 1, "other")
    work.let.set()
    assert await asyncio.gather(*tasks) == [1, 2]


@pytest.mark.parametrize("who", [0, 1, 4])
async def test_one_who_gives_up_does_not_disturb_the_others(flights: Flights[int], who: int) -> None:
    work = _Work()
    tasks = await waiting(flights, work, 5)
    tasks[who].cancel()
    await asyncio.sleep(0.01)
    assert tasks[who].cancelled()
    work.let.set()
    assert await asyncio.gather(*(task for task in tasks if task is not tasks[who])) == [1] * 4


async def test_work_that_everybody_gave_up_is_finished_quietly(flights: Flights[int]) -> None:
    for work in (_Work(), _Work(Unavailable("gone"))):
        for task in await waiting(flights, work, 3):
            task.cancel()
        work.let.set()
        await asyncio.sleep(0.01)
        assert work.begun == 1


async def test_a_failure_is_everybodys_each_with_an_exception_of_their_own_and_is_not_remembered(
    flights: Flights[int],
) -> None:
    work = _Work(Unavailable("gone", ["acme"]))
    tasks = await waiting(flights, work, 5)
    work.let.set()
    errors = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(error) for error in errors] == ["gone"] * 5
    assert len({id(error) for error in errors}) == 5
    assert all(isinstance(error, Unavailable) and error.path == ("acme",) for error in errors)
    assert all(isinstance(error, Unavailable) and error.__cause__ is work.error for error in errors)
    work.error = None
    assert await flights.share("acme", work) == 2


async def test_closing_tells_those_who_wait(flights: Flights[int]) -> None:
    tasks = await waiting(flights, _Work(), 3)
    await flights.close()
    assert [type(error) for error in await asyncio.gather(*tasks, return_exceptions=True)] == [Unavailable] * 3


async def test_what_is_asked_for_once_they_are_closed_is_not_begun(flights: Flights[int]) -> None:
    await flights.close()
    work = _Work()
    with pytest.raises(Unavailable, match="the store was closed"):
        await asyncio.wait_for(flights.share("acme", work), 5)
    assert work.begun == 0


async def test_nothing_is_kept_of_what_has_landed(flights: Flights[int]) -> None:
    work = _Work()
    work.let.set()
    for n in range(100):
        await flights.share(str(n), work)
    await asyncio.sleep(0)
    assert not flights._aloft
