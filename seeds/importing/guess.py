"""A guess at what a table holds: which kind of node its rows are, and what each of its headings means."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from graph.model import NODES
from seeds.files.shapes import Shape, shape
from seeds.importing.sensitive import sensitivity
from seeds.importing.words import spelt

__all__ = ["Guess", "guess"]

NEAR: Final = 0.74  # of the letters of a heading that is misspelt
LEAST: Final = 4  # letters of such a heading
SHOWN: Final = 50  # rows by which columns are looked at
MOSTLY: Final = 0.6  # of the cells

_CALLED: Final = "called"
_POINTS: Final = {"exact": 3, "ending": 2, "near": 1, "values": 1}
_NAMED: Final = 4  # points for what the table itself is called
_WORDS: Final = re.compile(r"[^\W_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table seems to hold. `meanings` are headings by what they mean; those in `doubts` are not certain."""

    label: str
    meanings: Mapping[str, str]
    doubts: frozenset[str]
    points: int


def guess(name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Guess | None:
    """The likeliest kind of node; null where there is none whose required fields the table has."""
    known = [heading for heading in headings if not sensitivity(heading)]
    found = [each for each in (_as(label, name, known) for label in _vocabulary()) if _is_complete(each)]
    best = max(found, key=lambda each: each.points, default=None)  # of equals the first, as the vocabulary has them
    by_values = _by_values(known, headings, rows)
    if best is None or (by_values and by_values.meanings["email"] not in best.meanings.values()):
        return by_values or best
    return best


def _is_complete(each: Guess) -> bool:
    kind = NODES[each.label]
    needed = {known.word for known in kind.properties if known.required} - {"kind", "channel"}
    has = {*each.meanings} | ({"name"} if {"first", "last"} & each.meanings.keys() else set())
    has |= {"title"} if each.label == "Opportunity" and {"id", "stage"} <= each.meanings.keys() else set()
    return needed <= has


def _as(label: str, name: str, headings: Sequence[str]) -> Guess:
    """The headings as those of a table of this kind: the certain ones first."""
    vocabulary = _vocabulary()[label]
    called = vocabulary.get(_CALLED, {})
    points = _NAMED if spelt(name) in called or spelt(_last_word(name)) in called else 0
    meanings: dict[str, str] = {}
    doubts: set[str] = set()
    for sort in ("exact", "ending", "near"):
        for heading in headings:
            if heading in meanings.values():
                continue
            meaning = next((m for m in _meanings(vocabulary, heading, sort) if m not in meanings), None)
            if meaning:
                meanings[meaning] = heading
                points += _POINTS[sort]
                doubts |= {heading} if sort != "exact" else set()
    return Guess(label, meanings, frozenset(doubts), points)


def _meanings(vocabulary: Mapping[str, Mapping[str, int]], heading: str, sort: str) -> Iterator[str]:
    """What a heading can mean, likeliest first."""
    spoken = {meaning: words for meaning, words in vocabulary.items() if meaning != _CALLED}
    if sort == "near":
        near = (
            difflib.get_close_matches(spelt(heading), _heard(), n=1, cutoff=NEAR)
            if len(spelt(heading)) >= LEAST
            else []
        )
        known = [meaning for meaning, words in spoken.items() if near and near[0] in words]
        yield from known if near != [spelt(heading)] else []
        return
    told = spelt(heading) if sort == "exact" else spelt(_last_word(heading))
    found = [(known[told], meaning) for meaning, known in spoken.items() if told in known]
    yield from (meaning for _, meaning in sorted(found))


@cache
def _heard() -> list[str]:
    """All headings that mean something, in whatever table."""
    return sorted({word for known in _vocabulary().values() for words in known.values() for word in words})


def _last_word(text: str) -> str:
    words = _WORDS.findall(_CAMEL.sub(" ", re.sub(r"\.\w{1,5}\Z", "", text)))
    return words[-1] if words else ""


@cache
def _vocabulary() -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    """By kind of node and meaning, the headings that mean it, each with its place in the list."""
    told = tomllib.loads((files("seeds.importing") / "headings.toml").read_text(encoding="utf-8"))
    return {
        label: {meaning: {spelt(word): at for at, word in enumerate(words)} for meaning, words in known.items()}
        for label, known in told.items()
    }


# ---------------------------------------------------------------- by what stands in the columns


def _by_values(known: Sequence[str], headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Guess | None:
    """People, where no heading is understood: a column of e-mail addresses, and before it one that looks like names."""
    cells = {heading: [row[headings.index(heading)] for row in rows[:SHOWN]] for heading in known}
    shapes = {heading: _shape(cells[heading]) for heading in known}
    mail = next((heading for heading in known if shapes[heading] is Shape.EMAIL), None)
    name = next((heading for heading in known if shapes[heading] is Shape.TEXT), None)
    phone = next((heading for heading in known if _are_phones(cells[heading])), None)
    if name is None or mail is None:
        return None
    found = {"name": name, "email": mail, **({"phone": phone} if phone else {})}
    more = _as("Stakeholder", "", [heading for heading in known if heading not in found.values()]).meanings
    return Guess("Stakeholder", {**more, **found}, frozenset(found.values()), _POINTS["values"])


def _are_phones(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell.startswith("+") or shape(cell) is Shape.PHONE for cell in filled)


def _shape(cells: Sequence[str]) -> Shape | None:
    """What most cells look like that are not empty."""
    filled = [shape(cell) for cell in cells if cell]
    most = max(set(filled), key=filled.count, default=None)
    return most if most and filled.count(most) >= MOSTLY * len(filled) else None
