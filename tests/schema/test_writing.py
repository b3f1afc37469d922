"""Writing: one payload, every error with its path, and nothing written where there is one."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from graph.cypher import ANSWER
from graph.viewer import LOCAL, Role, Viewer
from schema.language import Language
from schema.relay import decode_id
from tests.graph.watched import watch
from tests.schema.conftest import Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]


async def revision(ask: Ask, key: str) -> int:
    return int((await ask("query ($id: ID!) { account(id: $id) { revision } }", id=key))["account"]["revision"])


async def test_an_account_is_made_and_shown(ask: Ask) -> None:
    create = """mutation ($input: CreateAccountInput!) { createAccount(input: $input) {
        revision changed { __typename id ... on Account { name country tier timeZone kind } } errors { message path }
    } }"""
    given = {
        "key": "made here",
        "name": "Kovács & Társa",
        "country": "HU",
        "tier": "KEY",
        "timeZone": "Europe/Budapest",
    }
    payload = (await ask(create, input=given))["createAccount"]
    assert payload["errors"] == []
    (made,) = payload["changed"]
    assert made["__typename"] == "Account"
    assert {word: made[word] for word in ("name", "country", "tier", "timeZone")} == {
        word: given[word] for word in ("name", "country", "tier", "timeZone")
    }
    again = (await ask(create, input=given))["createAccount"]
    assert again["errors"] == [{"message": "there is an account 'made here' already", "path": ["key"]}]
    assert again["revision"] is None
    found = await ask("query ($id: ID!) { account(id: $id) { key name } }", id=made["id"])
    assert found["account"] == {"key": "made here", "name": "Kovács & Társa"}


async def test_a_wrong_new_account_tells_each_fault_at_its_field(ask: Ask) -> None:
    payload = await ask(
        """mutation { createAccount(
            input: {key: "wrong", name: " ", country: "XX", currency: "EURO", timeZone: "Mars"}
        ) { revision errors { __typename message path } } }"""
    )
    errors = payload["createAccount"]["errors"]
    assert [error["path"] for error in errors] == [["name"], ["country"], ["currency"], ["timeZone"]]
    assert await ask('{ account(id: "wrong") { name } }') == {"account": None}


async def test_a_commit_answers_what_it_changed(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    before = await revision(ask, key)
    payload = await ask.commit(
        key,
        {"putStakeholder": {"id": "bela", "name": "Béla"}},
        {"putWorksIn": {"from": "bela", "to": key}},
        {"putReportsTo": {"from": "bela", "to": "anna"}},
    )
    assert payload["revision"] == before + 1
    assert {(each["__typename"], each["key"]) for each in payload["changed"]} == {
        ("Stakeholder", "anna"),
        ("Stakeholder", "bela"),
        ("Account", key),
    }
    assert payload["dropped"] == payload["errors"] == []


async def test_a_key_is_made_where_none_is_given(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    payload = await ask.commit(key, {"putRisk": {"title": "Budget cut", "category": "ECONOMIC"}})
    (made,) = payload["changed"]
    assert made["__typename"] == "Risk"
    assert len(made["key"]) == 36


async def test_an_absent_field_keeps_its_value_and_null_clears_it(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    query = 'query ($id: ID!) { account(id: $id) { stakeholder(id: "anna") { name title interest } } }'
    await ask.commit(key, {"putStakeholder": {"id": "anna", "title": "CFO", "interest": 0.5}})
    await ask.commit(key, {"putStakeholder": {"id": "anna", "title": None}})
    found = await ask(query, id=key)
    assert found["account"]["stakeholder"] == {"name": "Anna", "title": None, "interest": 0.5}


WRONG: list[tuple[str, dict[str, Any], str, list[str], str]] = [
    (
        "a stance of 3",
        {"claimStance": {"from": "anna", "to": {"organisation": "KEY"}, "stance": 3}},
        "InvalidInput",
        ["claimStance", "stance"],
        "at most 1",
    ),
    (
        "somebody unknown",
        {"putReportsTo": {"from": "anna", "to": "nobody"}},
        "NotFound",
        ["putReportsTo", "to"],
        "no Stakeholder 'nobody'",
    ),
    (
        "one's own manager",
        {"putReportsTo": {"from": "anna", "to": "anna"}},
        "InvalidInput",
        ["putReportsTo", "to"],
        "itself",
    ),
    ("no home", {"putStakeholder": {"id": "x", "name": "X"}}, "InvalidInput", ["putStakeholder"], "WORKS_IN"),
    ("no name", {"putStakeholder": {"id": "x"}}, "InvalidInput", ["putStakeholder", "name"], "required"),
    (
        "a range",
        {"putStakeholder": {"id": "anna", "interest": 2}},
        "InvalidInput",
        ["putStakeholder", "interest"],
        "at most 1",
    ),
    (
        "an unknown member of our team",
        {"claimRelationship": {"from": "ghost", "to": "anna", "level": "VENDOR"}},
        "NotFound",
        ["claimRelationship", "from"],
        "no TeamMember 'ghost'",
    ),
    (
        "an unknown asserter",
        {"claimInfluence": {"from": "anna", "to": "bela", "weight": 1, "by": "ghost"}},
        "NotFound",
        ["claimInfluence", "by"],
        "no TeamMember 'ghost'",
    ),
    (
        "a wrong end",
        {"claimStance": {"from": "anna", "to": {"stakeholder": "bela"}, "stance": 1}},
        "InvalidInput",
        ["claimStance", "to"],
        "not from Stakeholder to Stakeholder",
    ),
    (
        "a period that ends before it begins",
        {"putPlan": {"title": "P", "startsOn": "2026-02-01", "endsOn": "2026-01-01"}},
        "InvalidInput",
        ["putPlan", "endsOn"],
        "before startsOn",
    ),
    (
        "an amount of nothing",
        {"putOpportunity": {"id": "o", "title": "O", "amount": "5"}},
        "InvalidInput",
        ["putOpportunity", "currency"],
        "needs currency",
    ),
    (
        "a time without a zone",
        {"putInteraction": {"at": "2026-01-01T10:00:00", "channel": "CALL"}},
        "InvalidInput",
        ["putInteraction", "at"],
        "time zone",
    ),
    (
        "a drop of what is in use",
        {"drop": {"node": {"stakeholder": "anna"}}},
        "InUse",
        ["drop"],
        "in use",
    ),
    (
        "a drop of nothing",
        {"drop": {"node": {"stakeholder": "nobody"}}},
        "NotFound",
        ["drop"],
        "no such Stakeholder",
    ),
    ("a drop of neither", {"drop": {"cascade": True}}, "InvalidInput", ["drop", "node"], "either"),
    ("a key of no edge", {"drop": {"edge": "x"}}, "InvalidInput", ["drop", "edge"], "not the key"),
    (
        "a withdrawal of what nobody claimed",
        {"withdraw": {"claim": "INFLUENCES|a|b|2026-01-01|source:x", "on": "2026-01-01"}},
        "NotFound",
        ["withdraw"],
        "no such INFLUENCES",
    ),
    (
        "another kind's id",
        {"putReportsTo": {"from": "anna", "to": "WyJQbGFuIiwia3JhY2toYXJkdC9QbGFuL3AiXQ"}},
        "InvalidInput",
        ["putReportsTo", "to"],
        "not the id of a Stakeholder",
    ),
]


@pytest.mark.parametrize(("change", "kind", "path", "told"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
async def test_what_is_wrong_is_told_where_it_stands_and_changes_nothing(
    ask: Ask, new_account: NewAccount, change: dict[str, Any], kind: str, path: list[str], told: str
) -> None:
    key = await new_account("anna", "bela")
    before = await revision(ask, key)
    ((name, value),) = change.items()
    if value.get("to") == {"organisation": "KEY"}:
        change = {name: {**value, "to": {"organisation": key}}}
    payload = await ask.commit(key, {"putStakeholder": {"id": "bela", "title": "never written"}}, change)
    assert payload["revision"] is None
    assert payload["changed"] == payload["dropped"] == []
    (error,) = payload["errors"]
    assert error["__typename"] == kind
    assert error["path"] == ["changes", "1", *path]
    assert told in error["message"]
    assert await revision(ask, key) == before


async def test_a_cycle_of_managers_is_refused(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    await ask.commit(key, {"putReportsTo": {"from": "anna", "to": "bela"}})
    payload = await ask.commit(key, {"putReportsTo": {"from": "bela", "to": "anna"}})
    (error,) = payload["errors"]
    assert (error["__typename"], error["path"]) == ("InvalidInput", ["changes", "0", "putReportsTo"])
    assert "cycle" in error["message"]


async def test_all_errors_are_told_at_once(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    payload = await ask.commit(
        key,
        {"putStakeholder": {"id": "anna", "interest": 7, "cadenceDays": 0}},
        {"putRisk": {"title": "R", "category": "MARKET", "probability": -1}},
    )
    assert [error["path"] for error in payload["errors"]] == [
        ["changes", "0", "putStakeholder", "interest"],
        ["changes", "0", "putStakeholder", "cadenceDays"],
        ["changes", "1", "putRisk", "probability"],
    ]


async def test_what_cannot_be_read_and_what_the_graph_refuses_are_told_at_once(
    ask: Ask, new_account: NewAccount
) -> None:
    key = await new_account("anna", "bela")
    before = await revision(ask, key)
    plan = "WyJQbGFuIiwia3JhY2toYXJkdC9QbGFuL3AiXQ"
    payload = await ask.commit(
        key,
        {"putReportsTo": {"from": "anna", "to": plan, "validTo": "2026-01-01"}},
        {"claimStance": {"from": "nobody", "to": {"organisation": key}, "stance": 3, "by": plan}},
        {"claimInfluence": {"from": "anna", "to": "nobody", "weight": 2}},
        {"putStakeholder": {"id": "cili", "interest": 9}},
        {"putReportsTo": {"from": "bela", "to": "cili"}},
        {"claimRelationship": {"from": "ghost", "to": "anna", "level": "VENDOR"}},
        {"putFor": {"from": "deal", "to": key}},
        ifRevision=before - 1,
    )
    assert sorted(each["path"] for each in payload["errors"]) == [
        ["changes", "0", "putReportsTo", "to"],
        ["changes", "1", "claimStance", "by"],
        ["changes", "1", "claimStance", "stance"],
        ["changes", "2", "claimInfluence", "to"],
        ["changes", "2", "claimInfluence", "weight"],
        ["changes", "3", "putStakeholder", "interest"],
        ["changes", "3", "putStakeholder", "name"],
        ["changes", "5", "claimRelationship", "from"],
        ["changes", "6", "putFor", "from"],
        ["ifRevision"],
    ]
    assert await revision(ask, key) == before


async def test_nothing_is_blamed_for_want_of_what_is_wrong_itself(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    payload = await ask.commit(
        key,
        {"putStakeholder": {"id": "dora", "name": "Dóra"}},
        {"putWorksIn": {"from": "dora", "to": key, "validFrom": "2026-01-01", "validTo": "2025-01-01"}},
        {"putStakeholder": {"id": "WyJQbGFuIiwia3JhY2toYXJkdC9QbGFuL3AiXQ", "name": "Emil"}},
        {"putReportsTo": {"from": "anna", "to": "emil"}},
        {"drop": {"node": {"organisation": key}}},
        {"drop": {}},
    )
    assert sorted(each["path"] for each in payload["errors"]) == [
        ["changes", "1", "putWorksIn", "validTo"],
        ["changes", "2", "putStakeholder", "id"],
        ["changes", "5", "drop", "node"],
    ]


async def test_errors_are_told_in_the_language_of_the_request(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    hungarian = Ask(ask.store, language=Language.HU)
    payload = await hungarian.commit(
        key,
        {"putStakeholder": {"id": "anna", "interest": 7}},
        {"putReportsTo": {"from": "anna", "to": "nobody"}},
        {"drop": {"node": {"organisation": key}}},
    )
    assert [each["message"] for each in payload["errors"]] == [
        "Stakeholder.interest: legfeljebb 1.0 lehet, nem 7.0",
        f"Organisation {key!r} használatban van: ennyi él indul onnan vagy érkezik oda: 1",
        "REPORTS_TO.to: itt nincs ilyen Stakeholder: 'nobody'",
    ]


async def test_an_unknown_account_and_an_unknown_word_are_told(ask: Ask) -> None:
    payload = await ask.commit("nowhere", {"putStakeholder": {"id": "x", "name": "X"}})
    assert [(e["__typename"], e["path"]) for e in payload["errors"]] == [("NotFound", ["accountId"])]
    _, errors = await ask.whole(
        "mutation { commit(input: {changes: [{putStakeholder: {seniority: BOSS}}]}) { revision } }"
    )
    assert "BOSS" in errors[0]


async def test_exactly_one_change_is_given_in_each(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    before = await revision(ask, key)
    two = {"putRisk": {"title": "R", "category": "MARKET"}, "putPlan": {"title": "P"}}
    mutation = "mutation ($input: CommitInput!) { commit(input: $input) { revision errors { message } } }"
    wrong: list[list[dict[str, Any]]] = [[two], [{}]]
    for changes in wrong:
        _, errors = await ask.whole(mutation, input={"accountId": key, "changes": changes})
        assert errors
    none = await ask.commit(key)
    assert none["errors"][0]["path"] == ["changes"]
    assert await revision(ask, key) == before


async def test_a_revision_that_no_longer_holds_is_a_conflict(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    current = await revision(ask, key)
    change = {"putStakeholder": {"id": "anna", "title": "CFO"}}
    refused = await ask.commit(key, change, ifRevision=current - 1)
    assert [(e["__typename"], e["path"], e["currentRevision"]) for e in refused["errors"]] == [
        ("Conflict", ["ifRevision"], current)
    ]
    assert (await ask.commit(key, change, ifRevision=current))["revision"] == current + 1


async def test_sent_twice_with_one_idempotency_key_it_is_done_once(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    change = {"putRisk": {"title": "R", "category": "MARKET"}}
    first = await ask.commit(key, change, idempotencyKey=f"once-{key}")
    second = await ask.commit(key, change, idempotencyKey=f"once-{key}")
    assert first == second
    assert await revision(ask, key) == first["revision"]


async def test_what_is_dropped_is_told_and_gone(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    await ask.commit(key, {"claimInfluence": {"from": "anna", "to": "bela", "weight": 1, "by": "source:test"}})
    query = """query ($id: ID!) { account(id: $id) {
        stakeholder(id: "bela") { id }
        stakeholderMap { edges { claims { key } } }
    } }"""
    found = (await ask(query, id=key))["account"]
    (claim,) = found["stakeholderMap"]["edges"][0]["claims"]
    dropped = await ask.commit(key, {"drop": {"edge": claim["key"]}})
    assert dropped["dropped"] == [claim["key"]]
    gone = await ask.commit(key, {"drop": {"node": {"stakeholder": "bela"}, "cascade": True}})
    assert found["stakeholder"]["id"] in gone["dropped"]
    assert (await ask(query, id=key))["account"]["stakeholder"] is None


async def test_a_drop_tells_all_that_goes_with_it_and_what_hangs_on_it(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    await ask.write(
        key,
        {"putPlan": {"id": "p", "title": "P"}},
        {"putObjective": {"id": "o", "title": "O"}},
        {"putAction": {"id": "a", "title": "A"}},
        {"putServes": {"from": {"objective": "o"}, "to": {"plan": "p"}}},
        {"putServes": {"from": {"action": "a"}, "to": {"objective": "o"}}},
    )
    edge = f"SERVES|{key}/Objective/o|{key}/Plan/p"
    [refused] = (await ask.commit(key, {"drop": {"node": {"plan": "p"}}}))["errors"]
    assert (refused["__typename"], refused["by"], refused["path"]) == ("InUse", [edge], ["changes", "0", "drop"])
    drop = {"drop": {"node": {"plan": "p"}, "cascade": True}}
    asked = await ask(
        """query ($id: ID!, $changes: [ChangeInput!], $now: Int!) { whatIf(accountId: $id, changes: $changes) {
            after { diff(from: {revision: $now}) { objects { action label key } } }
        } }""",
        id=key,
        changes=[drop],
        now=await revision(ask, key),
    )
    objects = asked["whatIf"]["after"]["diff"]["objects"]
    told = {(each["action"], each["label"], each["key"]) for each in objects}
    assert {each for each in told if "|" not in each[2]} == {
        ("DROPPED", "Plan", "p"),
        ("DROPPED", "Objective", "o"),
        ("DROPPED", "Action", "a"),
    }
    gone = (await ask.commit(key, drop))["dropped"]
    said = [decode_id(each) for each in gone]
    nodes = {(each.type, each.id.split("/")[-1]) for each in said if each}
    assert nodes == {("Plan", "p"), ("Objective", "o"), ("Action", "a")}
    assert edge in gone
    assert len(gone) == len(told)


async def test_a_claim_is_withdrawn(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    said = {"from": "anna", "to": "bela", "weight": 1, "validFrom": "2026-01-01"}
    await ask.commit(key, {"claimInfluence": said})
    query = """query ($id: ID!, $on: Date) { account(id: $id, on: $on) {
        stakeholderMap { edges { claims { key by validUntil } } }
    } }"""
    (edge,) = (await ask(query, id=key))["account"]["stakeholderMap"]["edges"]
    assert edge["claims"][0]["by"] == "source:local"
    payload = await ask.commit(key, {"withdraw": {"claim": edge["claims"][0]["key"], "on": "2026-06-01"}})
    assert not payload["errors"]
    assert (await ask(query, id=key))["account"]["stakeholderMap"]["edges"] == []
    (then,) = (await ask(query, id=key, on="2026-05-31"))["account"]["stakeholderMap"]["edges"]
    assert then["claims"][0]["validUntil"] == "2026-06-01"


async def test_a_claim_of_today_is_dated_in_the_accounts_zone(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    zoned = await ask.commit(key, {"putOrganisation": {"id": key, "timeZone": "Pacific/Kiritimati"}})
    assert not zoned["errors"]
    await ask.commit(key, {"claimInfluence": {"from": "anna", "to": "bela", "weight": 1}})
    graph = await ask.store.snapshot(key, LOCAL)
    (edge,) = [edge for edge in graph.account.edges.values() if edge.label == "INFLUENCES"]
    entries = await ask.store.entries(key, LOCAL)
    assert edge.key.split("|")[3] == str(entries[-1].at.astimezone(ZoneInfo("Pacific/Kiritimati")).date())


async def test_our_own_team_is_written_without_an_account(ask: Ask) -> None:
    payload = await ask.commit(
        None,
        {"putTeamMember": {"id": "chief", "name": "Chief"}},
        {"putTeamMember": {"id": "junior", "name": "Junior"}},
        {"putReportsTo": {"from": "junior", "to": "chief"}},
        {"putOffering": {"id": "support", "name": "Support"}},
        {"putCompetitor": {"id": "rival", "name": "Rival"}},
    )
    assert not payload["errors"]
    found = await ask("{ offerings { key name } competitors { key name } }")
    assert {"key": "support", "name": "Support"} in found["offerings"]
    assert {"key": "rival", "name": "Rival"} in found["competitors"]
    refused = await ask.commit(None, {"putFor": {"from": "o", "to": "a"}})
    assert refused["errors"][0]["__typename"] == "InvalidInput"


async def test_who_may_only_read_may_not_write(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    reader = Ask(ask.store, Viewer("reader", Role.VIEWER))
    refused = await reader.commit(key, {"putStakeholder": {"id": "anna", "title": "CFO"}})
    assert refused["errors"][0]["__typename"] == "NotAllowed"


INPUT_WORDS = ("changes", "winner", "participants", "ifRevision", "idempotencyKey", "to")


async def test_an_account_may_be_called_like_a_part_of_the_input(ask: Ask) -> None:
    for key in INPUT_WORDS:
        await ask.mutate("createAccount", key=key, name=key)
    risk = {"putRisk": {"title": "R", "category": "MARKET"}}
    again, used = [{"stakeholder": "anna"}, {"stakeholder": "anna"}], str(uuid4())
    await ask.mutate("createAccount", name="Used", idempotencyKey=used)
    wrong: list[tuple[Any, list[list[str]]]] = [
        (ask.commit("changes"), [["changes"]]),
        (ask.commit("changes", risk, {"drop": {}}, risk), [["changes", "1", "drop", "node"]]),
        (ask.commit("changes", risk, risk, ifRevision=0), [["ifRevision"]]),
        (ask.commit("ifRevision", risk, ifRevision=0), [["ifRevision"]]),
        (ask.commit("idempotencyKey", risk, idempotencyKey=used), [["idempotencyKey"]]),
        (ask.commit("nobody", risk), [["accountId"]]),
        (ask.mutate("mergeStakeholders", accountId="winner", winner="a", loser="b"), [["winner"], ["loser"]]),
        (
            ask.mutate(
                "logInteraction",
                accountId="participants",
                at="2026-11-20T09:00:00Z",
                channel="CALL",
                participants=again,
                followUps=[{"title": "A"}, {"title": "B"}],
            ),
            [["participants", "1", "stakeholder"], ["participants", "0", "stakeholder"]],  # named twice, and not there
        ),
        (ask.mutate("revertAccount", accountId="to", to={"revision": 99}), [["to"]]),
    ]
    for sent, paths in wrong:
        assert [each["path"] for each in (await sent)["errors"]] == paths


async def test_whether_a_new_account_was_made_before_is_asked_once(ask: Ask) -> None:
    statements: list[str] = []
    watch(ask.store, statements.append)
    given = {"name": "Once", "idempotencyKey": str(uuid4())}
    first = await ask.mutate("createAccount", **given)
    assert statements.count(ANSWER) == 2  # before, and within the commit
    assert await ask.mutate("createAccount", **given) == first
    assert statements.count(ANSWER) == 3


async def test_an_account_is_made_by_somebody_who_sees_all_and_nobody_else_learns_which_there_are(
    ask: Ask, new_account: NewAccount
) -> None:
    taken = await new_account()
    eve = Viewer("eve", Role.OWNER, frozenset({"another"}))
    for given in ({}, {"key": taken}, {"key": "new"}):
        [error] = (await Ask(ask.store, eve).mutate("createAccount", name="N", **given))["errors"]
        assert (error["__typename"], error["path"]) == ("NotAllowed", [])
        assert error["message"] == "an account is made by somebody who sees all accounts"
    hungarian = await Ask(ask.store, eve, language=Language.HU).mutate("createAccount", name="N")
    assert hungarian["errors"][0]["message"] == "ügyfelet az vesz fel, aki minden ügyfelet lát"
