"""What becomes of recommendations: accepted, dismissed, done; and what those that were followed have brought."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.model import Resolution
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]


@pytest.fixture
async def deal(ask: Ask, new_account: NewAccount) -> str:
    """An account where Anna, whom nobody knows, decides on a renewal."""
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        *({"putTeamMember": {"id": member, "name": member.title()}} for member in ("kata", "lili")),
        *({"putManages": {"from": member, "to": key, "role": "MEMBER"}} for member in ("kata", "lili")),
        {"putOpportunity": {"id": "renewal", "title": "Renewal"}},
        {"putFor": {"from": "renewal", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "renewal", "roles": ["DECIDER"]}},
    )
    return key


RESOLVE = """
mutation ($input: ResolveRecommendationInput!) {
  resolveRecommendation(input: $input) {
    revision changed { __typename key } dropped
    errors { __typename message path ... on Conflict { currentRevision } }
  }
}
"""
ACTION = "title startsOn dueOn doneOn progress isOpen owner { key } about { __typename key }"


async def resolve(ask: Ask, account: str, recommendation: str, state: str, **more: Any) -> Any:
    given = {"accountId": account, "recommendation": recommendation, "state": state, **more}
    return (await ask(RESOLVE, input=given))["resolveRecommendation"]


async def resolved(ask: Ask, account: str, recommendation: str, state: str, **more: Any) -> Any:
    payload = await resolve(ask, account, recommendation, state, **more)
    assert payload["errors"] == []
    return payload


async def cover(ask: Ask, account: str, on: str | None = None) -> Any:
    """The recommendation to meet Anna, whatever became of it."""
    query = """query ($id: ID!, $on: Date) { account(id: $id, on: $on) {
        recommendations(filter: {kinds: [COVER], states: [OPEN, ACCEPTED, DISMISSED, DONE]}) { nodes {
            id key kind state resolution { key state until why by promisedCoverage promisedSupport }
            lift { coverage support agreementProbability resilience leastCoverage uncertainty supportGap }
        } }
    } }"""
    (found,) = (await ask(query, id=account, on=on))["account"]["recommendations"]["nodes"]
    return found


async def follow_ups(ask: Ask, account: str, on: str | None = None) -> Any:
    lift = "coverage support agreementProbability resilience leastCoverage uncertainty supportGap"
    query = f"""query ($id: ID!, $on: Date) {{ account(id: $id, on: $on) {{ followUps {{
        key kind state recommendation {{ id }} resolution {{ key }} action {{ key {ACTION} }} opportunity {{ key }}
        promised {{ {lift} }} measured {{ {lift} }}
    }} }} }}"""
    return (await ask(query, id=account, on=on))["account"]["followUps"]


async def shown(ask: Ask, account: str, **filter_: Any) -> list[str]:
    query = """query ($id: ID!, $filter: RecommendationFilter) {
        account(id: $id) { recommendations(filter: $filter) { nodes { kind } } }
    }"""
    found = await ask(query, id=account, filter=filter_)
    return [each["kind"] for each in found["account"]["recommendations"]["nodes"]]


# ---------------------------------------------------------------- accepting


async def test_what_is_accepted_becomes_an_action_with_an_owner_and_a_day_and_no_claim(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    claims = len((await ask.store.snapshot(deal, LOCAL)).account.edges)
    payload = await resolved(ask, deal, found["id"], "ACCEPTED", owner="lili", dueOn="2026-12-10", why="She decides")
    assert {each["__typename"] for each in payload["changed"]} == {
        "Action",
        "Resolution",
        "TeamMember",
        "Stakeholder",
        "Opportunity",
    }
    (follow_up,) = await follow_ups(ask, deal)
    assert follow_up["action"] == {
        "key": found["key"],
        "title": "Meet Anna",
        "startsOn": "2026-11-25",
        "dueOn": "2026-12-10",
        "doneOn": None,
        "progress": None,
        "isOpen": True,
        "owner": {"key": "lili"},
        "about": [{"__typename": "Opportunity", "key": "renewal"}, {"__typename": "Stakeholder", "key": "anna"}],
    }
    assert (follow_up["key"], follow_up["kind"], follow_up["state"]) == (found["key"], "COVER", "ACCEPTED")
    assert (follow_up["recommendation"], follow_up["opportunity"]) == ({"id": found["id"]}, {"key": "renewal"})
    assert follow_up["promised"] == found["lift"]
    now = await cover(ask, deal)
    assert now["state"] == "ACCEPTED"
    assert now["resolution"] == {
        "key": found["key"],
        "state": "ACCEPTED",
        "until": None,
        "why": "She decides",
        "by": "local",
        "promisedCoverage": found["lift"]["coverage"],
        "promisedSupport": found["lift"]["support"],
    }
    assert "COVER" in await shown(ask, deal)
    assert "COVER" not in await shown(ask, deal, states=["OPEN"])
    edges = (await ask.store.snapshot(deal, LOCAL)).account.edges.values()
    assert len(edges) == claims + 3
    assert {edge.label for edge in edges} == {"WORKS_IN", "FOR", "HAS_ROLE_IN", "MANAGES", "ABOUT", "ANSWERS_FOR"}


async def test_where_nobody_is_named_the_best_placed_of_us_answers_for_it(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    await resolved(ask, deal, found["key"], "ACCEPTED", title="Lunch with Anna")
    (follow_up,) = await follow_ups(ask, deal)
    assert follow_up["action"]["owner"] == {"key": "kata"}
    assert (follow_up["action"]["title"], follow_up["action"]["dueOn"]) == ("Lunch with Anna", None)


async def test_who_decided_so_is_the_team_member_whom_the_viewer_is(ask: Ask, deal: str) -> None:
    kata = Ask(ask.store, Viewer("k.n", Role.MEMBER, team_member="team/TeamMember/kata"))
    await resolved(kata, deal, (await cover(ask, deal))["id"], "DISMISSED")
    assert (await cover(ask, deal))["resolution"]["by"] == "team/TeamMember/kata"


async def test_accepted_again_it_goes_to_another_owner_and_keeps_what_it_had_promised(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    await resolved(ask, deal, found["id"], "ACCEPTED", owner="kata", dueOn="2026-12-10", title="Lunch")
    await ask.write(deal, {"claimRelationship": {"from": "lili", "to": "anna", "level": "VENDOR", "confidence": 0.5}})
    assert (await cover(ask, deal))["lift"] != found["lift"]
    await resolved(ask, deal, found["id"], "ACCEPTED", owner="lili")
    (follow_up,) = await follow_ups(ask, deal)
    assert follow_up["action"]["owner"] == {"key": "lili"}
    assert (follow_up["action"]["title"], follow_up["action"]["dueOn"]) == ("Lunch", "2026-12-10")
    assert follow_up["promised"] == found["lift"]


async def test_an_action_is_about_all_that_the_recommendation_is_and_that_actions_can_be(
    ask: Ask, new_account: NewAccount
) -> None:
    key = await new_account("anna", "bela", "cili")
    await ask.write(
        key,
        {"putOrganisation": {"id": key, "currency": "EUR"}},
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putManages": {"from": "kata", "to": key, "role": "OWNER"}},
        {"putCompetitor": {"id": "rival", "name": "Rival"}},
        {"putOffering": {"id": "platform", "name": "Platform"}},
        {"putOpportunity": {"id": "renewal", "title": "Renewal"}},
        {"putFor": {"from": "renewal", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "renewal", "roles": ["DECIDER"]}},
        {"putHasRoleIn": {"from": "bela", "to": "renewal", "roles": ["APPROVER"]}},
        {"claimStance": {"from": "bela", "to": {"opportunity": "renewal"}, "stance": 1, "confidence": 0.9}},
        {"claimStance": {"from": "anna", "to": {"opportunity": "renewal"}, "stance": -0.5, "confidence": 0.9}},
        {"claimInfluence": {"from": "bela", "to": "anna", "weight": 0.3, "confidence": 0.9}},
        {"claimFavour": {"from": "anna", "to": "rival", "weight": 1}},
        {"putInsight": {"id": "need", "kind": "NEED", "text": "Figures sooner"}},
        {"putServes": {"from": {"offering": "platform"}, "to": {"insight": "need"}}},
        {"putUses": {"from": key, "to": "platform", "state": "OPEN", "value": "10"}},
        {"claimRelationship": {"from": "kata", "to": "bela", "level": "VENDOR"}},
        {"putKpi": {"id": "margin", "name": "Margin", "kind": "PROFITABILITY", "baseline": 0, "target": 10}},
        {"putMeasurement": {"id": "now", "on": "2026-11-01", "value": 1}},
        {"putMeasures": {"from": "now", "to": "margin"}},
    )
    query = "query ($id: ID!) { account(id: $id) { recommendations { nodes { id key kind } } } }"
    found = (await ask(query, id=key))["account"]["recommendations"]["nodes"]
    assert {"COVER", "COUNTER", "PROPOSE", "CORRECT"} <= {each["kind"] for each in found}
    for each in found:
        await resolved(ask, key, each["id"], "ACCEPTED", owner="kata")
    actions = {each["kind"]: each["action"] for each in await follow_ups(ask, key)}
    assert {"__typename": "Competitor", "key": "rival"} in actions["COUNTER"]["about"]
    assert {each["__typename"] for each in actions["PROPOSE"]["about"]} == {"Offering", "Account"}
    assert actions["CORRECT"]["about"] == []


# ---------------------------------------------------------------- dismissing, and done


async def test_what_is_dismissed_is_put_aside_until_its_day(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    await resolved(ask, deal, found["id"], "DISMISSED", until="2027-01-10", why="After the holidays")
    now = await cover(ask, deal)
    assert (now["state"], now["resolution"]["why"]) == ("DISMISSED", "After the holidays")
    assert "COVER" not in await shown(ask, deal)
    assert await follow_ups(ask, deal) == []
    assert [(await cover(ask, deal, on))["state"] for on in ("2027-01-09", "2027-01-10")] == ["DISMISSED", "OPEN"]


async def test_dismissed_without_a_day_it_is_so_for_good_and_can_still_be_accepted(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    await resolved(ask, deal, found["id"], "DISMISSED", why="No")
    assert (await cover(ask, deal, "2036-01-01"))["state"] == "DISMISSED"
    await resolved(ask, deal, found["id"], "ACCEPTED")
    now = await cover(ask, deal)
    assert (now["state"], now["resolution"]["why"]) == ("ACCEPTED", None)


async def test_what_is_done_closes_its_action_and_may_come_back_after_ninety_days(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    await resolved(ask, deal, found["id"], "ACCEPTED")
    await resolved(ask, deal, found["id"], "DONE")
    (follow_up,) = await follow_ups(ask, deal)
    action = follow_up["action"]
    assert (follow_up["state"], action["doneOn"], action["progress"], action["isOpen"]) == (
        "DONE",
        "2026-11-25",
        1,
        False,
    )
    assert follow_up["promised"] == found["lift"]
    now = await cover(ask, deal)
    assert (now["state"], now["resolution"]["until"]) == ("DONE", "2027-02-23")
    assert (await cover(ask, deal, "2027-02-23"))["state"] == "OPEN"


async def test_what_was_accepted_can_be_done_although_it_is_not_recommended_any_more(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    await resolved(ask, deal, found["id"], "ACCEPTED")
    await ask.write(deal, {"claimRelationship": {"from": "kata", "to": "anna", "level": "TRUSTED_ADVISOR"}})
    assert "COVER" not in await shown(ask, deal)
    assert (await resolve(ask, deal, found["id"], "ACCEPTED"))["errors"][0]["path"] == ["recommendation"]
    await resolved(ask, deal, found["id"], "DONE", until="2027-06-01")
    (follow_up,) = await follow_ups(ask, deal)
    assert (follow_up["kind"], follow_up["state"], follow_up["recommendation"]) == ("COVER", "DONE", None)
    assert follow_up["action"]["progress"] == 1


async def test_what_was_done_without_having_been_accepted_has_no_action(ask: Ask, deal: str) -> None:
    await resolved(ask, deal, (await cover(ask, deal))["id"], "DONE")
    (follow_up,) = await follow_ups(ask, deal)
    assert (follow_up["action"], follow_up["measured"], follow_up["opportunity"]) == (None, None, None)
    assert set(follow_up["promised"].values()) == {None}


# ---------------------------------------------------------------- follow-up


async def test_what_was_promised_stands_beside_what_has_come_since(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    await resolved(ask, deal, found["id"], "ACCEPTED", owner="kata")
    await ask.write(
        deal,
        {
            "claimRelationship": {
                "from": "kata",
                "to": "anna",
                "level": "CREDIBLE_SOURCE",
                "confidence": 0.9,
                "validFrom": "2026-12-05",
            }
        },
        {
            "claimStance": {
                "from": "anna",
                "to": {"opportunity": "renewal"},
                "stance": 1,
                "confidence": 0.9,
                "validFrom": "2026-12-06",
            }
        },
    )
    (today,) = await follow_ups(ask, deal)
    assert set(today["measured"].values()) <= {0, None}
    (met,) = await follow_ups(ask, deal, "2026-12-05")
    assert met["measured"]["coverage"] == pytest.approx(met["promised"]["coverage"], abs=1e-9)
    assert met["measured"]["support"] == 0
    (won,) = await follow_ups(ask, deal, "2026-12-06")
    assert won["measured"]["support"] > 0
    (before,) = await follow_ups(ask, deal, "2026-11-24")
    assert before["measured"] is None


async def test_scores_of_the_day_on_which_it_started_are_not_kept(ask: Ask, deal: str) -> None:
    await resolved(ask, deal, (await cover(ask, deal))["id"], "ACCEPTED", owner="kata")
    memory = (await ask.store.snapshot(deal, LOCAL)).account.memory
    memory.forget()
    (follow_up,) = await follow_ups(ask, deal, "2026-12-05")
    assert follow_up["measured"]
    assert memory.days == 1


# ---------------------------------------------------------------- refused


WRONG: list[tuple[dict[str, Any], str, list[str], str]] = [
    ({"accountId": "nowhere"}, "NotFound", ["accountId"], "no account"),
    ({"recommendation": "nothing"}, "NotFound", ["recommendation"], "no such recommendation any more"),
    (
        {"recommendation": "WyJQbGFuIiwia3JhY2toYXJkdC9QbGFuL3AiXQ"},
        "InvalidInput",
        ["recommendation"],
        "not the id of a Recommendation",
    ),
    ({"owner": "ghost"}, "NotFound", ["owner"], "no team member 'ghost'"),
    ({"dueOn": "2026-11-24"}, "InvalidInput", ["dueOn"], "startsOn"),
    ({"title": " "}, "InvalidInput", ["title"], "empty"),
    ({"why": ""}, "InvalidInput", ["why"], "empty"),
    ({"until": "2027-01-01"}, "InvalidInput", ["until"], "DISMISSED and DONE only"),
    ({"state": "DISMISSED", "until": "2026-11-25"}, "InvalidInput", ["until"], "later than today"),
    ({"state": "DISMISSED", "owner": "kata"}, "InvalidInput", ["owner"], "ACCEPTED only"),
    ({"state": "DONE", "dueOn": "2026-12-01"}, "InvalidInput", ["dueOn"], "ACCEPTED only"),
    ({"state": "DONE", "title": "Lunch"}, "InvalidInput", ["title"], "ACCEPTED only"),
    ({"ifRevision": 1}, "Conflict", ["ifRevision"], "somebody wrote in between"),
]


@pytest.mark.parametrize(
    ("given", "kind", "path", "told"), WRONG, ids=[f"{list(row[0])}: {row[3]}"[:60] for row in WRONG]
)
async def test_what_is_wrong_is_told_where_it_stands_and_nothing_is_written(
    ask: Ask, deal: str, given: dict[str, Any], kind: str, path: list[str], told: str
) -> None:
    found, before = await cover(ask, deal), (await ask.store.snapshot(deal, LOCAL)).revision
    whole = {"accountId": deal, "recommendation": found["id"], "state": "ACCEPTED", **given}
    payload = (await ask(RESOLVE, input=whole))["resolveRecommendation"]
    (error,) = payload["errors"]
    assert (error["__typename"], error["path"]) == (kind, path)
    assert told in error["message"]
    assert (await ask.store.snapshot(deal, LOCAL)).revision == before


async def test_all_that_is_wrong_is_told_at_once(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    payload = await resolve(ask, deal, found["id"], "DONE", owner="ghost", title="x", until="2020-01-01")
    assert [error["path"] for error in payload["errors"]] == [["owner"], ["title"], ["until"]]


async def test_who_may_only_read_may_not_decide(ask: Ask, deal: str) -> None:
    reader = Ask(ask.store, Viewer("reader", Role.VIEWER))
    payload = await resolve(reader, deal, (await cover(ask, deal))["id"], "DISMISSED")
    assert [error["__typename"] for error in payload["errors"]] == ["NotAllowed"]


async def test_a_decision_sent_twice_is_made_once(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    first = await resolved(ask, deal, found["id"], "ACCEPTED", idempotencyKey=f"once-{deal}")
    assert await resolved(ask, deal, found["id"], "ACCEPTED", idempotencyKey=f"once-{deal}") == first
    assert (await ask.store.snapshot(deal, LOCAL)).revision == first["revision"]


async def test_with_the_current_revision_it_is_written(ask: Ask, deal: str) -> None:
    found, now = await cover(ask, deal), (await ask.store.snapshot(deal, LOCAL)).revision
    assert (await resolved(ask, deal, found["id"], "DISMISSED", ifRevision=now))["revision"] == now + 1


async def test_where_a_decision_was_imported_the_next_takes_its_place(ask: Ask, deal: str) -> None:
    found = await cover(ask, deal)
    put = {"id": "old", "recommendation": found["key"], "kind": "COVER", "state": "DISMISSED"}
    await ask.write(deal, {"putResolution": put})
    assert (await cover(ask, deal))["state"] == "DISMISSED"
    await resolved(ask, deal, found["id"], "ACCEPTED")
    (kept,) = (await ask.store.snapshot(deal, LOCAL)).account.all(Resolution)
    assert (kept.key, kept.state) == ("old", "ACCEPTED")


async def test_an_action_starts_on_the_day_of_the_accounts_zone(ask: Ask, deal: str) -> None:
    await ask.write(deal, {"putOrganisation": {"id": deal, "timeZone": "Pacific/Kiritimati"}})
    async with Store(ask.store.connection.endpoint, clock=lambda: datetime(2026, 11, 25, 12, tzinfo=UTC)) as store:
        other = Ask(store)
        await resolved(other, deal, (await cover(other, deal))["id"], "ACCEPTED")
        (follow_up,) = await follow_ups(other, deal)
    assert follow_up["action"]["startsOn"] == "2026-11-26"
