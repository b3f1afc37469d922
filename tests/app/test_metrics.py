"""Metrics, as a Prometheus would fetch them."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import click
import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.entrance import Entrance
from app.metrics import Metrics, metrics_served
from app.serving import show
from app.upkeep import Upkeep
from app.witness import Witness
from graph.endpoint import Endpoint
from graph.errors import Conflict
from graph.store import Store
from graph.viewer import LOCAL
from tests.app.talk import RENAME
from tests.app.witnessed import Witnessed, witnessed_by
from tests.graph.acme import account, new_scope, person

NAME = "query Named($id: ID!) { account(id: $id) { name coverage { score { value } } } }"


@pytest.fixture
def metrics() -> Iterator[Metrics]:
    made = Metrics()
    with metrics_served(made, "127.0.0.1", 0):
        yield made


@pytest.fixture
async def measured(endpoint: Endpoint, tmp_path: Path, metrics: Metrics) -> AsyncIterator[Witnessed]:
    async with witnessed_by(endpoint, tmp_path / "audit.log", metrics=metrics) as running:
        yield running


def page(metrics: Metrics) -> str:
    return httpx.get(metrics.address).raise_for_status().text


def scraped(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels, in the order of their names."""
    samples = [each for family in text_string_to_metric_families(page(metrics)) for each in family.samples]
    return {(each.name, *(value for _, value in sorted(each.labels.items()))): each.value for each in samples}


async def test_requests_operations_and_what_they_took_are_counted(measured: Witnessed, metrics: Metrics) -> None:
    scope = new_scope()
    await measured.store.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)
    for _ in range(2):
        await measured.ask(NAME, id=scope)
    await measured.ask(RENAME, id=scope)
    await measured.ask(NAME, id=scope)
    await measured.ask("{ nothing }")
    await measured.client.get("/livez")
    found = scraped(metrics)
    assert found["stakegraph_requests_total", "graphql", "200"] == 5
    assert found["stakegraph_request_seconds_count", "health"] == 1
    assert found["stakegraph_operations_total", "ok", "query"] == 3
    assert found["stakegraph_operations_total", "ok", "mutation"] == 1
    assert found["stakegraph_operations_total", "refused", "unknown"] == 1
    assert found["stakegraph_refused_total", "BAD_REQUEST"] == 1
    assert found["stakegraph_operation_cost_count", "query"] == 2  # what is kept costs nothing
    assert found["stakegraph_operation_seconds_count", "query"] == 3
    assert found["stakegraph_commits_total", "written"] == 2
    assert found["stakegraph_revision_checks_total",] > 0
    for cache in ("accounts", "scores", "documents", "answers"):
        assert found["stakegraph_cache_lookups_total", cache, "held"] > 0, cache
        assert found["stakegraph_cache_lookups_total", cache, "made"] + (cache == "accounts") > 0, cache


async def test_conflicts_are_no_commits(measured: Witnessed, metrics: Metrics) -> None:
    scope = new_scope()
    await measured.store.commit({scope: account(scope)}, LOCAL)
    with pytest.raises(Conflict):
        await measured.store.commit({scope: person("ada", scope)}, LOCAL, {scope: 7})
    found = scraped(metrics)
    assert found["stakegraph_commits_total", "written"] == 1
    assert found["stakegraph_commits_total", "conflict"] == 1


async def test_what_is_held_and_open_is_shown_as_it_is_now(measured: Witnessed, metrics: Metrics) -> None:
    show(metrics, measured.store, measured.application)
    assert scraped(metrics)["stakegraph_cached_accounts_bytes",] == 0
    scope = new_scope()
    await measured.store.commit({scope: account(scope)}, LOCAL)
    found = scraped(metrics)
    assert found["stakegraph_cached_accounts_bytes",] == measured.store.cached_bytes > 0
    assert (found["stakegraph_open_sockets",], found["stakegraph_open_subscriptions",]) == (0, 0)
    assert found["stakegraph_cached_answers_bytes",] == 0


async def test_how_far_summaries_are_behind_is_told(store: Store, metrics: Metrics) -> None:
    seen = list[int]()

    class Told(Upkeep):
        async def refresh(self, account: str) -> bool:
            seen.append(int(scraped(metrics)["stakegraph_stale_summaries",]))
            return await super().refresh(account)

    scopes = [new_scope() for _ in range(2)]
    for scope in scopes:
        await store.commit({scope: account(scope)}, LOCAL)
    mine = replace(LOCAL, accounts=frozenset(scopes))
    await Upkeep(store, viewer=mine).sweep()
    for scope in scopes:
        await store.commit({scope: person("ada", scope)}, LOCAL)
    await Told(store, viewer=mine, watcher=Witness(metrics=metrics)).sweep()
    assert seen == [2, 1]
    assert scraped(metrics)["stakegraph_stale_summaries",] == 0


async def test_labels_name_nobody(measured: Witnessed, metrics: Metrics) -> None:
    scope, mark = new_scope(), "zqxmark"
    await measured.store.commit({scope: [*account(scope), *person("ada", scope, name=mark)]}, LOCAL)
    await measured.ask(f"query {mark}($id: ID!) {{ account(id: $id) {{ name }} }}", id=scope)
    await measured.ask(f"{{ {mark} }}")
    await measured.client.get(f"/accounts/{mark}/export?format=json")
    await measured.client.get(f"/{mark}")
    text = page(metrics)
    assert mark not in text
    assert scope not in text


def test_how_a_client_leaves_makes_no_series_of_its_own(metrics: Metrics) -> None:
    for status in (1000, 4400, 3001, 4999, None):
        metrics.request(Entrance.GRAPHQL, status, 0.1)
    found = {key[2]: value for key, value in scraped(metrics).items() if key[0] == "stakegraph_requests_total"}
    assert found == {"1000": 1, "4400": 1, "other": 2, "none": 1}


def test_a_taken_port_is_told(metrics: Metrics) -> None:
    port = httpx.URL(metrics.address).port
    assert port is not None
    with pytest.raises(click.ClickException, match="--metrics-port"), metrics_served(Metrics(), "127.0.0.1", port):
        pass
