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
from scoring.beliefs import Beliefs
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["Listening", "Source", "listening", "listening_if", "listening_scaled"]

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


def listening(
    snapshot: Snapshot,
    people: Sequence[str],
    day: date,
    parameters: Parameters = DEFAULTS,
    beliefs: Beliefs | None = None,
) -> Listening:
    """The matrix W of who listens to whom among some people on a day.

    Definition, with q·value the effective value of a blend (`scoring.claims`)::

        w_ij = max(INFLUENCES j→i, the line from i up to j: SOLID 0.5, DOTTED 0.25) + ALLIED_WITH i–j / 2
        W_ij = w_ij / max(1, Σ_j w_ij)      W_ii = 1 - Σ_{j≠i} W_ij

    Parameters
    ----------
    snapshot : the account
    people : the ids that count; whatever joins others is left out
    day, parameters : the day and the constants
    beliefs : what is held true on the day, where it is worked out already

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
    return _assembled(people, _sources(beliefs or Beliefs(snapshot, day, parameters), index))


def listening_if(listened: Listening, beliefs: Beliefs, influences: Mapping[tuple[str, str], float]) -> Listening:
    """Who listens to whom if some influences were as strong as is supposed.

    Parameters
    ----------
    listened : as it is
    beliefs : what it comes from
    influences : how strong, 0..1, by the ids of the speaker and the listener; what is said of them counts no more

    Returns
    -------
    Listening, as `listening` would find it.

    Notes
    -----
    Linear in the edges. The sources of what is supposed name no edges.

    Examples
    --------
    >>> from graph.snapshot import Snapshot
    >>> two = ["a/Stakeholder/x", "a/Stakeholder/y"]
    >>> held = Beliefs(Snapshot("a"), date(2026, 1, 1))
    >>> now = listening(held.snapshot, two, held.day)
    >>> listening_if(now, held, {("a/Stakeholder/x", "a/Stakeholder/y"): 0.5}).matrix.toarray()
    array([[1. , 0. ],
           [0.5, 0.5]])
    """
    index = {person: i for i, person in enumerate(listened.people)}
    sources: _Weights = {(i, j): list(found) for j, heard in listened.sources.items() for i, found in heard}
    for (speaker, listener), value in influences.items():
        if speaker in index and listener in index:
            found = [*_stronger(beliefs, speaker, listener, value), *_allied(beliefs, speaker, listener)]
            sources[index[listener], index[speaker]] = [source for source in found if source.weight > 0]
    return _assembled(listened.people, {pair: sources[pair] for pair in sorted(sources)})


def listening_scaled(listened: Listening, factors: Mapping[tuple[str, str], float]) -> Listening:
    """Who listens to whom if some raw weights w_ij were larger or smaller.

    `factors` says how much, by the ids of who listens and of who is heard; 1 where it does not. Linear in the edges.

    >>> from graph.snapshot import Snapshot
    >>> x, y = "a/Stakeholder/x", "a/Stakeholder/y"
    >>> held = Beliefs(Snapshot("a"), date(2026, 1, 1))
    >>> now = listening_if(listening(held.snapshot, [x, y], held.day), held, {(x, y): 0.5})
    >>> listening_scaled(now, {(y, x): 0.8}).matrix.toarray()
    array([[1. , 0. ],
           [0.4, 0.6]])
    """
    people = listened.people
    scaled = {
        (i, j): [Source(s.edges, s.weight * factors.get((people[i], people[j]), 1.0)) for s in sources]
        for j, heard in listened.sources.items()
        for i, sources in heard
    }
    return _assembled(people, {pair: scaled[pair] for pair in sorted(scaled)})


def _assembled(people: Sequence[str], sources: _Weights) -> Listening:
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


def _sources(beliefs: Beliefs, index: Mapping[str, int]) -> _Weights:
    """Where the weight of each listening pair comes from, pairs in order."""
    stronger = _influences(beliefs, index)
    for pair, line in _lines(beliefs, index).items():
        if pair not in stronger or line.weight > stronger[pair].weight:
            stronger[pair] = line
    sources: _Weights = defaultdict(list)
    for pair, source in stronger.items():
        sources[pair].append(source)
    for (i, j), source in _alliances(beliefs, index).items():
        sources[i, j].append(source)
        sources[j, i].append(source)
    return {pair: [s for s in sources[pair] if s.weight > 0] for pair in sorted(sources)}


def _stronger(beliefs: Beliefs, speaker: str, listener: str, value: float) -> list[Source]:
    """The stronger of an influence that is supposed, and of the lines from the listener up to the speaker."""
    weights = beliefs.parameters.line_weights
    lines = [
        Source((line.key,), weights[line.line])
        for line in beliefs.snapshot.out(listener, ReportsTo)
        if line.target == speaker and line.stands_on(beliefs.day)
    ]
    return [max([Source((), value), *lines], key=lambda source: source.weight)]


def _allied(beliefs: Beliefs, one: str, other: str) -> list[Source]:
    blend = beliefs.of(AlliedWith).get((min(one, other), max(one, other)))
    if blend is None:
        return []
    return [Source(tuple(c.key for c in blend.claims), beliefs.parameters.alliance_factor * blend.effective)]


def _by_heard(sources: _Weights) -> dict[int, list[tuple[int, list[Source]]]]:
    heard: dict[int, list[tuple[int, list[Source]]]] = defaultdict(list)
    for (i, j), found in sources.items():
        heard[j].append((i, found))
    return dict(heard)


def _influences(beliefs: Beliefs, index: Mapping[str, int]) -> dict[tuple[int, int], Source]:
    return {
        (index[listener], index[speaker]): Source(tuple(c.key for c in blend.claims), blend.effective)
        for (speaker, listener), blend in beliefs.of(Influences).items()
        if speaker in index and listener in index
    }


def _lines(beliefs: Beliefs, index: Mapping[str, int]) -> dict[tuple[int, int], Source]:
    weights = beliefs.parameters.line_weights
    return {
        (index[line.source], index[line.target]): Source((line.key,), weights[line.line])
        for line in beliefs.snapshot.all(ReportsTo)
        if line.stands_on(beliefs.day) and line.source in index and line.target in index
    }


def _alliances(beliefs: Beliefs, index: Mapping[str, int]) -> dict[tuple[int, int], Source]:
    factor = beliefs.parameters.alliance_factor
    return {
        (index[one], index[other]): Source(tuple(c.key for c in blend.claims), factor * blend.effective)
        for (one, other), blend in beliefs.of(AlliedWith).items()
        if one in index and other in index
    }
