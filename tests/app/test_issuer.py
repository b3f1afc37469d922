"""The issuer's keys: kept, looked for again, and what becomes of it where the issuer is away."""

import asyncio
from typing import Any

import pytest

from app.issuer import FRESH, KEPT, PAUSE, Issuer
from graph.errors import Unavailable
from tests.app.issuer import RSA, Issued, jwk

DISCOVERY, KEYS = "/.well-known/openid-configuration", "/keys"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def issuer(issued: Issued, clock: Clock) -> Issuer:
    return Issuer(issued.address, clock)


async def has(issuer: Issuer, kid: str | None) -> bool:
    return await issuer.key(kid) is not None


async def looked(issuer: Issuer) -> None:
    """Wait for what goes on in the background."""
    while issuer._looking:
        await asyncio.wait(issuer._looking)


async def test_nothing_is_fetched_before_it_is_needed_and_then_once_for_all(issued: Issued, issuer: Issuer) -> None:
    assert issued.asked == []
    assert await asyncio.gather(*(has(issuer, "first") for _ in range(20))) == [True] * 20
    assert issued.asked == [DISCOVERY, KEYS]


async def test_a_key_that_is_not_known_is_looked_for_but_not_all_the_time(
    issued: Issued, issuer: Issuer, clock: Clock
) -> None:
    assert await has(issuer, "first")
    issued.keys = [jwk(RSA["first"], "first"), jwk(RSA["second"], "second")]
    assert not await has(issuer, "second")  # looked just now
    clock.now += PAUSE
    assert await asyncio.gather(*(has(issuer, "second") for _ in range(5))) == [True] * 5
    assert len(issued.asked) == 4
    for _ in range(20):
        assert not await has(issuer, "third")
    assert len(issued.asked) == 4
    clock.now += PAUSE
    assert [await has(issuer, "third") for _ in range(3)] == [False] * 3
    assert len(issued.asked) == 6


async def test_a_key_that_was_taken_back_works_no_more_once_it_was_looked(
    issued: Issued, issuer: Issuer, clock: Clock
) -> None:
    assert await has(issuer, "first")
    issued.keys = [jwk(RSA["second"], "second")]
    clock.now += FRESH + 1
    assert await has(issuer, "first")  # nobody waits for what goes on in the background
    await looked(issuer)
    assert not await has(issuer, "first")
    assert await has(issuer, "second")
    assert len(issued.asked) == 4


async def test_while_the_issuer_is_away_what_is_known_works_on_for_a_while(
    issued: Issued, issuer: Issuer, clock: Clock
) -> None:
    assert await has(issuer, "first")
    issued.is_away = True
    clock.now += KEPT - 1
    assert await has(issuer, "first")
    await looked(issuer)
    assert await has(issuer, "first")
    with pytest.raises(Unavailable, match="does not answer"):  # it may have this one by now
        await issuer.key("second")
    clock.now += PAUSE
    with pytest.raises(Unavailable, match="does not answer"):
        await issuer.key("first")
    asked = len(issued.asked)
    for _ in range(20):
        with pytest.raises(Unavailable):
            await issuer.key("first")
    assert len(issued.asked) == asked
    issued.is_away = False
    clock.now += PAUSE
    assert await has(issuer, "first")


async def test_an_issuer_that_is_not_there_is_told_of(closed_port: int, clock: Clock) -> None:
    issuer = Issuer(f"http://127.0.0.1:{closed_port}", clock)
    with pytest.raises(Unavailable, match="the issuer of tokens does not answer"):
        await issuer.key("first")


async def test_a_slow_issuer_holds_up_nobody_else(issued: Issued, issuer: Issuer) -> None:
    issued.may_answer.clear()
    asking = asyncio.create_task(has(issuer, "first"))
    while not issued.asked:  # noqa: ASYNC110  # nothing tells of it
        await asyncio.sleep(0.005)
    assert not asking.done()  # and here somebody else is served
    issued.may_answer.set()
    assert await asking


async def test_without_an_id_the_only_key_is_meant(issued: Issued, issuer: Issuer, clock: Clock) -> None:
    assert await issuer.key(None) == await issuer.key("first")
    issued.keys.append(jwk(RSA["second"], "second"))
    clock.now += FRESH + 1
    await issuer.key("first")
    await looked(issuer)
    assert await issuer.key(None) is None


@pytest.mark.parametrize(
    ("discovery", "keys"),
    [
        ({"issuer": "http://127.0.0.1:1"}, None),
        ({"jwks_uri": "http://evil.example/keys"}, None),
        ({"jwks_uri": "{address}/elsewhere"}, None),
        ({"jwks_uri": None}, None),
        ({"jwks_uri": "file:///etc/passwd"}, None),
        (["not an object"], None),
        ({}, "not a list"),
    ],
)
async def test_an_issuer_that_is_not_as_it_says_is_not_believed(
    issued: Issued, issuer: Issuer, discovery: Any, keys: Any
) -> None:
    if isinstance(discovery, dict):
        issued.discovery |= {name: each and each.format(address=issued.address) for name, each in discovery.items()}
    else:
        issued.discovery = discovery
    if keys is not None:
        issued.keys = keys
    with pytest.raises(Unavailable):
        await issuer.key("first")


async def test_the_address_of_the_keys_may_have_a_query(issued: Issued, issuer: Issuer) -> None:
    issued.discovery["jwks_uri"] += "?p=b2c_1_sign_in"
    assert await has(issuer, "first")


async def test_a_key_is_made_ready_once_for_each_algorithm(issuer: Issuer) -> None:
    keys = [await issuer.key("first") for _ in range(3)]
    ready = [key.ready(algorithm) for key, algorithm in zip(keys, ("RS256", "RS256", "RS512"), strict=True) if key]
    assert ready[0] is ready[1]
    assert [each.algorithm_name for each in ready] == ["RS256", "RS256", "RS512"]


async def test_keys_that_check_nothing_are_left_out(issued: Issued, issuer: Issuer) -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0", "kid": "secret"}
    issued.keys = ["nonsense", secret, jwk(RSA["second"], "second", use="enc"), jwk(RSA["first"], "first", use="sig")]
    assert [await has(issuer, kid) for kid in ("secret", "second", "first")] == [False, False, True]
