"""Where do people settle, and by whom are they moved?"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import sparray

from scoring.parameters import DEFAULTS

__all__ = ["flow", "influence", "influence_on", "settled"]

_Vector = NDArray[np.float64]

DENSE: Final = 100  # people up to whom it is faster to solve the equations at once than to go there step by step


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
    y solves y = d + Wᵀ(a∘y), and π = (1 - a)∘y. Among up to a hundred people it is solved for at once: cubic in them.
    Else each step solves for every y_j with the others as they are (Jacobi), until Σ|Δy| < tolerance: a sparse product
    a step, so linear in the edges; the number of steps grows with 1 / (1 - max a), not with n.

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
    moved: _Vector = (1 - openness) * flow(weights, openness, formal, tolerance)
    return moved


def influence_on(
    people: Sequence[int], weights: sparray, openness: _Vector, tolerance: float = DEFAULTS.tolerance
) -> _Vector:
    """How much each person's own stance moves where some people settle: their rows of V.

    Parameters
    ----------
    people : the indices of those who are moved, k of them
    weights, openness, tolerance : as for `influence`

    Returns
    -------
    Rows of V, of shape (k, n), each of sum 1.

    Notes
    -----
    As `influence`, for each of the k, all in one.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> influence_on([1], csr_array([[1.0, 0.0], [1.0, 0.0]]), np.array([0.0, 0.5]))
    array([[0.5, 0.5]])
    """
    unit = np.zeros((len(openness), len(people)))
    unit[list(people), range(len(people))] = 1.0
    rows: _Vector = ((1 - openness)[:, np.newaxis] * flow(weights, openness, unit, tolerance)).T
    return rows


def settled(weights: Any, openness: _Vector, stances: _Vector, tolerance: float = DEFAULTS.tolerance) -> _Vector:
    """Where everybody settles: z = V x.

    Parameters
    ----------
    weights, openness, tolerance : as for `influence`
    stances : x, of shape (n,), what people come with

    Returns
    -------
    z, of shape (n,).

    Notes
    -----
    z = A W z + (I - A) x, step by step as for `influence`, and at its cost.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> settled(csr_array([[1.0, 0.0], [1.0, 0.0]]), np.array([0.0, 0.5]), np.array([1.0, -1.0]))
    array([1., 0.])
    """
    came: _Vector = (1 - openness) * stances
    if len(openness) <= DENSE:
        dense: _Vector = np.linalg.solve(np.eye(len(openness)) - openness[:, np.newaxis] * weights.toarray(), came)
        return dense
    kept = weights.diagonal()
    own = 1 - openness * kept
    came, heard = came / own, openness / own
    return _limit(came, lambda found: came + heard * (weights @ found - kept * found), tolerance)


def flow(weights: Any, openness: _Vector, formal: _Vector, tolerance: float = DEFAULTS.tolerance) -> _Vector:
    """What each is heard for, by all who listen to them and by all who listen to these: y = d + Wᵀ(a∘y).

    `formal` is d, of shape (n,), or several of them as columns; y is of its shape. As `influence`, and at its cost.

    >>> from scipy.sparse import csr_array
    >>> flow(csr_array([[1.0, 0.0], [1.0, 0.0]]), np.array([0.0, 0.5]), np.array([0.5, 0.5]))
    array([0.75, 0.5 ])
    """
    if len(openness) <= DENSE:
        dense: _Vector = np.linalg.solve(np.eye(len(openness)) - weights.toarray().T * openness, formal)
        return dense
    back, by_person = weights.T.tocsr(), (slice(None), *[np.newaxis] * (formal.ndim - 1))
    kept, heard = weights.diagonal()[by_person], openness[by_person]
    own = 1 - heard * kept

    def step(found: _Vector) -> _Vector:
        moved = heard * found
        further: _Vector = (formal + back @ moved - kept * moved) / own
        return further

    return _limit(formal / own, step, tolerance)


def _limit(found: _Vector, step: Callable[[_Vector], _Vector], tolerance: float) -> _Vector:
    """Where the steps lead, once one changes less than this in all, in each column."""
    while True:
        last, found = found, step(found)
        if np.abs(found - last).sum(axis=0).max(initial=0.0) < tolerance:
            return found
