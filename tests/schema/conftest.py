"""Asking the API in process, on both servers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from graph.endpoint import Endpoint
from graph.store import Store
from graph.viewer import LOCAL, Viewer
from schema.api import schema
from schema.context import Context
from schema.language import Language
from seeds.borokvar.account import changes as demonstration
from seeds.sample import SAMPLES

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@dataclass
class Ask:
    """Send an operation as a viewer. Answers its data; an error in the answer fails the test."""

    store: Store
    viewer: Viewer = LOCAL
    sent: list[str] = field(default_factory=list)
    language: Language = Language.EN

    async def __call__(self, operation: str, **variables: Any) -> Any:
        data, errors = await self.whole(operation, **variables)
        assert not errors, errors
        return data

    async def whole(self, operation: str, **variables: Any) -> tuple[Any, list[str]]:
        """The data and the messages of the errors."""
        context = Context(self.store, self.viewer, lambda: NOW, self.language)
        result = await schema.execute(operation, variable_values=variables, context_value=context)
        return result.data, [str(error.message) for error in result.errors or []]

    async def commit(self, account: str | None, *changes: dict[str, Any], **more: Any) -> Any:
        """Commit some changes, and answer the payload."""
        given = {"changes": list(changes), **({"accountId": account} if account else {}), **more}
        return (await self(COMMIT, input=given))["commit"]

    async def mutate(self, name: str, /, **given: Any) -> Any:
        """Send a mutation whose payload is a commit's, and answer that."""
        typed = f"mutation ($input: {name[0].upper()}{name[1:]}Input!)"
        return (await self(f"{typed} {{ {name}(input: $input) {PAYLOAD} }}", input=given))[name]

    async def write(self, account: str, *changes: dict[str, Any]) -> None:
        """Commit some changes, of which none may be refused."""
        payload = await self.commit(account, *changes)
        assert not payload["errors"], payload["errors"]


PAYLOAD = """{
    revision
    changed { __typename id key }
    dropped
    errors { __typename message path ... on Conflict { currentRevision } ... on InUse { by } }
}"""
COMMIT = f"mutation ($input: CommitInput!) {{ commit(input: $input) {PAYLOAD} }}"


@pytest.fixture
async def store(endpoint: Endpoint) -> AsyncIterator[Store]:
    """A store in which it is always NOW: what is claimed without a day is claimed then."""
    async with Store(endpoint, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
async def ask(store: Store) -> Ask:
    """Ask a database in which Krackhardt's managers are, and whatever other tests put there."""
    await store.commit(SAMPLES["krackhardt"](), LOCAL)
    return Ask(store)


@pytest.fixture
async def borokvar(ask: Ask) -> str:
    """The key of the demonstration account as it is on the day of NOW, which is only read."""
    if "borokvar" not in await ask.store.account_keys(LOCAL, "borokva", 1):
        await ask.store.commit(demonstration(NOW.date()), LOCAL)
    return "borokvar"


@pytest.fixture
def new_account(ask: Ask) -> Callable[..., Awaitable[str]]:
    """Make an account of one's own, with some people in it, and answer its key."""

    async def make(*people: str) -> str:
        key = f"account-{uuid4()}"
        await ask('mutation ($key: ID!) { createAccount(input: {key: $key, name: "Acme"}) { revision } }', key=key)
        for person in people:
            put = {"putStakeholder": {"id": person, "name": person.title()}}
            payload = await ask.commit(key, put, {"putWorksIn": {"from": person, "to": key}})
            assert not payload["errors"]
        return key

    return make
