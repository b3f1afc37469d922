"""Would it still be recommended if we were a little wrong?"""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.memory import Shelf
from graph.snapshot import AccountGraph
from scoring.cadence import Cadence
from scoring.claims import Blend
from scoring.contacts import Encounters
from scoring.coverage import Reach
from scoring.introductions import Introduction
from scoring.listening import Listening, listening_scaled
from scoring.power import Power, power_if
from scoring.recommendations import recommendations
from scoring.scores import Scores
from scoring.strength import Tie

__all__ = ["robustness"]

DRAWS: Final = 64
LEAST, MOST = 0.8, 1.2  # by what a raw weight is multiplied
FIRST: Final = 10  # recommendations
SEED: Final = 0


def robustness(scores: Scores, introductions: Mapping[str, Introduction] | None = None) -> Mapping[str, float]:
    """How robust each recommendation is, by id: in what share of 64 draws it is among the first ten.

    In each draw every raw weight w_ij of who listens to whom (`scoring.listening`) is multiplied by a factor of its
    own between 0.8 and 1.2, and all is recommended anew. The draws are seeded: the same account has the same answer.
    Stakegraph's own definition.

    Parameters
    ----------
    scores : of the account on the day
    introductions : as of `scoring.recommendations`; they do not depend on who listens to whom

    Returns
    -------
    A share, 0..1, for each id that was among the first ten in any draw.

    Notes
    -----
    64 times `scoring.recommendations`, but that what comes out the same whoever listens to whom is worked out once.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> robustness(Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1)))
    {}
    """
    random, times = np.random.default_rng(SEED), Counter[str]()
    for _ in range(DRAWS):
        factors = random.uniform(LEAST, MOST, len(scores.listening.pairs))
        found = recommendations(_Perturbed(scores, factors), introductions)
        times.update(each.id for each in found[:FIRST])
    return {each: count / DRAWS for each, count in sorted(times.items())}


class _Perturbed(Scores):
    """Scores where people listen a little more or less to each other; whom we reach and what is said stays."""

    def __init__(self, base: Scores, factors: NDArray[np.float64]) -> None:
        super().__init__(base.graph, base.day, base.parameters, Shelf(base.parameters))  # nobody else's
        self.base = base
        self.factors = factors
        self.beliefs = base.beliefs
        self._unswayed = base._unswayed

    def beside(self, graph: AccountGraph) -> Scores:
        return _Perturbed(self.base.beside(graph), self.factors)

    @cached_property
    def listening(self) -> Listening:
        return listening_scaled(self.base.listening, self.factors)

    @cached_property
    def power(self) -> Power:
        return self._perturbed(self.base.power)

    def power_in(self, opportunity: str) -> Power:
        if opportunity not in self._powers:
            self._powers[opportunity] = self._perturbed(self.base.power_in(opportunity))
        return self._powers[opportunity]

    def stances_in(self, opportunity: str | None) -> Mapping[str, Blend]:
        return self.base.stances_in(opportunity)

    @cached_property
    def stakes(self) -> Mapping[str, float]:
        return self.base.stakes

    @cached_property
    def reach(self) -> Mapping[str, Reach]:
        return self.base.reach

    @cached_property
    def ties(self) -> Mapping[tuple[str, str], Tie]:
        return self.base.ties

    @cached_property
    def encounters(self) -> Mapping[str, Encounters]:
        return self.base.encounters

    @cached_property
    def cadences(self) -> Mapping[str, Cadence]:
        return self.base.cadences

    @cached_property
    def losses(self) -> Mapping[str, Mapping[str, float]]:
        return self.base.losses

    def _perturbed(self, power: Power) -> Power:
        return power_if(power, self.listening, self.parameters)
