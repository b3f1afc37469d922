"""The colours of an export, apart from each other for the colour-blind too, and never alone: a sign goes with each."""

from collections.abc import Mapping
from typing import Final

from graph.model import AlliedWith, ConflictsWith, Influences, Knows, ReportsTo, StanceWord
from scoring.coverage import CoverageLevel

__all__ = ["INK", "LEVELS", "STANCES", "TIES", "UNKNOWN", "WARNING", "rgb", "stance_colour"]

INK: Final = "#1F2937"
WARNING: Final = "#9B1C4B"
UNKNOWN: Final = "#FFFFFF"

STANCES: Final[Mapping[StanceWord, str]] = {
    StanceWord.OPPONENT: "#C4510C",
    StanceWord.NON_SUPPORTER: "#F3B27A",
    StanceWord.NEUTRAL: "#E7E3DA",
    StanceWord.SUPPORTER: "#8FBCE4",
    StanceWord.MENTOR: "#1D62A6",
}
"""Orange against, blue for."""

LEVELS: Final[Mapping[CoverageLevel, str]] = {
    CoverageLevel.UNKNOWN: "#F3F4F6",
    CoverageLevel.NO_CONTACT: "#F3F4F6",
    CoverageLevel.BRIEF: "#D6EBE6",
    CoverageLevel.MULTIPLE: "#8CCBBE",
    CoverageLevel.IN_DEPTH: "#2F8F7F",
}
"""The deeper the contact, the deeper the green."""

TIES: Final[Mapping[str, str]] = {
    ReportsTo.label: "#8A94A3",
    Influences.label: "#4C6FAE",
    AlliedWith.label: "#17705F",
    ConflictsWith.label: "#A61B1B",
    Knows.label: "#B9A27A",
}
"""By the type of edge."""


def stance_colour(stance: float | None) -> str:
    """The colour of a stance of -1..1; that of null is nobody's."""
    return UNKNOWN if stance is None else STANCES[StanceWord.nearest(stance)]


def rgb(colour: str) -> tuple[int, int, int]:
    """Its parts, 0 to 255.

    >>> rgb("#1D62A6")
    (29, 98, 166)
    """
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
