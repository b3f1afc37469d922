"""Revisions: one query for all who ask at the same time, and never one that began before they asked."""

import asyncio
import random
from collections.abc import Mapping, Sequence

import pytest

from graph.errors import Unavailable
from graph.revisions import Revisions


class _Database:
    """Answers after a while what it knew at a moment of its own, as a database may."""

    def __init__(self, seed: int = 0) -> None:
        self.revisions = {"acme": 1, "team": 1}
        self.asked: list[Sequence[str]] = []
        self.at_once = self.most_at_once = 0
        self.failing = False
        self.began = asyncio.Event()
        self._random = random.Random(seed)  # noqa: S311  # no secret

    async def ask(self, scopes: Sequence[str]) -> Mapping[str, int]:
        self.asked.append(scopes)
        self.began.set()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self._while()
        known = {scope: self.revisions[scope] for scope in scopes if scope in self.revisions}
        await self._while()
        self.at_once -= 1
        if self.failing:
            raise Unavailable("gone")
        return known

    async def _while(self) -> None:
        for _ in range(self._random.randrange(4)):
            await asyncio.sleep(0)


async def test_those_who_ask_at_once_are_one_query() -> None:
    database = _Database()
    revisions = Revisions(database.ask)
    answers = await asyncio.gather(*(revisions.of([scope, "team"]) for scope in ("acme", "other", "acme") * 10))
    assert database.asked == [["acme", "other", "team"]]
    assert all(answer == {"acme": 1, "team": 1} for answer in answers)


async def test_who_comes_while_a_query_is_under_way_waits_for_the_next_and_only_that() -> None:
    database = _Database()
    revisions = Revisions(database.ask)
    first = asyncio.create_task(revisions.of(["acme"]))
    await database.began.wait()
    database.revisions["acme"] = 2
    later = [asyncio.create_task(revisions.of([scope])) for scope in ("acme", "team") * 5]
    assert [(await task)["acme"] for task in later[::2]] == [2] * 5
    assert database.asked == [["acme"], ["acme", "team"]]
    await asyncio.gather(first, *later)


@pytest.mark.parametrize("seed", range(50))
async def test_every_answer_knows_what_was_written_before_it_was_asked_for(seed: int) -> None:
    database = _Database(seed)
    revisions = Revisions(database.ask)
    chance = random.Random(seed)  # noqa: S311  # no secret

    async def read() -> None:
        for _ in range(chance.randrange(5)):
            await asyncio.sleep(0)
        wanted = database.revisions["acme"]
        assert (await revisions.of(["acme", "team"]))["acme"] >= wanted

    async def write() -> None:
        for _ in range(30):
            database.revisions["acme"] += 1
            await asyncio.sleep(0)

    await asyncio.gather(write(), *(read() for _ in range(30)))
    assert database.most_at_once == 1
    assert len(database.asked) < 30


async def test_a_query_that_fails_fails_those_who_waited_for_it_and_nobody_else() -> None:
    database = _Database()
    revisions = Revisions(database.ask)
    database.failing = True
    errors = await asyncio.gather(*(revisions.of(["acme"]) for _ in range(5)), return_exceptions=True)
    assert [type(error) for error in errors] == [Unavailable] * 5
    assert len({id(error) for error in errors}) == 5
    database.failing = False
    assert await revisions.of(["acme"]) == {"acme": 1}
    assert len(database.asked) == 2


async def test_one_who_gives_up_disturbs_neither_this_query_nor_the_next() -> None:
    database = _Database(3)
    revisions = Revisions(database.ask)
    tasks = []
    for round_ in range(20):
        tasks += [asyncio.create_task(revisions.of(["acme"])) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[-1 - round_ % 5].cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(answer, asyncio.CancelledError) for answer in ended) == 20
    assert sum(answer == {"acme": 1} for answer in ended) == 80


async def test_closing_breaks_off_what_is_under_way_and_what_waits_for_its_turn() -> None:
    async def never(_: Sequence[str]) -> Mapping[str, int]:
        await asyncio.sleep(60)
        return {}

    revisions = Revisions(never)
    tasks = [asyncio.create_task(revisions.of(["acme"]))]
    await asyncio.sleep(0.01)
    tasks.append(asyncio.create_task(revisions.of(["acme"])))
    await asyncio.sleep(0.01)
    await revisions.close()
    assert [type(error) for error in await asyncio.gather(*tasks, return_exceptions=True)] == [Unavailable] * 2
