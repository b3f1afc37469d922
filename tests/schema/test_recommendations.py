"""Recommendations over the API: what to do next, with what it comes from, what it supposes and what it would bring."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph.model import RecommendationKind
from graph.viewer import LOCAL, Role, Viewer
from schema.relay import encode_id
from scoring.recommendations import plan
from scoring.scores import Scores
from tests.schema.conftest import NOW, Ask

NewAccount = Callable[..., Awaitable[str]]

FIELDS = """
id key kind priority effortHours state sentence hungarian: sentence(language: HU)
account { key } opportunity { key } actor { key } stakeholder { key } stakeholders { key } via { key }
subjects { __typename key } resolution { key }
lift { coverage support agreementProbability resilience leastCoverage uncertainty supportGap }
supposes {
  __typename
  ... on SupposedStance { stakeholder { key } opportunity { key } mean confidence }
  ... on SupposedTie { teamMember { key } stakeholder { key } level confidence }
  ... on SupposedInfluence { from { key } to { key } value }
  ... on ObjectChange { action label node { key } fields { field before after } }
}
evidence { kind contribution on text node { __typename key } claims { key } }
"""


@pytest.fixture
async def deal(ask: Ask, new_account: NewAccount) -> str:
    """An account where Anna decides on a renewal, whom nobody knows but through Béla, who has her ear."""
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putOrganisation": {"id": key, "currency": "EUR"}},
        *({"putTeamMember": {"id": member, "name": member.title()}} for member in ("kata", "lili")),
        *({"putManages": {"from": member, "to": key, "role": "MEMBER"}} for member in ("kata", "lili")),
        {"putOpportunity": {"id": "renewal", "title": "Renewal", "amount": "1000", "currency": "EUR"}},
        {"putFor": {"from": "renewal", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "renewal", "roles": ["DECIDER"]}},
        {"claimInfluence": {"from": "bela", "to": "anna", "weight": 1, "confidence": 0.5}},
        {"claimRelationship": {"from": "kata", "to": "bela", "level": "TRUSTED_ADVISOR"}},
    )
    return key


async def recommended(ask: Ask, account: str, fields: str = FIELDS, **arguments: Any) -> list[Any]:
    query = f"""query ($id: ID!, $filter: RecommendationFilter, $first: Int, $after: String, $on: Date) {{
        account(id: $id, on: $on) {{ recommendations(filter: $filter, first: $first, after: $after) {{
            nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }}
        }} }}
    }}"""
    nodes: list[Any] = (await ask(query, id=account, **arguments))["account"]["recommendations"]["nodes"]
    return nodes


async def only(ask: Ask, account: str, kind: str, **arguments: Any) -> Any:
    (found,) = await recommended(ask, account, filter={"kinds": [kind]}, **arguments)
    return found


async def test_every_kind_occurs_on_the_demonstration_account_and_tells_what_it_is(ask: Ask, borokvar: str) -> None:
    found = await recommended(ask, borokvar, first=200)
    assert {each["kind"] for each in found} == set(RecommendationKind)
    assert [each["priority"] for each in found] == sorted((each["priority"] for each in found), reverse=True)
    assert len({each["id"] for each in found}) == len({each["key"] for each in found}) == len(found)
    for each in found:
        assert each["account"] == {"key": borokvar}
        assert each["actor"] is not None
        assert each["effortHours"] > 0
        assert (each["state"], each["resolution"]) == ("OPEN", None)
        assert each["sentence"] != each["hungarian"]
        assert each["stakeholder"] == (each["stakeholders"][0] if each["stakeholders"] else None)
        assert all(ground["text"] and ground["contribution"] is None for ground in each["evidence"])


GROUNDS = {
    "COVER": {"ROLE"},
    "BACK_UP": {"ROLE"},
    "REVIVE": {"CONTACT"},
    "DEEPEN": {"RELATIONSHIP"},
    "ASK": {"STANCE"},
    "CONVENE": {"STANCE"},
    "PERSUADE": {"STANCE"},
    "RESOLVE": {"INSIGHT"},
    "COUNTER": {"FAVOUR"},
    "PROPOSE": {"INSIGHT", "USAGE"},
    "CORRECT": {"KPI"},
}


async def test_the_evidence_is_what_the_kind_comes_from(ask: Ask, borokvar: str) -> None:
    found = await recommended(
        ask, borokvar, "kind evidence(first: 50) { kind on node { key } claims { key } }", first=200
    )
    seen: dict[str, set[str]] = {}
    for each in found:
        seen.setdefault(each["kind"], set()).update(ground["kind"] for ground in each["evidence"])
        for ground in each["evidence"]:
            assert ground["node"] is not None
            assert bool(ground["claims"]) is (ground["kind"] in {"STANCE", "FAVOUR", "RELATIONSHIP"})
    assert {kind: seen[kind] for kind in GROUNDS} == GROUNDS


async def test_whom_to_meet_who_can_introduce_you_and_what_that_brings(ask: Ask, deal: str) -> None:
    cover = await only(ask, deal, "COVER")
    assert (cover["actor"], cover["stakeholder"], cover["via"]) == ({"key": "kata"}, {"key": "anna"}, [{"key": "bela"}])
    assert cover["opportunity"] == {"key": "renewal"}
    assert cover["supposes"] == [
        {
            "__typename": "SupposedTie",
            "teamMember": {"key": "kata"},
            "stakeholder": {"key": "anna"},
            "level": "CREDIBLE_SOURCE",
            "confidence": 0.9,
        }
    ]
    assert cover["lift"]["coverage"] == pytest.approx(0.9 * 0.45 * cover_share(cover), abs=1e-6)
    assert cover["sentence"].startswith("Meet Anna: Kata can introduce you through Bela; coverage rises by ")
    assert cover["hungarian"].startswith("Anna megkeresése: Kata be tud mutatni Bela révén; a lefedettség ")
    (role,) = cover["evidence"]
    assert (role["kind"], role["node"], role["claims"]) == ("ROLE", {"__typename": "Opportunity", "key": "renewal"}, [])


def cover_share(cover: Any) -> float:
    """The power of Anna: she alone decides, and listens to Béla by 0.5 with an openness of 0.5."""
    return float(0.5 / (1 - 0.5 * 0.5))


async def test_what_would_be_written_is_told_field_by_field(ask: Ask, deal: str) -> None:
    await ask.write(
        deal,
        {"putStakeholder": {"id": "chief", "name": "Head of IT", "placeholder": True}},
        {"putWorksIn": {"from": "chief", "to": deal}},
        {"putHasRoleIn": {"from": "chief", "to": "renewal", "roles": ["APPROVER"]}},
    )
    identify = await only(ask, deal, "IDENTIFY")
    tie, change = identify["supposes"]
    assert (tie["__typename"], tie["level"]) == ("SupposedTie", "VENDOR")
    assert (change["action"], change["label"], change["node"]) == ("CHANGED", "Stakeholder", {"key": "chief"})
    assert change["fields"] == [{"field": "placeholder", "before": "true", "after": "false"}]
    assert identify["sentence"].startswith("Find out who fills the role of Head of IT: ")


async def test_somebody_yet_to_be_found_is_nobody_yet(ask: Ask, deal: str) -> None:
    await ask.write(deal, {"putHasRoleIn": {"from": "anna", "to": "renewal", "roles": ["USER"]}})
    identify = await only(ask, deal, "IDENTIFY")
    assert (identify["stakeholder"], identify["stakeholders"]) == (None, [])
    assert identify["supposes"][0]["stakeholder"] is None
    assert {change["label"] for change in identify["supposes"][1:]} == {"Stakeholder", "WORKS_IN", "HAS_ROLE_IN"}


async def test_they_come_page_by_page(ask: Ask, borokvar: str) -> None:
    query = """query ($after: String) { account(id: "borokvar") { recommendations(first: 30, after: $after) {
        nodes { key } pageInfo { hasNextPage endCursor }
    } } }"""
    seen: list[str] = []
    after = None
    while True:
        page = (await ask(query, after=after))["account"]["recommendations"]
        seen += [node["key"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [each["key"] for each in await recommended(ask, borokvar, "key", first=500)]


async def test_a_filter_leaves_what_is_all_of_it(ask: Ask, borokvar: str) -> None:
    fields = "key kind opportunity { key } actor { key } stakeholders { key } state"
    everything = await recommended(ask, borokvar, fields, first=500)
    some = everything[3]
    person = some["stakeholders"][0]["key"]
    wanted = {
        "kinds": [some["kind"]],
        "opportunity": some["opportunity"]["key"],
        "teamMember": some["actor"]["key"],
        "stakeholder": person,
    }
    for word, value in wanted.items():
        found = await recommended(ask, borokvar, fields, filter={word: value}, first=500)
        assert some in found
        assert len(found) < len(everything)
    found = await recommended(ask, borokvar, fields, filter=wanted, first=500)
    assert [each["key"] for each in found] == [
        each["key"]
        for each in everything
        if each["kind"] == some["kind"]
        and each["opportunity"] == some["opportunity"]
        and each["actor"] == some["actor"]
        and {"key": person} in each["stakeholders"]
    ]
    assert await recommended(ask, borokvar, fields, filter={"states": ["DONE"]}) == []
    assert await recommended(ask, borokvar, fields, filter={"kinds": []}) == []


@pytest.mark.parametrize("word", ["opportunity", "teamMember", "stakeholder"])
async def test_a_filter_by_what_is_not_there_is_told(ask: Ask, deal: str, word: str) -> None:
    query = """query ($id: ID!, $filter: RecommendationFilter) {
        account(id: $id) { recommendations(filter: $filter) { nodes { key } } }
    }"""
    _, errors = await ask.whole(query, id=deal, filter={word: "nothing"})
    assert "'nothing'" in errors[0]


NODE = "query ($id: ID!) { node(id: $id) { __typename id key ... on Recommendation { kind sentence } } }"


async def test_its_id_leads_back_to_it_as_long_as_it_is_recommended(ask: Ask, deal: str) -> None:
    cover = await only(ask, deal, "COVER")
    assert (await ask(NODE, id=cover["id"]))["node"] == {
        "__typename": "Recommendation",
        **{word: cover[word] for word in ("id", "key", "kind", "sentence")},
    }
    await ask.write(deal, {"claimRelationship": {"from": "lili", "to": "anna", "level": "TRUSTED_ADVISOR"}})
    assert (await ask(NODE, id=cover["id"]))["node"] is None


async def test_its_id_bears_the_day_that_it_was_read_for(ask: Ask, deal: str) -> None:
    then = await only(ask, deal, "COVER", on="2027-01-01")
    assert then["key"] == (await only(ask, deal, "COVER"))["key"]
    assert then["id"] != (await only(ask, deal, "COVER"))["id"]
    assert (await ask(NODE, id=then["id"]))["node"]["id"] == then["id"]


@pytest.mark.parametrize("scope", ["nowhere", "team", "krackhardt"])
async def test_an_id_of_nothing_leads_nowhere(ask: Ask, scope: str) -> None:
    opaque = encode_id("Recommendation", f"{scope}/Recommendation/0123")
    assert await ask("query ($id: ID!) { node(id: $id) { id } }", id=opaque) == {"node": None}


async def test_who_knows_them_in_another_account_is_the_one_to_meet_them(
    ask: Ask, deal: str, new_account: NewAccount
) -> None:
    there = await new_account("anna")
    for account in (deal, there):
        await ask.write(account, {"putStakeholder": {"id": "anna", "person": f"anna of {deal}"}})
    await ask.write(there, {"claimRelationship": {"from": "lili", "to": "anna", "level": "TRUSTED_ADVISOR"}})
    cover = await only(ask, deal, "COVER")
    assert (cover["actor"], cover["via"]) == ({"key": "lili"}, [])
    assert cover["sentence"].startswith("Meet Anna: Lili is best placed for it; ")
    best = (await ask(BEST, id=deal, count=10))["account"]["bestActions"]
    assert {"kind": "COVER", "actor": {"key": "lili"}} in [
        {word: each[word] for word in ("kind", "actor")} for each in best
    ]
    blind = Ask(ask.store, Viewer("kata", Role.MEMBER, frozenset({deal})))
    assert (await only(blind, deal, "COVER"))["actor"] == {"key": "kata"}


BEST = """query ($id: ID!, $count: Int!) {
    account(id: $id) { bestActions(count: $count) { id key kind actor { key } lift { coverage } } }
}"""


async def test_the_best_actions_together_are_those_of_the_plan(ask: Ask, borokvar: str) -> None:
    best = (await ask(BEST, id=borokvar, count=3))["account"]["bestActions"]
    graph = await ask.store.snapshot(borokvar, LOCAL)
    picked = plan(Scores(graph, NOW.date()), 3)
    assert [each["key"] for each in best] == [each.id for each in picked]
    assert [each["lift"]["coverage"] for each in best] == [each.lift.coverage for each in picked]
    first, second = (await recommended(ask, borokvar, "id key", first=2)), best[1]
    assert first[0]["id"] == best[0]["id"]
    assert second["id"] not in [each["id"] for each in await recommended(ask, borokvar, "id", first=500)]
    assert (await ask(NODE, id=second["id"]))["node"] is None


async def test_there_are_fewer_where_nothing_is_left_to_gain(ask: Ask, deal: str) -> None:
    best = (await ask(BEST, id=deal, count=10))["account"]["bestActions"]
    assert 1 < len(best) < 10
    assert len({each["key"] for each in best}) == len(best)


@pytest.mark.parametrize("count", [0, 11])
async def test_one_to_ten_can_be_asked_for(ask: Ask, deal: str, count: int) -> None:
    _, errors = await ask.whole(BEST, id=deal, count=count)
    assert errors == [f"count must be 1 to 10, not {count}"]


async def test_robustness_is_told_where_it_is_asked_for(ask: Ask, deal: str) -> None:
    found = await recommended(ask, deal, "key robustness")
    assert 1 < len(found) <= 10
    assert {each["robustness"] for each in found} == {1.0}
