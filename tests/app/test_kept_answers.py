"""Answers that are kept: they are what a fresh one would be, whoever has written to whatever, and take no more room."""

import asyncio
import gc
import json
import tracemalloc
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from app.application import create_application
from app.kept_answers import EACH_SCOPE, KeptAnswer, KeptAnswers, answer_key, digest_of
from app.operation import Operation
from app.terms import Terms
from graph.endpoint import Endpoint
from graph.identity import TEAM
from graph.model import Stakeholder, TeamMember
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from schema.api import schema
from schema.language import Language
from schema.reads import Reads
from tests.app.conftest import BASE
from tests.graph.acme import account, new_scope, person, put
from tests.schema.conftest import NOW

JSON: Final = {"Content-Type": "application/json"}
NOTHING: Final = Terms(answers_megabytes=0)


class Clock:
    """Tells whatever time it is set to."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(endpoint: Endpoint, clock: Clock) -> AsyncIterator[Store]:
    async with Store(endpoint, clock) as opened:
        yield opened


class Service:
    """The application, and how often it has made an answer."""

    def __init__(self, store: Store, terms: Terms, monkeypatch: pytest.MonkeyPatch) -> None:
        self.application = create_application(store, terms=terms)
        self.kept: KeptAnswers = self.application.state.kept_answers
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.application), base_url=BASE)
        self.made = 0
        execute = schema.execute

        async def counted(*given: Any, **more: Any) -> Any:
            self.made += 1
            return await execute(*given, **more)

        monkeypatch.setattr(schema, "execute", counted)

    async def post(self, query: str, **variables: Any) -> httpx.Response:
        return await self.client.post("/graphql", json={"query": query, "variables": variables})

    async def get(self, query: str, tag: str | None = None, **headers: str) -> httpx.Response:
        headers |= {"If-None-Match": tag} if tag else {}
        return await self.client.get("/graphql", params={"query": query}, headers=headers)


@pytest.fixture
async def service(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    opened = Service(store, Terms(), monkeypatch)
    async with opened.client:
        yield opened


@pytest.fixture
async def acme(store: Store) -> str:
    """An account of two people."""
    scope = new_scope()
    await store.commit({scope: [*account(scope), *person("anna", scope), *person("bela", scope)]}, LOCAL)
    return scope


def names(scope: str) -> str:
    return f"{{ account(id: {json.dumps(scope)}) {{ date stakeholders {{ nodes {{ name }} }} }} }}"


async def rename(store: Store, scope: str, name: str) -> None:
    await store.commit({scope: [put(Stakeholder, "anna", scope, name=name)]}, LOCAL)


# ---------------------------------------------------------------- what is kept, and how long


async def test_what_was_answered_is_answered_again_until_somebody_writes(
    service: Service, store: Store, second: Store, acme: str
) -> None:
    first = await service.post(names(acme))
    again = await service.post(names(acme))
    assert (again.content, again.headers["content-type"]) == (first.content, first.headers["content-type"])
    assert service.made == 1
    for made, writer in ((2, store), (3, second)):  # another process's is seen, too
        await rename(writer, acme, f"Anna {made}")
        assert f"Anna {made}" in (await service.post(names(acme))).text
        assert service.made == made


async def test_what_is_written_to_another_account_changes_nothing(service: Service, store: Store, acme: str) -> None:
    await service.post(names(acme))
    other = new_scope()
    await store.commit({other: account(other)}, LOCAL)
    await service.post(names(acme))
    assert service.made == 1
    await store.commit({TEAM: [put(TeamMember, f"kata-{uuid4()}", name="Kata")]}, LOCAL)
    await service.post(names(acme))
    assert service.made == 2


async def test_an_answer_ends_with_its_day(service: Service, clock: Clock, acme: str) -> None:
    for at, day in ((NOW, "11-25"), (NOW + timedelta(hours=11), "11-25"), (NOW + timedelta(hours=12), "11-26")):
        clock.at = at
        assert (await service.post(names(acme))).json()["data"]["account"]["date"] == f"2026-{day}"
    assert service.made == 2


async def test_a_query_is_told_from_others_by_all_that_it_says(service: Service, acme: str) -> None:
    query = "query A($id: ID!) { account(id: $id) { name } } query B($id: ID!) { account(id: $id) { key } }"
    for name in ("A", "B"):
        for key in (acme, new_scope()):
            asked = {"query": query, "operationName": name, "variables": {"id": key}}
            answer = (await service.client.post("/graphql", json=asked)).json()["data"]["account"]
            assert (answer is None) == (key != acme)
            assert answer is None or answer.keys() == {"name" if name == "A" else "key"}
    assert service.made == 4


async def test_the_order_in_which_variables_are_given_does_not_matter(service: Service, acme: str) -> None:
    query = "query ($id: ID!, $count: Int) { account(id: $id) { stakeholders(first: $count) { nodes { name } } } }"
    await service.post(query, id=acme, count=1)
    await service.post(query, count=1, id=acme)
    assert service.made == 1


async def test_a_mutation_is_carried_out_each_time(service: Service, store: Store, acme: str) -> None:
    change = [{"putStakeholder": {"id": "anna", "name": "Anna"}}]
    query = "mutation ($input: CommitInput!) { commit(input: $input) { revision } }"
    answers = [(await service.post(query, input={"accountId": acme, "changes": change})).json() for _ in range(2)]
    assert [each["data"]["commit"]["revision"] for each in answers] == [2, 3]
    nothing = "mutation { __typename }"
    assert [(await service.post(nothing)).status_code, (await service.get(nothing)).status_code] == [200, 405]


async def test_an_error_is_never_kept(service: Service, acme: str) -> None:
    query = f"{{ account(id: {json.dumps(acme)}) {{ name stakeholders(first: 0) {{ nodes {{ name }} }} }} }}"
    for made in (1, 2):
        answer = await service.get(query)
        assert answer.json()["errors"]
        assert (service.made, answer.headers["cache-control"], "etag" in answer.headers) == (made, "no-store", False)


async def test_variables_that_are_nested_too_deeply_are_no_matter(service: Service) -> None:
    deep = "[" * 1000 + "]" * 1000
    body = f'{{"query": "{{ __typename }}", "variables": {{"x": {deep}}}}}'
    assert (await service.client.post("/graphql", content=body, headers=JSON)).json() == {
        "data": {"__typename": "Query"}
    }


async def test_nothing_is_kept_where_there_is_no_room(store: Store, acme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(store, NOTHING, monkeypatch)
    for _ in range(2):
        await service.post(names(acme))
    assert (service.made, service.kept.size) == (2, 0)


async def test_those_who_ask_the_same_at_once_are_answered_once(service: Service, store: Store, acme: str) -> None:
    for made in (1, 2):
        answers = await asyncio.gather(*(service.post(names(acme)) for _ in range(5)))
        assert (len({each.content for each in answers}), service.made) == (1, made)
        await rename(store, acme, f"Anna {made}")


async def test_those_who_ask_at_once_for_what_is_not_kept_are_all_answered(service: Service) -> None:
    answers = await asyncio.gather(*(service.post("{ viewer { subject } }") for _ in range(5)))
    assert {each.json()["data"]["viewer"]["subject"] for each in answers} == {"local"}
    assert service.made == 5


async def test_what_is_written_in_this_process_leaves_nothing_of_it_in_memory(
    service: Service, store: Store, acme: str
) -> None:
    with store.listening(service.kept.forget):
        await service.post(names(acme))
        assert service.kept.size > 0
        await rename(store, acme, "Aunt Anna")
        assert service.kept.size == 0


# ---------------------------------------------------------------- entity tags


async def test_what_a_client_holds_is_not_sent_again(service: Service, store: Store, acme: str) -> None:
    first = await service.get(names(acme))
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    same = await service.get(names(acme), tag)
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert same.headers["vary"] == "Accept, Accept-Language, Authorization"
    assert "content-type" not in same.headers
    await rename(store, acme, "Aunt Anna")
    other = await service.get(names(acme), tag)
    assert (other.status_code, other.headers["etag"] != tag) == (200, True)
    assert "Aunt Anna" in other.text


async def test_what_is_not_kept_has_a_tag_too(service: Service) -> None:
    first = await service.get("{ viewer { subject } }")
    assert (await service.get("{ viewer { subject } }", first.headers["etag"])).status_code == 304
    assert service.made == 2


async def test_each_media_type_and_language_has_a_tag_of_its_own(service: Service, acme: str) -> None:
    wanted = [{"Accept": "application/graphql-response+json"}, {"Accept-Language": "hu"}, {}]
    answers = [await service.get(names(acme), **headers) for headers in wanted]
    assert len({each.headers["etag"] for each in answers}) == len(wanted)
    assert len({each.content for each in answers}) == 1


async def test_what_is_posted_is_told_to_no_cache(service: Service, acme: str) -> None:
    tag = (await service.get(names(acme))).headers["etag"]
    posted = await service.client.post("/graphql", json={"query": names(acme)}, headers={"If-None-Match": tag})
    assert (posted.status_code, posted.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in posted.headers


# ---------------------------------------------------------------- the bound


def sized(length: int, *scopes: str) -> KeptAnswer:
    reads = Reads()
    with reads.telling() as told:
        told |= dict.fromkeys(scopes, 0)
    return KeptAnswer(bytes(length), "", reads)


def keep(kept: KeptAnswers, key: bytes, answer: KeptAnswer) -> None:
    with kept.making(key) as keep:
        keep(answer)


async def test_the_least_recently_used_go_first(closed_store: Store) -> None:
    kept = KeptAnswers(closed_store, 3.5 * sized(10_000).footprint / 1e6)
    for key in (b"a", b"b", b"c"):
        keep(kept, key, sized(10_000))
    assert await kept.find(b"a")
    keep(kept, b"d", sized(10_000))
    assert [key for key in (b"a", b"b", b"c", b"d") if await kept.find(key)] == [b"a", b"c", b"d"]


async def test_an_answer_that_is_larger_than_the_bound_is_not_kept(closed_store: Store) -> None:
    kept = KeptAnswers(closed_store, 0.01)
    keep(kept, b"a", sized(10_000))
    assert (kept.size, await kept.find(b"a")) == (0, None)


async def test_what_was_written_to_while_it_was_made_is_not_kept(closed_store: Store) -> None:
    kept = KeptAnswers(closed_store, 1)
    with kept.making(b"a") as keep:
        kept.forget(["acme"])
        keep(sized(1, "acme"))
    assert kept.size == 0


async def test_what_nobody_can_tell_to_be_right_still_is_not_given(closed_store: Store) -> None:
    kept = KeptAnswers(closed_store, 1)
    keep(kept, b"a", sized(1, "acme"))
    assert await kept.find(b"a") is None
    assert kept.size > 0


async def test_it_takes_no_more_memory_than_it_is_given(closed_store: Store) -> None:
    kept = KeptAnswers(closed_store, 1)
    gc.collect()
    tracemalloc.start()
    try:
        for number in range(2_000):
            keep(kept, number.to_bytes(32), sized(number % 900, f"account-{number}", TEAM))
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.5 * kept.limit < taken < 1.1 * kept.limit


async def test_it_weighs_what_it_holds(closed_store: Store) -> None:
    kept = KeptAnswers(closed_store, 1)
    for key, scopes in ((b"a", ["acme", TEAM]), (b"b", [TEAM]), (b"a", ["other"])):
        keep(kept, key, sized(100, *scopes))
    assert kept.size == 2 * sized(100).footprint + 2 * EACH_SCOPE
    kept.forget([TEAM])
    assert kept.size == sized(100, "other").footprint
    kept.forget(["other"])
    assert (kept.size, kept._showing) == (0, {})


def test_a_key_tells_questions_apart() -> None:
    asked = Operation("{ a }", None, None)
    questions = [
        (asked, LOCAL, Language.EN),
        (Operation("{ b }", None, None), LOCAL, Language.EN),
        (Operation("{ a }", "A", None), LOCAL, Language.EN),
        (Operation("{ a }", None, {"x": 1}), LOCAL, Language.EN),
        (Operation("{ a }", None, {"x": "1"}), LOCAL, Language.EN),
        (asked, LOCAL, Language.HU),
        (asked, Viewer("", Role.VIEWER), Language.EN),
        (asked, Viewer("", Role.ADMIN, frozenset()), Language.EN),
        (asked, Viewer("", Role.ADMIN, frozenset(["a", "b"])), Language.EN),
        (asked, Viewer("", Role.ADMIN, frozenset(["a,b"])), Language.EN),
    ]
    assert len({answer_key(*each) for each in questions}) == len(questions)
    assert answer_key(asked, LOCAL, Language.EN) == answer_key(Operation("{ a }", None, {}), LOCAL, Language.EN)
    assert digest_of(b"a") != digest_of(b"b")
