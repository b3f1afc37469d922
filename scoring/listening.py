"""Who listens to whom?"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.model import AlliedWith, Influences, ReportsTo
from graph.snapshot import Snapshot
from scoring.beliefs import Beliefs
from scoring.claims import Blend
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["Listening", "Source", "listening", "listening_amended", "listening_if", "listening_scaled"]

_Vector = NDArray[np.float64]
_Indices = NDArray[np.intp]

_Weights = dict[tuple[int, int], list["Source"]]


@dataclass(frozen=True, slots=True)
class Source:
    """What makes one listen to another: the keys of the edge or claims, and how much it adds to the raw weight."""

    edges: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Listening:
    """Who listens to whom among `people`, ids in their order.

    `matrix` is W, of shape (people, people): row i is how i's attention is shared out, and sums to 1; the diagonal
    is what i keeps to themselves. `pairs` says for each who listens, i, to whom, j, by indices and in their order,
    where the raw weight w_ij comes from, and `raw` what it is; `scale` by what each row's raw weights were divided.
    `order` is that of these pairs, and of everybody by themselves after them, in the matrix.
    """

    people: tuple[str, ...]
    pairs: Mapping[tuple[int, int], Sequence[Source]]
    raw: _Vector
    rows: _Indices
    columns: _Indices
    matrix: csr_array
    scale: _Vector
    order: _Indices

    @cached_property
    def sources(self) -> Mapping[int, Sequence[tuple[int, Sequence[Source]]]]:
        """For each who is heard, by their index: who listens, and where the raw weight comes from."""
        heard: dict[int, list[tuple[int, Sequence[Source]]]] = defaultdict(list)
        for ((i, j), found), weight in zip(self.pairs.items(), self.raw.tolist(), strict=True):
            heard[j].append((i, _brought_to(weight, found)))
        return dict(heard)

    @cached_property
    def nbytes(self) -> int:
        """The bytes of its arrays."""
        own = (self.raw, self.rows, self.columns, self.scale, self.order)
        return sum(each.nbytes for each in (*own, self.matrix.data, self.matrix.indices, self.matrix.indptr))


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
    pairs = _sources(beliefs or Beliefs(snapshot, day, parameters), index)
    return _assembled(people, pairs, list(map(_weight, pairs.values())))


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
    told = {(listener, speaker): Source((), value) for (speaker, listener), value in influences.items()}
    return _replaced(listened, beliefs, told)


def listening_amended(listened: Listening, beliefs: Beliefs, pairs: Collection[tuple[str, str]]) -> Listening:
    """Who listens to whom, where between some pairs something may have changed, and all else and the people stayed.

    `listened` is as it was before, `beliefs` what is held true now, and `pairs` are the ids of who listens to whom. As
    `listening` would find it. Linear in the edges, as numpy copies them.

    >>> from graph.snapshot import Snapshot
    >>> held = Beliefs(Snapshot("a"), date(2026, 1, 1))
    >>> now = listening(held.snapshot, ["a/Stakeholder/x"], held.day)
    >>> listening_amended(now, held, []) is now
    True
    """
    influences = beliefs.of(Influences)
    said = {(listener, speaker): influences.get((speaker, listener)) for listener, speaker in pairs}
    return _replaced(listened, beliefs, {pair: _influence(blend) if blend else None for pair, blend in said.items()})


def listening_scaled(listened: Listening, factors: _Vector) -> Listening:
    """Who listens to whom if the raw weights were larger or smaller, by a factor for each of the `pairs`.

    Linear in the edges.

    >>> from graph.snapshot import Snapshot
    >>> x, y = "a/Stakeholder/x", "a/Stakeholder/y"
    >>> held = Beliefs(Snapshot("a"), date(2026, 1, 1))
    >>> now = listening_if(listening(held.snapshot, [x, y], held.day), held, {(x, y): 0.5})
    >>> listening_scaled(now, np.array([0.8])).matrix.toarray()
    array([[1. , 0. ],
           [0.4, 0.6]])
    """
    return _reweighted(listened, listened.pairs, listened.raw * factors)


def _replaced(listened: Listening, beliefs: Beliefs, influences: Mapping[tuple[str, str], Source | None]) -> Listening:
    """Who listens to whom where these influences, by the ids of listener and speaker, are so; null: there is none."""
    pairs, weights = dict(listened.pairs), dict[tuple[int, int], float]()
    for (listener, speaker), influence in influences.items():
        pair = _index(listened.people, listener), _index(listened.people, speaker)
        if min(pair) >= 0:
            pairs[pair] = _between(beliefs, listener, speaker, influence)
            weights[pair] = _weight(pairs[pair])
    if not weights:
        return listened
    if pairs.keys() != listened.pairs.keys() or not all(pairs[pair] for pair in weights):
        kept = {pair: found for pair, found in sorted(pairs.items()) if found}
        weights = {**dict(zip(listened.pairs, listened.raw.tolist(), strict=True)), **weights}
        return _assembled(listened.people, kept, [weights[pair] for pair in kept])
    raw = listened.raw.copy()
    for pair, weight in weights.items():
        raw[_place(listened, pair)] = weight
    return _reweighted(listened, pairs, raw)


def _index(people: Sequence[str], person: str) -> int:
    """Where somebody is among people in the order of ids; -1 where they are not."""
    index = bisect_left(people, person)
    return index if index < len(people) and people[index] == person else -1


def _place(listened: Listening, pair: tuple[int, int]) -> int:
    """Where a pair stands among the others."""
    begin, end = np.searchsorted(listened.rows, [pair[0], pair[0] + 1])
    return int(begin + np.searchsorted(listened.columns[begin:end], pair[1]))


def _assembled(
    people: Sequence[str], pairs: Mapping[tuple[int, int], Sequence[Source]], weights: Sequence[float]
) -> Listening:
    raw = np.array(weights, dtype=np.float64)
    ends = np.fromiter(chain.from_iterable(pairs), np.intp, 2 * len(pairs)).reshape(-1, 2)
    rows, columns, own = ends[:, 0].copy(), ends[:, 1].copy(), np.arange(len(people))
    listeners, speakers = np.concatenate([rows, own]), np.concatenate([columns, own])
    order = np.lexsort((speakers, listeners))
    begins = np.concatenate([[0], np.cumsum(np.bincount(listeners, minlength=len(people)))])
    scale, shares = _shares(raw, rows, order, len(people))
    matrix = csr_array((shares, speakers[order], begins), shape=(len(people), len(people)))
    return Listening(tuple(people), pairs, raw, rows, columns, matrix, scale, order)


def _reweighted(listened: Listening, pairs: Mapping[tuple[int, int], Sequence[Source]], raw: _Vector) -> Listening:
    """The same pairs, with other weights."""
    matrix = listened.matrix
    scale, shares = _shares(raw, listened.rows, listened.order, len(listened.people))
    weighted = csr_array((shares, matrix.indices, matrix.indptr), shape=matrix.shape)
    return replace(listened, pairs=pairs, raw=raw, matrix=weighted, scale=scale)


def _shares(raw: _Vector, rows: _Indices, order: _Indices, people: int) -> tuple[_Vector, _Vector]:
    """By what each row's raw weights are divided, and the values of the matrix."""
    totals = np.bincount(rows, raw, people)
    scale = np.maximum(1.0, totals)
    return scale, np.concatenate([raw / scale[rows], 1.0 - totals / scale])[order]


def _weight(found: Sequence[Source]) -> float:
    return sum(source.weight for source in found)


def _brought_to(weight: float, found: Sequence[Source]) -> Sequence[Source]:
    """The sources, where together they add so much."""
    total = _weight(found)
    return found if total == weight else [Source(each.edges, each.weight * weight / total) for each in found]


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
    known = ((pair, [source for source in sources[pair] if source.weight > 0]) for pair in sorted(sources))
    return {pair: found for pair, found in known if found}


def _between(beliefs: Beliefs, listener: str, speaker: str, influence: Source | None) -> list[Source]:
    """What makes one listen to another, by ids, where the influence is so; null: there is none."""
    weights, strongest = beliefs.parameters.line_weights, influence
    for line in beliefs.snapshot.out(listener, ReportsTo):
        if line.target == speaker and line.stands_on(beliefs.day):
            weight = weights[line.line]
            if strongest is None or weight > strongest.weight:
                strongest = Source((line.key,), weight)
    found = [strongest] if strongest else []
    blend = beliefs.of(AlliedWith).get((min(listener, speaker), max(listener, speaker)))
    if blend is not None:
        found.append(_alliance(blend, beliefs.parameters))
    return [source for source in found if source.weight > 0]


def _influence(blend: Blend) -> Source:
    return Source(tuple(claim.key for claim in blend.claims), blend.effective)


def _alliance(blend: Blend, parameters: Parameters) -> Source:
    return Source(tuple(claim.key for claim in blend.claims), parameters.alliance_factor * blend.effective)


def _influences(beliefs: Beliefs, index: Mapping[str, int]) -> dict[tuple[int, int], Source]:
    return {
        (index[listener], index[speaker]): _influence(blend)
        for (speaker, listener), blend in beliefs.of(Influences).items()
        if speaker in index and listener in index
    }


def _lines(beliefs: Beliefs, index: Mapping[str, int]) -> dict[tuple[int, int], Source]:
    weights, found = beliefs.parameters.line_weights, dict[tuple[int, int], Source]()
    for line in beliefs.snapshot.all(ReportsTo):
        if line.stands_on(beliefs.day) and line.source in index and line.target in index:
            pair, weight = (index[line.source], index[line.target]), weights[line.line]
            if pair not in found or weight > found[pair].weight:
                found[pair] = Source((line.key,), weight)
    return found


def _alliances(beliefs: Beliefs, index: Mapping[str, int]) -> dict[tuple[int, int], Source]:
    return {
        (index[one], index[other]): _alliance(blend, beliefs.parameters)
        for (one, other), blend in beliefs.of(AlliedWith).items()
        if one in index and other in index
    }
