"""The portfolio: which accounts and decision-makers a list holds, in which order, page by page; and what is kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph import cypher
from graph.change import Drop
from graph.folding import folded
from graph.identity import TEAM, account_id
from graph.model import Manages, Organisation, Stakeholder, TeamMember, Tier
from graph.moment import bounds_of
from graph.portfolio import (
    AccountColumn,
    AccountFilter,
    AccountRow,
    Place,
    UnreachedFilter,
    UnreachedRow,
)
from graph.store import Store
from graph.summary import AccountSummary, Unreached
from graph.viewer import LOCAL, Role, Viewer
from tests.graph.acme import account, edge, ident, member, new_scope, person, put
from tests.graph.watched import watch

DAY = date(2026, 5, 4)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CONSTANTS = "constants"

databases = settings(suppress_health_check=list(HealthCheck), phases=[Phase.generate])
"""For what writes accounts for every example: to look for the smallest one that fails would take too long."""


def sees(*scopes: str) -> Viewer:
    return Viewer("anna", Role.VIEWER, frozenset(scopes))


def summary(scope: str, revision: int = 1, /, **values: Any) -> AccountSummary:
    begins, ends = bounds_of(DAY, None)
    plain = AccountSummary(
        scope=scope,
        revision=revision,
        team_revision=0,
        parameters=CONSTANTS,
        day=DAY,
        begins=begins,
        ends=ends,
        owners=(),
        people=0,
        revenue=None,
        stake=0.0,
        coverage=None,
        resilience=None,
        status=0,
        uncovered=0,
        uncovered_power=0.0,
    )
    return replace(plain, **values)


def unreached(scope: str, key: str, power: float = 0.5, stake: float = 1.0, closes_on: date | None = None) -> Unreached:
    return Unreached(ident(Stakeholder, key, scope), power, 0.1, stake, closes_on)


async def make(store: Store, scope: str = "", /, **values: Any) -> str:
    scope = scope or new_scope()
    await store.commit({scope: account(scope, **values)}, LOCAL)
    return scope


async def held(store: Store, scope: str) -> tuple[AccountSummary | None, list[Unreached]]:
    """The summary of an account, and its uncovered decision-makers."""
    [row] = await store.portfolio.accounts(sees(scope), AccountFilter(), [(AccountColumn.KEY, False)])
    rows = await store.portfolio.unreached(sees(scope), UnreachedFilter())
    return row.summary, [each.unreached for each in rows]


# ---------------------------------------------------------------- what is kept


async def test_a_summary_is_kept_whole_and_takes_the_place_of_the_former(store: Store) -> None:
    scope = await make(store)
    assert await held(store, scope) == (None, [])
    for told in (
        summary(
            scope,
            owners=(ident(TeamMember, "kata"), ident(TeamMember, "béla")),
            people=3,
            revenue=1.5,
            stake=2e9,
            coverage=0.25,
            resilience=0.0,
            status=2,
            uncovered=2,
            uncovered_power=0.75,
        ),
        summary(scope, coverage=0.0),
    ):
        people = [unreached(scope, "x", 0.5, 2.0, DAY), unreached(scope, "ű", 0.25)][: told.uncovered]
        assert await store.portfolio.keep(told, people)
        assert await held(store, scope) == (told, people)


async def test_what_was_reckoned_before_the_newest_commit_is_not_kept(store: Store, second: Store) -> None:
    scope = await make(store)
    old, new = summary(scope, 1, coverage=0.1), summary(scope, 2, coverage=0.2)
    assert not await store.portfolio.keep(new, [])
    await second.commit({scope: person("bob", scope)}, LOCAL)
    assert not await store.portfolio.keep(old, [unreached(scope, "x")])
    assert await held(store, scope) == (None, [])
    assert await store.portfolio.keep(new, [])
    assert not await store.portfolio.keep(old, [unreached(scope, "x")])
    assert await held(store, scope) == (new, [])


async def test_what_was_reckoned_beside_an_older_team_is_not_kept(store: Store) -> None:
    scope = await make(store)
    older, newer = (summary(scope, team_revision=revision) for revision in (3, 4))
    assert await store.portfolio.keep(newer, [])
    assert not await store.portfolio.keep(older, [unreached(scope, "x")])
    assert await held(store, scope) == (newer, [])


async def test_there_is_no_summary_of_what_is_no_account(store: Store) -> None:
    assert not await store.portfolio.keep(summary(new_scope()), [])


async def test_a_summary_and_its_people_are_written_all_or_none(store: Store) -> None:
    scope = await make(store)
    former = summary(scope), [unreached(scope, "x")]
    await store.portfolio.keep(*former)

    def fail(statement: str) -> None:
        if statement == cypher.DROP_UNREACHED:
            raise RuntimeError

    transact = store.connection.transact
    watch(store, fail)
    with pytest.raises(RuntimeError):
        await store.portfolio.keep(summary(scope, coverage=0.5), [])
    store.connection.transact = transact  # type: ignore[method-assign]  # as it was
    assert await held(store, scope) == former


async def labelled(store: Store, scope: str) -> int:
    """How many nodes there are of what was reckoned of an account, whether a list shows them or not."""
    statement = (
        "MATCH (n) WHERE (n:AccountSummary OR n:UncoveredDecisionMaker) AND n.scope = $scope RETURN count(n) AS n"
    )
    [row] = await store.connection.ask(statement, scope=scope)
    count: int = row["n"]
    return count


async def test_an_account_that_is_dropped_takes_its_summary_along(store: Store) -> None:
    scope = await make(store)
    told = summary(scope), [unreached(scope, "x")]
    await store.portfolio.keep(*told)
    assert await labelled(store, scope) == 2
    await store.commit({scope: [Drop(Organisation, {"id": account_id(scope)}, cascade=True)]}, LOCAL)
    assert await labelled(store, scope) == 0
    assert not await store.portfolio.keep(*told)
    assert await labelled(store, scope) == 0


async def test_an_erasure_takes_what_was_reckoned_along(store: Store) -> None:
    scope, key = new_scope(), "anna.kovacs@example.com"
    ours = f"zoltan.{scope}@sellers.example"
    await store.commit({TEAM: member(ours)}, LOCAL)
    owned = edge(Manages, ident(TeamMember, ours), account_id(scope), role="OWNER")
    await store.commit({scope: [*account(scope), *person(key, scope, name="Anna Kovács"), owned]}, LOCAL)
    for revision, gone in enumerate((ident(Stakeholder, key, scope), ident(TeamMember, ours)), 1):
        told = summary(scope, revision, owners=(ident(TeamMember, ours),)), [unreached(scope, key)]
        assert await store.portfolio.keep(*told)
        preview = await store.preview_erasure(gone, LOCAL)
        await store.erase_person(gone, LOCAL, preview.token)
        assert await labelled(store, scope) == 0
        assert not await store.portfolio.keep(*told)


# ---------------------------------------------------------------- what is stale


async def stale(store: Store, scope: str, **other: Any) -> bool:
    asked = {"parameters": CONSTANTS, "now": NOON, **other}
    found = await store.portfolio.stale(sees(scope), **asked)
    assert found in ([], [scope])
    return bool(found)


async def summarised(store: Store, scope: str, revision: int = 1) -> None:
    """Keep a summary of the account and the team as they are now."""
    team = (await store.team(LOCAL)).revision
    assert await store.portfolio.keep(summary(scope, revision, team_revision=team), [])


async def test_an_account_is_stale_until_it_has_a_summary(store: Store) -> None:
    scope = await make(store)
    assert await stale(store, scope)
    await summarised(store, scope)
    assert not await stale(store, scope)
    assert await stale(store, scope, every=True)


async def test_a_commit_to_an_account_or_to_the_team_makes_it_stale(store: Store, second: Store) -> None:
    scope, other = await make(store), await make(store)
    await summarised(store, scope)
    await summarised(store, other)
    await second.commit({scope: person("bob", scope)}, LOCAL)
    assert (await stale(store, scope), await stale(store, other)) == (True, False)
    await second.commit({TEAM: member(scope)}, LOCAL)
    assert await stale(store, other)


@pytest.mark.parametrize(
    ("other", "is_stale"),
    [
        ({}, False),
        ({"parameters": "others"}, True),
        ({"now": NOON.replace(hour=0)}, False),
        ({"now": NOON.replace(hour=0) - timedelta(microseconds=1)}, True),
        ({"now": NOON.replace(hour=0) + timedelta(days=1)}, True),
        ({"now": NOON.replace(hour=0) + timedelta(days=1, microseconds=-1)}, False),
    ],
)
async def test_other_constants_or_another_day_make_it_stale(store: Store, other: Any, is_stale: bool) -> None:
    scope = await make(store)
    await summarised(store, scope)
    assert await stale(store, scope, **other) is is_stale


async def test_neither_the_team_nor_what_was_dropped_is_ever_stale(store: Store) -> None:
    scope = await make(store)
    await store.commit({TEAM: member(scope)}, LOCAL)
    await store.commit({scope: [Drop(Organisation, {"id": account_id(scope)}, cascade=True)]}, LOCAL)
    found = await store.portfolio.stale(LOCAL, CONSTANTS, NOON, limit=100_000, every=True)
    assert found == sorted(found)
    assert not {TEAM, scope} & set(found)


async def test_the_stale_come_batch_by_batch(store: Store) -> None:
    scopes = sorted([await make(store) for _ in range(5)])
    await summarised(store, scopes[1])
    wanted = [scopes[0], *scopes[2:]]
    first = await store.portfolio.stale(sees(*scopes), CONSTANTS, NOON, limit=2)
    rest = await store.portfolio.stale(sees(*scopes), CONSTANTS, NOON, after=first[-1], limit=10)
    assert (first, rest) == (wanted[:2], wanted[2:])


# ---------------------------------------------------------------- accounts: a list by its definition

COLUMNS: dict[AccountColumn, Callable[[AccountRow], Any]] = {
    AccountColumn.KEY: lambda row: row.key,
    AccountColumn.NAME: lambda row: row.folded_name,
    AccountColumn.REVENUE: lambda row: row.summary and row.summary.revenue,
    AccountColumn.COVERAGE: lambda row: row.summary and row.summary.coverage,
    AccountColumn.UNCOVERED_POWER: lambda row: row.summary and row.summary.uncovered_power,
}
Order = Sequence[tuple[AccountColumn, bool]]
OWNERS = [ident(TeamMember, key) for key in ("kata", "béla")]


def place(row: AccountRow, order: Order) -> tuple[Any, ...]:
    return tuple(COLUMNS[column](row) for column, _ in order)


def in_order(places: Iterable[Place], order: Order) -> list[Place]:
    """Sorted by the last column, then by the one before it, and so on; each time those without a value last."""
    found = list(places)
    for number, (_, falls) in reversed(list(enumerate(order))):
        known = [each for each in found if each[number] is not None]
        known.sort(key=lambda each: each[number], reverse=falls)  # type: ignore[arg-type, return-value]  # one type
        found = known + [each for each in found if each[number] is None]
    return found


def is_wanted(row: AccountRow, wanted: AccountFilter) -> bool:
    told = row.summary
    return all(
        [
            wanted.owner is None or (told is not None and wanted.owner in told.owners),
            wanted.tiers is None or row.tier in wanted.tiers,
            wanted.sectors is None or row.sector in wanted.sectors,
            wanted.countries is None or row.country in wanted.countries,
            wanted.coverage_from is None
            or (told and told.coverage is not None and told.coverage >= wanted.coverage_from),
            wanted.coverage_to is None or (told and told.coverage is not None and told.coverage <= wanted.coverage_to),
            wanted.statuses is None or (told is not None and told.status in wanted.statuses),
            all(word in row.folded_name for word in folded(wanted.text or "").split()),
        ]
    )


def expected(
    rows: Iterable[AccountRow], wanted: AccountFilter, order: Order, after: Place | None, before: Place | None
) -> list[AccountRow]:
    by_place = {place(row, order): row for row in rows if is_wanted(row, wanted)}
    places = in_order({*by_place, *map(tuple, filter(None, [after, before]))}, order)
    begin = 0 if after is None else places.index(tuple(after)) + 1
    end = len(places) if before is None else places.index(tuple(before))
    return [by_place[each] for each in places[begin:end] if each in by_place]


FEW = st.sampled_from([0.0, 0.25, 0.5, 1.0])
SECTORS, COUNTRIES = ("Steel", "Retail"), ("HU", "AT")


@st.composite
def rows(draw: st.DrawFn) -> AccountRow:
    """An account of few possible values, so that many are equal. Its key is still without its scope's beginning."""
    scope = draw(st.text("ab", min_size=1, max_size=4))
    name = draw(st.sampled_from(["Acme", "Ácme Steel", "acme", "Zeta", "Béta Steel Works"]))
    told = summary(
        scope,
        owners=tuple(draw(st.lists(st.sampled_from(OWNERS), unique=True))),
        revenue=draw(st.none() | st.sampled_from([1e9, 2.5, 0.0])),
        coverage=draw(st.none() | FEW),
        status=draw(st.integers(0, 3)),
        uncovered_power=draw(FEW),
    )
    return AccountRow(
        key=scope,
        name=name,
        folded_name=folded(name),
        tier=draw(st.none() | st.sampled_from(Tier)),
        sector=draw(st.none() | st.sampled_from(SECTORS)),
        country=draw(st.none() | st.sampled_from(COUNTRIES)),
        currency=draw(st.sampled_from([None, "EUR"])),
        summary=draw(st.sampled_from([told, told, None])),
    )


def some(values: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.none() | st.lists(st.sampled_from(values), max_size=3)


FILTERS = st.builds(
    AccountFilter,
    owner=st.none() | st.none() | st.sampled_from(OWNERS),
    tiers=some(list(Tier)),
    sectors=some(SECTORS),
    countries=some(COUNTRIES),
    coverage_from=st.none() | FEW,
    coverage_to=st.none() | FEW,
    statuses=some([0, 1, 2, 3]),
    text=st.sampled_from([None, None, "", "STÉEL", "works beta", "nowhere"]),
)
NO_FILTER = st.just(AccountFilter())
ORDERS = st.lists(
    st.tuples(st.sampled_from([column for column in AccountColumn if column is not AccountColumn.KEY]), st.booleans()),
    unique_by=lambda each: each[0],
    max_size=3,
).flatmap(lambda order: st.booleans().map(lambda falls: [*order, (AccountColumn.KEY, falls)]))


def portfolios(size: int) -> st.SearchStrategy[list[AccountRow]]:
    return st.lists(rows(), min_size=2, max_size=size, unique_by=lambda row: row.key)


def of_its_own(drawn: list[AccountRow]) -> list[AccountRow]:
    """The same with keys that no other test has."""
    scopes = [(row, f"{prefix}-{row.key}") for prefix in [new_scope()] for row in drawn]
    return [replace(row, key=scope, summary=row.summary and replace(row.summary, scope=scope)) for row, scope in scopes]


async def put_row(store: Store, row: AccountRow) -> None:
    tier = row.tier and row.tier.value
    told = {"tier": tier, "sector": row.sector, "country": row.country, "currency": row.currency}
    await make(store, row.key, name=row.name, **told)
    if row.summary:
        assert await store.portfolio.keep(row.summary, [])


@settings(databases, max_examples=8)
@given(portfolios(10), st.integers(0, 5), st.data())
async def test_pages_are_what_a_plain_sort_gives_whatever_comes_between_them(
    store: Store, drawn: list[AccountRow], late: int, data: st.DataObject
) -> None:
    known: dict[str, AccountRow] = {}
    portfolio = of_its_own(drawn)
    for row in portfolio[late:]:
        await put_row(store, row)
        known[row.key] = row
    viewer, new = sees(*(row.key for row in portfolio)), iter(portfolio[:late])
    for _ in range(3):
        wanted, order = data.draw(FILTERS | NO_FILTER), data.draw(ORDERS)
        size, backwards = data.draw(st.integers(1, 3)), data.draw(st.booleans())
        turn: Place | None = None
        for _ in range(20):
            ends = {"before" if backwards else "after": turn}
            asked = {"limit": size, "backwards": backwards, **ends}
            page = await store.portfolio.accounts(viewer, wanted, order, **asked)  # type: ignore[arg-type]  # of words
            among = expected(known.values(), wanted, order, ends.get("after"), ends.get("before"))
            assert page == (among[-size:] if backwards else among[:size])
            if not page:
                break
            turn = place(page[0 if backwards else -1], order)
            for inserted in islice(new, 1):
                await put_row(store, inserted)
                known[inserted.key] = inserted
        else:
            pytest.fail("the pages do not end")


@settings(databases, max_examples=5)
@given(portfolios(6), ORDERS, st.data())
async def test_a_page_may_have_both_ends_given(
    store: Store, drawn: list[AccountRow], order: Order, data: st.DataObject
) -> None:
    there = of_its_own(drawn)
    for row in there:
        await put_row(store, row)
    after, before = (place(there[data.draw(st.integers(0, len(there) - 1))], order) for _ in range(2))
    wanted = AccountFilter()
    page = await store.portfolio.accounts(sees(*(row.key for row in there)), wanted, order, after=after, before=before)
    assert page == expected(there, wanted, order, after, before)


async def test_a_place_stays_right_when_its_row_moves_or_goes(store: Store) -> None:
    scopes = [await make(store) for _ in range(4)]
    for number, scope in enumerate(scopes):
        await store.portfolio.keep(summary(scope, coverage=number / 10), [])
    order = [(AccountColumn.COVERAGE, False), (AccountColumn.KEY, False)]
    first = await store.portfolio.accounts(sees(*scopes), AccountFilter(), order, limit=2)
    await store.portfolio.keep(summary(scopes[1], coverage=0.9), [])
    turn = place(first[-1], order)
    rest = await store.portfolio.accounts(sees(*scopes), AccountFilter(), order, after=turn)
    assert [row.key for row in rest] == [scopes[2], scopes[3], scopes[1]]


async def test_a_list_holds_what_the_viewer_may_see_and_nothing_else(store: Store) -> None:
    scopes = sorted([await make(store) for _ in range(3)])
    for scope in scopes:
        await store.portfolio.keep(summary(scope), [unreached(scope, "x")])
    by_key = [(AccountColumn.KEY, False)]
    listed = await store.portfolio.accounts(sees(*scopes[:2]), AccountFilter(), by_key, limit=3)
    assert [row.key for row in listed] == scopes[:2]
    assert await store.portfolio.accounts(sees(), AccountFilter(), by_key) == []
    people = await store.portfolio.unreached(sees(scopes[2]), UnreachedFilter(), limit=3)
    assert [row.scope for row in people] == [scopes[2]]
    assert await store.portfolio.unreached(sees(), UnreachedFilter()) == []
    everyone = await store.portfolio.accounts(LOCAL, AccountFilter(), by_key, limit=100_000)
    assert set(scopes) <= {row.key for row in everyone}


async def test_a_division_is_no_account(store: Store) -> None:
    scope = await make(store, name="Acme")
    await store.commit({scope: [put(Organisation, "division", scope, name="Acme Steel", kind="DIVISION")]}, LOCAL)
    listed = await store.portfolio.accounts(sees(scope), AccountFilter(text="acme"), [(AccountColumn.NAME, True)])
    assert [row.name for row in listed] == ["Acme"]


# ---------------------------------------------------------------- decision-makers

NEXT_WEEK, NEXT_MONTH = DAY + timedelta(days=7), DAY + timedelta(days=30)


async def test_decision_makers_come_by_power_times_stake_then_power_then_id(store: Store) -> None:
    one, other = sorted([await make(store), await make(store)])
    in_turn = [
        unreached(other, "p", 0.5, 100.0),
        unreached(one, "q", 0.4, 100.0),
        unreached(other, "b", 0.5, 0.0),
        unreached(one, "a", 0.2, 0.0),
        unreached(other, "a", 0.2, 0.0),
    ]
    for scope in (one, other):
        theirs = [each for each in reversed(in_turn) if each.person.startswith(scope)]
        await store.portfolio.keep(summary(scope), theirs)
    listed = await store.portfolio.unreached(sees(one, other), UnreachedFilter())
    assert [row.unreached for row in listed] == in_turn
    assert [row.scope for row in listed] == [other, one, other, one, other]
    assert {row.day for row in listed} == {DAY}


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (UnreachedFilter(), {"a", "b", "c"}),
        (UnreachedFilter(owner=OWNERS[0]), {"a", "b"}),
        (UnreachedFilter(owner=OWNERS[1]), set()),
        (UnreachedFilter(tiers=[Tier.KEY]), {"a", "b"}),
        (UnreachedFilter(tiers=[]), set()),
        (UnreachedFilter(countries=["AT", "DE"]), {"c"}),
        (UnreachedFilter(closes_from=NEXT_MONTH), {"b"}),
        (UnreachedFilter(closes_to=NEXT_WEEK), {"a"}),
        (UnreachedFilter(closes_from=NEXT_WEEK, closes_to=NEXT_MONTH), {"a", "b"}),
        (UnreachedFilter(closes_from=NEXT_WEEK, owner=OWNERS[0], tiers=[Tier.KEY], countries=["HU"]), {"a", "b"}),
    ],
)
async def test_decision_makers_are_filtered(store: Store, wanted: UnreachedFilter, keys: set[str]) -> None:
    one, other = await make(store, tier="KEY", country="HU"), await make(store, country="AT")
    people = [unreached(one, "a", closes_on=NEXT_WEEK), unreached(one, "b", closes_on=NEXT_MONTH)]
    await store.portfolio.keep(summary(one, owners=(OWNERS[0],)), people)
    await store.portfolio.keep(summary(other), [unreached(other, "c")])
    listed = await store.portfolio.unreached(sees(one, other), wanted)
    assert {row.unreached.person.rsplit("/", 1)[1] for row in listed} == keys


VALUES = st.sampled_from([0.0, 0.1, 0.25])


@settings(databases, max_examples=8)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8), st.integers(1, 3), st.data())
async def test_pages_of_decision_makers_are_what_a_plain_sort_gives(
    store: Store, values: list[tuple[float, float]], size: int, data: st.DataObject
) -> None:
    scopes = [await make(store) for _ in range(2)]
    people: dict[str, list[Unreached]] = {scope: [] for scope in scopes}
    for number, (power, stake) in enumerate(values):
        scope = data.draw(st.sampled_from(scopes))
        people[scope].append(unreached(scope, f"p{number}", power, stake))
    for scope in scopes:
        await store.portfolio.keep(summary(scope), people[scope])
    late, seen, turn = await make(store), list[UnreachedRow](), None
    while page := await store.portfolio.unreached(sees(late, *scopes), UnreachedFilter(), after=turn, limit=size):
        seen += page
        last = page[-1].unreached
        turn = (last.rank, last.power, last.person)
        await store.portfolio.keep(summary(late), [unreached(late, "first", 1.0, 1.0)])
    everybody = [each for scope in scopes for each in people[scope]]
    in_turn = sorted(everybody, key=lambda each: (-each.rank, -each.power, each.person))
    assert [row.unreached for row in seen] == in_turn
