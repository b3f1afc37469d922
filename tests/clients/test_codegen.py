"""graphql-codegen: it takes the schema, and TypeScript at its strictest takes what it generates, which runs."""

import json
from uuid import uuid4

import httpx
import pytest

from tests.clients.node import Clients


@pytest.fixture(scope="module")
def account(clients: Clients, codegen_documents: dict[str, str]) -> str:
    """The client in JavaScript, checked and compiled."""
    assert len(codegen_documents) == 2
    clients.call("tsc", "--project", "tsconfig.json")
    return "built/account.js"


def test_its_client_writes_and_reads(clients: Clients, account: str, demo: str) -> None:
    said = json.loads(clients.run(account, demo, f"codegen-{uuid4().hex[:8]}", "texts"))
    assert said == {
        "revision": 1,
        "account": "Acme",
        "name": "Anna",
        "seniority": "VP",
        "joinedOn": "2020-01-31",
        "power": 1,
    }


def test_its_documents_can_be_all_that_is_answered(clients: Clients, account: str, trusting: str) -> None:
    said = json.loads(clients.run(account, trusting, f"codegen-{uuid4().hex[:8]}", "ids"))
    assert said["account"] == "Acme"
    answer = httpx.post(f"{trusting}/graphql", json={"query": "{ __typename }"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"


@pytest.mark.usefixtures("account")
def test_a_value_that_the_schema_does_not_know_does_not_compile(clients: Clients) -> None:
    source = (clients.directory / "account.ts").read_text(encoding="utf-8")
    (clients.directory / "wrong.ts").write_text(source.replace('"VP"', '"VIP"'), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"wrong\.ts.*VIP"):
        clients.call("tsc", "--ignoreConfig", "--strict", "--noEmit", "--module", "NodeNext", "--types", "", "wrong.ts")
