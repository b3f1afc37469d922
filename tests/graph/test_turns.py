"""Turns: one at a time in each scope, and nobody waits for ever."""

import asyncio
from collections.abc import Sequence

import pytest

from graph.turns import Turns


async def test_two_in_one_scope_take_turns_in_the_order_in_which_they_came() -> None:
    turns, log = Turns(), list[str]()

    async def work(name: str) -> None:
        async with turns.take(["acme"]):
            log.append(f"{name} begins")
            await asyncio.sleep(0)
            log.append(f"{name} ends")

    await asyncio.gather(*map(work, "abc"))
    assert log == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


async def test_other_scopes_do_not_wait() -> None:
    turns = Turns()
    async with turns.take(["acme"]), asyncio.timeout(1), turns.take(["other"]):
        pass


async def test_who_wants_the_same_scopes_in_another_order_does_not_lock_up() -> None:
    turns, inside = Turns(), 0

    async def work(scopes: Sequence[str]) -> None:
        nonlocal inside
        async with turns.take(scopes):
            inside += 1
            await asyncio.sleep(0)
            inside -= 1
            assert inside == 0

    pairs = [("a", "b"), ("b", "a"), ("b", "c", "a"), ("a",), ("c", "b", "a")]
    async with asyncio.timeout(5):
        await asyncio.gather(*(work((*pair, "all")) for pair in pairs * 20))


async def test_a_turn_ends_with_an_error_or_a_cancellation() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError):
        async with turns.take(["acme"]):
            raise ZeroDivisionError

    async def wait() -> None:
        async with turns.take(["other", "acme"]):
            await asyncio.sleep(60)

    async with turns.take(["other"]):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(1), turns.take(["acme", "other"]):
        pass


async def test_nothing_is_kept_of_scopes_that_nobody_waits_for() -> None:
    turns = Turns()
    for n in range(100):
        async with turns.take([str(n)]):
            pass
    assert len(turns._locks) <= 1
