"""What lists across accounts know of each: its scores on a day, whom we do not reach, what to do next, and what had
been forecast."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

__all__ = ["BANDS", "AccountSummary", "Forecast", "Recommended", "Unreached"]

BANDS: Final = 10
"""How many equal parts of 0..1 a calibration table has."""


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """The scores of an account on a day of its zone, which begins and ends at these instants.

    They are of a `revision` of the account beside one of the team; `parameters` stands for the constants of the
    scoring. `owners` are ids. `revenue`, of the year up to the day, and `stake`, what all open opportunities are worth,
    are in the unit that all accounts share. `uncovered` counts the decision-makers whom we do not reach, and
    `uncovered_power` is what they have together. A score is null where nothing tells it.
    """

    scope: str
    revision: int
    team_revision: int
    parameters: str
    day: date
    begins: datetime
    ends: datetime
    owners: tuple[str, ...]
    people: int
    revenue: float | None
    stake: float
    coverage: float | None
    resilience: float | None
    status: int
    uncovered: int
    uncovered_power: float


@dataclass(frozen=True, slots=True)
class Unreached:
    """A decision-maker whom we do not reach, by id.

    `stake` is what the opportunities are worth that depend on them, and `closes_on` the day when the first of these is
    to be decided.
    """

    person: str
    power: float
    coverage: float
    stake: float
    closes_on: date | None

    @property
    def rank(self) -> float:
        """What lists go by: power times what is at stake."""
        return self.power * self.stake


@dataclass(frozen=True, slots=True)
class Recommended:
    """Something to do next, by its key in the account, and who of us is best placed for it, by id.

    `weight` is the root of the largest amount at stake in the account, in the unit that all accounts share; null where
    none is known.
    """

    key: str
    kind: str
    actor: str | None
    priority: float
    weight: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was forecast of an opportunity, by id, so many days before it ended, and whether it was won.

    `probability` is null where too little was known for a forecast, or the opportunity was not open so early.
    `hindsight` tells that it was made from what is known now of that day, as nothing had been recorded by then; such a
    one is of a `revision` of the account. `parameters` stands for the constants of the scoring.
    """

    opportunity: str
    days_before: int
    closed_on: date
    won: bool
    was_open: bool
    probability: float | None
    hindsight: bool
    revision: int
    parameters: str

    @property
    def band(self) -> int | None:
        """In which tenth of 0..1 the probability lies: 0 to 9, and 1 in the last."""
        return None if self.probability is None else min(int(self.probability * BANDS), BANDS - 1)

    @property
    def loss(self) -> float | None:
        """The square of how far the probability was from what came."""
        return None if self.probability is None else (self.probability - self.won) ** 2
