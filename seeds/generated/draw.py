"""Chance from a seed: the same key gives the same draws, on every machine and with every version of numpy."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from heapq import nsmallest
from itertools import accumulate
from statistics import NormalDist
from typing import Final, TypeVar

import numpy as np

__all__ = ["Draw"]

T = TypeVar("T")

BLOCK: Final = 1_024
_STANDARD: Final = NormalDist()


class Draw:
    """Draws from one stream of uniform numbers.

    Only the uniform numbers are numpy's (PCG64): how it makes others of them may change from version to version.
    """

    def __init__(self, *key: int) -> None:
        self._uniform = _uniform(np.random.Generator(np.random.PCG64(key)))

    def share(self, low: float = 0.0, high: float = 1.0) -> float:
        """A number between two others, with two digits."""
        return round(low + (high - low) * next(self._uniform), 2)

    def chance(self, probability: float) -> bool:
        return next(self._uniform) < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both among them."""
        return low + int((high - low + 1) * next(self._uniform))

    def normal(self, mean: float, deviation: float) -> float:
        return mean + deviation * _STANDARD.inv_cdf(max(next(self._uniform), 1e-12))

    def lognormal(self, median: float, deviation: float) -> float:
        """Skewed, as amounts and influence are: most are small, a few very large."""
        return median * math.exp(self.normal(0.0, deviation))

    def exponential(self, mean: float) -> float:
        """The time until the next of what happens at random."""
        return -mean * math.log(1.0 - next(self._uniform))

    def one_of(self, items: Sequence[T]) -> T:
        return items[int(len(items) * next(self._uniform))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of these, each as often as its weight says."""
        return list(weights)[self.index(list(accumulate(weights.values())))]

    def index(self, sums: Sequence[float]) -> int:
        """The index of one of several things, each as often as its weight says, of which these are the running sums."""
        return bisect_right(sums, sums[-1] * next(self._uniform), hi=len(sums) - 1)

    def some_of(self, items: Sequence[T], count: int, weights: Sequence[float] | None = None) -> list[T]:
        """Several different ones, in the order in which they were drawn (Efraimidis & Spirakis, 2006)."""
        keys = [self.exponential(1.0) / weight for weight in weights or [1.0] * len(items)]
        return [items[index] for index in nsmallest(count, range(len(items)), key=keys.__getitem__)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self.some_of(items, len(items))

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`, both among them; `first` where they are the wrong way round."""
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))


def _uniform(generator: np.random.Generator) -> Iterator[float]:
    while True:
        yield from generator.random(BLOCK).tolist()
