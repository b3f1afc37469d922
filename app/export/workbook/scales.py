"""Colours that a spreadsheet program gives to cells by what stands in them."""

from typing import Final

from openpyxl.formatting.rule import ColorScale, DataBar, FormatObject, Rule
from openpyxl.styles.colors import Color

from app.export.palette import LEVELS, STANCES
from graph.model import StanceWord
from scoring.coverage import CoverageLevel

__all__ = ["argb", "bars", "shares", "stances"]

WHITE: Final = "#FFFFFF"
BAR: Final = "#9CA8B8"


def argb(colour: str) -> str:
    """A colour as workbooks write it."""
    return "FF" + colour.removeprefix("#")


def shares() -> Rule:
    """The nearer to 1, the greener."""
    return _scale((0.0, WHITE), (1.0, LEVELS[CoverageLevel.MULTIPLE]))


def stances() -> Rule:
    """Orange at -1, blue at 1."""
    words = StanceWord.NON_SUPPORTER, StanceWord.NEUTRAL, StanceWord.SUPPORTER
    return _scale(*((2 * word.stance, STANCES[word]) for word in words))  # so light that figures can be read on it


def bars() -> Rule:
    """A bar from 0 to the largest."""
    ends = [FormatObject("num", 0), FormatObject("max")]
    return Rule(type="dataBar", dataBar=DataBar(cfvo=ends, color=argb(BAR)))


def _scale(*stops: tuple[float, str]) -> Rule:
    values = [FormatObject("num", value) for value, _ in stops]
    return Rule(type="colorScale", colorScale=ColorScale(values, [Color(argb(colour)) for _, colour in stops]))
