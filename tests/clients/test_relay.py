"""Relay: its compiler takes the schema, and its store holds an account at several moments without mixing them."""

from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from tests.clients.node import Clients

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "clients.md"


def test_the_page_shows_the_configuration_that_is_tested() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in ("relay.config.json", "codegen.json"):
        assert f"```json\n{(HERE / name).read_text(encoding='utf-8')}```" in page


def test_its_compiler_takes_the_schema(relay_documents: Mapping[str, str]) -> None:
    assert sorted(text.split()[1].split("(")[0] for text in relay_documents.values()) == [
        "mapsCommitMutation",
        "mapsNodeQuery",
        "mapsPastQuery",
        "mapsPresentQuery",
        "mapsSupposedQuery",
    ]


@pytest.mark.usefixtures("relay_documents")
def test_its_store_holds_present_past_and_supposed_maps_apart(clients: Clients, demo: str) -> None:
    assert clients.run("relay.mjs", demo, f"relay-{uuid4().hex[:8]}", "texts") == "held apart\n"


def test_its_persisted_documents_can_be_all_that_is_answered(clients: Clients, trusting: str) -> None:
    assert clients.run("relay.mjs", trusting, f"relay-{uuid4().hex[:8]}", "ids") == "held apart\n"
