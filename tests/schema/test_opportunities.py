"""Opportunities over the API: who takes part, with which power and stance."""

from collections.abc import Awaitable, Callable

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

QUERY = """
query ($id: ID!) { account(id: $id) { opportunities { nodes {
  key title kind amount currency vacantPower basis
  participants {
    stakeholder { key } roles veto openness power
    stance { value confidence known contested claims { word } }
  }
} } } }
"""


async def test_who_takes_part_as_what_and_with_which_power(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    payload = await ask.commit(
        key,
        {"putOpportunity": {"id": "o", "title": "Renewal", "kind": "RENEWAL", "amount": "12.50", "currency": "EUR"}},
        {"putFor": {"from": "o", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "o", "roles": ["DECIDER", "CHAMPION"], "veto": True, "openness": 0.2}},
        {"putHasRoleIn": {"from": "bela", "to": "o", "roles": []}},
        {"claimStance": {"from": "anna", "to": {"opportunity": "o"}, "stance": 0.4, "verification": "CONFIRMED"}},
    )
    assert not payload["errors"]
    (found,) = (await ask(QUERY, id=key))["account"]["opportunities"]["nodes"]
    anna, bela = found["participants"]
    assert (found["amount"], found["currency"], found["kind"]) == ("12.50", "EUR", "RENEWAL")
    assert (found["vacantPower"], found["basis"]) == (0, "ROLES")
    assert (anna["stakeholder"]["key"], anna["roles"], anna["veto"]) == ("anna", ["DECIDER", "CHAMPION"], True)
    assert anna["power"] == pytest.approx(1 / 1.2)
    assert bela["power"] == pytest.approx(0.2 / 1.2)
    assert bela["stance"] is None
    assert anna["stance"]["claims"] == [{"word": "SUPPORTER"}]
    assert (anna["stance"]["value"], anna["stance"]["known"]) == (0.4, True)


async def test_a_vacant_decider_is_told(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    payload = await ask.commit(
        key,
        {"putOpportunity": {"id": "o", "title": "Renewal"}},
        {"putFor": {"from": "o", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "o", "roles": ["CHAMPION"]}},
    )
    assert not payload["errors"]
    (found,) = (await ask(QUERY, id=key))["account"]["opportunities"]["nodes"]
    assert found["vacantPower"] == pytest.approx(1 / 1.2)
