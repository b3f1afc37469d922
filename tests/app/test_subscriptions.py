"""How many of what stays are taken, and how each is sent what it is sent."""

import asyncio

import pytest

from app import subscriptions
from app.answers import Refused
from app.subscriptions import Line, Places, TooSlow


def test_there_are_so_many_places_and_a_free_one_is_taken_again() -> None:
    places = Places("things", "max_things", 1)
    with places.take():
        with pytest.raises(Refused, match=r"there are 1 things already \(setting max_things\)"), places.take():
            pass
        assert places.taken == 1
    with pytest.raises(KeyError), places.take():
        raise KeyError
    assert places.taken == 0


async def test_messages_are_sent_one_after_the_other() -> None:
    room, sent, at_once = asyncio.Event(), list[str](), 0

    async def send(message: str) -> None:
        nonlocal at_once
        at_once += 1
        assert at_once == 1
        await room.wait()
        sent.append(message)
        at_once -= 1

    line = Line(send)
    sending = [asyncio.create_task(line.send(each)) for each in "abc"]
    await asyncio.sleep(0.01)
    room.set()
    await asyncio.gather(*sending)
    assert sent == ["a", "b", "c"]


async def test_whoever_makes_no_room_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "PATIENCE", 0.01)
    line = Line(lambda _: asyncio.sleep(60))
    with pytest.raises(TooSlow):
        await line.send("a")


async def test_a_time_out_of_another_is_its_own() -> None:
    async def send(_: object) -> None:
        raise TimeoutError("another")

    with pytest.raises(TimeoutError, match="another"):
        await Line(send).send("a")
