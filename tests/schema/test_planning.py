"""Account plans over the API: from the plan to its objectives and the road map, and back."""

from collections.abc import Awaitable, Callable

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]


@pytest.fixture
async def planned(ask: Ask, new_account: NewAccount) -> str:
    """An account with last year's plan and this year's, which wants one thing in two steps."""
    key = await new_account("anna")
    await ask.write(
        key,
        {"putPlan": {"id": "2025", "title": "Plan 2025", "state": "CLOSED"}},
        {"putPlan": {"id": "2026", "title": "Plan 2026", "state": "ACTIVE"}},
        {"putObjective": {"id": "renew", "title": "Win the renewal"}},
        {"putServes": {"from": {"objective": "renew"}, "to": {"plan": "2026"}}},
        {"putAction": {"id": "map", "title": "Map the division", "dueOn": "2026-06-30", "doneOn": "2026-07-15"}},
        {"putAction": {"id": "pilot", "title": "Agree a pilot", "kind": "COMMITMENT", "dueOn": "2026-11-24"}},
        {"putServes": {"from": {"action": "map"}, "to": {"objective": "renew"}}},
        {"putServes": {"from": {"action": "pilot"}, "to": {"objective": "renew"}}},
        {"putDependsOn": {"from": "pilot", "to": "map"}},
        {"putAbout": {"from": {"objective": "renew"}, "to": {"organisation": key}}},
        {"putAbout": {"from": {"action": "pilot"}, "to": {"stakeholder": "anna"}}},
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putAnswersFor": {"from": "kata", "to": {"objective": "renew"}}},
        {"putAnswersFor": {"from": "kata", "to": {"action": "pilot"}}},
    )
    return key


async def test_from_the_plan_down_to_the_actions_and_back(ask: Ask, planned: str) -> None:
    query = """query ($id: ID!) { account(id: $id) { plans { key title state objectives {
        key plans { key } about { __typename } owner { key }
        actions { key kind objectives { key } about { key } owner { key } dependsOn { key } requiredBy { key } }
    } } } }"""
    last, this = (await ask(query, id=planned))["account"]["plans"]
    assert last == {"key": "2025", "title": "Plan 2025", "state": "CLOSED", "objectives": []}
    (objective,) = this["objectives"]
    assert objective["plans"] == [{"key": "2026"}]
    assert (objective["about"], objective["owner"]) == ([{"__typename": "Account"}], {"key": "kata"})
    first, second = objective["actions"]
    assert first == {
        "key": "map",
        "kind": "ACTION",
        "objectives": [{"key": "renew"}],
        "about": [],
        "owner": None,
        "dependsOn": [],
        "requiredBy": [{"key": "pilot"}],
    }
    assert (second["key"], second["kind"], second["owner"]) == ("pilot", "COMMITMENT", {"key": "kata"})
    assert (second["about"], second["dependsOn"], second["requiredBy"]) == ([{"key": "anna"}], [{"key": "map"}], [])


async def test_plans_are_chosen_by_how_far_they_are(ask: Ask, planned: str) -> None:
    query = "query ($id: ID!, $state: PlanState) { account(id: $id) { plans(state: $state) { key } } }"
    for state, keys in (("ACTIVE", ["2026"]), ("CLOSED", ["2025"]), ("DRAFT", [])):
        assert [each["key"] for each in (await ask(query, id=planned, state=state))["account"]["plans"]] == keys


@pytest.mark.parametrize(
    ("on", "first", "second"),
    [
        ("2026-06-30", (True, False), (True, False)),  # it is the last day
        ("2026-07-01", (True, True), (True, False)),
        ("2026-07-15", (False, False), (True, False)),
        (None, (False, False), (True, True)),  # today is the day after
    ],
)
async def test_an_action_is_overdue_from_the_day_after_until_it_is_done(
    ask: Ask, planned: str, on: str | None, first: tuple[bool, bool], second: tuple[bool, bool]
) -> None:
    query = """query ($id: ID!, $on: Date) { account(id: $id, on: $on) {
        plans(state: ACTIVE) { objectives { actions { isOpen isOverdue } } }
    } }"""
    (plan,) = (await ask(query, id=planned, on=on))["account"]["plans"]
    states = [(each["isOpen"], each["isOverdue"]) for each in plan["objectives"][0]["actions"]]
    assert states == [first, second]


async def test_what_we_do_about_a_person(ask: Ask, planned: str) -> None:
    query = """query ($id: ID!, $open: Boolean) { account(id: $id) {
        stakeholder(id: "anna") { actions(open: $open) { key } }
    } }"""
    for wanted, found in ((None, [{"key": "pilot"}]), (True, [{"key": "pilot"}]), (False, [])):
        assert (await ask(query, id=planned, open=wanted))["account"]["stakeholder"]["actions"] == found


ROAD_MAP = """query ($id: ID!, $on: Date) { account(id: $id, on: $on) { plans(state: ACTIVE) { progress elapsed
    roadMap { action { key isOverdue } earliestStartOn isBlocked blockedBy { key } isDelayed }
} } }"""


async def test_the_road_map_tells_what_comes_after_what(ask: Ask, planned: str) -> None:
    await ask.write(
        planned,
        {"putPlan": {"id": "2026", "startsOn": "2026-01-01", "endsOn": "2026-12-31"}},
        {"putAction": {"id": "sign", "title": "Sign", "dueOn": "2026-11-24", "progress": 0.2}},
        {"putServes": {"from": {"action": "sign"}, "to": {"objective": "renew"}}},
        {"putDependsOn": {"from": "sign", "to": "pilot"}},
    )
    (plan,) = (await ask(ROAD_MAP, id=planned))["account"]["plans"]
    first, second, third = plan["roadMap"]
    assert [step["action"]["key"] for step in plan["roadMap"]] == ["map", "pilot", "sign"]
    assert (first["earliestStartOn"], first["isBlocked"], first["isDelayed"]) == (None, False, False)
    assert (second["earliestStartOn"], second["isBlocked"], second["action"]["isOverdue"]) == (
        "2026-07-15",
        False,
        True,
    )
    assert (third["earliestStartOn"], third["isBlocked"], third["isDelayed"]) == ("2026-11-25", True, True)
    assert third["blockedBy"] == [{"key": "pilot"}]
    assert (plan["progress"], plan["elapsed"]) == (pytest.approx(1.2 / 3), pytest.approx(329 / 365))


async def test_a_plan_without_days_has_no_share_of_them(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    await ask.write(key, {"putPlan": {"id": "p", "title": "P", "state": "ACTIVE"}})
    (plan,) = (await ask(ROAD_MAP, id=key))["account"]["plans"]
    assert plan == {"progress": None, "elapsed": None, "roadMap": []}


# ---------------------------------------------------------------- writing

STEPS = """query ($id: ID!) { account(id: $id) { plans { roadMap {
    action { key title owner { key } about { key } } isBlocked
} } } }"""


async def test_an_action_is_written_with_what_it_serves_and_waits_for(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    await ask.write(
        key,
        {"putPlan": {"id": "p", "title": "P"}},
        {"putObjective": {"id": "o", "title": "O"}},
        {"putServes": {"from": {"objective": "o"}, "to": {"plan": "p"}}},
        {"putTeamMember": {"id": f"kam-{key}", "name": "Kam"}},
    )
    for given in (
        {"id": "first", "title": "First", "objective": "o"},
        {"id": "then", "title": "Then", "dependsOn": ["first"], "about": [{"stakeholder": "anna"}]},
        {"id": "then", "objective": "o", "owner": f"kam-{key}"},
    ):
        assert (await ask.mutate("putAction", accountId=key, **given))["errors"] == []
    [plan] = (await ask(STEPS, id=key))["account"]["plans"]
    assert [(each["action"]["key"], each["isBlocked"]) for each in plan["roadMap"]] == [
        ("first", False),
        ("then", True),
    ]
    assert plan["roadMap"][1]["action"] == {
        "key": "then",
        "title": "Then",
        "owner": {"key": f"kam-{key}"},
        "about": [{"key": "anna"}],
    }
    freed = await ask.mutate("putAction", accountId=key, id="then", dependsOn=[], objective=None)
    assert len(freed["dropped"]) == 2
    [plan] = (await ask(STEPS, id=key))["account"]["plans"]
    assert [each["action"]["key"] for each in plan["roadMap"]] == ["first"]
    bare = await ask.mutate("putAction", accountId=key, id="then", about=None)
    assert len(bare["dropped"]) == 1


async def test_every_fault_of_an_action_is_told_at_its_place(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    refused = await ask.mutate(
        "putAction",
        accountId=key,
        title="T",
        progress=3,
        objective="nothing",
        dependsOn=["nothing"],
        about=[{"plan": "p"}, {"stakeholder": "nobody"}],
    )
    assert sorted(each["path"] for each in refused["errors"]) == [
        ["about", "0", "plan"],
        ["about", "1", "stakeholder"],
        ["dependsOn", "0"],
        ["objective"],
        ["progress"],
    ]
