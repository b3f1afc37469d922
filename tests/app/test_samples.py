"""Loading the sample accounts."""

import pytest

from app.samples import load
from graph.change import Put
from graph.identity import account_id
from graph.model import Organisation
from graph.store import Store
from graph.viewer import LOCAL
from seeds.sample import SAMPLES

pytestmark = pytest.mark.both_servers


async def test_every_sample_is_loaded_once(store: Store) -> None:
    await load(store, SAMPLES)
    assert await load(store, SAMPLES) == dict.fromkeys(SAMPLES, False)


async def test_an_account_that_is_there_is_left_as_it_is(store: Store) -> None:
    await load(store, ["krackhardt"])
    change = Put(Organisation, {"id": account_id("krackhardt"), "sector": "Changed by somebody"})
    revision = (await store.commit({"krackhardt": [change]}, LOCAL))["krackhardt"]
    assert await load(store, ["krackhardt"]) == {"krackhardt": False}
    kept = await store.snapshot("krackhardt", LOCAL)
    assert kept.account.revision == revision
    assert kept.root.sector == "Changed by somebody"
