"""Progress: what is done, what is told, and whether the plan keeps up with its time."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import pytest

from graph.change import Change
from graph.model import Action, Objective, Plan
from graph.snapshot import Snapshot
from scoring.progress import action_progress, elapsed, objective_progress, pace, plan_progress
from tests.scoring.accounts import DAY, account
from tests.scoring.processes import action, ident, objective, plan, within


def made(*changes: Sequence[Change]) -> Snapshot:
    return account({"p": {}}, *(change for part in changes for change in part))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, 0.0),
        ({"progress": 0.4}, 0.4),
        ({"doneOn": DAY}, 1.0),
        ({"doneOn": within(1)}, 0.0),
        ({"doneOn": within(1), "progress": 1}, 0.0),  # what it says now is not how far it was
        ({"doneOn": within(-5), "progress": 0.4}, 1.0),
    ],
)
def test_an_action_is_as_far_as_is_told(values: dict[str, Any], expected: float) -> None:
    snapshot = made(action("x", None, **values))
    assert action_progress(cast("Action", snapshot.nodes[ident(Action, "x")]), DAY) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"progress": 0.9}, 0.9),  # as told, whatever its actions say
        ({"doneOn": DAY, "progress": 0.9}, 1.0),
        ({}, 0.7),
        ({"doneOn": within(1), "progress": 1}, 0.7),
    ],
)
def test_an_objective_is_as_far_as_is_told_or_as_its_actions(values: dict[str, Any], expected: float) -> None:
    steps = [*action("a", "o", progress=0.4), *action("b", "o", doneOn=DAY)]
    snapshot = made(plan("p"), objective("o", "p", **values), steps)
    found = objective_progress(snapshot, cast("Objective", snapshot.nodes[ident(Objective, "o")]), DAY)
    assert found == pytest.approx(expected)


def test_a_plan_is_the_mean_of_the_objectives_of_which_something_is_known() -> None:
    known = [*objective("a", "p", progress=0.2), *objective("b", "p", doneOn=DAY), *objective("c", "p")]
    snapshot = made(plan("p"), plan("q"), known, objective("d", "q"))
    plans = [cast("Plan", snapshot.nodes[ident(Plan, key)]) for key in "pq"]
    assert [plan_progress(snapshot, each, DAY) for each in plans] == [pytest.approx(0.6), None]


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (date(2026, 11, 25), date(2026, 11, 25), 1.0),
        (date(2026, 11, 25), date(2026, 12, 4), 0.1),
        (date(2026, 11, 26), date(2026, 12, 4), 0.0),
        (date(2026, 1, 1), date(2026, 2, 1), 1.0),
        (None, date(2026, 2, 1), None),
        (date(2026, 1, 1), None, None),
    ],
)
def test_time_elapses_by_days_that_have_begun(begins: date | None, ends: date | None, expected: float | None) -> None:
    snapshot = made(plan("p", startsOn=begins, endsOn=ends))
    assert elapsed(cast("Plan", snapshot.nodes[ident(Plan, "p")]), DAY) == expected


@pytest.mark.parametrize(
    ("values", "progress", "expected"),
    [
        ({}, 0.25, 0.5),
        ({}, 0.5, 1.0),
        ({}, 0.9, 1.0),  # ahead of its time is no more than in time
        ({"state": "DRAFT"}, 0.25, None),
        ({"state": "CLOSED"}, 0.25, None),
        ({"startsOn": within(1)}, 0.25, None),  # it has not begun
        ({}, None, None),
    ],
)
def test_the_pace_of_the_active_plan(values: dict[str, Any], progress: float | None, expected: float | None) -> None:
    half = {"startsOn": within(-9), "endsOn": within(10), **values}
    assert pace(made(plan("p", **half), objective("o", "p", progress=progress)), DAY) == expected


def test_several_plans_count_alike() -> None:
    half = {"startsOn": within(-9), "endsOn": within(10)}
    plans = [*plan("p", **half), *plan("q", **half)]
    snapshot = made(plans, objective("o", "p", progress=0.25), objective("x", "q", progress=0.5))
    assert pace(snapshot, DAY) == 0.75
