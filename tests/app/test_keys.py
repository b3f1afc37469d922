"""API keys as a process knows them: without a read of the database for each request."""

import asyncio
from uuid import uuid4

import pytest

from app.keys import FRESH, PAUSE, KnownKeys
from graph.errors import Unavailable
from graph.keys import ApiKey, Keys, new_api_key
from graph.store import Store
from graph.viewer import Role

pytestmark = pytest.mark.both_servers


class Counted(Keys):
    """The keys of a store, and how often they were read."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.connection)
        self.reads = 0

    async def all(self) -> list[ApiKey]:
        self.reads += 1
        return await super().all()


class Process:
    """What a process knows of the keys of a store, whose clock the tests move."""

    def __init__(self, store: Store) -> None:
        self.now = 1000.0
        self.store = store
        self.keys = Counted(store)
        self.known = KnownKeys(self.keys, lambda: self.now)

    async def made(self) -> tuple[ApiKey, str]:
        key, token = new_api_key(f"crm-{uuid4()}", Role.MEMBER, self.store.clock())
        await self.store.keys.add(key)
        return key, token


async def test_keys_are_read_once_in_five_seconds(store: Store) -> None:
    process = Process(store)
    key, token = await process.made()
    for _ in range(5):
        assert await process.known.find(token) == key
    assert process.keys.reads == 1
    process.now += FRESH + 0.1
    assert await process.known.find(token) == key
    assert process.keys.reads == 2


async def test_a_key_that_was_revoked_works_no_more_after_five_seconds(store: Store) -> None:
    process = Process(store)
    key, token = await process.made()
    assert await process.known.find(token) == key
    await store.keys.revoke(key.id)
    process.now += FRESH + 0.1
    assert await process.known.find(token) is None


async def test_a_new_key_works_within_a_second_and_wrong_ones_cost_no_reads(store: Store) -> None:
    process = Process(store)
    assert await process.known.find("sgk_0000_nonsense") is None
    key, token = await process.made()
    assert [await process.known.find(f"sgk_{n}_x") for n in range(20)] == [None] * 20
    assert process.keys.reads == 1
    process.now += PAUSE + 0.1
    assert await process.known.find(token) == key
    assert process.keys.reads == 2


async def test_whoever_waits_for_keys_when_the_service_ends_is_told(closed_store: Store) -> None:
    class Slow(Keys):
        async def all(self) -> list[ApiKey]:
            reading.set()
            await asyncio.sleep(60)
            return []

    reading, known = asyncio.Event(), KnownKeys(Slow(closed_store.connection))
    finding = asyncio.create_task(known.find("sgk_0000_nonsense"))
    await reading.wait()
    await known.close()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(finding, 5)


async def test_the_id_alone_is_no_key(store: Store) -> None:
    process = Process(store)
    key, token = await process.made()
    assert await process.known.find(f"sgk_{key.id}_") is None
    assert await process.known.find(token[:-1]) is None
