"""API keys as the database keeps them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import NotFound
from graph.identity import TEAM
from graph.keys import PREFIX, ApiKey, key_id, new_api_key
from graph.model import TeamMember
from graph.store import Store
from graph.viewer import LOCAL, Role
from tests.graph.acme import ident, put

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def made(name: str = "crm", role: Role = Role.MEMBER) -> tuple[ApiKey, str]:
    return new_api_key(name, role, NOW)


def test_a_key_is_told_by_its_token_alone() -> None:
    (one, token), (other, another) = made(), made()
    assert token.startswith(PREFIX)
    assert key_id(token) == one.id != other.id
    assert one.is_told_by(token)
    assert not one.is_told_by(another)
    for wrong in ("", token[:-1], token + "x", token.upper(), f"{PREFIX}{one.id}_", "é" * 50):
        assert not one.is_told_by(wrong)


def test_what_is_kept_does_not_tell_the_token() -> None:
    key, token = made()
    assert token.rpartition("_")[2] not in repr(key)
    assert len(token) > 60  # of which 43 are 256 random bits


@given(st.text())
def test_any_text_may_be_looked_up(token: str) -> None:
    key, _ = made()
    assert not key.is_told_by(token)
    assert isinstance(key_id(token), str)


def test_a_key_expires_with_the_end_of_its_last_day() -> None:
    key, _ = new_api_key("crm", Role.VIEWER, NOW, until=date(2026, 12, 31))
    assert key.expires == datetime(2027, 1, 1, tzinfo=UTC)
    assert made()[0].expires is None


def test_whoever_asks_with_a_key_is_called_by_its_name() -> None:
    viewer = new_api_key("crm", Role.MEMBER, NOW, accounts=("acme",))[0].viewer
    assert (viewer.subject, viewer.role, viewer.accounts) == ("key:crm", Role.MEMBER, frozenset(["acme"]))
    assert viewer.by == "source:key:crm"
    assert made()[0].viewer.accounts is None


async def test_keys_are_kept_as_they_are(store: Store, second: Store) -> None:
    name = f"crm-{uuid4()}"
    whole, _ = new_api_key(name, Role.ANALYST, NOW, accounts=("b", "a"), until=date(2027, 1, 31))
    bare, _ = made(name)
    calendar, _ = new_api_key(name, Role.VIEWER, NOW, calendar="team/TeamMember/anna")
    for key in (whole, bare, calendar):
        await store.keys.add(key)
    found = [each for each in await second.keys.all() if each.name == name]
    assert found == sorted([whole, bare, calendar], key=lambda key: key.id)


async def test_a_key_that_is_revoked_is_gone(store: Store, second: Store) -> None:
    key, _ = made(f"crm-{uuid4()}")
    await store.keys.add(key)
    assert await second.keys.revoke(key.id)
    assert key not in await store.keys.all()
    assert not await store.keys.revoke(key.id)


async def test_an_erasure_of_one_of_us_takes_their_calendars(store: Store) -> None:
    name = f"anna-{uuid4()}"
    await store.commit({TEAM: [put(TeamMember, name, name="Anna")]}, LOCAL)
    member = ident(TeamMember, name)
    key, _ = new_api_key("anna's telephone", Role.VIEWER, NOW, calendar=member)
    await store.keys.add(key)
    preview = await store.preview_erasure(member, LOCAL)
    await store.erase_person(member, LOCAL, preview.token)
    assert key not in await store.keys.all()
    with pytest.raises(NotFound):
        await store.preview_erasure(member, LOCAL)
