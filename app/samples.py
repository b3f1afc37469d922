"""Loading the sample accounts."""

from collections.abc import Iterable

from graph.errors import NotFound
from graph.identity import TEAM
from graph.store import Store
from graph.viewer import LOCAL
from seeds.sample import SAMPLES

__all__ = ["load"]


async def load(store: Store, names: Iterable[str]) -> dict[str, bool]:
    """Load the samples whose account is not there, and answer by name whether it was loaded.

    An account that is there is left as it is, whatever became of it since.
    """
    return {name: await _load(store, name) for name in names}


async def _load(store: Store, name: str) -> bool:
    changes = SAMPLES[name]()
    for account in changes.keys() - {TEAM}:
        if await _is_there(store, account):
            return False
    await store.commit(changes, LOCAL)
    return True


async def _is_there(store: Store, account: str) -> bool:
    try:
        await store.snapshot(account, LOCAL)
    except NotFound:
        return False
    return True
