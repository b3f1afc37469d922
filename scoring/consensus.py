"""Will they agree?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from graph.model import HasRoleIn, Opportunity
from graph.snapshot import Snapshot
from scoring.claims import Blend
from scoring.opinions import influence_on, settled
from scoring.parameters import DEFAULTS, Parameters
from scoring.power import Power
from scoring.power import power as power_of
from scoring.stances import stances as stances_of

__all__ = ["Consensus", "Estimate", "Verdict", "agreement_probability", "consensus", "consensus_if"]

_Vector = NDArray[np.float64]

UNKNOWN_VARIANCE = 1 / 3  # of a stance of which nothing is known: uniform over -1..1
CERTAIN = 1e-9  # a standard deviation below it is none
SEED = 0


class Verdict(StrEnum):
    """How a decision stands."""

    BLOCKED = "BLOCKED"
    UNKNOWN = "UNKNOWN"
    AGREED = "AGREED"
    SPLIT = "SPLIT"
    OPPOSED = "OPPOSED"
    LEANING = "LEANING"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A normal variable: its mean and standard deviation."""

    value: float
    deviation: float

    def at_least(self, bound: float) -> float:
        """The probability that it is that much or more."""
        if self.deviation < CERTAIN:
            return 1.0 if self.value >= bound - CERTAIN else 0.0
        return float(ndtr((self.value - bound) / self.deviation))


@dataclass(frozen=True)
class Consensus:
    """How an opportunity's decision stands, from who decides in it, who listens to whom, and who is for it.

    `people` are the ids of all who count, in the order of every vector and matrix here; `participants` and `vetoers`
    are indices into them. `stances` holds the blends by id. `means` and `variances` are those of the stances x with
    which people come, `known` says whose is known, and `rows` are the rows of V of the participants.
    """

    threshold: float
    power: Power
    people: tuple[str, ...]
    participants: tuple[int, ...]
    vetoers: tuple[int, ...]
    stances: Mapping[str, Blend]
    means: _Vector
    variances: _Vector
    known: NDArray[np.bool_]
    rows: _Vector
    parameters: Parameters

    @property
    def shares(self) -> _Vector:
        """π, in the order of `people`; with the vacancy's it sums to 1."""
        return self.power.ordered

    @property
    def formal(self) -> _Vector:
        """d, in the order of `people`; with the vacancy's it sums to 1."""
        return self.power.formal

    @cached_property
    def forecast(self) -> _Vector:
        """Where people settle, z, in the order of `people`."""
        return settled(self.power.listening.matrix, self.power.openness, self.means, self.parameters.tolerance)

    @cached_property
    def known_power(self) -> float:
        """The share of the power whose stance is known."""
        return float(self.shares[self.known].sum())

    @property
    def is_known(self) -> bool:
        """Whether enough is known for a forecast: unknown is not a no."""
        return self.known_power >= self.parameters.quorum

    @cached_property
    def support(self) -> Estimate:
        """S = d·z = π·x: how far the decision is for it, -1 to 1."""
        spread = float(self.shares**2 @ self.variances) + self.power.vacant**2 * UNKNOWN_VARIANCE
        return Estimate(float(self.shares @ self.means), spread**0.5)

    def settles(self, person: int) -> Estimate:
        """Where a participant, by index, settles."""
        row = self.rows[self.participants.index(person)]
        return Estimate(float(row @ self.means), float(row**2 @ self.variances) ** 0.5)

    @cached_property
    def agreement_probability(self) -> float | None:
        """That S reaches the threshold and every veto holder settles at 0 or above; null where too little is known."""
        if not self.is_known:
            return None
        return agreement_probability(self)

    @cached_property
    def informed(self) -> _Vector:
        """How much of what moves each of `people` is of known stance, 0 to 1: V applied to who is known."""
        listening, openness = self.power.listening.matrix, self.power.openness
        return settled(listening, openness, self.known.astype(np.float64), self.parameters.tolerance)

    @property
    def foreseen(self) -> NDArray[np.bool_]:
        """Of whom enough is known to say where they settle."""
        return self.informed >= self.parameters.quorum - CERTAIN

    @cached_property
    def polarization(self) -> float:
        """Σ d_i (z_i - S)²: how far apart those who decide settle, 0 to 1."""
        support = self.support.value
        apart = float(self.formal @ (self.forecast - support) ** 2)
        return apart + self.power.authority.vacancy * support**2

    @property
    def consensus(self) -> float | None:
        """1 - sqrt(polarization); null where too little is known."""
        return 1 - self.polarization**0.5 if self.is_known else None

    @cached_property
    def disagreement(self) -> float:
        """Σ d_i Σ_j W_ij (z_i - z_j)² / 4: how far people settle from those whom they listen to, 0 to 1."""
        heard = self.power.listening.matrix.tocoo()
        apart = heard.data * (self.forecast[heard.row] - self.forecast[heard.col]) ** 2
        return float(self.formal[heard.row] @ apart) / 4

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays, power's aside; the forecast is as long as the means."""
        return sum(each.nbytes for each in (self.means, self.variances, self.known, self.means, self.rows))

    @property
    def support_gap(self) -> float:
        """How much support is missing."""
        return max(0.0, self.threshold - self.support.value)

    @cached_property
    def blockers(self) -> tuple[int, ...]:
        """The veto holders of known stance who are as good as sure to settle below 0."""
        sure = self.parameters.agreed_from - CERTAIN
        return tuple(who for who in self.vetoers if self.known[who] and 1 - self.settles(who).at_least(0.0) >= sure)

    @cached_property
    def verdict(self) -> Verdict:
        """How it stands, in a word: the first that fits."""
        sure, support = self.parameters.agreed_from - CERTAIN, self.support.value
        if self.blockers:
            return Verdict.BLOCKED
        if not self.is_known:
            return Verdict.UNKNOWN
        if support >= self.threshold - CERTAIN and (self.agreement_probability or 0.0) >= sure:
            return Verdict.AGREED
        if self.polarization >= self.parameters.split_from - CERTAIN:
            return Verdict.SPLIT
        return Verdict.OPPOSED if support < -CERTAIN else Verdict.LEANING


def consensus(
    snapshot: Snapshot,
    opportunity: str,
    day: date,
    parameters: Parameters = DEFAULTS,
    power: Power | None = None,
    stances: Mapping[str, Blend] | None = None,
    known: Consensus | None = None,
) -> Consensus:
    """How the decision on an opportunity stands on a day.

    Stances x_j are independent normals with the mean q·value and the variance of their blend (`scoring.claims`); one
    that is not known has mean 0 and variance 1/3. People settle on z = V x (`scoring.opinions`), so that all that
    follows is linear, and exact::

        S = d·z = π·x      Var z = V Σ Vᵀ      Var S = Σ π_j² σ_j²

    Parameters
    ----------
    snapshot : the account
    opportunity : its id; the threshold is its own, else 0.25
    day, parameters : the day and the constants
    power, stances : where they are known already: who decides in it (`scoring.power`), and who is for it
        (`scoring.stances`)
    known : how it stood before; where the same people take part, and the same power is theirs, it is not told anew who
        is moved by whom

    Returns
    -------
    Consensus, over the people present on the day.

    Notes
    -----
    Linear in people, edges and claims, times the steps of `scoring.opinions.influence`, and so for each participant.

    Examples
    --------
    >>> from graph.model import Opportunity
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> consensus(Snapshot("a").amended(1, [deal]), "a/Opportunity/x", date(2026, 1, 1)).verdict
    <Verdict.UNKNOWN: 'UNKNOWN'>

    References
    ----------
    Friedkin, N. E. and Johnsen, E. C. (1990). Social influence and opinions. Journal of Mathematical Sociology 15,
    193-206. Musco, C., Musco, C. and Tsourakakis, C. E. (2018). Minimizing polarization and disagreement in social
    networks. Proceedings of the 2018 World Wide Web Conference, 369-378: for `disagreement`.
    """
    who = power if power is not None else power_of(snapshot, day, parameters, opportunity)
    said = stances if stances is not None else stances_of(snapshot, day, parameters, opportunity)
    people = who.listening.people
    index = {person: i for i, person in enumerate(people)}
    roles = [r for r in snapshot.into(opportunity, HasRoleIn) if r.stands_on(day) and r.source in index]
    held = {person: blend for person, blend in said.items() if person in index}
    means, variances, known_ones = _distribution(people, held)
    part = tuple(sorted({index[role.source] for role in roles}))
    heard, openness = who.listening.matrix, who.openness
    stays = known is not None and known.power is who and known.participants == part
    return Consensus(
        threshold=_threshold(snapshot, opportunity, parameters),
        power=who,
        people=people,
        participants=part,
        vetoers=tuple(sorted({index[role.source] for role in roles if role.veto})),
        stances=held,
        means=means,
        variances=variances,
        known=known_ones,
        rows=known.rows if known and stays else influence_on(part, heard, openness, parameters.tolerance),
        parameters=parameters,
    )


def consensus_if(
    standing: Consensus, stances: Mapping[str, Blend] | None = None, power: Power | None = None
) -> Consensus:
    """How the decision would stand if some stances, by id, or who listens to whom, were otherwise, and all else stayed.

    Linear in people and edges, times the steps of `scoring.opinions.influence`; where power is another, so for each
    participant.

    >>> from graph.model import Opportunity
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> now = consensus(Snapshot("a").amended(1, [deal]), "a/Opportunity/x", date(2026, 1, 1))
    >>> consensus_if(now, {}).verdict
    <Verdict.UNKNOWN: 'UNKNOWN'>
    """
    found = standing
    if stances:
        people = set(standing.people)
        held = {**standing.stances, **{person: each for person, each in stances.items() if person in people}}
        means, variances, known = _distribution(standing.people, held)
        found = replace(found, stances=held, means=means, variances=variances, known=known)
    if power is not None:
        rows = influence_on(
            standing.participants, power.listening.matrix, power.openness, standing.parameters.tolerance
        )
        found = replace(found, power=power, rows=rows)
    return found


def agreement_probability(standing: Consensus) -> float:
    """The probability that S reaches the threshold and that every veto holder's z is 0 or more.

    With B = [π; the veto holders' rows of V], B x is normal with mean B x̄ and covariance B Σ Bᵀ: the normal's cdf in
    one dimension, the multivariate one in more. A component without a deviation is tested directly.

    Notes
    -----
    Of k veto holders: k² products of length n, and an integral of k + 1 dimensions, by Genz's method with a fixed seed.

    Examples
    --------
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> agreement_probability(consensus(Snapshot("a").amended(1, [deal]), "a/Opportunity/x", date(2026, 1, 1)))
    0.0

    References
    ----------
    Genz, A. (1992). Numerical computation of multivariate normal probabilities. Journal of Computational and Graphical
    Statistics 1, 141-149.
    """
    estimates = [standing.support, *map(standing.settles, standing.vetoers)]
    bounds = [standing.threshold, *(0.0 for _ in standing.vetoers)]
    open_ones = [i for i, each in enumerate(estimates) if each.deviation >= CERTAIN]
    if not all(each.at_least(bounds[i]) for i, each in enumerate(estimates) if i not in open_ones):
        return 0.0
    if len(open_ones) <= 1:
        return estimates[open_ones[0]].at_least(bounds[open_ones[0]]) if open_ones else 1.0
    rows = [standing.shares, *(standing.rows[standing.participants.index(who)] for who in standing.vetoers)]
    b = np.array(rows)[open_ones]
    covariance = (b * standing.variances) @ b.T
    if open_ones[0] == 0:
        covariance[0, 0] = standing.support.deviation**2  # with the vacancy's, which moves nobody else
    return _all_at_least([bounds[i] for i in open_ones], [estimates[i].value for i in open_ones], covariance)


def _all_at_least(bounds: Sequence[float], means: Sequence[float], covariance: _Vector) -> float:
    from scipy.stats import Covariance, multivariate_normal  # here, as it takes as long to load as all else together

    values, vectors = np.linalg.eigh(covariance)
    found = multivariate_normal.cdf(
        -np.array(bounds),
        mean=-np.array(means),
        cov=Covariance.from_eigendecomposition((np.maximum(values, 0.0), vectors)),  # 0 may come out a little below
        rng=np.random.default_rng(SEED),
    )
    return float(min(1.0, max(0.0, found)))


def _threshold(snapshot: Snapshot, opportunity: str, parameters: Parameters) -> float:
    told = cast("Opportunity", snapshot.nodes[opportunity]).threshold
    return parameters.threshold if told is None else told


def _distribution(people: Sequence[str], held: Mapping[str, Blend]) -> tuple[_Vector, _Vector, NDArray[np.bool_]]:
    """The means and variances of the stances with which people come, and whose is known."""
    blends = [each if each is not None and each.known else None for each in map(held.get, people)]
    means = [0.0 if each is None else each.effective for each in blends]
    variances = [UNKNOWN_VARIANCE if each is None else each.variance for each in blends]
    return np.array(means), np.array(variances), np.array([each is not None for each in blends], dtype=np.bool_)
