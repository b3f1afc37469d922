"""Exports over HTTP."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import uuid4
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import httpx
import networkx as nx
import orjson
import pytest
from openpyxl import load_workbook

from app.export.formats import FORMATS
from app.export.graphs import gexf
from graph.identity import TEAM, account_id
from graph.model import Manages, TeamMember
from graph.store import Store
from graph.viewer import LOCAL
from tests.app.export.test_graphs import READ
from tests.graph.acme import account, edge, ident, member, person


@pytest.fixture
async def key(store: Store) -> str:
    """An account with somebody in it, whose key is no name of a file."""
    scope = f"a/b ű {uuid4().hex[:8]}"
    people = person("anna", scope, name="Anna", joinedOn="2026-01-01")
    managed = edge(Manages, ident(TeamMember, "tom"), account_id(scope), role="OWNER")
    await store.commit({scope: [*account(scope), *people, managed], TEAM: member("tom")}, LOCAL)
    return scope


async def get(client: httpx.AsyncClient, key: str, query: str, **headers: str) -> httpx.Response:
    return await client.get(f"/accounts/{quote(key, safe='')}/export?{query}", headers=headers)


def message(answer: httpx.Response) -> str:
    [error] = answer.json()["errors"]
    told: str = error["message"]
    return told


OPENED_BY: dict[str, Callable[[bytes], Any]] = {
    "json": orjson.loads,
    "csv": lambda content: ZipFile(BytesIO(content)).testzip() or True,
    "xlsx": lambda content: load_workbook(BytesIO(content)),
    "graphml": lambda content: nx.read_graphml(BytesIO(content)),
    "gexf": lambda content: READ[gexf](BytesIO(content)),
    "png": lambda content: content.startswith(b"\x89PNG"),
    "svg": lambda content: fromstring(content).attrib,  # noqa: S314  # our own
}


@pytest.mark.parametrize("name", FORMATS)
async def test_an_account_is_downloaded_in_every_format(client: httpx.AsyncClient, key: str, name: str) -> None:
    answer = await get(client, key, f"format={name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == FORMATS[name].media_type
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert OPENED_BY[name](answer.content)


async def test_the_file_has_a_name_that_is_safe_everywhere(client: httpx.AsyncClient, key: str) -> None:
    disposition = (await get(client, key, "format=json")).headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="a-b-[0-9a-f]{8}-\d{4}-\d\d-\d\d\.json"', disposition)


async def test_a_day_and_a_language_are_kept_to(client: httpx.AsyncClient, key: str) -> None:
    before = await get(client, key, "format=svg&on=2025-12-31")
    after = await get(client, key, "format=svg&on=2026-01-31&language=hu")
    assert "Anna" not in before.text
    assert "31 December 2025" in before.text
    assert "Anna" in after.text
    assert "2026. január 31." in after.text
    assert (before.headers["content-language"], after.headers["content-language"]) == ("en", "hu")
    assert "2025-12-31.svg" in before.headers["content-disposition"]


async def test_the_language_is_the_browser_s_where_none_is_named(client: httpx.AsyncClient, key: str) -> None:
    answer = await get(client, key, "format=svg", **{"Accept-Language": "hu"})
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("hu", "Accept-Language")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "format must be one of json, csv, xlsx, graphml, gexf, png, svg, not None"),
        ("format=pdf", "format must be one of json, csv, xlsx, graphml, gexf, png, svg, not 'pdf'"),
        ("format=svg&on=31.1.2026", "on must be a day, such as 2026-01-31, not '31.1.2026'"),
        ("format=svg&language=de", "language must be one of en, hu, not 'de'"),
        ("format=json&on=2026-01-31", "give no day"),
        ("format=gexf&language=hu", "give no language"),
        ("format=svg&asOf=3", "there is no parameter 'asOf'"),
    ],
)
async def test_a_wrong_order_is_told_why(alone: httpx.AsyncClient, query: str, told: str) -> None:
    answer = await get(alone, "acme", query)
    assert answer.status_code == 400
    assert told in message(answer)


async def test_an_account_that_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await get(client, "nobody", "format=json")
    assert (answer.status_code, message(answer)) == (404, "there is no account 'nobody'")


async def test_a_database_that_is_not_there_is_told(alone: httpx.AsyncClient) -> None:
    assert (await get(alone, "acme", "format=json")).status_code == 503


async def test_what_is_only_read_is_not_posted(alone: httpx.AsyncClient) -> None:
    answer = await alone.post("/accounts/acme/export?format=json", json={})
    assert answer.status_code == 405
