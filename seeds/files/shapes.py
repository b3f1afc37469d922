"""What a cell looks like, before anybody says what its column means."""

import re
from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import Final

__all__ = ["Shape", "shape", "tester"]


class Shape(Enum):
    """What the characters of a cell make it look like."""

    EMAIL = auto()
    LINK = auto()
    DATE = auto()
    NUMBER = auto()
    PHONE = auto()
    CODE = auto()
    TEXT = auto()


_PATTERNS: Final = {
    Shape.EMAIL: r"[^@\s]+\s?@[^@\s]+",
    Shape.LINK: r"(?i:https?://|www\.)\S+",
    Shape.DATE: (
        r"(?:\d{4}(?P<one>[-/.] ?)\d{1,2}(?P=one)\d{1,2}\.?"
        r"|\d{1,2}(?P<other>[-/.] ?)\d{1,2}(?P=other)(?:\d{4}|\d{2})\.?"
        r"|\d{1,2}\.?[- ]?[^\W\d_]{3,10}\.?[- ,]*\d{2,4}|[^\W\d_]{3,10}\.? \d{1,2},? \d{4})"
        r"(?:[T ,]+\d{1,2}:\d{2}.*)?"
    ),
    Shape.NUMBER: r"[-+(]?\s?[€$£]?\s?\d+(?:[., '’]\d+)*\)?\s?(?:%|€|Ft|[A-Z]{3})?",
    Shape.PHONE: r"\+?[\d(][\d\s()./-]{5,}\d(?:\s?(?:x|ext\.?)\s?\d+)?",
    Shape.CODE: r"(?=[^\W\d]*\d)[\w-]{8,}",
}
_COMPILED: Final = {each: re.compile(pattern) for each, pattern in _PATTERNS.items()}
_TELLING: Final = re.compile(r"[@\d]|://|(?i:www)")  # without one of these, a cell is a text


def shape(text: str) -> Shape:
    """The shape of a cell that is not empty."""
    if not _TELLING.search(text):
        return Shape.TEXT
    return next((each for each, pattern in _COMPILED.items() if pattern.fullmatch(text)), Shape.TEXT)


def tester(shapes: Iterable[Shape]) -> Callable[[str], object]:
    """What finds something in a cell of one of these shapes, as fast as can be. A text is whatever has no other."""
    wanted = frozenset(shapes)
    if Shape.TEXT in wanted:
        others = _either(_PATTERNS.keys() - wanted)
        return re.compile(rf"(?!.*(?:{_TELLING.pattern}))|(?!(?:{others})\Z)", re.DOTALL).match
    return re.compile(_either(wanted)).fullmatch


def _either(shapes: Iterable[Shape]) -> str:
    return "|".join(f"(?:{_PATTERNS[each]})" for each in Shape if each in frozenset(shapes))
