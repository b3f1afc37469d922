"""Claims as people make them: in whose name, of what, and what is wrong with them."""

from collections.abc import Awaitable, Callable

import pytest

from graph import model
from graph.identity import TEAM, account_id, node_id
from graph.viewer import LOCAL, Role, Viewer
from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]


@pytest.fixture
async def kam(ask: Ask, new_account: NewAccount) -> tuple[Ask, str]:
    """One of our team who asks, and the key of an account with Anna, Béla and an opportunity."""
    key = await new_account("anna", "bela")
    await ask.write(key, {"putTeamMember": {"id": f"kam-{key}", "name": "Kam"}})
    assert (await ask.mutate("putOpportunity", accountId=key, id="deal", title="Deal"))["errors"] == []
    return Ask(ask.store, Viewer("kam", Role.MEMBER, team_member=node_id(TEAM, "TeamMember", f"kam-{key}"))), key


async def test_a_stance_is_towards_an_opportunity_or_us(kam: tuple[Ask, str]) -> None:
    ask, key = kam
    for towards in ({"opportunity": "deal"}, {}):
        told = await ask.mutate("recordStance", accountId=key, stakeholder="anna", stance=-0.5, note="n", **towards)
        assert told["errors"] == []
    account = (await ask.store.snapshot(key, LOCAL)).account
    claims = account.all(model.HoldsStance)
    assert {claim.target for claim in claims} == {node_id(key, "Opportunity", "deal"), account_id(key)}
    assert {(claim.stance, claim.note, claim.by, str(claim.valid_from)) for claim in claims} == {
        (-0.5, "n", ask.viewer.team_member, "2026-11-25")
    }


async def test_a_relationship_is_ones_own_where_nobody_else_is_named(kam: tuple[Ask, str]) -> None:
    ask, key = kam
    told = await ask.mutate("recordRelationship", accountId=key, stakeholder="anna", level="VENDOR")
    assert told["errors"] == []
    [claim] = (await ask.store.snapshot(key, LOCAL)).account.all(model.Knows)
    assert (claim.source, claim.by, claim.level) == (ask.viewer.team_member, ask.viewer.team_member, "VENDOR")
    nobody = await Ask(ask.store).mutate("recordRelationship", accountId=key, stakeholder="anna", level="VENDOR")
    assert [(each["path"], each["message"]) for each in nobody["errors"]] == [
        (["teamMember"], "teamMember is required: you are none of us")
    ]


async def test_influence_leads_from_whom_one_listens_to(kam: tuple[Ask, str]) -> None:
    ask, key = kam
    told = await ask.mutate("recordInfluence", **{"accountId": key, "from": "anna", "to": "bela", "weight": 0.5})
    assert told["errors"] == []
    [claim] = (await ask.store.snapshot(key, LOCAL)).account.all(model.Influences)
    assert (claim.source, claim.target) == tuple(node_id(key, "Stakeholder", who) for who in ("anna", "bela"))


async def test_every_fault_of_a_claim_is_told_at_its_place(kam: tuple[Ask, str]) -> None:
    ask, key = kam
    refused = await ask.mutate(
        "recordStance", accountId=key, stakeholder="nobody", opportunity="nothing", stance=3, confidence=2
    )
    assert sorted(each["path"] for each in refused["errors"]) == [
        ["confidence"],
        ["opportunity"],
        ["stakeholder"],
        ["stance"],
    ]
    others = await ask.mutate("recordStance", accountId=key, stakeholder="anna", stance=1, by="source:crm")
    assert [(each["__typename"], each["path"]) for each in others["errors"]] == [("NotAllowed", ["by"])]
