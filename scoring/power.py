"""Who decides, and how much?"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from graph.model import HasRoleIn, Stakeholder
from graph.snapshot import Snapshot
from scoring.authority import Authority, Basis, account_authority, opportunity_authority
from scoring.beliefs import Beliefs
from scoring.listening import Listening, listening
from scoring.opinions import flow
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import open_opportunities, present_stakeholders

__all__ = ["Contribution", "Power", "power", "power_if"]

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
    where power goes by seniority and nobody's is known. It comes of `authority` and `listening`, whose people, in their
    order, are as open as `openness` says.
    """

    shares: Mapping[str, float]
    vacant: float
    basis: Basis
    half_set: tuple[str, ...]
    authority: Authority
    listening: Listening
    openness: _Vector
    _flow: _Vector

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays, listening's aside."""
        return self.openness.nbytes + self._flow.nbytes

    def of(self, person: str) -> float:
        """The person's power, 0..1; 0 for whoever is not there."""
        return self.shares.get(person, 0.0)

    def contributions(self, person: str) -> list[Contribution]:
        """Where a person's power comes from, the largest part first. Their sum is the power, exactly.

        From π_j = (1 - a_j) y_j and y = d + Wᵀ(a∘y), y_j solved for its own share::

            π_j = (1 - a_j) / (1 - a_j W_jj) (d_j + Σ_{i≠j} W_ij a_i y_i)
        """
        j = bisect_left(self.listening.people, person)
        openness = self.openness
        factor = float((1 - openness[j]) / (1 - openness[j] * self.listening.matrix[j, j]))
        parts = self._formal(person, factor)
        for i, sources in self.listening.sources.get(j, ()):
            scale = factor * openness[i] * self._flow[i] / self.listening.scale[i]
            listener = self.listening.people[i]
            parts += [Contribution(float(s.weight * scale), s.edges, listener) for s in sources]
        return sorted(parts, key=lambda part: (-part.amount, part.edges))

    def _formal(self, person: str, factor: float) -> list[Contribution]:
        grounds = self.authority.grounds.get(person, {})
        parts = [Contribution(factor * weight, (edge,), None) for edge, weight in grounds.items()]
        rest = self.authority.weights.get(person, 0.0) - sum(grounds.values())
        return [*parts, Contribution(factor * rest, (), None)] if rest > 1e-15 else parts


def power(
    snapshot: Snapshot,
    day: date,
    parameters: Parameters = DEFAULTS,
    opportunity: str | None = None,
    beliefs: Beliefs | None = None,
    heard: Listening | None = None,
) -> Power:
    """Who decides in an account, or in one of its opportunities, on a day.

    Authority (`scoring.authority`) says what each counts in a decision, and listening (`scoring.listening`) who is
    swayed by whom; power is both in one: how much a person's own stance moves the outcome (`influence`).

    Parameters
    ----------
    snapshot : the account
    day, parameters : the day and the constants
    opportunity : the id of an opportunity; None: the account, over its open opportunities
    beliefs, heard : what is held true on the day, and who listens to whom, where that is worked out already

    Returns
    -------
    Power, over the people present on the day and the vacancy.

    Notes
    -----
    Linear in people, edges and claims, times the steps of `scoring.opinions.influence`, and a sort.

    Examples
    --------
    >>> power(Snapshot("empty"), date(2026, 1, 1)).shares
    {}

    References
    ----------
    Friedkin, N. E. and Johnsen, E. C. (1990). Social influence and opinions. Journal of Mathematical Sociology 15,
    193-206.
    """
    people = present_stakeholders(snapshot, day)
    ids = [person.id for person in people]
    if opportunity is None:
        authority = account_authority(snapshot, day, parameters)
    else:
        authority = opportunity_authority(snapshot, opportunity, day, parameters)
    heard = heard if heard is not None else listening(snapshot, ids, day, parameters, beliefs)
    open_to = _openness(snapshot, ids, day, parameters, opportunity)
    halved = authority.basis is Basis.ROLES or _seniority_known(people)
    return _flowing(authority, heard, open_to, halved, parameters)


def power_if(now: Power, heard: Listening, parameters: Parameters = DEFAULTS) -> Power:
    """Who would decide if people listened otherwise, and all else stayed.

    Linear in the edges, times the steps of `scoring.opinions.influence`, and a sort.

    >>> found = power(Snapshot("empty"), date(2026, 1, 1))
    >>> power_if(found, found.listening).shares
    {}
    """
    return _flowing(now.authority, heard, now.openness, bool(now.half_set), parameters)


def _flowing(authority: Authority, heard: Listening, openness: _Vector, halved: bool, parameters: Parameters) -> Power:
    """Power as it flows from authority through who listens to whom; with its half set, where that is to be formed."""
    formal = np.array([authority.weights.get(person, 0.0) for person in heard.people])
    flowing = flow(heard.matrix, openness, formal, parameters.tolerance)
    shares = dict(zip(heard.people, ((1 - openness) * flowing).tolist(), strict=True))
    half = _half_set(shares) if halved else ()
    return Power(shares, authority.vacancy, authority.basis, half, authority, heard, openness, flowing)


def _openness(
    snapshot: Snapshot, people: Sequence[str], day: date, parameters: Parameters, opportunity: str | None
) -> _Vector:
    """How open each is: as told for the opportunity, or the mean over the open ones that they take part in."""
    asked = [opportunity] if opportunity else [each.id for each in open_opportunities(snapshot, day)]
    told: dict[str, list[float]] = {}
    for role in (role for each in asked for role in snapshot.into(each, HasRoleIn) if role.stands_on(day)):
        said = parameters.openness if role.openness is None else role.openness
        told.setdefault(role.source, []).append(min(said, parameters.openness_cap))
    usual = [min(parameters.openness, parameters.openness_cap)]
    return np.array([fmean(told.get(person, usual)) for person in people], dtype=np.float64)


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
