"""What a request may still take while it is answered."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
import strawberry
from strawberry import Info
from strawberry.types import ExecutionResult

from graph.viewer import LOCAL, Viewer
from graph.watcher import UNWATCHED, Watcher
from schema.allowance import Metered
from schema.documents import Documents, Prepared
from schema.limits import DEFAULTS, Excess, Limits, OverLimit


@dataclass
class Asked:
    documents: Documents
    length: int
    counted: list[str] = field(default_factory=list)
    rights: Viewer = LOCAL
    watcher: Watcher = UNWATCHED
    now: float = 0.0


@strawberry.type
class Thing:
    @strawberry.field
    def name(self, info: Info[Asked, None]) -> str:
        info.context.counted.append("name")
        return "a thing"

    @strawberry.field
    def parts(self, info: Info[Asked, None]) -> list["Thing"]:
        info.context.counted.append("parts")
        return [Thing() for _ in range(info.context.length)]


def _things(info: Info[Asked, None]) -> list[Thing]:
    return [Thing() for _ in range(info.context.length)]


async def _slow(info: Info[Asked, None]) -> list[Thing]:
    await asyncio.sleep(0.02)
    return _things(info)


@strawberry.type
class Query:
    things: list[Thing] = strawberry.field(resolver=_things)
    slow: list[Thing] | None = strawberry.field(resolver=_slow)


@strawberry.type
class Mutation:
    change: list[Thing] = strawberry.mutation(resolver=_things)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self, info: Info[Asked, None]) -> AsyncGenerator[Thing, None]:
        for _ in range(4):
            info.context.now += 1.5
            yield Thing()


small = strawberry.Schema(Query, Mutation, Subscription, extensions=[Prepared], execution_context_class=Metered)


async def answer(query: str, length: int, limits: Limits | None) -> tuple[ExecutionResult, Asked]:
    asked = Asked(Documents(limits), length)
    return await small.execute(query, context_value=asked), asked


def refusal(result: ExecutionResult) -> OverLimit:
    """The one that the answer is."""
    [error] = result.errors or []
    found: Any = error
    while not isinstance(found, OverLimit):
        found = found.original_error
    assert error.extensions == found.extensions
    return found


@pytest.mark.parametrize(("length", "cost"), [(0, 10), (10, 10), (30, 30)])
async def test_a_list_costs_what_is_in_it_and_no_less_than_was_guessed(length: int, cost: int) -> None:
    passed, _ = await answer("{ things { name } }", length, Limits(max_cost=cost))
    assert not passed.errors
    refused, asked = await answer("{ things { name } }", length, Limits(max_cost=cost - 1))
    assert refusal(refused).message.startswith(f"the request asks for too much: its cost is {cost} or more")
    assert asked.counted == []


async def test_a_list_in_lists_is_charged_for_each_of_them() -> None:
    query = "{ things { parts { name } } }"
    assert not (await answer(query, 20, Limits(max_cost=20 * 21)))[0].errors
    refused, asked = await answer(query, 20, Limits(max_cost=20 * 21 - 1))
    assert refusal(refused).extensions == {
        "code": "QUERY_TOO_COSTLY",
        "setting": "max_cost",
        "limit": 419,
        "value": 420,
    }
    assert asked.counted.count("parts") == 20
    assert asked.counted.count("name") == 19 * 20


async def test_a_mutation_is_answered_once_it_was_begun() -> None:
    assert not (await answer("mutation { change { name } }", 1000, Limits(max_cost=10)))[0].errors
    refused, asked = await answer("mutation { change { name } }", 1000, Limits(max_cost=9))
    assert refusal(refused).excess == Excess.COST
    assert asked.counted == []


async def test_without_limits_nothing_is_counted() -> None:
    assert not (await answer("{ things { parts { name } } }", 300, None))[0].errors


async def test_one_operation_is_not_charged_for_another() -> None:
    limits = Limits(max_cost=500)
    results = await asyncio.gather(*(answer("{ slow { name } }", 400, limits) for _ in range(3)))
    assert [result.errors for result, _ in results] == [None] * 3
    assert refusal((await answer("{ slow { name } }", 600, limits))[0]).excess == Excess.COST
    assert not (await answer("{ things { name } }", 600, None))[0].errors


async def test_an_operation_ends_soon_after_its_time_is_over() -> None:
    refused, asked = await answer("{ slow { name parts { name } } }", 1000, Limits(max_seconds=0.01))
    assert "longer than 0.01 seconds (setting max_seconds)" in refusal(refused).message
    assert asked.counted == []


async def test_the_time_is_looked_at_before_each_object(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(10_000))
    monkeypatch.setattr("schema.allowance.time", SimpleNamespace(monotonic=lambda: float(next(ticks))))
    refused, asked = await answer("{ things { name } }", 100, Limits(max_seconds=50))
    assert refusal(refused).excess == Excess.TIME
    assert 40 <= len(asked.counted) < 60


async def test_each_event_of_a_subscription_has_an_allowance_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(Documents(replace(DEFAULTS, max_cost=25, max_seconds=2)), 20)
    monkeypatch.setattr("schema.allowance.time", SimpleNamespace(monotonic=lambda: asked.now))
    results: Any = await small.stream("subscription { ticks { parts { name } } }", context_value=asked)
    assert [result.errors for result in [result async for result in results]] == [None] * 4
    assert asked.counted.count("name") == 4 * 20
