"""What lists across accounts hold of what to do next: in which order, for whom, and until when it is kept."""

from dataclasses import replace
from typing import Any

import pytest

from graph import cypher
from graph.change import Drop
from graph.identity import account_id
from graph.model import Organisation, TeamMember
from graph.portfolio import Place, RecommendedFilter, RecommendedRow
from graph.store import Store
from graph.summary import Recommended
from graph.viewer import LOCAL
from tests.graph.acme import ident, member, new_scope
from tests.graph.test_portfolio import make, sees, summary
from tests.graph.watched import watch

KATA, BELA = ident(TeamMember, "kata"), ident(TeamMember, "béla")


def step(key: str, priority: float = 1.0, weight: float | None = 1.0, **values: Any) -> Recommended:
    return replace(Recommended(key, "COVER", KATA, priority, weight), **values)


async def keep(store: Store, *steps: Recommended) -> str:
    """An account of which these are the next steps."""
    scope = await make(store)
    assert await store.portfolio.keep(summary(scope), [], steps)
    return scope


async def listed(store: Store, *scopes: str, **wanted: Any) -> list[str]:
    rows = await store.portfolio.recommended(sees(*scopes), RecommendedFilter(**wanted))
    return [row.recommended.key for row in rows]


async def test_they_are_kept_whole_and_take_the_place_of_the_former(store: Store) -> None:
    first = [step("a", 0.5, 3.0), step("b", 0.25, 3.0, kind="ASK", actor=None)]
    scope = await keep(store, *first)
    rows = await store.portfolio.recommended(sees(scope), RecommendedFilter())
    assert [(row.scope, row.recommended) for row in rows] == [(scope, each) for each in first]
    assert await store.portfolio.keep(summary(scope), [], [step("c")])
    assert await listed(store, scope) == ["c"]


async def test_they_go_by_priority_times_weight_then_account_and_key(store: Store) -> None:
    one = await keep(store, step("a", 0.5, 10.0), step("b", 0.5, 10.0), step("c", 0.1, 10.0))
    other = await keep(store, step("a", 2.0, 1.0), step("z", 10.0, 1.0))
    rows = await store.portfolio.recommended(sees(one, other), RecommendedFilter())
    assert [(row.scope == one, row.recommended.key) for row in rows] == [
        (False, "z"),
        (True, "a"),
        (True, "b"),
        (False, "a"),
        (True, "c"),
    ]
    assert [row.rank for row in rows] == [10.0, 5.0, 5.0, 2.0, 1.0]


async def test_where_no_amount_is_known_the_greatest_stands_for_it(store: Store) -> None:
    known, unknown = await keep(store, step("a", 0.5, 10.0)), await keep(store, step("b", 0.6, None))
    assert await listed(store, known, unknown) == ["b", "a"]
    rows = await store.portfolio.recommended(sees(unknown), RecommendedFilter())
    assert [row.rank for row in rows] == [0.6]


async def test_they_are_of_whom_and_what_and_where_one_asks_for(store: Store) -> None:
    one = await keep(store, step("a"), step("b", actor=BELA), step("c", kind="ASK"), step("d", actor=None))
    other = await keep(store, step("e"))
    both = (one, other)
    assert set(await listed(store, *both, actor=KATA)) == {"a", "c", "e"}
    assert await listed(store, *both, actor=BELA) == ["b"]
    assert await listed(store, *both, kinds=["ASK"]) == ["c"]
    assert await listed(store, *both, kinds=[]) == []
    assert await listed(store, *both, accounts=[other]) == ["e"]
    assert await listed(store, other, accounts=[one]) == []
    assert await listed(store) == []


async def test_they_come_page_by_page(store: Store) -> None:
    scopes = [
        await keep(store, *(step(f"{key}", 1 + key % 3, weight) for key in range(5))) for weight in (None, 2.0, 7.0)
    ]
    whole = await store.portfolio.recommended(sees(*scopes), RecommendedFilter())
    assert len(whole) == 15
    seen: list[RecommendedRow] = []
    after: Place | None = None
    while True:
        page = await store.portfolio.recommended(sees(*scopes), RecommendedFilter(), after=after, limit=4)
        if not page:
            break
        seen += page
        after = [page[-1].rank, page[-1].scope, page[-1].recommended.key]
    assert seen == whole


async def test_they_go_with_their_account(store: Store) -> None:
    scope = await keep(store, step("a"))
    drop = Drop(Organisation, {"id": account_id(scope)}, cascade=True)
    await store.commit({scope: [drop]}, LOCAL)
    assert await listed(store, scope) == []


async def test_a_list_is_one_statement(store: Store) -> None:
    scope = await keep(store, step("a"))
    ran: list[str] = []
    watch(store, ran.append)
    await listed(store, scope)
    assert ran == [cypher.RECOMMENDED]


async def test_what_was_recommended_to_somebody_of_us_who_is_erased_is_forgotten(store: Store) -> None:
    key = f"kata-{new_scope()}"
    ours = ident(TeamMember, key)
    await store.commit({"team": member(key)}, LOCAL)
    scope = await keep(store, step("a", actor=ours), step("b"))
    preview = await store.preview_erasure(ours, LOCAL)
    await store.erase_person(ours, LOCAL, preview.token)
    assert await listed(store, scope) == ["b"]


@pytest.mark.parametrize("fails", [cypher.DROP_RECOMMENDED, cypher.PUT_RECOMMENDED])
async def test_they_are_written_with_the_summary_or_not_at_all(store: Store, fails: str) -> None:
    scope = await keep(store, step("a"))

    def fail(statement: str) -> None:
        if statement == fails:
            raise RuntimeError

    transact = store.connection.transact
    watch(store, fail)
    with pytest.raises(RuntimeError):
        await store.portfolio.keep(summary(scope), [], [step("b")])
    store.connection.transact = transact  # type: ignore[method-assign]  # as it was
    assert await listed(store, scope) == ["a"]
