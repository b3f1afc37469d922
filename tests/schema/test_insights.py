"""What the client wants or fears, and what happens in the market, over the API."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]


@pytest.fixture
async def heard(ask: Ask, new_account: NewAccount) -> str:
    """An account with a goal that is settled, a need that is not, and a concern of which only the text is known."""
    key = await new_account("anna")
    await ask.write(
        key,
        {
            "putInsight": {
                "id": "goal",
                "kind": "GOAL",
                "text": "Grow",
                "raisedOn": "2026-01-01",
                "resolvedOn": "2026-06-01",
            }
        },
        {"putInsight": {"id": "need", "kind": "NEED", "text": "Figures", "raisedOn": "2026-05-01", "severity": 0.7}},
        {"putInsight": {"id": "concern", "kind": "CONCERN", "text": "The last rollout was late"}},
        {"putAbout": {"from": {"insight": "need"}, "to": {"stakeholder": "anna"}}},
        {"putAbout": {"from": {"insight": "need"}, "to": {"organisation": key}}},
        {"putAbout": {"from": {"insight": "goal"}, "to": {"stakeholder": "anna"}}},
    )
    return key


INSIGHTS = """
query ($id: ID!, $on: Date, $kinds: [InsightKind!], $open: Boolean) {
  account(id: $id, on: $on) {
    insights(kinds: $kinds, open: $open) { key isOpen }
    stakeholder(id: "anna") { insights(open: $open) { key } }
  }
}
"""


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({}, ["concern", "goal", "need"]),
        ({"open": True}, ["concern", "need"]),
        ({"open": False}, ["goal"]),
        ({"kinds": ["GOAL", "CONCERN"]}, ["concern", "goal"]),
        ({"kinds": ["GOAL"], "open": True}, []),
        ({"open": True, "on": "2026-05-31"}, ["concern", "goal", "need"]),
        ({"open": True, "on": "2026-06-01"}, ["concern", "need"]),  # no longer on the day on which it was settled
        ({"open": True, "on": "2026-04-30"}, ["concern", "goal"]),  # the need had not come up
    ],
)
async def test_insights_are_chosen_by_kind_and_by_what_is_open_on_the_day(
    ask: Ask, heard: str, asked: dict[str, Any], keys: list[str]
) -> None:
    found = (await ask(INSIGHTS, id=heard, **asked))["account"]
    assert [each["key"] for each in found["insights"]] == keys
    if "open" in asked:
        assert {each["isOpen"] for each in found["insights"]} <= {asked["open"]}


async def test_a_persons_insights_are_those_about_them(ask: Ask, heard: str) -> None:
    for wanted, keys in ((None, ["goal", "need"]), (True, ["need"]), (False, ["goal"])):
        found = await ask(INSIGHTS, id=heard, open=wanted)
        assert [each["key"] for each in found["account"]["stakeholder"]["insights"]] == keys


async def test_an_insight_says_whom_it_is_about_who_answers_for_it_and_what_would_serve(ask: Ask, heard: str) -> None:
    offering = f"offering-{uuid4()}"
    await ask.write(
        heard,
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putOffering": {"id": offering, "name": "Reporting"}},
        {"putAnswersFor": {"from": "kata", "to": {"insight": "need"}}},
        {"putServes": {"from": {"offering": offering}, "to": {"insight": "need"}}},
    )
    query = """query ($id: ID!) { account(id: $id) { insights {
        key severity about { __typename key } owner { key name } servedBy { key name }
    } } }"""
    concern, _, need = (await ask(query, id=heard))["account"]["insights"]
    assert need == {
        "key": "need",
        "severity": 0.7,
        "about": [{"__typename": "Account", "key": heard}, {"__typename": "Stakeholder", "key": "anna"}],
        "owner": {"key": "kata", "name": "Kata"},
        "servedBy": [{"key": offering, "name": "Reporting"}],
    }
    assert (concern["about"], concern["owner"], concern["servedBy"]) == ([], None, [])


SIGNALS = """
query ($id: ID!, $after: String) { account(id: $id) { signals(first: 2, after: $after) {
  nodes { key kind about { key } } pageInfo { hasNextPage endCursor }
} } }
"""


async def test_signals_come_newest_first_and_undated_ones_last(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    await ask.write(
        key,
        {"putSignal": {"id": "a", "kind": "NEWS", "text": "A merger"}},
        {"putSignal": {"id": "b", "kind": "TREND", "text": "Old", "at": "2026-01-01T00:00:00Z"}},
        {"putSignal": {"id": "c", "kind": "TREND", "text": "A moment later", "at": "2026-01-01T00:00:00.5Z"}},
        {"putAbout": {"from": {"signal": "c"}, "to": {"organisation": key}}},
    )
    first = (await ask(SIGNALS, id=key))["account"]["signals"]
    second = (await ask(SIGNALS, id=key, after=first["pageInfo"]["endCursor"]))["account"]["signals"]
    assert [each["key"] for each in first["nodes"] + second["nodes"]] == ["c", "b", "a"]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert first["nodes"][0]["about"] == [{"key": key}]


async def test_a_cursor_of_another_list_is_refused(ask: Ask, heard: str) -> None:
    await ask.write(heard, {"putSignal": {"id": "a", "kind": "NEWS", "text": "A merger"}})
    cursor = (await ask(SIGNALS, id=heard))["account"]["signals"]["pageInfo"]["endCursor"]
    query = "query ($id: ID!, $after: String) { account(id: $id) { stakeholders(after: $after) { nodes { key } } } }"
    _, errors = await ask.whole(query, id=heard, after=cursor)
    assert "after is a cursor of another list or order" in errors[0]
