"""Early warnings over the API: what each is about, and the claims that it comes from."""

from collections.abc import Awaitable, Callable

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

FIRST = "query ($id: ID!, $first: Int!) { account(id: $id) { warnings(first: $first) { kind } } }"
WARNINGS = """query ($id: ID!, $on: Date) { account(id: $id, on: $on) { warnings {
    kind severity since about { __typename key } claims { type by } sentence(language: HU) english: sentence
} } }"""


async def test_warnings_name_whom_and_what_they_are_about(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putCompetitor": {"id": "rival", "name": "Rival"}},
        {"putOpportunity": {"id": "deal", "title": "Deal"}},
        {"putFor": {"from": "deal", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "deal", "roles": ["DECIDER"]}},
        {"putHasRoleIn": {"from": "bela", "to": "deal", "roles": ["APPROVER"]}},
        {"claimRelationship": {"from": "kata", "to": "bela", "level": "TRUSTED_ADVISOR", "by": "kata"}},
        {"claimFavour": {"from": "bela", "to": "rival", "weight": 0.5, "by": "source:crm", "validFrom": "2026-11-01"}},
        {"putAction": {"id": "late", "title": "Call back", "kind": "COMMITMENT", "dueOn": "2026-10-26"}},
    )
    found = (await ask(WARNINGS, id=key))["account"]["warnings"]
    told = {each["kind"]: each for each in found}
    assert [each["kind"] for each in found] == [
        "SILENCE",
        "SINGLE_THREAD",
        "SILENCE",
        "OVERDUE_PROMISE",
        "COMPETITOR_TIE",
    ]
    assert [each["severity"] for each in found] == sorted((each["severity"] for each in found), reverse=True)
    anna, bela, kata, deal = (
        {"__typename": kind, "key": who}
        for kind, who in (
            ("Stakeholder", "anna"),
            ("Stakeholder", "bela"),
            ("TeamMember", "kata"),
            ("Opportunity", "deal"),
        )
    )
    assert found[0]["about"] == [anna]
    assert told["SINGLE_THREAD"]["about"] == [bela, kata, deal]
    tie = told["COMPETITOR_TIE"]
    assert tie["about"] == [bela, {"__typename": "Competitor", "key": "rival"}]
    assert (tie["claims"], tie["since"]) == ([{"type": "FAVOURS", "by": "source:crm"}], "2026-11-01")
    late = told["OVERDUE_PROMISE"]
    assert (late["about"], late["since"], late["claims"]) == (
        [{"__typename": "Action", "key": "late"}],
        "2026-10-26",
        [],
    )
    assert late["sentence"] == "Az ügyfélnek ígértük (határidő: 2026. október 26.), és nincs kész: „Call back”."
    assert late["english"] == "Promised to the client by 26 October 2026, and not done: “Call back”."


async def test_they_are_of_the_day(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    await ask.write(key, {"putAction": {"id": "late", "title": "Call back", "dueOn": "2026-10-26"}})
    for on, kinds in (("2026-10-26", []), ("2026-10-27", ["OVERDUE_ACTION"])):
        found = (await ask(WARNINGS, id=key, on=on))["account"]["warnings"]
        assert [each["kind"] for each in found] == kinds


async def test_how_many_is_bounded(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    late = [{"putAction": {"id": each, "title": each, "dueOn": "2026-10-26"}} for each in "abc"]
    await ask.write(key, *late)
    assert len((await ask(FIRST, id=key, first=2))["account"]["warnings"]) == 2
    for first in (0, 501):
        _, errors = await ask.whole(FIRST, id=key, first=first)
        assert errors == [f"first must be 1 to 500, not {first}"]
