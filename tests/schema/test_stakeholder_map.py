"""The map: everything to draw it, the filters, and the day that it is for."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

MAP = """
query ($id: ID!, $filter: MapFilter, $on: Date) {
  account(id: $id, on: $on) {
    revision
    stakeholderMap(filter: $filter) {
      revision date
      nodes { key kind x y power stance contested left placeholder stakeholder { key name } teamMember { name } }
      edges { key type source target directed weight confidence contested claims { by value } }
      groups { key label nodes parent }
    }
  }
}
"""


async def drawn(ask: Ask, account: str, on: str | None = None, **wanted: Any) -> Any:
    return (await ask(MAP, id=account, on=on, filter=wanted or None))["account"]["stakeholderMap"]


def keys(found: Any) -> list[str]:
    return [node["key"] for node in found["nodes"]]


async def test_one_call_draws_the_whole_map(ask: Ask) -> None:
    found = await drawn(ask, "krackhardt")
    assert len(found["nodes"]) == 21
    by_type: dict[str, int] = {}
    for edge in found["edges"]:
        by_type[edge["type"]] = by_type.get(edge["type"], 0) + 1
    assert by_type == {"REPORTS_TO": 20, "INFLUENCES": 190, "ALLIED_WITH": 79}
    assert len(found["groups"]) == 5
    assert found["revision"] >= 1


async def test_whatever_edges_and_groups_refer_to_is_on_the_map(ask: Ask) -> None:
    found = await drawn(ask, "krackhardt")
    known = set(keys(found))
    assert {edge[end] for edge in found["edges"] for end in ("source", "target")} <= known
    assert sorted(key for group in found["groups"] for key in group["nodes"]) == sorted(known)
    assert {group["parent"] for group in found["groups"]} == {None, "krackhardt"}
    assert len({edge["key"] for edge in found["edges"]}) == len(found["edges"])
    assert len({(node["x"], node["y"]) for node in found["nodes"]}) == 21


async def test_power_sums_to_one_over_the_map(ask: Ask) -> None:
    found = await drawn(ask, "krackhardt")
    assert sum(node["power"] for node in found["nodes"]) == pytest.approx(1, abs=1e-9)


async def test_ties_have_a_direction_a_weight_and_who_says_so(ask: Ask) -> None:
    edges = (await drawn(ask, "krackhardt"))["edges"]
    advice = next(edge for edge in edges if edge["type"] == "INFLUENCES")
    assert (advice["directed"], advice["weight"], advice["confidence"]) == (True, 1, 0.9)
    assert advice["claims"] == [{"by": "source:Krackhardt (1987)", "value": 1}]
    friends = next(edge for edge in edges if edge["type"] == "ALLIED_WITH")
    assert not friends["directed"]
    line = next(edge for edge in edges if edge["type"] == "REPORTS_TO")
    assert (line["weight"], line["confidence"], line["claims"]) == (0.5, None, [])


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"seniority": ["C_LEVEL"]}, ["A07"]),
        ({"seniority": ["C_LEVEL", "VP"]}, ["A02", "A07", "A14", "A18", "A21"]),
        ({"minPower": 0.1}, ["A07", "A21"]),
        ({"organisations": ["department-1"]}, ["A06", "A08", "A12", "A17", "A21"]),
        ({"organisations": ["department-1"], "seniority": ["VP"]}, ["A21"]),
        ({"seniority": []}, []),
    ],
)
async def test_filters_hide_and_leave_power_as_it_is(ask: Ask, wanted: Any, expected: list[str]) -> None:
    whole = {node["key"]: node["power"] for node in (await drawn(ask, "krackhardt"))["nodes"]}
    found = await drawn(ask, "krackhardt", **wanted)
    assert keys(found) == expected
    assert {node["key"]: node["power"] for node in found["nodes"]} == {key: whole[key] for key in expected}
    assert all({edge["source"], edge["target"]} <= set(expected) for edge in found["edges"])


async def test_the_account_as_an_organisation_is_all_of_it(ask: Ask) -> None:
    assert len(keys(await drawn(ask, "krackhardt", organisations=["krackhardt"]))) == 21


async def test_only_the_edges_asked_for(ask: Ask) -> None:
    found = await drawn(ask, "krackhardt", edgeTypes=["REPORTS_TO"])
    assert {edge["type"] for edge in found["edges"]} == {"REPORTS_TO"}
    assert (await drawn(ask, "krackhardt", edgeTypes=[]))["edges"] == []


async def test_an_unknown_organisation_in_the_filter_is_told(ask: Ask) -> None:
    _, errors = await ask.whole(MAP, id="krackhardt", filter={"organisations": ["nowhere"]})
    assert errors == ["there is no organisation 'nowhere' in this account"]


async def test_the_map_of_a_day_shows_the_chart_of_that_day(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    payload = await ask.commit(
        key,
        {"putReportsTo": {"from": "anna", "to": "bela", "validFrom": "2026-01-01", "validTo": "2026-06-01"}},
        {"putReportsTo": {"from": "bela", "to": "anna", "validFrom": "2026-06-01"}},
        {"putStakeholder": {"id": "bela", "joinedOn": "2025-06-01"}},
    )
    assert not payload["errors"]
    spring, autumn = await drawn(ask, key, on="2026-03-01"), await drawn(ask, key, on="2026-09-01")
    assert [(e["source"], e["target"]) for e in spring["edges"]] == [("anna", "bela")]
    assert [(e["source"], e["target"]) for e in autumn["edges"]] == [("bela", "anna")]
    assert {node["key"]: node["y"] for node in spring["nodes"]} == {"anna": 1, "bela": 0}
    assert keys(await drawn(ask, key, on="2025-01-01")) == ["anna"]
    before = await drawn(ask, key, on="2025-01-01", includeLeft=True)
    assert [(node["key"], node["left"], node["power"]) for node in before["nodes"]] == [
        ("anna", False, 1),
        ("bela", True, None),
    ]


async def test_our_team_and_whom_they_know(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    payload = await ask.commit(
        key,
        {"putTeamMember": {"id": f"kata-{key}", "name": "Kata"}},
        {"claimRelationship": {"from": f"kata-{key}", "to": "anna", "level": "PROBLEM_SOLVER"}},
    )
    assert not payload["errors"]
    alone = await drawn(ask, key)
    assert keys(alone) == ["anna"]
    assert alone["edges"] == []
    found = await drawn(ask, key, includeTeam=True)
    (kata,) = [node for node in found["nodes"] if node["teamMember"] and node["key"].endswith(f"kata-{key}")]
    assert (kata["kind"], kata["y"], kata["power"]) == ("TEAM_MEMBER", -1, None)
    (tie,) = found["edges"]
    assert (tie["type"], tie["source"], tie["target"]) == ("KNOWS", kata["key"], "anna")
    assert (tie["weight"], tie["confidence"]) == (pytest.approx(0.42), pytest.approx(0.6))  # an assumed 0.7
    assert [claim["value"] for claim in tie["claims"]] == [0.7]


async def test_a_tie_of_contacts_alone_is_shown_and_whoever_has_none_is_not(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    met = {"id": "m", "at": "2026-11-25T09:00:00Z", "channel": "MEETING"}
    ours = [f"{name}-{key}" for name in ("kata", "lili", "mari")]
    await ask.write(
        key,
        *({"putTeamMember": {"id": member, "name": member}} for member in ours),
        {"putManages": {"from": ours[1], "to": key, "role": "OWNER"}},
        {"putInteraction": met},
        {"putInvolves": {"from": "m", "to": {"stakeholder": "anna"}}},
        {"putInvolves": {"from": "m", "to": {"teamMember": ours[0]}}},
    )
    found = await drawn(ask, key, includeTeam=True)
    shown = [node["teamMember"]["name"] for node in found["nodes"] if node["teamMember"]]
    assert shown == ours[:2]  # who met somebody, and who looks after the account
    (tie,) = found["edges"]
    assert (tie["type"], tie["target"], tie["confidence"], tie["claims"]) == ("KNOWS", "anna", None, [])
    assert tie["weight"] == pytest.approx(0.2835, abs=1e-4)  # 1 - exp(-1/3)
    assert not (await drawn(ask, key, includeTeam=True, edgeTypes=["REPORTS_TO"]))["edges"]


async def test_it_shows_whom_we_reach(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putStakeholder": {"id": "anna", "seniority": "C_LEVEL"}},
        {"putStakeholder": {"id": "bela", "seniority": "C_LEVEL"}},
        *(
            change
            for number, (day, state) in enumerate([("20", "HELD"), ("30", "PLANNED")])
            for change in (
                {
                    "putInteraction": {
                        "id": f"{number}",
                        "at": f"2026-11-{day}T09:00:00Z",
                        "channel": "MEETING",
                        "state": state,
                    }
                },
                {"putInvolves": {"from": f"{number}", "to": {"stakeholder": "anna"}}},
                {"putInvolves": {"from": f"{number}", "to": {"teamMember": "kata"}}},
            )
        ),
    )
    fields = "key coverage level lastContactOn nextContactOn uncovered singleThreaded"
    query = f"query ($id: ID!) {{ account(id: $id) {{ stakeholderMap {{ nodes {{ {fields} }} }} }} }}"
    anna, bela = (await ask(query, id=key))["account"]["stakeholderMap"]["nodes"]
    assert (anna["level"], anna["lastContactOn"], anna["nextContactOn"]) == ("MULTIPLE", "2026-11-20", "2026-11-30")
    assert (anna["uncovered"], anna["singleThreaded"]) == (False, True)
    assert (bela["coverage"], bela["level"], bela["lastContactOn"]) == (0, "NO_CONTACT", None)
    assert (bela["uncovered"], bela["singleThreaded"]) == (False, False)  # half of the power is anna's


async def test_a_stance_is_that_of_the_opportunity_asked_for_else_the_mean_by_amount(
    ask: Ask, new_account: NewAccount
) -> None:
    key = await new_account("anna", "bela")
    payload = await ask.commit(
        key,
        *(
            each
            for name, amount in (("big", "300"), ("small", "100"))
            for each in (
                {"putOpportunity": {"id": name, "title": name, "amount": amount, "currency": "EUR"}},
                {"putFor": {"from": name, "to": key}},
            )
        ),
        {"claimStance": {"from": "anna", "to": {"opportunity": "big"}, "stance": 1}},
        {"claimStance": {"from": "anna", "to": {"opportunity": "small"}, "stance": -1}},
        {"claimStance": {"from": "anna", "to": {"opportunity": "small"}, "stance": 1, "by": "source:rumour"}},
    )
    assert not payload["errors"]

    async def anna(**wanted: Any) -> tuple[float, bool]:
        nodes = {node["key"]: node for node in (await drawn(ask, key, **wanted))["nodes"]}
        assert nodes["bela"]["stance"] is None
        return nodes["anna"]["stance"], nodes["anna"]["contested"]

    assert await anna(opportunity="big") == (1, False)
    assert await anna(opportunity="small") == (0, True)
    assert await anna() == (0.75, True)


async def test_a_stance_towards_the_account_stands_in_where_there_is_none(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    payload = await ask.commit(key, {"claimStance": {"from": "anna", "to": {"organisation": key}, "stance": 0.5}})
    assert not payload["errors"]
    assert (await drawn(ask, key))["nodes"][0]["stance"] == 0.5


async def test_an_account_of_nobody_has_an_empty_map(ask: Ask, new_account: NewAccount) -> None:
    found = await drawn(ask, await new_account())
    assert (found["nodes"], found["edges"], found["groups"]) == ([], [], [])


EVERYBODY = ["anna", "bela", "cili", "dani", "edit", "feri"]


@pytest.fixture
async def deciding(ask: Ask, new_account: NewAccount) -> str:
    """Anna is for a new press; Béla and Cili listen to her, he the more; Dani to Edit, and Feri to nobody."""
    key = await new_account(*EVERYBODY)
    await ask.write(
        key,
        {"putOpportunity": {"id": "press", "title": "Press"}},
        {"putFor": {"from": "press", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "press", "roles": ["DECIDER"]}},
        {"putHasRoleIn": {"from": "bela", "to": "press", "openness": 0.6}},
        {"claimStance": {"from": "anna", "to": {"opportunity": "press"}, "stance": 0.5, "verification": "CONFIRMED"}},
        *(
            {"claimInfluence": {"from": speaker, "to": listener, "weight": 1, "confidence": 0.9}}
            for speaker, listener in (("anna", "bela"), ("anna", "cili"), ("edit", "dani"))
        ),
    )
    return key


FORESEEN = """
query ($id: ID!, $filter: MapFilter) { account(id: $id) { stakeholderMap(filter: $filter) {
  nodes { key kind forecast } groups { key kind label nodes parent }
} } }
"""


async def foreseen(ask: Ask, account: str, **wanted: Any) -> Any:
    return (await ask(FORESEEN, id=account, filter=wanted or None))["account"]["stakeholderMap"]


async def test_a_forecast_is_shown_of_whom_enough_is_known(ask: Ask, deciding: str) -> None:
    """Of what moves Béla 0.54 / 0.94 is Anna's stance, and of what moves Cili 0.45 / 0.95, which is not half of it."""
    found = {node["key"]: node["forecast"] for node in (await foreseen(ask, deciding, opportunity="press"))["nodes"]}
    assert found == {
        **dict.fromkeys(EVERYBODY),
        "anna": pytest.approx(0.45),
        "bela": pytest.approx(0.45 * 0.54 / 0.94),
    }
    assert {node["forecast"] for node in (await foreseen(ask, deciding))["nodes"]} == {None}


async def test_camps_are_grouped_where_an_opportunity_is_named(ask: Ask, deciding: str) -> None:
    home, camp, other = (await foreseen(ask, deciding, opportunity="press"))["groups"]
    assert (home["kind"], home["key"], home["nodes"]) == ("ORGANISATION", deciding, EVERYBODY)
    assert other["nodes"] == ["dani", "edit"]
    assert camp == {
        "key": f"CAMP|{deciding}/Stakeholder/anna",
        "kind": "CAMP",
        "label": "Anna",
        "nodes": ["anna", "bela", "cili"],
        "parent": None,
    }
    assert [group["kind"] for group in (await foreseen(ask, deciding))["groups"]] == ["ORGANISATION"]


async def test_a_camp_is_named_after_somebody_shown_and_left_out_where_nobody_is(ask: Ask, deciding: str) -> None:
    await ask.write(
        deciding,
        {"putStakeholder": {"id": "bela", "seniority": "VP"}},
        {"putStakeholder": {"id": "feri", "seniority": "STAFF"}},
    )
    _, camp = (await foreseen(ask, deciding, opportunity="press", seniority=["VP"]))["groups"]
    assert (camp["key"], camp["label"], camp["nodes"]) == (f"CAMP|{deciding}/Stakeholder/anna", "Bela", ["bela"])
    others = (await foreseen(ask, deciding, opportunity="press", seniority=["STAFF"]))["groups"]
    assert [group["kind"] for group in others] == ["ORGANISATION"]


async def test_whoever_is_not_there_has_no_forecast_and_no_camp(ask: Ask, deciding: str) -> None:
    await ask.write(deciding, {"putStakeholder": {"id": "anna", "leftOn": "2026-11-24"}})
    found = await foreseen(ask, deciding, opportunity="press", includeLeft=True)
    assert {node["key"]: node["forecast"] for node in found["nodes"]} == dict.fromkeys(EVERYBODY)
    assert [group["nodes"] for group in found["groups"]] == [EVERYBODY]


async def test_an_unknown_opportunity_in_the_filter_is_told(ask: Ask, deciding: str) -> None:
    _, errors = await ask.whole(FORESEEN, id=deciding, filter={"opportunity": "nothing"})
    assert errors == ["there is no opportunity 'nothing' in this account"]
