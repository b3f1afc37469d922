"""Who decides, and how much?"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from graph.model import HasRoleIn
from graph.snapshot import Snapshot
from scoring.authority import Authority, Basis, account_authority, opportunity_authority
from scoring.beliefs import Beliefs
from scoring.listening import Listening, listening
from scoring.opinions import flow
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import open_opportunities, present_stakeholders

__all__ = ["Contribution", "Power", "flowing", "is_halved", "openness", "power", "power_if"]

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


@dataclass(frozen=True)
class Power:
    """The power of each person, by id; with the vacancy's it sums to 1.

    It is `halved` but where power goes by seniority and nobody's is known. It comes of `authority` and `listening`,
    whose people, in their order, are as open as `openness` says; in that order, `formal` is what each of them counts
    in the decision, and `ordered` their power.
    """

    shares: Mapping[str, float]
    vacant: float
    basis: Basis
    halved: bool
    authority: Authority
    listening: Listening
    openness: _Vector
    formal: _Vector
    ordered: _Vector
    _flow: _Vector

    @cached_property
    def half_set(self) -> tuple[str, ...]:
        """The fewest people who hold half of it, the most powerful first; empty where none do, or it is not halved."""
        return _half_set(self.shares) if self.halved else ()

    @property
    def nbytes(self) -> int:
        """The bytes of its own arrays, those of listening and openness aside."""
        return self.formal.nbytes + self.ordered.nbytes + self._flow.nbytes

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
    Linear in people, edges and claims, times the steps of `scoring.opinions.influence`; the half set is a sort.

    Examples
    --------
    >>> power(Snapshot("empty"), date(2026, 1, 1)).shares
    {}

    References
    ----------
    Friedkin, N. E. and Johnsen, E. C. (1990). Social influence and opinions. Journal of Mathematical Sociology 15,
    193-206.
    """
    ids = [person.id for person in present_stakeholders(snapshot, day)]
    if opportunity is None:
        authority = account_authority(snapshot, day, parameters)
    else:
        authority = opportunity_authority(snapshot, opportunity, day, parameters)
    heard = heard if heard is not None else listening(snapshot, ids, day, parameters, beliefs)
    open_to = openness(snapshot, ids, day, parameters, opportunity)
    return flowing(authority, heard, open_to, is_halved(snapshot, day, authority), parameters)


def power_if(now: Power, heard: Listening, parameters: Parameters = DEFAULTS) -> Power:
    """Who would decide if people listened otherwise, and all else stayed.

    Linear in the edges, times the steps of `scoring.opinions.influence`.

    >>> found = power(Snapshot("empty"), date(2026, 1, 1))
    >>> power_if(found, found.listening).shares
    {}
    """
    formal, openness = now.formal, now.openness
    flowed = flow(heard.matrix, openness, formal, parameters.tolerance)
    return _flowed(now.authority, heard, openness, formal, flowed, now.halved)


def flowing(authority: Authority, heard: Listening, openness: _Vector, halved: bool, parameters: Parameters) -> Power:
    """Power as it flows from authority through who listens to whom; whether it is `halved` is told.

    Linear in the edges, times the steps of `scoring.opinions.influence`.

    >>> found = power(Snapshot("empty"), date(2026, 1, 1))
    >>> flowing(found.authority, found.listening, found.openness, False, DEFAULTS).half_set
    ()
    """
    formal = np.array([authority.weights.get(person, 0.0) for person in heard.people])
    flowed = flow(heard.matrix, openness, formal, parameters.tolerance)
    return _flowed(authority, heard, openness, formal, flowed, halved)


def openness(
    snapshot: Snapshot, people: Sequence[str], day: date, parameters: Parameters, opportunity: str | None
) -> _Vector:
    """How open each is: as told for the opportunity, or the mean over the open ones that they take part in.

    Linear in the people and participants.

    >>> openness(Snapshot("empty"), ["empty/Stakeholder/x"], date(2026, 1, 1), DEFAULTS, None)
    array([0.5])
    """
    asked = [opportunity] if opportunity else [each.id for each in open_opportunities(snapshot, day)]
    told: dict[str, list[float]] = {}
    for role in (role for each in asked for role in snapshot.into(each, HasRoleIn) if role.stands_on(day)):
        said = parameters.openness if role.openness is None else role.openness
        told.setdefault(role.source, []).append(min(said, parameters.openness_cap))
    usual = [min(parameters.openness, parameters.openness_cap)]
    return np.array([fmean(told.get(person, usual)) for person in people], dtype=np.float64)


def is_halved(snapshot: Snapshot, day: date, authority: Authority) -> bool:
    """Whether there is a half set to form: not where power goes by seniority and nobody's is known.

    Linear in the people.

    >>> empty = Snapshot("empty")
    >>> is_halved(empty, date(2026, 1, 1), account_authority(empty, date(2026, 1, 1)))
    False
    """
    known = (person.seniority for person in present_stakeholders(snapshot, day))
    return authority.basis is Basis.ROLES or any(each is not None for each in known)


def _flowed(
    authority: Authority, heard: Listening, openness: _Vector, formal: _Vector, flowed: _Vector, halved: bool
) -> Power:
    ordered = (1 - openness) * flowed
    shares = dict(zip(heard.people, ordered.tolist(), strict=True))
    vacant, basis = authority.vacancy, authority.basis
    return Power(shares, vacant, basis, halved, authority, heard, openness, formal, ordered, flowed)


def _half_set(shares: Mapping[str, float]) -> tuple[str, ...]:
    """The shortest prefix, by power rounded to 12 digits and then id, that holds half."""
    held, prefix = 0.0, []
    for person in sorted(shares, key=lambda each: (-round(shares[each], 12), each)):
        prefix.append(person)
        held += shares[person]
        if held >= 0.5 - 1e-12:
            return tuple(prefix)
    return ()
