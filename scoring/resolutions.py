"""What became of a recommendation?"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from graph.model import Resolution
from graph.snapshot import Snapshot

__all__ = ["PENDING", "RecommendationState", "resolutions", "state_on"]


class RecommendationState(StrEnum):
    """How far a recommendation has come: open, where nobody has decided on it, or the decision is over."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    DISMISSED = "DISMISSED"
    DONE = "DONE"


PENDING: Final = (RecommendationState.OPEN, RecommendationState.ACCEPTED)
"""Those that are still to be done."""


def resolutions(snapshot: Snapshot) -> Mapping[str, Resolution]:
    """What was decided last on each recommendation, by its id.

    Of several resolutions the one that was written last counts, then the one of the greater id. Linear in the
    resolutions.

    >>> resolutions(Snapshot("a"))
    {}
    """
    written = sorted(snapshot.all(Resolution), key=lambda each: (each.revision, each.id))
    return {each.recommendation: each for each in written}


def state_on(resolution: Resolution | None, day: date) -> RecommendationState:
    """How far a recommendation has come on a day: a decision holds until, but not including, its `until`. Constant.

    >>> until = {"state": "DISMISSED", "until": "2026-03-01"}
    >>> made, _ = Resolution.decode({"id": "a/Resolution/x", "recommendation": "x", "kind": "COVER", **until})
    >>> [state_on(made, date(2026, month, 1)).value for month in (2, 3)]
    ['DISMISSED', 'OPEN']
    """
    if resolution is None or (resolution.until is not None and resolution.until <= day):
        return RecommendationState.OPEN
    return RecommendationState(resolution.state.value)
