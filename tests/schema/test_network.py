"""The network through the API: its measures, neighbourhoods, ways, and what is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import networkx as nx
import pytest

from graph.errors import InvalidInput, NotFound
from graph.model import Influences
from schema.api import schema
from schema.context import Context
from scoring.betweenness import betweenness
from scoring.network import network
from tests.schema.conftest import NOW, Ask
from tests.scoring.accounts import krackhardt

NewAccount = Callable[..., Awaitable[str]]

NETWORK = """
query ($id: ID!, $on: Date, $edgeTypes: [EdgeType!], $weighted: Boolean! = true) {
  account(id: $id, on: $on) {
    network(edgeTypes: $edgeTypes, weighted: $weighted) {
      edgeTypes weighted betweennessSamples density reciprocity
      people {
        stakeholder { key }
        degree inDegree outDegree betweenness closeness eigenvector pageRank constraint effectiveSize
      }
      communities { people { key } }
      components { people { key } }
      bridges { people { key } }
      articulationPoints { key }
    }
  }
}
"""


async def measured(ask: Ask, account: str, **wanted: Any) -> Any:
    return (await ask(NETWORK, id=account, **wanted))["account"]["network"]


def ties(*pairs: str, claim: str = "claimAlliance", **values: Any) -> list[dict[str, Any]]:
    """Changes that tie people of keys of one letter to each other."""
    said = {"weight": 1, "verification": "CONFIRMED"} if claim.startswith("claim") else {}
    return [{claim: {"from": pair[0], "to": pair[1], **said, **values}} for pair in pairs]


def keys(group: Any) -> str:
    return "".join(each["key"] for each in group["people"])


async def test_the_managers_are_measured_as_networkx_does(ask: Ask) -> None:
    found = await measured(ask, "krackhardt", edgeTypes=["INFLUENCES"], weighted=False)
    assert (found["edgeTypes"], found["weighted"], found["betweennessSamples"]) == (["INFLUENCES"], False, None)
    assert found["density"] == pytest.approx(190 / 420)
    assert found["reciprocity"] == pytest.approx(90 / 190)
    advice = network(krackhardt(), NOW.date(), types=[Influences], weighted=False)
    assert [row["stakeholder"]["key"] for row in found["people"]] == [f"A{n:02}" for n in range(1, 22)]
    assert [row["betweenness"] for row in found["people"]] == pytest.approx(betweenness(advice).values)
    theirs = nx.pagerank(advice.listening, tol=1e-12, max_iter=1_000)
    assert [row["pageRank"] for row in found["people"]] == pytest.approx(list(theirs.values()))
    second = found["people"][1]
    assert (second["inDegree"], second["outDegree"], second["degree"]) == (18, 3, 19)
    assert len(found["components"]) == 1


async def test_weights_count_unless_told_otherwise(ask: Ask) -> None:
    found = await measured(ask, "krackhardt", edgeTypes=["REPORTS_TO"])
    plain = await measured(ask, "krackhardt", edgeTypes=["REPORTS_TO"], weighted=False)
    assert [row["inDegree"] * 2 for row in found["people"]] == [row["inDegree"] for row in plain["people"]]
    assert found["weighted"]
    assert (await measured(ask, "krackhardt"))["edgeTypes"] == ["INFLUENCES", "ALLIED_WITH", "REPORTS_TO"]


async def test_what_holds_the_people_together_is_told(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account(*"abcdefg")
    await ask.write(key, *ties("ab", "bc", "ac", "cd", "de", "ef", "df"))
    found = await measured(ask, key)
    assert [keys(group) for group in found["communities"]] == ["abc", "def", "g"]
    assert [keys(group) for group in found["components"]] == ["abcdef", "g"]
    assert [keys(bridge) for bridge in found["bridges"]] == ["cd"]
    assert [person["key"] for person in found["articulationPoints"]] == ["c", "d"]
    alone = found["people"][-1]
    assert [alone[word] for word in ("eigenvector", "constraint", "effectiveSize")] == [None] * 3
    assert (alone["degree"], alone["betweenness"], alone["closeness"]) == (0, 0, 0)


async def test_it_is_of_the_day_that_the_account_is_read_for(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account(*"abc")
    await ask.write(key, *ties("ab", "bc"), {"putStakeholder": {"id": "c", "leftOn": "2027-01-01"}})
    assert len((await measured(ask, key))["people"]) == 3
    assert len((await measured(ask, key, on="2027-01-01"))["people"]) == 2
    assert (await measured(ask, key, on="2020-01-01"))["reciprocity"] is None


async def test_an_empty_account_has_an_empty_network(ask: Ask, new_account: NewAccount) -> None:
    found = await measured(ask, await new_account())
    assert (found["people"], found["communities"], found["density"], found["reciprocity"]) == ([], [], 0, None)


async def test_only_what_is_asked_for_is_worked_out_and_each_once(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    done = list[str]()
    to_thread = asyncio.to_thread

    async def watched(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        done.append(work.__name__)
        return await to_thread(work, *args, **kwargs)

    monkeypatch.setattr(asyncio, "to_thread", watched)
    query = '{ account(id: "krackhardt") { network { people { degree constraint } betweennessSamples } } }'
    await ask(query)
    assert sorted(done) == ["betweenness", "constraint", "degree", "network"]


async def test_a_measure_is_worked_out_however_it_is_asked_for(ask: Ask) -> None:
    query = """
    query ($wanted: Boolean!) {
      account(id: "krackhardt") {
        network(edgeTypes: [INFLUENCES], weighted: false) {
          people { heard: inDegree ... on NetworkMeasures { outDegree } ...Tied }
          people { closeness @include(if: $wanted) }
        }
      }
    }
    fragment Tied on NetworkMeasures { degree ... on NetworkMeasures { pageRank } }
    """
    second = (await ask(query, wanted=True))["account"]["network"]["people"][1]
    assert (second["heard"], second["outDegree"], second["degree"]) == (18, 3, 19)
    assert 0 < second["pageRank"] < second["closeness"] < 1
    assert "closeness" not in (await ask(query, wanted=False))["account"]["network"]["people"][1]


# ---------------------------------------------------------------- neighbourhoods

NEAR = """
query ($id: ID!, $of: ID!, $depth: Int! = 1, $edgeTypes: [EdgeType!]) {
  account(id: $id) {
    neighbourhood(of: $of, depth: $depth, edgeTypes: $edgeTypes) {
      revision nodes { key x y power stakeholder { key } } edges { type source target } groups { key nodes }
    }
  }
}
"""


async def near(ask: Ask, account: str, **wanted: Any) -> Any:
    return (await ask(NEAR, id=account, **wanted))["account"]["neighbourhood"]


@pytest.fixture
async def chain(ask: Ask, new_account: NewAccount) -> str:
    """An account in which c reports to b, b has the ear of a, c is allied with d, and a in conflict with e."""
    key = await new_account(*"abcdef")
    changes = [
        *ties("cb", claim="putReportsTo"),
        *ties("ba", claim="claimInfluence"),
        *ties("cd", weight=0.5),
        *ties("ae", claim="claimConflict"),
    ]
    await ask.write(key, *changes)
    return key


@pytest.mark.parametrize(
    ("wanted", "people"),
    [
        ({"of": "b"}, "abc"),
        ({"of": "a"}, "ab"),
        ({"of": "a", "depth": 2}, "abc"),
        ({"of": "a", "depth": 5}, "abcd"),
        ({"of": "a", "depth": 5, "edgeTypes": ["INFLUENCES", "REPORTS_TO"]}, "abc"),
        ({"of": "a", "edgeTypes": ["CONFLICTS_WITH"]}, "ae"),
        ({"of": "a", "edgeTypes": []}, "a"),
        ({"of": "f", "depth": 5}, "f"),
    ],
)
async def test_a_neighbourhood_is_who_is_so_near(ask: Ask, chain: str, wanted: dict[str, Any], people: str) -> None:
    found = await near(ask, chain, **wanted)
    assert "".join(node["key"] for node in found["nodes"]) == people
    assert {edge["type"] for edge in found["edges"]} <= set(
        wanted.get("edgeTypes", ["INFLUENCES", "REPORTS_TO", "ALLIED_WITH"])
    )
    assert {edge[end] for edge in found["edges"] for end in ("source", "target")} <= set(people)


async def test_a_neighbourhood_is_drawn_as_the_map_is(ask: Ask) -> None:
    found = await near(ask, "krackhardt", of="A21", edgeTypes=["REPORTS_TO"])
    assert [node["key"] for node in found["nodes"]] == ["A06", "A07", "A08", "A12", "A17", "A21"]
    assert len(found["edges"]) == 5
    whole = await ask('{ account(id: "krackhardt") { stakeholderMap { nodes { key power } } } }')
    powers = {node["key"]: node["power"] for node in whole["account"]["stakeholderMap"]["nodes"]}
    assert all(node["power"] == powers[node["key"]] for node in found["nodes"])
    assert {group["key"] for group in found["groups"]} == {"department-1", "krackhardt"}


async def test_without_a_word_all_ties_among_those_near_are_drawn(ask: Ask, chain: str) -> None:
    await ask.write(chain, *ties("ac", claim="claimConflict"))
    found = await near(ask, chain, of="b")
    assert sorted(edge["type"] for edge in found["edges"]) == ["CONFLICTS_WITH", "INFLUENCES", "REPORTS_TO"]


# ---------------------------------------------------------------- ways

WAYS = """
query ($id: ID!, $from: ID!, $to: ID!, $first: Int! = 3, $edgeTypes: [EdgeType!]) {
  account(id: $id) {
    paths(from: $from, to: $to, first: $first, edgeTypes: $edgeTypes) {
      length steps { stakeholder { key } tie weight forward }
    }
  }
}
"""


async def ways(ask: Ask, account: str, **wanted: Any) -> Any:
    return (await ask(WAYS, id=account, **wanted))["account"]["paths"]


async def test_a_way_tells_each_step(ask: Ask, chain: str) -> None:
    [found] = await ways(ask, chain, **{"from": "a", "to": "d"})
    assert found["length"] == pytest.approx(1 / 0.9 + 2 + 1 / 0.45)
    assert [{**step, "weight": step["weight"] and round(step["weight"], 9)} for step in found["steps"]] == [
        {"stakeholder": {"key": "a"}, "tie": None, "weight": None, "forward": None},
        {"stakeholder": {"key": "b"}, "tie": "INFLUENCES", "weight": 0.9, "forward": False},
        {"stakeholder": {"key": "c"}, "tie": "REPORTS_TO", "weight": 0.5, "forward": False},
        {"stakeholder": {"key": "d"}, "tie": "ALLIED_WITH", "weight": 0.45, "forward": None},
    ]
    [back] = await ways(ask, chain, **{"from": "d", "to": "a"})
    assert [step["forward"] for step in back["steps"]] == [None, None, True, True]


async def test_the_shortest_ways_come_first_and_no_more_than_asked_for(ask: Ask) -> None:
    found = await ways(ask, "krackhardt", **{"from": "A01", "to": "A21", "first": 20})
    lengths = [way["length"] for way in found]
    assert len(lengths) == 20
    assert lengths == sorted(lengths)
    assert len(await ways(ask, "krackhardt", **{"from": "A01", "to": "A21"})) == 3


async def test_where_no_way_leads_or_somebody_left_there_is_none(ask: Ask, chain: str) -> None:
    assert await ways(ask, chain, **{"from": "a", "to": "f"}) == []
    assert await ways(ask, chain, **{"from": "a", "to": "e"}) == []
    assert len(await ways(ask, chain, **{"from": "a", "to": "e", "edgeTypes": ["CONFLICTS_WITH"]})) == 1
    await ask.write(chain, {"putStakeholder": {"id": "d", "leftOn": "2020-01-01"}})
    assert await ways(ask, chain, **{"from": "a", "to": "d"}) == []
    assert (await near(ask, chain, of="d"))["nodes"] == []


async def test_a_global_id_names_a_person_too(ask: Ask, chain: str) -> None:
    found = await ask("query ($id: ID!) { account(id: $id) { stakeholders { nodes { id key } } } }", id=chain)
    ids = {node["key"]: node["id"] for node in found["account"]["stakeholders"]["nodes"]}
    assert len(await ways(ask, chain, **{"from": ids["a"], "to": ids["b"]})) == 1
    assert len((await near(ask, chain, of=ids["a"]))["nodes"]) == 2


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("query", "given", "told"),
    [
        (NETWORK, {"edgeTypes": ["INFLUENCES", "KNOWS"]}, "edgeTypes can be INFLUENCES, ALLIED_WITH, CONFLICTS_WITH, "),
        (NEAR, {"of": "A21", "edgeTypes": ["WORKS_IN"]}, "which join the account's people, not WORKS_IN"),
        (NEAR, {"of": "A21", "depth": 0}, "depth must be 1 to 5, not 0"),
        (NEAR, {"of": "A21", "depth": 6}, "depth must be 1 to 5, not 6"),
        (NEAR, {"of": "nobody"}, "there is no stakeholder 'nobody' in this account"),
        (WAYS, {"from": "A01", "to": "A02", "first": 0}, "first must be 1 to 20, not 0"),
        (WAYS, {"from": "A01", "to": "A02", "first": 21}, "first must be 1 to 20, not 21"),
        (WAYS, {"from": "A01", "to": "A02", "edgeTypes": ["KNOWS"]}, "not KNOWS"),
        (WAYS, {"from": "A01", "to": "A01"}, "to must be somebody else than from"),
        (WAYS, {"from": "nobody", "to": "A02"}, "there is no stakeholder 'nobody' in this account"),
        (WAYS, {"from": "A01", "to": "nobody"}, "there is no stakeholder 'nobody' in this account"),
    ],
)
async def test_what_makes_no_sense_is_refused(ask: Ask, query: str, given: dict[str, Any], told: str) -> None:
    _, errors = await ask.whole(query, id="krackhardt", **given)
    assert len(errors) == 1
    assert told in errors[0]


@pytest.mark.parametrize(
    ("query", "given", "path"),
    [
        (WAYS, {"from": "x", "to": "A02"}, ("from",)),
        (WAYS, {"from": "A01", "to": "x"}, ("to",)),
        (NEAR, {"of": "x"}, ("of",)),
        (NETWORK, {"edgeTypes": ["KNOWS"]}, ("edgeTypes", "0")),
    ],
)
async def test_the_argument_at_fault_is_named(
    ask: Ask, query: str, given: dict[str, Any], path: tuple[str, ...]
) -> None:
    context = Context(ask.store, ask.viewer, lambda: NOW)
    result = await schema.execute(query, variable_values={"id": "krackhardt", **given}, context_value=context)
    [error] = result.errors or []
    assert isinstance(error.original_error, NotFound | InvalidInput)
    assert error.original_error.path == path
