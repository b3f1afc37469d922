"""Mentions: where a text names a person, whatever its case, accents and order of names."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from graph.folding import folded

__all__ = ["MASK", "Names"]

MASK: Final = "***"
"""What stands in a text in the place of a name: never longer than what it takes the place of."""

SHORTEST: Final = 4  # letters: shorter names and keys are words of many other things
DIGITS: Final = 6  # a shorter number is an amount or a year
INFLECTED: Final = 5  # letters from which on a name may have an ending: Kovács, Kováccsal
ENDING: Final = "[^ 0-9]{0,4}"


class _Letters(dict[int, str]):
    """Each letter as it is compared; what is neither letter nor digit is a space, a mark nothing."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        is_mark = unicodedata.category(letter).startswith("M")
        self[code] = "" if is_mark else folded(letter) or " "
        return self[code]


_LETTERS = _Letters()


class Names:
    """What names a person. `keys` are those that their ids are made of, `alone` what stands for them only by itself.

    A text *identifies* them where it holds an e-mail address, a telephone number, a key or a whole name of theirs. It
    *mentions* them also where it holds one of their names, of four letters or more, perhaps with an ending. Words are
    compared without case, accents and punctuation, and percent-encoded too.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        addresses: Iterable[str] = (),
        phones: Iterable[str] = (),
        keys: Iterable[str] = (),
        alone: Iterable[str] = (),
    ) -> None:
        names = sorted(names)
        exact = {*_whole(names), *_phrases(addresses), *_phrases(_telling(keys)), *_numbers(phones)}
        self._alone = frozenset(alone)
        self._exact = _compiled(exact)
        self._any = _compiled({*exact, *_parts(names)})

    def identifies(self, text: str) -> bool:
        """Whether the text holds what nobody else is called."""
        return text in self._alone or bool(self._exact and self._exact.search(_plain(text)))

    def mentions(self, text: str) -> bool:
        """Whether the text names them in any way."""
        return text in self._alone or bool(self._any and self._any.search(_plain(text)))

    def masked(self, text: str) -> str:
        """The text with a mask in the place of every mention."""
        spans = [match.span() for match in self._any.finditer(_plain(text))] if self._any else []
        if not spans:
            return text
        places = [index for index, letter in enumerate(text) for _ in _LETTERS[ord(letter)]]
        masked, rest = [], 0
        for start, end in spans:
            masked += [text[rest : places[start]], MASK]
            rest = places[end - 1] + 1
            while rest < len(text) and not _LETTERS[ord(text[rest])]:
                rest += 1  # marks upon the last letter
        return "".join([*masked, text[rest:]])[: len(text)]


def _plain(text: str) -> str:
    return text.translate(_LETTERS)


def _compiled(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern of any of the phrases, and of several in a row."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    one = f"(?:{'|'.join(longest_first)})(?![^ ])"
    return re.compile(f"(?<![^ ]){one}(?: +{one})*") if longest_first else None


def _phrases(values: Iterable[str]) -> Iterator[str]:
    """Each value as a pattern of its words, plain and percent-encoded."""
    for value in values:
        for written in (value, quote(value, safe="")):
            words = _plain(written).split()
            if words:
                yield " +".join(map(re.escape, words))


def _telling(keys: Iterable[str]) -> Iterator[str]:
    """The keys that are not also words or small numbers of other things."""
    return (key for key in keys if len(key) >= (DIGITS if key.isdecimal() else SHORTEST))


def _whole(names: Iterable[str]) -> Iterator[str]:
    """Names of several words, in either order, the last perhaps with an ending."""
    for name in names:
        words = _plain(name).split()
        if len(words) > 1:
            yield from _phrases([name])
            yield from (" +".join(map(re.escape, order)) + ENDING for order in (words, words[::-1]))


def _parts(names: Iterable[str]) -> Iterator[str]:
    """Each name of a person by itself."""
    for name in names:
        for word in _plain(name).split():
            if len(word) >= SHORTEST:
                yield re.escape(word) + (ENDING if len(word) >= INFLECTED else "")
        yield from _phrases(part for part in name.split() if len(_plain(part)) >= SHORTEST and not part.isascii())


def _numbers(phones: Iterable[str]) -> Iterator[str]:
    """Telephone numbers, however they are grouped."""
    for phone in phones:
        digits = [letter for letter in _plain(phone) if letter.isdecimal()]
        if len(digits) >= DIGITS:
            yield " *".join(map(re.escape, digits))
