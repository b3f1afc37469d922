"""Who are the fewest to win?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from scoring.consensus import Consensus
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["Persuasion", "persuasion", "rises"]

_Vector = NDArray[np.float64]

MOST_SETS = 5
TRIED = 20_000  # sets of one size, up to which all of them are tried
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Persuasion:
    """The least sets of people, by ids, whose persuasion would do, that with the most support first.

    Where it is `certain`, agreement is as sure as can be asked; else it is so in the mean. Where it is impossible even
    with everybody, there is no set. Those in `ask_first` have no known stance.
    """

    sets: tuple[tuple[str, ...], ...]
    certain: bool
    impossible: bool
    ask_first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Programme:
    """Choose b of 0 or 1 for each candidate, so that `gains` b ≥ `needed`, row by row."""

    candidates: tuple[int, ...]
    gains: _Vector
    needed: _Vector

    def is_met(self, chosen: _Vector) -> bool:
        return bool(np.all(self.gains @ chosen >= self.needed - TOLERANCE))


def persuasion(standing: Consensus, parameters: Parameters = DEFAULTS, most: int = MOST_SETS) -> Persuasion:
    """The fewest people whose stance, raised as their openness allows, makes the client agree.

    Whoever is persuaded comes with min(1, x_j + a_j) instead of x_j, which is Δ_j more. Needed is a support of
    θ + 0.8416 sd(S), and for each veto holder z of 0.8416 sd(z) or more, the deviations being those of now: 0.8 sure
    each. Where all together do not reach that, the means alone (S of θ, z of 0) are asked for. Candidates are the
    participants and everybody of known stance. It minimises, exactly::

        Σ b_j - 0.4 Σ π_j Δ_j b_j        b_j of 0 or 1

    so that of equal sets the one with the most support comes first; up to five sets of the least size are found, or as
    many as are asked for. Stakegraph's own definition.

    Parameters
    ----------
    standing : how the decision stands (`scoring.consensus`)
    parameters : the constants
    most : how many sets to look for

    Returns
    -------
    Persuasion; its first set is empty where nobody needs to be won any more.

    Notes
    -----
    Where there are up to 20,000 sets of a size, all of them are tried. Where there are more, it is an integer programme
    of as many variables as candidates and a row more than veto holders, solved without a gap by branch and cut (HiGHS),
    once for each set: exponential at the worst, milliseconds as groups are. Each set is checked again.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.model import Opportunity
    >>> from graph.snapshot import Snapshot
    >>> from scoring.consensus import consensus
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> persuasion(consensus(Snapshot("a").amended(1, [deal]), "a/Opportunity/x", date(2026, 1, 1))).impossible
    True

    References
    ----------
    HiGHS: Huangfu, Q. and Hall, J. A. J. (2018). Parallelizing the dual revised simplex method. Mathematical
    Programming Computation 10, 119-142.
    """
    for margin in (parameters.persuasion_margin, 0.0):
        programme = _programme(standing, margin)
        if programme.is_met(np.ones(len(programme.candidates))):
            sets = tuple(_named(standing, chosen) for chosen in _least(programme, most))
            return Persuasion(sets, margin > 0, False, _ask_first(standing, sets))
    return Persuasion((), False, True, ())


def rises(standing: Consensus) -> _Vector:
    """By how much the stance of each would rise, were they persuaded, in their order: Δ_j = min(1, x_j + a_j) - x_j.

    Stakegraph's own definition. Linear in the people. A stance that is not known is 0 before, and openness 0.5 where
    nobody has said:

    >>> from datetime import date
    >>> from graph.model import Opportunity, Stakeholder
    >>> from graph.snapshot import Snapshot
    >>> from scoring.consensus import consensus
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> anna, _ = Stakeholder.decode({"id": "a/Stakeholder/anna", "name": "Anna"})
    >>> rises(consensus(Snapshot("a").amended(1, [deal, anna]), "a/Opportunity/x", date(2026, 1, 1)))
    array([0.5])
    """
    raised: _Vector = np.minimum(1.0, standing.means + standing.power.openness) - standing.means
    return raised


def _programme(standing: Consensus, margin: float) -> _Programme:
    known = np.flatnonzero(standing.known).tolist()
    candidates = tuple(sorted({*standing.participants, *known}))
    chosen = list(candidates)
    raised = rises(standing)
    rows, needed = (
        [standing.shares],
        [standing.threshold + margin * standing.support.deviation - standing.support.value],
    )
    for who in standing.vetoers:
        rows.append(standing.rows[standing.participants.index(who)])
        settles = standing.settles(who)
        needed.append(margin * settles.deviation - settles.value)
    return _Programme(candidates, np.array(rows)[:, chosen] * raised[chosen], np.array(needed))


def _least(programme: _Programme, most: int) -> Iterator[tuple[int, ...]]:
    """The least sets, as indices into the people, the best first."""
    size, people = 0, len(programme.candidates)
    while size <= people and comb(people, size) <= TRIED:
        if found := _of_size(programme, size, most):
            yield from found
            return
        size += 1
    yield from islice(_programmed(programme), most)


def _of_size(programme: _Programme, size: int, number: int) -> list[tuple[int, ...]]:
    """All sets of so many people that do, as indices into the people, the best first."""
    useful = _useful(programme, size)
    if len(useful) < size:
        return []
    sets = useful[_sets(len(useful), size)]
    gains = programme.gains[:, sets].sum(axis=2)
    meets = np.flatnonzero(np.all(gains >= programme.needed[:, np.newaxis] - TOLERANCE, axis=0))
    order = meets[np.argsort(-gains[0, meets], kind="stable")]
    return [tuple(programme.candidates[each] for each in sets[place].tolist()) for place in order[:number].tolist()]


def _useful(programme: _Programme, size: int) -> NDArray[np.intp]:
    """The places of those with whom the greatest of so many gains would do, row by row: no other is in a set that does.

    None where not even the greatest do.
    """
    greatest = -np.sort(-programme.gains, axis=1)[:, :size]
    last = greatest[:, -1:] if size else 0.0
    most = greatest.sum(axis=1, keepdims=True) + np.minimum(0.0, programme.gains - last)
    return np.flatnonzero(np.all(most >= programme.needed[:, np.newaxis] - 2 * TOLERANCE, axis=0))


@lru_cache(maxsize=16)
def _sets(people: int, size: int) -> NDArray[np.intp]:
    return np.array(list(combinations(range(people), size)), dtype=np.intp).reshape(-1 if size else 1, size)


def _programmed(programme: _Programme) -> Iterator[tuple[int, ...]]:
    cost = 1.0 - 0.4 * programme.gains[0]
    needs = LinearConstraint(programme.gains, programme.needed, np.inf)
    cuts: list[LinearConstraint] = []
    size: int | None = None
    while True:
        chosen = _solved(cost, [needs, *cuts], size)
        if chosen is None:
            return
        if programme.is_met(chosen):  # the solver's own tolerance is a wider one
            yield tuple(who for who, taken in zip(programme.candidates, chosen, strict=True) if taken)
            size = int(chosen.sum())
        cuts.append(LinearConstraint(np.where(chosen == 1, 1.0, -1.0), -np.inf, chosen.sum() - 1))


def _solved(cost: _Vector, constraints: Sequence[LinearConstraint], size: int | None) -> _Vector | None:
    """The cheapest choice that keeps to these; of that size only, where one is given."""
    count = len(cost)
    if count == 0:
        return np.zeros(0)
    exactly = [LinearConstraint(np.ones(count), size, size)] if size is not None else []
    found = milp(
        cost,
        constraints=[*constraints, *exactly],
        integrality=np.ones(count, dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    return np.round(found.x) if found.x is not None else None


def _named(standing: Consensus, chosen: Sequence[int]) -> tuple[str, ...]:
    return tuple(standing.people[who] for who in chosen)


def _ask_first(standing: Consensus, sets: Sequence[Sequence[str]]) -> tuple[str, ...]:
    known = {person for person, is_known in zip(standing.people, standing.known, strict=True) if is_known}
    return tuple(sorted({person for each in sets for person in each} - known))
