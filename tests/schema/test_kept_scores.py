"""Scores across requests: what one worked out the next takes over; after a change only what depends on it is new."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph.memory import Shelf
from graph.snapshot import Snapshot
from graph.viewer import LOCAL
from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

MAP = "query ($id: ID!) { account(id: $id) { stakeholderMap { nodes { power coverage } } } }"
COVERAGE = "query ($id: ID!) { account(id: $id) { coverage { score { value } } } }"
CONSENSUS = "query ($id: ID!) { account(id: $id) { opportunities { nodes { consensus { support { value } } } } } }"
STANCE = """mutation ($input: RecordStanceInput!) { recordStance(input: $input) { revision errors { message } } }"""


@pytest.fixture
async def deal(ask: Ask, new_account: NewAccount) -> str:
    """An account where Anna decides on a renewal with Béla, who has her ear and whom Kata knows."""
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putOpportunity": {"id": "renewal", "title": "Renewal"}},
        {"putFor": {"from": "renewal", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "renewal", "roles": ["DECIDER"]}},
        {"putHasRoleIn": {"from": "bela", "to": "renewal", "roles": ["BUYER"]}},
        {"claimInfluence": {"from": "bela", "to": "anna", "weight": 1}},
        {"claimRelationship": {"from": "kata", "to": "bela", "level": "TRUSTED_ADVISOR"}},
    )
    stance = {"accountId": key, "stakeholder": "bela", "opportunity": "renewal", "stance": 0.5}
    assert not (await ask(STANCE, input=stance))["recordStance"]["errors"]
    return key


class Watched:
    """What is worked out, by its name on the shelf."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[Any] = []
        asked = Shelf.of

        def of(shelf: Shelf, name: Any, sources: Any, work: Any) -> Any:
            return asked(shelf, name, sources, lambda known: self._noted(name, work(known)))

        monkeypatch.setattr(Shelf, "of", of)

    def _noted(self, name: Any, value: Any) -> Any:
        self.names.append(name)
        return value

    def since(self) -> set[Any]:
        """The names of what was worked out since last asked, none of them twice."""
        names, self.names = self.names, []
        assert len(names) == len(set(names))
        return set(names)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


async def test_a_map_a_coverage_and_a_consensus_of_one_revision_share_what_they_need(
    ask: Ask, deal: str, watched: Watched
) -> None:
    for query in (MAP, COVERAGE, CONSENSUS):
        await ask(query, id=deal)
    opportunity = f"{deal}/Opportunity/renewal"
    shared = {"listening", ("power", None), ("power", opportunity), "reach", ("consensus", opportunity)}
    assert watched.since() >= shared
    for query in (MAP, COVERAGE, CONSENSUS):
        await ask(query, id=deal)
    assert watched.since() == set()


async def test_after_a_stance_only_what_comes_of_stances_is_worked_out(ask: Ask, deal: str, watched: Watched) -> None:
    for query in (MAP, COVERAGE, CONSENSUS):
        await ask(query, id=deal)
    watched.since()
    given = {"accountId": deal, "stakeholder": "anna", "opportunity": "renewal", "stance": -0.5}
    recorded = (await ask(STANCE, input=given))["recordStance"]
    assert not recorded["errors"]
    for query in (MAP, COVERAGE, CONSENSUS):
        await ask(query, id=deal)
    opportunity = f"{deal}/Opportunity/renewal"
    found = watched.since()
    assert {("blends", "HOLDS_STANCE"), ("stances", opportunity), ("consensus", opportunity)} <= found
    assert not found & {"listening", "reach", "encounters", "coverage", ("power", None), ("power", opportunity)}


async def test_a_what_if_leaves_what_is_known_of_the_account(ask: Ask, deal: str, watched: Watched) -> None:
    supposed = """query ($id: ID!) { whatIf(accountId: $id, suppositions: [
        {stance: {stakeholder: "anna", opportunity: "renewal", mean: -1, confidence: 0.9}}
    ]) { after { coverage { score { value } } } } }"""
    snapshot: Snapshot = (await ask.store.snapshot(deal, LOCAL)).account
    await ask(CONSENSUS, id=deal)
    watched.since()
    await ask(supposed, id=deal)
    await ask(CONSENSUS, id=deal)
    assert ("consensus", f"{deal}/Opportunity/renewal") not in watched.since()
    assert (await ask.store.snapshot(deal, LOCAL)).account is snapshot
