"""Who decides, and how much?"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags_array, sparray

from graph.model import HasRoleIn, Stakeholder
from graph.snapshot import Snapshot
from scoring.authority import Authority, Basis, account_authority, opportunity_authority
from scoring.listening import Listening, listening
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import open_opportunities, present_stakeholders

__all__ = ["Contribution", "Power", "influence", "power"]

_Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of somebody's power: their own formal weight (no listener), or what comes of who listens to them.

    `amount` is the part, and all parts of a person sum to their power. `edges` are the keys of the edges and claims
    that it came from; none where it came from seniority.
    """

    amount: float
    edges: tuple[str, ...]
    listener: str | None


@dataclass(frozen=True, slots=True)
class Power:
    """The power of each person, by id; with the vacancy's it sums to 1.

    `half_set` are the fewest people who hold half of it, the most powerful first; it is empty where none do, or
    where power goes by seniority and nobody's is known.
    """

    shares: Mapping[str, float]
    vacant: float
    basis: Basis
    half_set: tuple[str, ...]
    _authority: Authority
    _listening: Listening
    _openness: _Vector
    _flow: _Vector

    def of(self, person: str) -> float:
        """The person's power, 0..1; 0 for whoever is not there."""
        return self.shares.get(person, 0.0)

    def contributions(self, person: str) -> list[Contribution]:
        """Where a person's power comes from, the largest part first. Their sum is the power, exactly.

        From π_j = (1 - a_j) y_j and y = d + Wᵀ(a∘y), y_j solved for its own share::

            π_j = (1 - a_j) / (1 - a_j W_jj) (d_j + Σ_{i≠j} W_ij a_i y_i)
        """
        j = bisect_left(self._listening.people, person)
        openness = self._openness
        factor = float((1 - openness[j]) / (1 - openness[j] * self._listening.matrix[j, j]))
        parts = self._formal(person, factor)
        for i, sources in self._listening.sources.get(j, ()):
            scale = factor * openness[i] * self._flow[i] / self._listening.scale[i]
            listener = self._listening.people[i]
            parts += [Contribution(float(s.weight * scale), s.edges, listener) for s in sources]
        return sorted(parts, key=lambda part: (-part.amount, part.edges))

    def _formal(self, person: str, factor: float) -> list[Contribution]:
        grounds = self._authority.grounds.get(person, {})
        parts = [Contribution(factor * weight, (edge,), None) for edge, weight in grounds.items()]
        rest = self._authority.weights.get(person, 0.0) - sum(grounds.values())
        return [*parts, Contribution(factor * rest, (), None)] if rest > 1e-15 else parts


def influence(weights: sparray, openness: _Vector, formal: _Vector, tolerance: float = DEFAULTS.tolerance) -> _Vector:
    """How much each person's own stance moves an outcome: π = Vᵀ d.

    People settle on z = A W z + (I - A) x, where x are the stances that they come with, W who listens to whom and A
    = diag(a) how open each is. So z = V x with V = (I - A W)⁻¹ (I - A), and an outcome d·z is π·x.

    Parameters
    ----------
    weights : W, sparse, of shape (n, n), its rows summing to 1
    openness : a, of shape (n,), each at least 0 and below 1
    formal : d, of shape (n,), what each counts in the outcome
    tolerance : the iteration stops where a step changes less than this in all

    Returns
    -------
    π, of shape (n,). Its sum is that of d.

    Notes
    -----
    y solves y = d + Wᵀ(a∘y), and π = (1 - a)∘y. Each step solves for every y_j with the others as they are (Jacobi),
    until Σ|Δy| < tolerance: a sparse product a step, so linear in the edges; the number of steps grows with
    1 / (1 - max a), not with n. No matrix is inverted.

    Examples
    --------
    The second listens to the first, half open, and the outcome is theirs to decide together:

    >>> from scipy.sparse import csr_array
    >>> influence(csr_array([[1.0, 0.0], [1.0, 0.0]]), np.array([0.0, 0.5]), np.array([0.5, 0.5]))
    array([0.75, 0.25])

    References
    ----------
    Friedkin, N. E. and Johnsen, E. C. (1990). Social influence and opinions. Journal of Mathematical Sociology 15,
    193-206.
    """
    moved: _Vector = (1 - openness) * _flow(weights, openness, formal, tolerance)
    return moved


def power(snapshot: Snapshot, day: date, parameters: Parameters = DEFAULTS, opportunity: str | None = None) -> Power:
    """Who decides in an account, or in one of its opportunities, on a day.

    Authority (`scoring.authority`) says what each counts in a decision, and listening (`scoring.listening`) who is
    swayed by whom; power is both in one: how much a person's own stance moves the outcome (`influence`).

    Parameters
    ----------
    snapshot : the account
    day, parameters : the day and the constants
    opportunity : the id of an opportunity; None: the account, over its open opportunities

    Returns
    -------
    Power, over the people present on the day and the vacancy.

    Notes
    -----
    Linear in people, edges and claims, times the steps of `influence`, and a sort.

    Examples
    --------
    >>> power(Snapshot("empty"), date(2026, 1, 1)).shares
    {}

    References
    ----------
    Friedkin and Johnsen (1990), as for `influence`.
    """
    people = present_stakeholders(snapshot, day)
    ids = [person.id for person in people]
    if opportunity is None:
        authority = account_authority(snapshot, day, parameters)
    else:
        authority = opportunity_authority(snapshot, opportunity, day, parameters)
    heard = listening(snapshot, ids, day, parameters)
    open_to = _openness(snapshot, ids, day, parameters, opportunity)
    flow = _flow(heard.matrix, open_to, np.array([authority.weights.get(i, 0.0) for i in ids]), parameters.tolerance)
    shares = dict(zip(ids, ((1 - open_to) * flow).tolist(), strict=True))
    half = _half_set(shares) if authority.basis is Basis.ROLES or _seniority_known(people) else ()
    return Power(shares, authority.vacancy, authority.basis, half, authority, heard, open_to, flow)


def _flow(weights: Any, openness: _Vector, formal: _Vector, tolerance: float) -> _Vector:
    own = 1 - openness * weights.diagonal()  # what each keeps to themselves is solved for at once
    others = (weights - diags_array(weights.diagonal())).T.tocsr()
    flow: _Vector = formal / own
    while True:
        step: _Vector = (formal + others @ (openness * flow)) / own
        change = np.abs(step - flow).sum()
        flow = step
        if change < tolerance:
            return flow


def _openness(
    snapshot: Snapshot, people: Sequence[str], day: date, parameters: Parameters, opportunity: str | None
) -> _Vector:
    """How open each is: as told for the opportunity, or the mean over the open ones that they take part in."""
    asked = {opportunity} if opportunity else {each.id for each in open_opportunities(snapshot, day)}

    def mean(person: str) -> float:
        roles = [r for r in snapshot.out(person, HasRoleIn) if r.target in asked and r.stands_on(day)]
        told = [parameters.openness if role.openness is None else role.openness for role in roles]
        capped = [min(each, parameters.openness_cap) for each in told or [parameters.openness]]
        return sum(capped) / len(capped)

    return np.array([mean(person) for person in people], dtype=np.float64)


def _half_set(shares: Mapping[str, float]) -> tuple[str, ...]:
    """The shortest prefix, by power rounded to 12 digits and then id, that holds half."""
    held, prefix = 0.0, []
    for person in sorted(shares, key=lambda each: (-round(shares[each], 12), each)):
        prefix.append(person)
        held += shares[person]
        if held >= 0.5 - 1e-12:
            return tuple(prefix)
    return ()


def _seniority_known(people: Sequence[Stakeholder]) -> bool:
    return any(person.seniority is not None for person in people)
