"""What to do next across accounts: the week of one of us, page by page, as things stand now."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from graph.viewer import LOCAL, Role, Viewer
from scoring.recommendations import recommendations
from scoring.scores import Scores
from scoring.shortlist import shortlist
from scoring.summary import summary
from tests.schema.conftest import NOW, Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]

WEEK = """
query ($filter: WeekFilter, $first: Int, $after: String) {
  recommendations(filter: $filter, first: $first, after: $after) {
    edges { cursor node { id key kind sentence state account { key } actor { key } } }
    nodes { key }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


class Week:
    """Some accounts of Kata's and Lili's."""

    def __init__(self, ask: Ask, new_account: NewAccount) -> None:
        self.ask = ask
        self.new_account = new_account
        self.word = uuid4().hex
        self.kata, self.lili = (f"{name}-{self.word}" for name in ("kata", "lili"))
        self.accounts: list[str] = []

    async def make(self, member: str, amount: int | None = None) -> str:
        """An account that one of us looks after, and where Anna decides, whom nobody reaches."""
        key = await self.new_account("anna")
        money = {"amount": str(amount), "currency": "EUR"} if amount else {}
        await self.ask.write(
            key,
            {"putTeamMember": {"id": member, "name": member.title()}},
            {"putManages": {"from": member, "to": key, "role": "OWNER"}},
            {"putOpportunity": {"id": "deal", "title": "Deal", **money}},
            {"putFor": {"from": "deal", "to": key}},
            {"putHasRoleIn": {"from": "anna", "to": "deal", "roles": ["DECIDER"]}},
        )
        self.accounts.append(key)
        await self.reckon(key)
        return key

    async def reckon(self, *keys: str) -> None:
        """What the service does a moment after each commit."""
        for key in keys or self.accounts:
            graph = await self.ask.store.snapshot(key, LOCAL)
            scores = Scores(graph, NOW.date())
            told, people = summary(scores)
            assert await self.ask.store.portfolio.keep(told, people, shortlist(scores))

    async def page(self, **arguments: Any) -> Any:
        wanted = {"accounts": self.accounts, **arguments.pop("filter", {})}
        return (await self.ask(WEEK, filter=wanted, **arguments))["recommendations"]

    async def shown(self, **wanted: Any) -> list[tuple[str, str]]:
        found = await self.page(filter=wanted)
        return [(edge["node"]["account"]["key"], edge["node"]["kind"]) for edge in found["edges"]]


@pytest.fixture
def week(ask: Ask, new_account: NewAccount) -> Week:
    return Week(ask, new_account)


async def test_a_week_goes_by_what_is_worth_most_where_most_is_at_stake(week: Week) -> None:
    small, large = await week.make(week.kata, 100), await week.make(week.kata, 1_000_000)
    unknown = await week.make(week.kata)
    await week.make(week.lili, 500)
    found = (await week.page(filter={"teamMember": week.kata}))["edges"]
    assert {edge["node"]["actor"]["key"] for edge in found} == {week.kata}
    by_account = [edge["node"]["account"]["key"] for edge in found]
    assert set(by_account) == {small, large, unknown}
    assert by_account.index(large) < by_account.index(small)
    assert by_account.index(unknown) < by_account.index(small)
    graph = await week.ask.store.snapshot(large, LOCAL)
    expected = [each.id for each in recommendations(Scores(graph, NOW.date())) if each.actor]
    assert [edge["node"]["key"] for edge in found if edge["node"]["account"]["key"] == large] == expected


async def test_it_is_the_account_and_the_kind_that_one_asks_for(week: Week) -> None:
    one, other = await week.make(week.kata), await week.make(week.kata)
    assert {account for account, _ in await week.shown()} == {one, other}
    assert {account for account, _ in await week.shown(accounts=[one])} == {one}
    assert await week.shown(accounts=[other], kinds=["COVER"]) == [(other, "COVER")]
    assert await week.shown(kinds=["CORRECT"]) == []
    by_id = await week.ask("query ($id: ID!) { account(id: $id) { id } }", id=one)
    assert {account for account, _ in await week.shown(accounts=[by_id["account"]["id"]])} == {one}


async def test_each_is_the_one_of_its_account(week: Week) -> None:
    key = await week.make(week.kata, 100)
    query = "query ($id: ID!) { account(id: $id) { recommendations { nodes { id key sentence } } } }"
    own = (await week.ask(query, id=key))["account"]["recommendations"]["nodes"]
    found = [edge["node"] for edge in (await week.page())["edges"]]
    assert [{word: each[word] for word in ("id", "key", "sentence")} for each in found] == own
    assert [each["state"] for each in found] == ["OPEN"] * len(own)


async def test_it_comes_page_by_page(week: Week) -> None:
    for amount in (100, 900, None):
        await week.make(week.kata, amount)
    whole = (await week.page())["edges"]
    assert len(whole) > 4
    seen: list[Any] = []
    after = None
    while True:
        page = await week.page(first=2, after=after)
        seen += page["edges"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == whole


async def test_what_was_decided_or_is_over_since_is_left_out_and_one_goes_on_all_the_same(week: Week) -> None:
    key = await week.make(week.kata)
    first, *others = [edge["node"] for edge in (await week.page())["edges"]]
    resolve = "mutation ($input: ResolveRecommendationInput!) { resolveRecommendation(input: $input) { revision } }"
    given = {"accountId": key, "recommendation": first["id"], "state": "DISMISSED"}
    await week.ask(resolve, input=given)
    now = await week.page(first=1)
    assert (now["edges"], now["nodes"], now["pageInfo"]["hasNextPage"]) == ([], [], True)
    rest = await week.page(after=now["pageInfo"]["endCursor"])
    assert [edge["node"]["key"] for edge in rest["edges"]] == [each["key"] for each in others]
    await week.reckon()
    assert [edge["node"]["key"] for edge in (await week.page())["edges"]] == [each["key"] for each in others]
    await week.ask.write(key, {"drop": {"node": {"opportunity": "deal"}, "cascade": True}})
    assert (await week.page())["edges"] == []


async def test_what_another_of_us_is_better_placed_for_by_now_is_not_in_ones_week(week: Week) -> None:
    key = await week.make(week.kata)
    known = {"from": week.lili, "to": "anna", "level": "VENDOR", "confidence": 0.5}
    await week.ask.write(key, {"putTeamMember": {"id": week.lili, "name": "Lili"}}, {"claimRelationship": known})
    assert (key, "COVER") not in await week.shown(teamMember=week.kata)
    await week.reckon()
    assert (key, "COVER") in await week.shown(teamMember=week.lili)


async def test_what_one_may_not_see_is_not_there(week: Week) -> None:
    mine, theirs = await week.make(week.kata), await week.make(week.kata)
    week.ask = Ask(week.ask.store, Viewer("kata", Role.MEMBER, frozenset({mine})))
    assert {account for account, _ in await week.shown()} == {mine}
    assert await week.shown(accounts=[theirs]) == []


async def test_one_of_us_who_is_not_there_is_told(week: Week) -> None:
    _, errors = await week.ask.whole(WEEK, filter={"teamMember": "ghost"})
    assert "'ghost'" in errors[0]
