"""Whitespace over the API: what is open to us, by what it is worth and by whom we reach."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

OPENINGS = """query ($id: ID!) { account(id: $id) { whitespace { openings {
    cell { organisation { key } offering { key } state value { amount currency } } reachedPower buyers { key }
} } } }"""


async def test_openings_go_by_value_and_by_the_power_that_is_reached(ask: Ask, new_account: NewAccount) -> None:
    key, offering, kata = await new_account("anna"), f"offering-{uuid4()}", f"kata-{uuid4()}"
    other = f"other-{uuid4()}"
    await ask.write(
        key,
        {"putOrganisation": {"id": key, "currency": "EUR"}},
        {"putOrganisation": {"id": "north", "name": "North", "kind": "DIVISION"}},
        {"putOffering": {"id": offering, "name": "Platform"}},
        {"putOffering": {"id": other, "name": "Service"}},
        {"putTeamMember": {"id": kata, "name": "Kata"}},
        {"putUses": {"from": "north", "to": offering, "state": "OPEN", "value": "9000"}},
        {"putUses": {"from": key, "to": offering, "state": "TARGET", "value": "100"}},
        {"putUses": {"from": key, "to": other, "state": "INSTALLED", "value": "100"}},
        {"claimRelationship": {"from": kata, "to": "anna", "level": "TRUSTED_ADVISOR", "by": kata}},
    )
    first, second = (await ask(OPENINGS, id=key))["account"]["whitespace"]["openings"]
    assert first["cell"] == {
        "organisation": {"key": key},
        "offering": {"key": offering},
        "state": "TARGET",
        "value": {"amount": "100", "currency": "EUR"},
    }
    assert (first["reachedPower"], first["buyers"]) == (pytest.approx(0.9 * 0.6), [{"key": "anna"}])
    assert (second["cell"]["organisation"], second["reachedPower"], second["buyers"]) == ({"key": "north"}, 0, [])
