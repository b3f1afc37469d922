"""The memory of a snapshot: what was worked out of it, for as long as what it came of is the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier, Event

from graph.memory import SHELVES, Known, Memory, Shelf

DAY = date(2026, 11, 25)


def test_what_comes_of_the_same_sources_is_not_worked_out_again() -> None:
    shelf, source = Shelf(None), [1]
    first = shelf.of("name", (source,), lambda _: object())
    assert shelf.of("name", (source,), lambda _: object()) is first
    assert shelf.of("other", (source,), lambda _: object()) is not first


def test_sources_are_told_apart_by_identity_and_the_last_answer_is_told() -> None:
    shelf, one, other = Shelf(None), [1], [1]
    told: list[Known[int] | None] = []

    def work(known: Known[int] | None) -> int:
        told.append(known)
        return len(told)

    assert [shelf.of("name", (each,), work) for each in (one, other, other, one)] == [1, 2, 2, 3]
    assert told == [None, Known(1, (one,)), Known(2, (other,))]


def test_what_several_threads_ask_for_at_once_is_worked_out_once() -> None:
    shelf, begun, source, count = Shelf(None), Event(), object(), list[int]()
    together = Barrier(4)

    def work(_: Known[int] | None) -> int:
        begun.wait(10)
        count.append(1)
        return 7

    def ask(_: int) -> int:
        together.wait(10)
        return shelf.of("name", (source,), work)

    with ThreadPoolExecutor(4) as pool:
        asked = pool.map(ask, range(4))
        begun.set()
        assert list(asked) == [7] * 4
    assert count == [1]


def test_what_went_wrong_is_tried_again() -> None:
    shelf = Shelf(None)
    for _ in range(2):
        try:
            shelf.of("name", (), lambda _: 1 // 0)
        except ZeroDivisionError:
            continue
    assert shelf.of("name", (), lambda _: 1) == 1


def test_a_successor_begins_with_what_was_known_and_goes_its_own_way() -> None:
    before = Memory()
    before.shelf(DAY, None).of("name", (), lambda _: 1)
    after = Memory(before)
    assert after.shelf(DAY, None).of("name", (), lambda _: 2) == 1
    after.shelf(DAY, None).of("later", (), lambda _: 3)
    assert before.shelf(DAY, None).of("later", (), lambda _: 4) == 4


def test_a_successor_knows_nothing_of_what_is_gone() -> None:
    before = Memory()
    shelf = before.shelf(DAY, None)
    names = [("power", None), ("power", "a"), ("power", "b"), ("blends", "X"), "a"]
    for name in names:
        shelf.of(name, (), lambda _: 1)
    after = Memory(before, {"a"}).shelf(DAY, None)
    assert [after.of(name, (), lambda _: 2) for name in names] == [1, 2, 1, 1, 1]
    assert [shelf.of(name, (), lambda _: 2) for name in names] == [1] * 5


def test_whoever_wants_to_know_is_told_when_something_is_worked_out() -> None:
    memory, told = Memory(), list[int]()
    early = memory.shelf(DAY, None)
    memory.tell(lambda: told.append(1))
    for shelf in (early, memory.shelf(DAY - timedelta(1), None), Memory(memory).shelf(DAY, None)):
        for _ in range(2):
            shelf.of("name", (), lambda _: 1)
    assert len(told) == 3
    Shelf(None).of("name", (), lambda _: 1)
    assert len(told) == 3


def test_the_days_asked_for_last_are_kept_each_by_its_constants() -> None:
    memory, constants = Memory(), object()
    shelf = memory.shelf(DAY, constants)
    assert memory.shelf(DAY, object()) is not shelf
    for days in range(1, SHELVES - 1):
        memory.shelf(DAY + timedelta(days), None)
        assert memory.shelf(DAY, constants) is shelf
    memory.shelf(DAY - timedelta(1), None)
    assert memory.days == SHELVES
    assert memory.shelf(DAY, constants) is shelf
    memory.forget()
    assert memory.days == 0
