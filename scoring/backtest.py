"""How good were the forecasts?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.memory import Shelf
from graph.model import Opportunity, Outcome
from graph.snapshot import Snapshot
from graph.summary import Forecast
from scoring.beliefs import Beliefs
from scoring.consensus import Consensus, consensus
from scoring.parameters import DEFAULTS, Parameters
from scoring.power import power
from scoring.presence import is_within
from scoring.stances import stances
from scoring.summary import digest

__all__ = ["DAYS_BEFORE", "Band", "Ending", "Verification", "endings", "forecast", "verification"]

DAYS_BEFORE: Final = (30, 60, 90)
"""How long before the end forecasts are looked at."""

DECIDED: Final = (Outcome.WON, Outcome.LOST)


@dataclass(frozen=True, slots=True)
class Ending:
    """An opportunity, by id, that was won or lost, and on which day."""

    opportunity: str
    closed_on: date
    won: bool

    def before(self, days: int) -> date | None:
        """The day so many days before; null where the calendar does not reach back so far."""
        ordinal = self.closed_on.toordinal() - days
        return date.fromordinal(ordinal) if ordinal > 0 else None


@dataclass(frozen=True, slots=True)
class Band:
    """Forecasts of which the probability lies in one part of 0..1, the `number`-th from 0.

    `won` counts the outcomes; `probability` is the sum of the forecasts, and `loss` that of their squared errors.
    """

    number: int
    count: int
    won: int
    probability: float
    loss: float

    @property
    def mean(self) -> float:
        """The mean of the probabilities that were forecast."""
        return self.probability / self.count

    @property
    def share(self) -> float:
        """The share that was won."""
        return self.won / self.count


@dataclass(frozen=True, slots=True)
class Verification:
    """How good some forecasts were. `bands` are those parts of 0..1 in which there are any, the lowest first."""

    bands: Sequence[Band]

    @property
    def count(self) -> int:
        """How many forecasts there are."""
        return sum(band.count for band in self.bands)

    @property
    def base_rate(self) -> float | None:
        """The share that was won; null where there are no forecasts."""
        return sum(band.won for band in self.bands) / self.count if self.bands else None

    @property
    def brier_score(self) -> float | None:
        """The mean squared error, 0 to 1, the lower the better; null where there are no forecasts."""
        return sum(band.loss for band in self.bands) / self.count if self.bands else None

    @property
    def uncertainty(self) -> float | None:
        """The Brier score of whoever always forecasts the base rate; null where there are no forecasts."""
        return None if self.base_rate is None else self.base_rate * (1 - self.base_rate)

    @property
    def skill(self) -> float | None:
        """What part of the uncertainty the forecasts take away, 1 at most; null where all ended alike."""
        if self.brier_score is None or not self.uncertainty:
            return None
        return 1 - self.brier_score / self.uncertainty


def endings(snapshot: Snapshot, day: date) -> tuple[Ending, ...]:
    """The opportunities that had been won or lost by a day, in the order of their ids; linear in the opportunities.

    Those that were abandoned tell nothing, nor do those of which nobody says when they ended.

    >>> endings(Snapshot("empty"), date(2026, 1, 1))
    ()
    """
    return tuple(
        Ending(each.id, each.closed_on, each.outcome is Outcome.WON)
        for each in snapshot.all(Opportunity)
        if each.outcome in DECIDED and each.closed_on is not None and each.closed_on <= day
    )


def forecast(
    ending: Ending, days_before: int, now: Snapshot, then: Snapshot | None, parameters: Parameters = DEFAULTS
) -> Forecast:
    """What was forecast of an opportunity so many days before it ended.

    That is its agreement probability on that day (`scoring.consensus`), in the account as it was recorded by then; or,
    where the opportunity had not been recorded, in what is known now of the day: with hindsight.

    Parameters
    ----------
    ending : the opportunity, and how it ended
    days_before : so many days before its end
    now : the account as it is recorded now
    then : the account as it had been recorded by the end of that day; null where nothing had been
    parameters : the constants

    Returns
    -------
    Forecast. It has no probability where too little was known, or where the opportunity was not open yet.

    Notes
    -----
    As `scoring.consensus`.

    Examples
    --------
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X", "closedOn": "2026-03-01"})
    >>> account = Snapshot("a").amended(1, [deal])
    >>> told = forecast(Ending(deal.id, date(2026, 3, 1), True), 30, account, None)
    >>> told.was_open, told.probability, told.hindsight
    (True, None, True)
    """
    day, recorded = ending.before(days_before), then if then is not None and ending.opportunity in then.nodes else None
    account = now if recorded is None else recorded
    known = account.nodes[ending.opportunity]
    was_open = day is not None and isinstance(known, Opportunity) and is_within(day, known.opens_on)
    standing = _standing(account, ending.opportunity, day, parameters) if day is not None and was_open else None
    return Forecast(
        opportunity=ending.opportunity,
        days_before=days_before,
        closed_on=ending.closed_on,
        won=ending.won,
        was_open=was_open,
        probability=None if standing is None else standing.agreement_probability,
        hindsight=recorded is None,
        revision=now.revision,
        parameters=digest(parameters),
    )


def verification(forecasts: Iterable[Forecast]) -> Verification:
    """How good some forecasts were.

    With the forecasts p and the outcomes o, 1 where an opportunity was won and else 0::

        Brier score = Σ (p - o)² / n      skill = 1 - Brier score / (ō (1 - ō))      ō = Σ o / n

    Skill compares with whoever always forecasts the base rate ō. The calibration table has ten bands of p: in each, the
    mean of p beside the share that was won, which are alike where forecasts can be taken at their word.

    Parameters
    ----------
    forecasts : those without a probability are left out

    Returns
    -------
    Verification.

    Notes
    -----
    Linear in the forecasts. What it takes are sums, so those of many accounts can be added up: over a portfolio the
    database does (`graph.cypher.FORECAST`), and a test compares both.

    Examples
    --------
    >>> told = [_example(0.1, False), _example(0.9, True), _example(0.8, True), _example(0.4, False)]
    >>> found = verification(told)
    >>> round(found.brier_score, 3), found.base_rate, round(found.skill, 2), [band.number for band in found.bands]
    (0.055, 0.5, 0.78, [1, 4, 8, 9])

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review 78, 1-3.
    Murphy, A. H. (1973). A new vector partition of the probability score. Journal of Applied Meteorology 12, 595-600:
    for the base rate's score. Murphy, A. H. and Winkler, R. L. (1977). Reliability of subjective probability forecasts
    of precipitation and temperature. Applied Statistics 26, 41-47: for the table.
    """
    bands: dict[int, list[Forecast]] = {}
    for each in forecasts:
        if each.band is not None:
            bands.setdefault(each.band, []).append(each)
    return Verification([_band(number, bands[number]) for number in sorted(bands)])


def _standing(account: Snapshot, opportunity: str, day: date, parameters: Parameters) -> Consensus:
    """How the decision stood on a day that is looked at once: nothing of it is kept with the account."""
    beliefs = Beliefs(account, day, parameters, Shelf(parameters))
    who = power(account, day, parameters, opportunity, beliefs)
    said = stances(account, day, parameters, opportunity, beliefs)
    return consensus(account, opportunity, day, parameters, who, said)


def _band(number: int, forecasts: Sequence[Forecast]) -> Band:
    return Band(
        number=number,
        count=len(forecasts),
        won=sum(each.won for each in forecasts),
        probability=sum(each.probability or 0.0 for each in forecasts),
        loss=sum(each.loss or 0.0 for each in forecasts),
    )


def _example(probability: float, won: bool) -> Forecast:
    return Forecast("a/Opportunity/x", 30, date(2026, 3, 1), won, True, probability, False, 1, "")
