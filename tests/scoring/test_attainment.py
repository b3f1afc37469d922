"""Attainment: how far the newest value by the day is on its way."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from graph.change import Change
from graph.model import Kpi
from graph.snapshot import Snapshot
from scoring.attainment import attainment, mean_attainment, measurements
from tests.scoring.accounts import DAY, account
from tests.scoring.processes import ident, kpi, within

TAKEN = {within(-90): 25.0, within(-30): 30.0, within(1): 60.0}


def made(*changes: Change) -> Snapshot:
    return account({"p": {}}, *changes)


def test_only_what_was_measured_by_the_day_counts_the_oldest_first() -> None:
    snapshot = made(*kpi("k", TAKEN))
    assert [each.value for each in measurements(snapshot, ident(Kpi, "k"), DAY)] == [25.0, 30.0]
    assert [each.value for each in measurements(snapshot, ident(Kpi, "k"), within(1))] == [25.0, 30.0, 60.0]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"baseline": 20, "target": 40}, 0.5),
        ({"baseline": 40, "target": 20, "direction": "DOWN"}, 0.5),
        ({"baseline": 30, "target": 40}, 0.0),
        ({"baseline": 35, "target": 40}, 0.0),
        ({"baseline": 20, "target": 25}, 1.0),
        ({"baseline": 20, "target": 20}, None),
        ({"baseline": 20}, None),
        ({"target": 20}, None),
    ],
)
def test_the_way_from_baseline_to_target(known: Mapping[str, Any], expected: float | None) -> None:
    snapshot = made(*kpi("k", TAKEN, **known))
    assert attainment(snapshot, cast("Kpi", snapshot.nodes[ident(Kpi, "k")]), DAY) == expected


def test_the_mean_is_over_those_that_have_one() -> None:
    two = [*kpi("a", TAKEN, baseline=20, target=40), *kpi("b", TAKEN, baseline=20, target=30)]
    assert mean_attainment(made(*two, *kpi("c", {}, baseline=0, target=1)), DAY) == 0.75
    assert mean_attainment(made(*kpi("c", {}, baseline=0, target=1)), DAY) is None
