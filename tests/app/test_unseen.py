"""Exports and calendars: what one may not see is in none of them."""

import io
import zipfile
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from app.application import create_application
from app.authentication import Authentication
from app.export.formats import FORMATS
from graph.keys import new_api_key
from graph.moment import now
from graph.store import Store
from graph.viewer import Role
from tests.app.conftest import BASE
from tests.twins import ANNA, Twins


class Both:
    """The twins, each owning a part of the other, and what is told to who sees one of them, or both."""

    def __init__(self, client: httpx.AsyncClient, twins: Twins, tokens: tuple[str, str]) -> None:
        self.client = client
        self.twins = twins
        self.one, self.all = tokens

    async def tells(self, path: str, token: str) -> bool:
        """Whether the mark of the unseen one is in it."""
        answer = (await self.client.get(path, headers={"Authorization": f"Bearer {token}"})).raise_for_status()
        return any(self.twins.mark.encode() in each for each in parts(answer.content))


async def key(store: Store, *accounts: str) -> str:
    made, token = new_api_key("crm", Role.OWNER, store.clock(), accounts=accounts or None)
    await store.keys.add(made)
    return token


def parts(content: bytes) -> Iterator[bytes]:
    """What is in a file, and in the files that it is made of."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)


@pytest.fixture
async def both(store: Store) -> AsyncIterator[Both]:
    twins = Twins(now().date())
    await twins.write_seen(store)
    await twins.write_unseen(store)
    await twins.join(store)
    application = create_application(store, authentication=Authentication(store))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=BASE) as client:
        yield Both(client, twins, (await key(store, twins.seen), await key(store)))


@pytest.mark.parametrize("endpoint", ["embedded"], indirect=True)
async def test_no_export_and_no_calendar_tells_of_what_is_not_seen(both: Both) -> None:
    seen, calendar = both.twins.seen, f"/calendar/{ANNA.rpartition('/')[2]}.ics"
    told = {name: await both.tells(f"/accounts/{seen}/export?format={name}", both.one) for name in FORMATS}
    assert told == dict.fromkeys(FORMATS, False)
    assert await both.tells(f"/accounts/{seen}/export?format=json", both.all)
    assert not await both.tells(calendar, both.one)
    assert await both.tells(calendar, both.all)
