"""GraphQL over HTTP, as graphql-http audits it: a test for each of its audits, named by the audit's id."""

import json
from typing import Any

import pytest

from tests.clients.node import Clients

AUDITS = (
    *("22EB", "4655", "47DE", "80D8", "82A3", "BF61", "78D5", "2C94", "5A70", "9C48", "9ABE", "03D4", "A5BF", "423L"),
    *("LKJ0", "LKJ1", "LKJ2", "LKJ3", "34A2", "13EE", "6C00", "6C01", "6C02", "6C03", "8161", "B8B3"),
    *("94B0", "0220", "94B1", "0221", "94B2", "0222", "4760", "4761", "4762", "4763", "2EA1", "28B9", "D6D5", "6A70"),
    *("58B0", "58B1", "58B2", "58B3", "428F", "1B7A", "B6DC", "BCF8", "B7N8", "8764", "3E3A"),
    *("572B", "FDE2", "7B9B", "865D", "556A", "D586", "51FE", "74FF", "5E5B", "86EE"),
)


@pytest.fixture(scope="module")
def audits(clients: Clients, demo: str) -> dict[str, Any]:
    """What each audit came to."""
    told = [json.loads(line) for line in clients.run("audits.mjs", demo).splitlines()]
    return {audit["id"]: audit for audit in told}


def test_these_are_all_the_audits(audits: dict[str, Any]) -> None:
    assert (*audits,) == AUDITS
    assert len(AUDITS) == 61


@pytest.mark.parametrize("audit", AUDITS)
def test_audit(audits: dict[str, Any], audit: str) -> None:
    assert audits[audit]["status"] == "ok", audits[audit]
