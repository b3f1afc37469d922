"""Whether bytes are Central European (cp1250) or Western (cp1252) text: which letters fit those beside them?

The two agree on á, é, ö, ü and the ASCII letters. Where they differ, one often makes a consonant where the other makes
a vowel (ř or ø, č or è), or a letter where the other makes a sign (ł or ³), and words show which it is. A few pairs
are both vowels or both consonants: of these each language has its habits.
"""

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Final

__all__ = ["CENTRAL", "WESTERN", "Neighbours", "chosen"]

CENTRAL: Final = "cp1250"
WESTERN: Final = "cp1252"
CLEAR: Final = 0.3
KINDS: Final = 4_096  # of neighbourhoods that are told apart; what comes after them adds nothing new

LOST: Final = "\ufffd"

_HIGH: Final = re.compile(rb"(?=(.[\x80-\xff].))", re.DOTALL)
_VOWELS: Final = frozenset("aeiouyæøœ")


class Neighbours:
    """How often each byte beyond ASCII stands between which two others."""

    def __init__(self) -> None:
        self.counts: Counter[bytes] = Counter()
        self._last = b" "

    def see(self, chunk: bytes) -> None:
        """The next part of a text; its last one ends with a space."""
        held = self._last + chunk
        for found in _HIGH.finditer(held):
            if found[1] in self.counts or len(self.counts) < KINDS:
                self.counts[found[1]] += 1
        self._last = held[-2:]


def chosen(counts: Counter[bytes]) -> tuple[str, bool]:
    """The code page that the neighbours fit better, and whether they fit it clearly, or both alike."""
    scores = [(_score(neighbours), count) for neighbours, count in counts.items() if _differs(neighbours)]
    weight = sum(count for score, count in scores if score)
    speaks = sum(score * count for score, count in scores) / weight if weight else 0.0
    return CENTRAL if speaks > 0 else WESTERN, not scores or abs(speaks) >= CLEAR


def _differs(neighbours: bytes) -> bool:
    return _read(neighbours, CENTRAL)[1] != _read(neighbours, WESTERN)[1]


def _score(neighbours: bytes) -> float:
    """From -1 to 1, as `chosen` sums it up, of one byte between two others."""
    central, western = _read(neighbours, CENTRAL), _read(neighbours, WESTERN)
    if western[1] == LOST or central[1] == LOST:
        return 1.0 if western[1] == LOST else -1.0
    if _is_letter(central[1]) != _is_letter(western[1]):
        return _of_letter_and_sign(central, western)
    if not _is_letter(central[1]):
        return 0.0
    if _is_vowel(central[1]) != _is_vowel(western[1]):
        return (_alternation(central) - _alternation(western)) / 4
    return _of_habits(western[0].lower(), western[1].lower(), western[2].lower())


def _of_letter_and_sign(central: str, western: str) -> float:
    """A letter stands beside letters, a sign does not; of those that do, m³ and nº are the usual ones."""
    before, sign, after = tuple(western)
    if sign in "ªº³" and before in "mnMN0123456789" and not _is_letter(after):
        return -1.0
    letter, page = (central, 1.0) if _is_letter(central[1]) else (western, -1.0)
    small_before_capital = letter[1].islower() and letter[2].isupper() and not _is_letter(letter[0])
    beside = _is_letter(letter[0]) or _is_letter(letter[2])
    return page if beside and not small_before_capital else -page


def _alternation(word: str) -> int:
    """How much the letter in the middle is a vowel between consonants, or a consonant between vowels: -2 to 2."""
    beside = [letter for letter in (word[0], word[2]) if _is_letter(letter)]
    return sum(1 if _is_vowel(letter) != _is_vowel(word[1]) else -1 for letter in beside)


def _of_habits(before: str, western: str, after: str) -> float:
    """Of pairs that are both vowels or both consonants: where does the language put them that has the Western one?"""
    western_here = {
        "ñ": _is_vowel(after),
        "õ": after in "eo",
        "ã": after in "eo",
        "ì": not _is_letter(after),
        "ù": not _is_letter(after),
        "þ": not _is_letter(before),
        "ê": after == "t" and before != "i",
        "û": after == "t",
    }
    return -1.0 if western_here.get(western, False) else 1.0


@cache
def _read(neighbours: bytes, page: str) -> str:
    return "".join(bytes([byte]).decode(page, errors="replace") for byte in neighbours)


def _is_letter(character: str) -> bool:
    return unicodedata.category(character) in ("Lu", "Ll")


def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter)[0].lower() in _VOWELS
