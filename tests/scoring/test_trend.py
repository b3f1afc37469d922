"""Trends: the line of least squares through the newest values, and where it leads."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Kpi, Measurement
from scoring.attainment import measurements
from scoring.parameters import Parameters
from scoring.trend import QUARTER, Heading, Trend, trend
from tests.scoring.accounts import DAY, account
from tests.scoring.processes import ident, kpi, within

UP = {"baseline": 20, "target": 40}
DOWN = {"baseline": 9, "target": 4, "direction": "DOWN"}
RISING = {date(2026, 1, 1): 20.0, date(2026, 4, 2): 24.0, date(2026, 7, 2): 28.0, date(2026, 10, 1): 32.0}


def found(taken: Mapping[date, float], **known: Any) -> Trend | None:
    snapshot = account({"p": {}}, *kpi("k", dict(taken), **known))
    return trend(cast("Kpi", snapshot.nodes[ident(Kpi, "k")]), measurements(snapshot, ident(Kpi, "k"), DAY))


def test_a_steady_rise_reaches_its_target_when_it_goes_on_so() -> None:
    rise = found(RISING, **UP)
    assert rise is not None
    assert rise.slope == pytest.approx(4 * QUARTER / 91)
    assert (rise.heading, rise.values) == (Heading.GOOD, 4)
    assert rise.reaches_target_on == date(2027, 4, 1)  # two more quarters of 91 days from 32


@pytest.mark.parametrize(
    ("values", "known", "heading", "reaches"),
    [
        ([9, 8, 7, 6], DOWN, Heading.GOOD, True),
        ([6, 7, 8, 9], DOWN, Heading.BAD, False),
        ([40, 36, 30, 26], UP, Heading.BAD, False),
        ([20, 30, 40, 50], UP, Heading.GOOD, False),  # it is there already
        ([30, 30.1, 30.2, 30.3], UP, Heading.FLAT, False),  # 45 years
        ([30, 30, 30, 30], UP, Heading.FLAT, False),
        ([10, 11, 12, 13], {}, Heading.GOOD, False),
        ([10, 10.1, 10.2, 10.3], {}, Heading.FLAT, False),  # less than 0.02 of their size
        ([0, 0, 0, 0], {}, Heading.FLAT, False),
    ],
)
def test_whether_it_is_heading_where_it_should(
    values: list[float], known: dict[str, Any], heading: Heading, reaches: bool
) -> None:
    taken = dict(zip(RISING, values, strict=True))
    told = found(taken, **known)
    assert told is not None
    assert (told.heading, told.reaches_target_on is not None) == (heading, reaches)


def test_only_the_newest_four_values_by_the_day_count() -> None:
    older = {date(2024, 1, 1): 900.0, **RISING, within(1): -900.0}
    assert found(older, **UP) == found(RISING, **UP)


def test_how_many_count_is_a_constant() -> None:
    snapshot = account({"p": {}}, *kpi("k", {**RISING, within(-1): 20.0}, **UP))
    taken = measurements(snapshot, ident(Kpi, "k"), DAY)
    told = trend(cast("Kpi", snapshot.nodes[ident(Kpi, "k")]), taken, Parameters(trend_values=2))
    assert told is not None
    assert (told.heading, told.values) == (Heading.BAD, 2)


def test_one_day_makes_no_trend() -> None:
    assert found({}, **UP) is None
    assert found({DAY: 30.0}, **UP) is None
    made = [Measurement.decode({"id": f"a/Measurement/{n}", "on": DAY, "value": n})[0] for n in range(3)]
    of, _ = Kpi.decode({"id": "a/Kpi/k", "name": "K", "kind": "OTHER"})
    assert of is not None
    assert trend(of, [each for each in made if each]) is None


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.floats(-1000, 1000)), min_size=2, max_size=4, unique_by=lambda x: x[0])
)
def test_the_slope_is_that_of_numpy(taken: list[tuple[int, float]]) -> None:
    first = date(2020, 1, 1)
    told = found({first + timedelta(days=days): value for days, value in taken})
    assert told is not None
    slope = np.polyfit([days / QUARTER for days, _ in taken], [value for _, value in taken], 1)[0]
    assert told.slope == pytest.approx(slope, rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=4))
def test_no_size_of_the_values_is_an_error(values: list[float]) -> None:
    taken = {within(-n): value for n, value in enumerate(values)}
    told = found(taken, baseline=-1e308, target=1e308)
    assert told is None or np.isfinite(told.slope)
