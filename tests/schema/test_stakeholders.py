"""The people of an account over the API: which of them are asked for, and in which order."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

PEOPLE: list[dict[str, Any]] = [
    {"id": "1", "name": "Ödön Zách", "seniority": "STAFF", "function": "IT"},
    {"id": "2", "name": "odin Bélteky", "seniority": "BOARD", "function": "Operations"},
    {"id": "3", "name": "Ábel Kovács-Nagy", "seniority": "C_LEVEL", "function": "Pénzügy"},
    {"id": "4", "name": "Head of Data", "placeholder": True},
    {"id": "5", "name": "Zita Nagy", "seniority": "STAFF", "leftOn": "2026-11-25"},
    {"id": "6", "name": "Abel Adams", "seniority": "VP", "function": "IT"},
]
HOMES = {"1": "it", "2": "north", "3": "south", "4": "it", "5": "it", "6": "north"}


@pytest.fixture
async def peopled(ask: Ask, new_account: NewAccount) -> str:
    """An account with a division in the north, its department, a division in the south, and six people."""
    key = await new_account()
    parts = {"north": key, "south": key, "it": "north"}
    await ask.write(
        key,
        *({"putOrganisation": {"id": part, "name": part, "kind": "DIVISION"}} for part in parts),
        *({"putPartOf": {"from": part, "to": whole}} for part, whole in parts.items()),
        *({"putStakeholder": person} for person in PEOPLE),
        *({"putWorksIn": {"from": person, "to": home}} for person, home in HOMES.items()),
    )
    return key


ASKED = """
query ($id: ID!, $filter: StakeholderFilter, $orderBy: [StakeholderOrder!], $on: Date, $first: Int, $after: String,
       $last: Int, $before: String) {
  account(id: $id, on: $on) {
    stakeholders(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      nodes { key power { value } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    }
  }
}
"""


async def keys(ask: Ask, account: str, **asked: Any) -> str:
    found = (await ask(ASKED, id=account, **asked))["account"]["stakeholders"]
    return "".join(each["key"] for each in found["nodes"])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "12346"),
        ({"text": "NAGY abel"}, "3"),
        ({"text": "od"}, "12"),
        ({"text": "zach"}, "1"),
        ({"text": "nagy", "includeLeft": True}, "35"),
        ({"text": " "}, "12346"),
        ({"seniority": ["STAFF", "VP"]}, "16"),
        ({"seniority": []}, ""),
        ({"function": "penzugy"}, "3"),
        ({"function": "fin"}, ""),
        ({"organisations": ["north"]}, "1246"),
        ({"organisations": ["it"], "includeLeft": True}, "145"),
        ({"organisations": ["south", "it"]}, "134"),
        ({"organisations": ["north", "it"]}, "1246"),
        ({"organisations": []}, ""),
        ({"placeholder": True}, "4"),
        ({"placeholder": False}, "1236"),
        ({"function": "it", "organisations": ["north"], "text": "a"}, "16"),
    ],
)
async def test_a_filter_leaves_those_who_are_all_of_it(
    ask: Ask, peopled: str, wanted: dict[str, Any], found: str
) -> None:
    assert await keys(ask, peopled, filter=wanted) == found


async def test_the_account_itself_is_all_of_its_organisations(ask: Ask, peopled: str) -> None:
    account = (await ask("query ($id: ID!) { account(id: $id) { id } }", id=peopled))["account"]["id"]
    for named in (peopled, account):
        assert await keys(ask, peopled, filter={"organisations": [named]}) == "12346"


async def test_who_is_there_depends_on_the_day(ask: Ask, peopled: str) -> None:
    assert await keys(ask, peopled, on="2026-11-24") == "123456"


async def test_an_unknown_organisation_is_refused(ask: Ask, peopled: str) -> None:
    _, errors = await ask.whole(ASKED, id=peopled, filter={"organisations": ["east"]})
    assert errors == ["there is no organisation 'east' in this account"]


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ([], "12346"),
        ([{"field": "KEY", "direction": "DESC"}], "64321"),
        ([{"field": "NAME"}], "63421"),
        ([{"field": "NAME", "direction": "DESC"}], "12436"),
        ([{"field": "SENIORITY"}], "16324"),  # nobody's level comes last either way
        ([{"field": "SENIORITY", "direction": "DESC"}], "23614"),
        ([{"field": "SENIORITY"}, {"field": "NAME"}], "16324"),
    ],
)
async def test_people_come_in_the_order_that_is_asked_for(
    ask: Ask, peopled: str, by: list[dict[str, str]], found: str
) -> None:
    assert await keys(ask, peopled, orderBy=by) == found
    met, after = "", None
    for _ in found:
        page = (await ask(ASKED, id=peopled, orderBy=by, first=1, after=after))["account"]["stakeholders"]
        met += page["nodes"][0]["key"]
        after = page["pageInfo"]["endCursor"]
    assert (met, page["pageInfo"]["hasNextPage"]) == (found, False)


async def test_among_equals_the_next_order_decides(ask: Ask, peopled: str) -> None:
    by = [{"field": "SENIORITY", "direction": "DESC"}, {"field": "NAME", "direction": "DESC"}]
    wanted = {"includeLeft": True, "seniority": ["STAFF", "BOARD"]}
    assert await keys(ask, peopled, filter=wanted, orderBy=by) == "251"
    assert await keys(ask, peopled, filter=wanted, orderBy=by[:1]) == "215"


async def test_power_orders_krackhardts_managers(ask: Ask) -> None:
    by = [{"field": "POWER", "direction": "DESC"}]
    people = (await ask(ASKED, id="krackhardt", orderBy=by))["account"]["stakeholders"]["nodes"]
    powers = [person["power"]["value"] for person in people]
    assert len(powers) == 21
    assert powers == sorted(powers, reverse=True)


async def test_who_left_has_no_power_and_comes_last(ask: Ask, peopled: str) -> None:
    for direction in ("ASC", "DESC"):
        by = [{"field": "POWER", "direction": direction}]
        assert (await keys(ask, peopled, filter={"includeLeft": True}, orderBy=by)).endswith("5")


async def test_a_cursor_of_another_order_is_refused(ask: Ask, peopled: str) -> None:
    page = (await ask(ASKED, id=peopled, orderBy=[{"field": "NAME"}], first=2))["account"]["stakeholders"]
    cursor = page["pageInfo"]["endCursor"]
    for by in ([], [{"field": "NAME", "direction": "DESC"}], [{"field": "SENIORITY"}]):
        _, errors = await ask.whole(ASKED, id=peopled, orderBy=by, after=cursor)
        assert "after is a cursor of another list or order" in errors[0]


async def test_first_and_last_do_not_go_together(ask: Ask, peopled: str) -> None:
    _, errors = await ask.whole(ASKED, id=peopled, first=1, last=1)
    assert errors == ["give either first or last, not both"]


async def test_the_last_people_first(ask: Ask, peopled: str) -> None:
    page = (await ask(ASKED, id=peopled, last=2))["account"]["stakeholders"]
    assert [each["key"] for each in page["nodes"]] == ["4", "6"]
    page = (await ask(ASKED, id=peopled, last=2, before=page["pageInfo"]["startCursor"]))["account"]["stakeholders"]
    assert [each["key"] for each in page["nodes"]] == ["2", "3"]
    assert (page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]) == (True, True)


# ---------------------------------------------------------------- writing

AT_WORK = """query ($id: ID!, $on: Date) { account(id: $id, on: $on) { stakeholder(id: "dora") {
    name title organisation { key } managers { key } owner { key }
} } }"""


async def at_work(ask: Ask, key: str, on: str | None = None) -> Any:
    return (await ask(AT_WORK, id=key, on=on))["account"]["stakeholder"]


@pytest.fixture
async def dora(ask: Ask, new_account: NewAccount) -> str:
    """An account with a department and, written in one call, Dora, who reports to Anna and is Chief's to answer for."""
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putOrganisation": {"id": "it", "name": "IT", "kind": "DEPARTMENT"}},
        {"putPartOf": {"from": "it", "to": key}},
        {"putTeamMember": {"id": f"chief-{key}", "name": "Chief"}},
    )
    made = await ask.mutate(
        "putStakeholder",
        accountId=key,
        id="dora",
        name="Dóra",
        title="CIO",
        managers=[{"stakeholder": "anna"}],
        owner=f"chief-{key}",
    )
    assert made["errors"] == []
    assert {each["key"] for each in made["changed"]} == {"dora", "anna", key, f"chief-{key}"}
    return key


async def test_a_person_is_written_with_where_they_work_to_whom_they_report_and_who_answers(
    ask: Ask, dora: str
) -> None:
    assert await at_work(ask, dora) == {
        "name": "Dóra",
        "title": "CIO",
        "organisation": {"key": dora},
        "managers": [{"key": "anna"}],
        "owner": {"key": f"chief-{dora}"},
    }
    assert (await at_work(ask, dora, "1990-01-01"))["managers"] == [{"key": "anna"}]


async def test_whoever_moves_was_where_they_were_until_that_day(ask: Ask, dora: str) -> None:
    moved = await ask.mutate(
        "putStakeholder",
        accountId=dora,
        id="dora",
        organisation="it",
        managers=[{"stakeholder": "bela"}, {"stakeholder": "anna", "line": "DOTTED"}],
        owner=None,
        since="2026-03-01",
    )
    assert moved["errors"] == []
    before, after = await at_work(ask, dora, "2026-02-28"), await at_work(ask, dora)
    assert (before["organisation"], before["managers"]) == ({"key": dora}, [{"key": "anna"}])
    assert (after["organisation"], after["managers"]) == ({"key": "it"}, [{"key": "anna"}, {"key": "bela"}])
    assert after["owner"] is None
    assert (after["name"], after["title"]) == ("Dóra", "CIO")


async def test_what_is_not_given_stays_and_what_is_the_same_writes_nothing(ask: Ask, dora: str) -> None:
    known = await at_work(ask, dora)
    for given in ({"name": "Dóra"}, {"managers": [{"stakeholder": "anna"}], "organisation": dora}):
        assert (await ask.mutate("putStakeholder", accountId=dora, id="dora", **given))["changed"] == []
    assert await at_work(ask, dora) == known


async def test_null_takes_all_managers_away(ask: Ask, dora: str) -> None:
    assert (await ask.mutate("putStakeholder", accountId=dora, id="dora", managers=None))["errors"] == []
    assert (await at_work(ask, dora))["managers"] == []


async def test_every_fault_of_a_person_is_told_at_its_place(ask: Ask, dora: str) -> None:
    refused = await ask.mutate(
        "putStakeholder",
        accountId=dora,
        id="dora",
        interest=3,
        organisation="nowhere",
        managers=[{"stakeholder": "nobody"}, {"stakeholder": "bela"}, {"stakeholder": "bela"}],
        owner="ghost",
    )
    assert sorted(each["path"] for each in refused["errors"]) == [
        ["interest"],
        ["managers", "0", "stakeholder"],
        ["managers", "2", "stakeholder"],
        ["organisation"],
        ["owner"],
    ]
    nowhere = await ask.mutate("putStakeholder", accountId=dora, id="dora", organisation=None)
    assert [each["path"] for each in nowhere["errors"]] == [["organisation"]]


async def test_a_new_person_gets_a_key(ask: Ask, dora: str) -> None:
    made = await ask.mutate("putStakeholder", accountId=dora, name="Somebody")
    assert {len(each["key"]) for each in made["changed"] if each["key"] != dora} == {36}
