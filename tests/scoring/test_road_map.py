"""The road map: an order that keeps every dependency, and what holds an action up."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from graph.change import Change, Put
from graph.model import Action, DependsOn, Objective, Plan, Serves
from graph.snapshot import Snapshot
from scoring.road_map import Step, road_map
from tests.scoring.accounts import DAY, account
from tests.scoring.processes import action, ident, objective, plan, within


def made(*steps: Sequence[Change]) -> Snapshot:
    return account({"p": {}}, *plan("p"), *objective("o", "p"), *(change for part in steps for change in part))


def steps(snapshot: Snapshot, of: str = "p") -> dict[str, Step]:
    return {step.action.rsplit("/", 1)[1]: step for step in road_map(snapshot, ident(Plan, of), DAY)}


def test_each_action_comes_after_what_it_depends_on_and_else_by_its_day() -> None:
    snapshot = made(
        action("late", "o", dueOn=within(30)),
        action("never", "o"),
        action("soon", "o", "first", dueOn=within(1)),
        action("first", "o", dueOn=within(20)),
        action("alike", "o", dueOn=within(30)),
    )
    assert [*steps(snapshot)] == ["first", "soon", "alike", "late", "never"]


def test_an_action_of_two_objectives_is_shown_once_and_those_of_other_plans_are_not() -> None:
    also = Put(Serves, {"from": ident(Action, "a"), "to": ident(Objective, "x")})
    twice = [*objective("x", "p"), *action("a", "o"), also]
    snapshot = made(twice, plan("q"), objective("y", "q"), action("b", "y"), action("c", None))
    assert [*steps(snapshot)] == ["a"]
    assert [*steps(snapshot, "q")] == ["b"]


def test_what_is_not_done_holds_up_what_comes_after_it() -> None:
    snapshot = made(
        action("done", "o", doneOn=within(-9), dueOn=within(-20)),
        action("open", "o", dueOn=within(5)),
        action("next", "o", "done", "open", startsOn=within(-3), dueOn=within(9)),
        action("free", "o", "done", startsOn=within(-30), dueOn=within(8)),
    )
    found = steps(snapshot)
    assert found["next"] == Step(ident(Action, "next"), within(5), (ident(Action, "open"),), is_delayed=False)
    assert found["free"] == Step(ident(Action, "free"), within(-9), (), is_delayed=False)
    assert found["open"] == Step(ident(Action, "open"), None, (), is_delayed=False)


def test_an_action_is_delayed_where_what_it_waits_for_ends_too_late() -> None:
    snapshot = made(
        action("a", "o", dueOn=within(-5)),  # overdue, so not before today
        action("b", "o", "a", dueOn=within(-1)),
        action("c", "o", "b", dueOn=within(0)),
        action("d", "o", dueOn=within(20)),
        action("e", "o", "d", dueOn=within(10)),
        action("f", "o", "e", dueOn=within(19)),
        action("g", "o", "f"),
    )
    found = steps(snapshot)
    assert {key for key, step in found.items() if step.is_delayed} == {"b", "e", "f"}
    assert (found["c"].starts_on, found["f"].starts_on, found["g"].starts_on) == (DAY, within(20), within(20))


def test_a_chain_through_another_plan_counts() -> None:
    elsewhere = [*plan("q"), *objective("y", "q"), *action("m", "y", "z", dueOn=within(9))]
    snapshot = made(action("z", "o", dueOn=within(50)), elsewhere, action("a", "o", "m", dueOn=within(1)))
    found = steps(snapshot)
    assert [*found] == ["z", "a"]
    assert (found["a"].starts_on, found["a"].blocked_by, found["a"].is_delayed) == (
        within(50),
        (ident(Action, "m"),),
        True,
    )


def test_what_is_done_waits_for_nothing() -> None:
    snapshot = made(action("a", "o", dueOn=within(9)), action("b", "o", "a", doneOn=DAY, dueOn=within(-3)))
    assert (steps(snapshot)["b"].blocked_by, steps(snapshot)["b"].is_delayed) == ((), False)


@given(st.data())
def test_no_dependency_is_ever_broken(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 8))
    order = data.draw(st.permutations(range(size)))
    pairs = data.draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=12))
    later: dict[int, set[int]] = {n: set() for n in range(size)}
    for one, other in pairs:
        if one != other:
            low, high = sorted((one, other), key=order.index)
            later[high].add(low)
    days = st.one_of(st.none(), st.integers(-50, 50).map(within))
    snapshot = made(
        *(action(f"{n}", "o", *map(str, later[n]), dueOn=data.draw(days), doneOn=data.draw(days)) for n in range(size))
    )
    found = list(steps(snapshot))
    assert sorted(found, key=int) == [f"{n}" for n in range(size)]
    for edge in snapshot.all(DependsOn):
        after, before = (end.rsplit("/", 1)[1] for end in (edge.source, edge.target))
        assert found.index(before) < found.index(after)
