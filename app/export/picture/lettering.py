"""How wide text is, and where it is broken: near enough for the fonts that a reader may have."""

from collections.abc import Iterator
from typing import Final
from unicodedata import combining, east_asian_width, normalize

__all__ = ["text_width", "wrapped"]

# Hundredths of the size that a letter is wide, in a common sans serif (Noto Sans); accents take no room.
_WIDTHS: Final = {
    letter: width
    for width, letters in {
        26: " '!,.:;Jijl|",
        32: "-()[]{}If",
        38: '/\\tr"',
        45: "?_z",
        49: "csFL",
        53: "kvxy*S",
        57: "$+0123456789<=>^~ETaeYZ",
        61: "XPVobdgpqhnu",
        65: "#ACKRB",
        74: "&DGHUN",
        80: "OQw%",
        92: "@MWm",
    }.items()
    for letter in letters
}
_OTHER: Final = 68
_WIDE: Final = 100
_BOLD: Final = 1.06
_ELLIPSIS: Final = "…"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a line is, in the unit of its size."""
    letters = (letter for letter in normalize("NFD", text) if not combining(letter))
    return sum(map(_letter, letters)) / 100 * size * (_BOLD if bold else 1.0)


def wrapped(text: str, size: float, width: float, most: int, *, bold: bool = False) -> list[str]:
    """The text in lines of a width, at the most so many; what has no room is cut off, with an ellipsis."""
    lines: list[str] = []
    for word in _words(text, size, width, bold):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), size, width, bold)]


def _words(text: str, size: float, width: float, bold: bool) -> Iterator[str]:
    """The words, in parts where they are too long for a line."""
    for word in text.split():
        rest = word
        while text_width(rest, size, bold=bold) > width and len(rest) > 1:
            end = len(rest) - 1
            while end > 1 and text_width(rest[:end], size, bold=bold) > width:
                end -= 1
            yield rest[:end]
            rest = rest[end:]
        yield rest


def _cut(text: str, size: float, width: float, bold: bool) -> str:
    kept = text
    while kept and text_width(kept + _ELLIPSIS, size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


def _letter(letter: str) -> int:
    known = _WIDTHS.get(letter)
    if known is not None:
        return known
    return _WIDE if east_asian_width(letter) in "FW" else _OTHER
