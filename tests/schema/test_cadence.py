"""Cadences over the API: how often somebody should be met, and who is due."""

from collections.abc import Awaitable, Callable

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

CADENCES = """query ($id: ID!, $first: Int! = 10) { account(id: $id) {
    stakeholders { nodes { key cadence { days isOwn lastMetOn dueOn overdueDays isPlanned } } }
    dueContacts(first: $first) { key power { value } cadence { overdueDays } }
} }"""


@pytest.fixture
async def met(ask: Ask, new_account: NewAccount) -> str:
    """An account in which anna was met long ago, bela lately, cili never, and nobody knows the fourth."""
    key = await new_account("anna", "bela", "cili", "vacant")
    await ask.write(
        key,
        {"putStakeholder": {"id": "anna", "cadenceDays": 30}},
        {"putStakeholder": {"id": "vacant", "placeholder": True}},
        {"putInteraction": {"id": "old", "at": "2026-10-01T09:00:00Z", "channel": "MEETING"}},
        {"putInteraction": {"id": "mail", "at": "2026-11-20T09:00:00Z", "channel": "EMAIL", "direction": "OUTBOUND"}},
        {"putInteraction": {"id": "new", "at": "2026-11-01T09:00:00Z", "channel": "CALL"}},
        {"putInteraction": {"id": "next", "at": "2026-12-10T09:00:00Z", "channel": "CALL", "state": "PLANNED"}},
        *({"putInvolves": {"from": each, "to": {"stakeholder": "anna"}}} for each in ("old", "mail", "next")),
        {"putInvolves": {"from": "new", "to": {"stakeholder": "bela"}}},
    )
    return key


async def test_each_person_has_a_cadence(ask: Ask, met: str) -> None:
    found = (await ask(CADENCES, id=met))["account"]["stakeholders"]["nodes"]
    words = ("days", "isOwn", "lastMetOn", "dueOn", "overdueDays", "isPlanned")
    assert [each["cadence"] and tuple(each["cadence"][word] for word in words) for each in found] == [
        (30, True, "2026-10-01", "2026-10-31", 25, True),
        (90, False, "2026-11-01", "2027-01-30", 0, False),
        (90, False, None, None, None, False),
        None,
    ]


async def test_who_is_due_is_told_by_power_and_by_how_long(ask: Ask, met: str) -> None:
    found = (await ask(CADENCES, id=met))["account"]["dueContacts"]
    assert [each["key"] for each in found] == ["cili", "anna"]  # equals in power, and whom nobody met waits longest
    assert [each["key"] for each in (await ask(CADENCES, id=met, first=1))["account"]["dueContacts"]] == ["cili"]


@pytest.mark.parametrize("first", [0, 501, -1])
async def test_how_many_is_bounded(ask: Ask, met: str, first: int) -> None:
    _, errors = await ask.whole(CADENCES, id=met, first=first)
    assert errors == [f"first must be 1 to 500, not {first}"]
