"""Who listens to whom?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.model import AlliedWith, Influences, ReportsTo
from graph.snapshot import Snapshot
from scoring.claims import blends
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["Listening", "Source", "listening"]

_Weights = dict[tuple[int, int], list["Source"]]


@dataclass(frozen=True, slots=True)
class Source:
    """What makes one listen to another: the keys of the edge or claims, and how much it adds to the raw weight."""

    edges: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Listening:
    """Who listens to whom among `people`, ids in their order.

    `matrix` is W, of shape (people, people): row i is how i's attention is shared out, and sums to 1; the diagonal
    is what i keeps to themselves. `sources` says, for each who is heard, by their index j, who listens, i, and where
    the raw weight w_ij comes from; `scale` by what each row's raw weights were divided.
    """

    people: tuple[str, ...]
    matrix: csr_array
    sources: Mapping[int, Sequence[tuple[int, Sequence[Source]]]]
    scale: NDArray[np.float64]


def listening(snapshot: Snapshot, people: Sequence[str], day: date, parameters: Parameters = DEFAULTS) -> Listening:
    """The matrix W of who listens to whom among some people on a day.

    Definition, with q·value the effective value of a blend (`scoring.claims`)::

        w_ij = max(INFLUENCES j→i, the line from i up to j: SOLID 0.5, DOTTED 0.25) + ALLIED_WITH i–j / 2
        W_ij = w_ij / max(1, Σ_j w_ij)      W_ii = 1 - Σ_{j≠i} W_ij

    Parameters
    ----------
    snapshot : the account
    people : the ids that count; whatever joins others is left out
    day, parameters : the day and the constants

    Returns
    -------
    Listening, its matrix sparse, with rows that sum to 1.

    Notes
    -----
    Linear in the edges and claims, and a sort. Conflicts do not enter.

    Examples
    --------
    >>> listening(Snapshot("empty"), ["a/Stakeholder/x"], date(2026, 1, 1)).matrix.toarray()
    array([[1.]])

    References
    ----------
    The influence network of Friedkin, N. E. and Johnsen, E. C. (1990). Social influence and opinions. Journal of
    Mathematical Sociology 15, 193-206.
    """
    index = {person: i for i, person in enumerate(people)}
    sources = _sources(snapshot, index, day, parameters)
    raw = {pair: sum(source.weight for source in found) for pair, found in sources.items()}
    totals = np.zeros(len(people))
    for (i, _), weight in raw.items():
        totals[i] += weight
    scale = np.maximum(1.0, totals)
    rows = [i for i, _ in raw] + list(range(len(people)))
    columns = [j for _, j in raw] + list(range(len(people)))
    shares = [weight / scale[i] for (i, _), weight in raw.items()]
    kept = 1.0 - totals / scale
    matrix = csr_array((np.concatenate([shares, kept]), (rows, columns)), shape=(len(people), len(people)))
    return Listening(tuple(people), matrix, _by_heard(sources), scale)


def _sources(snapshot: Snapshot, index: Mapping[str, int], day: date, parameters: Parameters) -> _Weights:
    """Where the weight of each listening pair comes from, pairs in order."""
    stronger = _influences(snapshot, index, day, parameters)
    for pair, line in _lines(snapshot, index, day, parameters).items():
        if pair not in stronger or line.weight > stronger[pair].weight:
            stronger[pair] = line
    sources: _Weights = defaultdict(list)
    for pair, source in stronger.items():
        sources[pair].append(source)
    for (i, j), source in _alliances(snapshot, index, day, parameters).items():
        sources[i, j].append(source)
        sources[j, i].append(source)
    return {pair: [s for s in sources[pair] if s.weight > 0] for pair in sorted(sources)}


def _by_heard(sources: _Weights) -> dict[int, list[tuple[int, list[Source]]]]:
    heard: dict[int, list[tuple[int, list[Source]]]] = defaultdict(list)
    for (i, j), found in sources.items():
        heard[j].append((i, found))
    return dict(heard)


def _influences(
    snapshot: Snapshot, index: Mapping[str, int], day: date, parameters: Parameters
) -> dict[tuple[int, int], Source]:
    return {
        (index[listener], index[speaker]): Source(tuple(c.key for c in blend.claims), blend.effective)
        for (speaker, listener), blend in blends(snapshot, Influences, day, parameters).items()
        if speaker in index and listener in index
    }


def _lines(
    snapshot: Snapshot, index: Mapping[str, int], day: date, parameters: Parameters
) -> dict[tuple[int, int], Source]:
    return {
        (index[line.source], index[line.target]): Source((line.key,), parameters.line_weights[line.line])
        for line in snapshot.all(ReportsTo)
        if line.stands_on(day) and line.source in index and line.target in index
    }


def _alliances(
    snapshot: Snapshot, index: Mapping[str, int], day: date, parameters: Parameters
) -> dict[tuple[int, int], Source]:
    factor = parameters.alliance_factor
    return {
        (index[one], index[other]): Source(tuple(c.key for c in blend.claims), factor * blend.effective)
        for (one, other), blend in blends(snapshot, AlliedWith, day, parameters).items()
        if one in index and other in index
    }
