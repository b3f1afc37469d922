"""How is the account, and where is it heading?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from graph.model import Risk
from graph.snapshot import Snapshot
from scoring.parameters import DEFAULTS, HealthPart, Parameters

__all__ = ["AGES", "Health", "HealthShare", "HealthWord", "Movement", "agreement", "calm", "health", "movement"]

AGES: Final = (30, 90, 365)
"""How many days ago the health is compared with."""

ROUNDING: Final = 1e-9  # what the sum of the parts may be short of the whole


class HealthWord(StrEnum):
    """The health of an account in a word."""

    GOOD = "GOOD"
    FAIR = "FAIR"
    POOR = "POOR"


@dataclass(frozen=True, slots=True)
class HealthShare:
    """A part of a health: its `value` 0..1, its `weight` among those that are known, and what it adds, 0..100."""

    kind: HealthPart
    weight: float
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Health:
    """The health of an account, 0..100; null where nothing of it is known.

    The weights of the `parts` sum to 1, and their contributions to the value. `missing` are the parts of which nothing
    is known.
    """

    value: float | None
    word: HealthWord | None
    parts: tuple[HealthShare, ...]
    missing: tuple[HealthPart, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """The health of an account on an earlier day, so many `days_ago`, and how much it has changed since.

    Both are null where nothing was known then, and the change too where nothing is known now.
    """

    days_ago: int
    on: date
    value: float | None
    change: float | None


def health(values: Mapping[HealthPart, float | None], parameters: Parameters = DEFAULTS) -> Health:
    """The health of an account from its parts, each 0..1 or null where nothing is known of it.

    The weighted mean of those that are known, times 100: what is left out shares its weight out among the others::

        100 Σ w v / Σ w

    with the weights coverage 0.25, agreement 0.2, resilience 0.15, freshness 0.15, risk 0.1, KPIs 0.1 and plan 0.05. In
    a word: GOOD from 70, FAIR from 40, else POOR. Stakegraph's own definition. Constant.

    >>> found = health({HealthPart.COVERAGE: 0.5, HealthPart.AGREEMENT: 1.0, HealthPart.PLAN: None})
    >>> round(found.value, 4), found.word, len(found.missing)
    (72.2222, <HealthWord.GOOD: 'GOOD'>, 5)
    """
    counted = [part for part in HealthPart if part in parameters.health_weights]
    known = {part: value for part in counted if (value := values.get(part)) is not None}
    total = sum(parameters.health_weights[part] for part in known)
    weights = {part: parameters.health_weights[part] / total for part in known}
    parts = tuple(HealthShare(part, weights[part], value, 100 * weights[part] * value) for part, value in known.items())
    whole = min(100.0, sum(part.contribution for part in parts)) if parts else None
    missing = tuple(part for part in counted if part not in known)
    return Health(whole, None if whole is None else _word(whole, parameters), parts, missing)


def movement(now: Health, days_ago: int, on: date, then: Health) -> Movement:
    """How much the health has changed since an earlier day. Constant.

    >>> now, then = health({HealthPart.COVERAGE: 0.5}), health({HealthPart.COVERAGE: 0.25})
    >>> movement(now, 30, date(2026, 1, 1), then).change
    25.0
    """
    change = None if now.value is None or then.value is None else now.value - then.value
    return Movement(days_ago, on, then.value, change)


def agreement(stakes: Mapping[str, float], probabilities: Mapping[str, float | None]) -> float | None:
    """The mean probability of agreement, 0..1, over the open opportunities of which it is known, by what is at stake.

    `stakes` say what part of all that is at stake each is, by id. Null where it is known of none. Linear in them.

    >>> agreement({"a": 0.75, "b": 0.25, "c": 0.0}, {"a": 0.5, "b": 0.9, "c": None})
    0.6
    """
    known = {each: chance for each, chance in probabilities.items() if chance is not None}
    total = sum(stakes[each] for each in known)
    if not total:
        return sum(known.values()) / len(known) if known else None
    return sum(stakes[each] * chance for each, chance in known.items()) / total


def calm(snapshot: Snapshot, day: date) -> float | None:
    """1 less the largest probability times impact of a risk that is open on a day, 0..1.

    1 where all that had been seen are over, and null where none had been seen by then, or none of the open ones was
    assessed. Linear in the risks.

    >>> calm(Snapshot("empty"), date(2026, 1, 1)) is None
    True
    """
    seen = [risk for risk in snapshot.all(Risk) if risk.raised_on is None or risk.raised_on <= day]
    running = [risk for risk in seen if risk.closed_on is None or day < risk.closed_on]
    exposures = list(_exposures(running))
    if running and not exposures:
        return None
    return 1 - max(exposures, default=0.0) if seen else None


def _exposures(risks: Iterable[Risk]) -> Iterable[float]:
    for risk in risks:
        if risk.probability is not None and risk.impact is not None:
            yield risk.probability * risk.impact


def _word(value: float, parameters: Parameters) -> HealthWord:
    if value >= parameters.health_good_from - ROUNDING:
        return HealthWord.GOOD
    return HealthWord.FAIR if value >= parameters.health_fair_from - ROUNDING else HealthWord.POOR
