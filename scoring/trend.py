"""Where is a KPI heading?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil, isfinite
from typing import Final

from graph.model import Kpi, KpiDirection, Measurement
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["Heading", "Trend", "trend"]

QUARTER: Final = 365.25 / 4  # days
FORESEEN: Final = 40  # quarters: beyond ten years, no trend says anything
ROUNDING: Final = 1e-6  # days: what a whole number of them may be off


class Heading(StrEnum):
    """Whether the values of a KPI move the way that they should."""

    GOOD = "GOOD"
    BAD = "BAD"
    FLAT = "FLAT"


@dataclass(frozen=True, slots=True)
class Trend:
    """How a KPI moves: `slope` in its unit a quarter, from so many `values`, and on which day that reaches the target.

    `reaches_target_on` is null where it does not within ten years, where there is no target, and where it is reached.
    """

    slope: float
    heading: Heading
    values: int
    reaches_target_on: date | None


def trend(kpi: Kpi, taken: Sequence[Measurement], parameters: Parameters = DEFAULTS) -> Trend | None:
    """How a KPI moves, by the newest of its values, which come with the oldest first.

    The slope is that of the line of least squares through the last four values x_k, taken on the days t_k::

        slope = Σ (t_k - t̄)(x_k - x̄) / Σ (t_k - t̄)²

    in units a quarter of 365.25 / 4 days. It is FLAT below 0.02 of the way from baseline to target a quarter (where one
    of them is missing: of the mean size of the values), else GOOD or BAD by the KPI's direction. The day on which the
    target is reached is told from the newest value, going on by the slope. Null for fewer than two days. What is flat
    is Stakegraph's own definition.

    Linear in the values.

    >>> def measured(day, value):
    ...     return Measurement.decode({"id": f"a/Measurement/{day}", "on": day, "value": value})[0]
    >>> made, _ = Kpi.decode({"id": "a/Kpi/x", "name": "NPS", "kind": "SATISFACTION", "baseline": 20, "target": 40})
    >>> found = trend(made, [measured("2026-01-01", 20), measured("2027-01-01", 28)])
    >>> round(found.slope, 2), found.heading, found.reaches_target_on
    (2.0, <Heading.GOOD: 'GOOD'>, datetime.date(2028, 7, 2))
    """
    newest = taken[-parameters.trend_values :]
    if not newest:
        return None
    quarters = [(each.on - newest[-1].on).days / QUARTER for each in newest]
    slope = _slope(quarters, [each.value for each in newest])
    if slope is None:
        return None
    return Trend(slope, _heading(kpi, newest, slope, parameters), len(newest), _reached(kpi, newest[-1], slope))


def _slope(times: Sequence[float], values: Sequence[float]) -> float | None:
    """Null where all were taken on one day, or where it is too steep for a number."""
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    spread = sum((time - middle) ** 2 for time in times)
    if not spread:
        return None
    slope = sum((time - middle) * (value - mean) for time, value in zip(times, values, strict=True)) / spread
    return slope if isfinite(slope) else None


def _heading(kpi: Kpi, taken: Sequence[Measurement], slope: float, parameters: Parameters) -> Heading:
    way = sum(abs(each.value) for each in taken) / len(taken)
    if kpi.baseline is not None and kpi.target is not None and kpi.target != kpi.baseline:
        way = abs(kpi.target - kpi.baseline)
    if not slope or abs(slope) < parameters.flat_below * way:
        return Heading.FLAT
    return Heading.GOOD if (slope > 0) is (kpi.direction is KpiDirection.UP) else Heading.BAD


def _reached(kpi: Kpi, newest: Measurement, slope: float) -> date | None:
    if kpi.target is None or not slope:
        return None
    missing = kpi.target - newest.value
    reached = missing <= 0 if kpi.direction is KpiDirection.UP else missing >= 0
    quarters = missing / slope
    if reached or not 0 < quarters <= FORESEEN:
        return None
    ordinal = newest.on.toordinal() + ceil(quarters * QUARTER - ROUNDING)
    return date.fromordinal(ordinal) if ordinal <= date.max.toordinal() else None
