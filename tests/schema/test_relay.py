"""Pages of lists: whichever way and however far at a time one goes, each row comes once and in its order."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidInput
from schema.ordering import Column, Order, OrderDirection
from schema.relay import Connection, Page, paginate, window


class Row(NamedTuple):
    """A row of a list. Many share a name or a weight, or have none."""

    id: str
    name: str | None = None
    weight: float | None = None


By = Sequence[tuple[str, OrderDirection]]
ASC, DESC = OrderDirection.ASC, OrderDirection.DESC
VALUES: Final[Mapping[str, Callable[[Row], Any]]] = {"name": lambda row: row.name, "weight": lambda row: row.weight}

numbers = st.sampled_from([None, 0.0, -1.0, 0.1 + 0.2]) | st.floats(allow_nan=False, allow_infinity=False)
rows = st.builds(Row, st.uuids().map(str), st.sampled_from([None, "", "anna", "béla", '"', "zoé"]), numbers)
lists = st.lists(rows, unique_by=lambda row: row.id, max_size=12)
orders = st.lists(st.tuples(st.sampled_from(sorted(VALUES)), st.sampled_from(OrderDirection)), max_size=3)


def order(by: By = ()) -> Order[Row]:
    columns = [Column(name, VALUES[name], direction) for name, direction in by]
    return Order(*columns, Column("id", lambda row: row.id))


def packed(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def in_order(found: Sequence[Row], by: By) -> list[Row]:
    """The same order in another way: one stable sort after the other, from the last column to the first."""
    ordered = sorted(found, key=lambda row: row.id)
    for name, direction in reversed(by):
        known = [row for row in ordered if VALUES[name](row) is not None]
        known.sort(key=VALUES[name], reverse=direction is DESC)
        ordered = known + [row for row in ordered if VALUES[name](row) is None]
    return ordered


def page(found: Sequence[Row], by: By = (), **asked: Any) -> Connection[Row]:
    return paginate(found, order(by), lambda row: row, Page(**asked))


def forwards(states: Iterator[Sequence[Row]], by: By, size: int) -> Iterator[Row]:
    """All pages from the first on, each of the list as it is by then."""
    after = None
    for state in states:
        found = page(state, by, first=size, after=after)
        yield from found.nodes()
        after = found.page_info.end_cursor or after
        if not found.page_info.has_next_page:
            return


def backwards(states: Iterator[Sequence[Row]], by: By, size: int) -> Iterator[Row]:
    """All pages from the last on, each from its end to its start."""
    before = None
    for state in states:
        found = page(state, by, last=size, before=before)
        yield from reversed(found.nodes())
        before = found.page_info.start_cursor or before
        if not found.page_info.has_previous_page:
            return


def unchanged(found: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return repeat(found, 20)  # more pages than any of these lists has


def changed(found: Sequence[Row], steps: Sequence[Sequence[bool]]) -> Iterator[Sequence[Row]]:
    """The list without the rows that are away at each step; after the last step it stays as it is."""
    for step in steps:
        yield [row for row, there in zip(found, step, strict=True) if there]
    yield from unchanged([row for row, there in zip(found, steps[-1], strict=True) if there])


@given(lists, orders, st.integers(1, 5))
def test_a_walk_meets_each_row_once_and_in_order(found: list[Row], by: By, size: int) -> None:
    expected = in_order(found, by)
    assert list(forwards(unchanged(found), by, size)) == expected
    assert list(backwards(unchanged(found), by, size)) == expected[::-1]


@given(st.data(), lists, orders, st.integers(1, 5))
def test_rows_that_come_and_go_move_no_other(data: st.DataObject, found: list[Row], by: By, size: int) -> None:
    there = st.lists(st.booleans(), min_size=len(found), max_size=len(found))
    steps = data.draw(st.lists(there, min_size=1, max_size=8))
    stayed = {row for index, row in enumerate(found) if all(step[index] for step in steps)}
    expected = in_order(found, by)
    for walk, way in ((forwards, expected), (backwards, expected[::-1])):
        met = list(walk(changed(found, steps), by, size))
        assert met == [row for row in way if row in met]  # in order, and none twice
        assert stayed <= set(met)


@given(lists, orders, st.integers(1, 5), st.integers(0, 11), st.integers(0, 11))
def test_a_page_says_whether_there_is_more_on_either_side(
    found: list[Row], by: By, size: int, low: int, high: int
) -> None:
    ordered = in_order(found, by)
    cursors = [edge.cursor for edge in page(found, by, first=500).edges]
    after, before = (cursors[i] if i < len(cursors) else None for i in (low, high))
    begin, end = low + 1 if after else 0, high if before else len(ordered)
    first = page(found, by, first=size, after=after, before=before)
    last = page(found, by, last=size, after=after, before=before)
    between = ordered[begin : max(begin, end)]
    assert (first.nodes(), last.nodes()) == (between[:size], between[-size:])
    for shown in (first, last) if between else ():
        assert shown.page_info.has_previous_page == (shown.nodes()[0] != ordered[0])
        assert shown.page_info.has_next_page == (shown.nodes()[-1] != ordered[-1])


@given(lists, orders, st.integers(1, 4), st.data())
def test_what_is_read_through_a_window_is_the_same_page(
    found: list[Row], by: By, size: int, data: st.DataObject
) -> None:
    some = st.none() | st.sampled_from([edge.cursor for edge in page(found, by).edges]) if found else st.none()
    asked: dict[str, Any] = {
        "after": data.draw(some),
        "before": data.draw(some),
        data.draw(st.sampled_from(["first", "last"])): size,
    }
    whole, opened = page(found, by, **asked), window(Page(**asked), order(by))
    between = in_order(found, by)
    places = [[column.value(row) for column in order(by).columns] for row in between]
    begin = 0 if opened.after is None else places.index(list(opened.after)) + 1
    end = len(places) if opened.before is None else places.index(list(opened.before))
    rows = between[begin:end]
    shown, more_before, more_after = opened.page(rows[-opened.limit :] if opened.backwards else rows[: opened.limit])
    assert list(shown) == whole.nodes()
    if opened.after is None:
        assert more_before is whole.page_info.has_previous_page
    if opened.before is None:
        assert more_after is whole.page_info.has_next_page


def test_an_empty_page_past_the_end_knows_what_came_before() -> None:
    found = [Row("a"), Row("b")]
    end = page(found).page_info.end_cursor
    past = page(found, after=end)
    assert past.nodes() == []
    assert (past.page_info.has_previous_page, past.page_info.has_next_page) == (True, False)
    assert (past.page_info.start_cursor, past.page_info.end_cursor) == (None, None)


def test_a_page_has_fifty_rows_where_nobody_says_how_many() -> None:
    found = [Row(f"{number:03}") for number in range(60)]
    assert page(found).nodes() == found[:50]
    assert page(found, last=60).nodes() == found


NAMED = page([Row("a", "anna", 1.0)], [("name", ASC)]).page_info.end_cursor
FORGED = [
    "%%",
    "",
    packed(b"5"),
    packed(b"[]"),
    packed(b'["name ASC, id ASC", "anna"]'),
    packed(b'["name ASC, id ASC", 5, "a"]'),
    packed(b'["name ASC, id ASC", ["anna"], "a"]'),
    packed(b'["name ASC, id ASC", "anna", 18446744073709551615]'),
]


@pytest.mark.parametrize("word", ["after", "before"])
@pytest.mark.parametrize("cursor", FORGED)
def test_what_is_no_cursor_is_refused(word: str, cursor: str) -> None:
    with pytest.raises(InvalidInput, match=f"{word} is not a cursor of this list") as refused:
        page([Row("a", "anna")], [("name", ASC)], **{word: cursor})
    assert refused.value.path == (word,)


@pytest.mark.parametrize("word", ["after", "before"])
@pytest.mark.parametrize("by", [[], [("name", DESC)], [("weight", ASC)], [("name", ASC), ("weight", ASC)]])
def test_a_cursor_of_another_order_is_refused(word: str, by: By) -> None:
    assert page([Row("b", "béla")], [("name", ASC)], after=NAMED).nodes() == [Row("b", "béla")]
    with pytest.raises(InvalidInput, match=f"{word} is a cursor of another list or order") as refused:
        page([Row("b", "béla")], by, **{word: NAMED})
    assert refused.value.path == (word,)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"first": 0}, "first must be 1 to 500, not 0"),
        ({"first": -1}, "first must be 1 to 500, not -1"),
        ({"last": 0}, "last must be 1 to 500, not 0"),
        ({"last": 501}, "last must be 1 to 500, not 501"),
        ({"first": 1, "last": 1}, "give either first or last, not both"),
    ],
)
def test_a_size_that_cannot_be_is_refused(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as refused:
        page([Row("a")], **asked)
    assert refused.value.path == (list(asked)[-1],)
