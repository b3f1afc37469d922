"""The words of sources for what the model has words for: enumerations, countries, languages."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from babel import Locale

from graph.folding import folded
from graph.values import country_codes

__all__ = ["compared", "country", "forget", "language", "meanings", "near_name", "nearest", "spelt"]

NEAR: Final = 0.78  # of the letters of a word that is meant

_LANGUAGES_OF_NAMES: Final = ("en", "hu", "de")
_USUAL: Final = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "usa": "US", "u s a": "US", "u s": "US", "united states of america": "US", "uae": "AE", "korea": "KR",
    "republic of korea": "KR", "czech republic": "CZ", "slovak republic": "SK", "holland": "NL", "turkey": "TR",
    "viet nam": "VN", "russian federation": "RU", "macedonia": "MK", "ivory coast": "CI", "burma": "MM",
}  # fmt: skip  # names that people use beside the official ones


@lru_cache(maxsize=2**15)
def compared(text: str) -> str:
    """A name as it is compared: as a search folds it."""
    return folded(text)


@lru_cache(maxsize=2**15)
def spelt(text: str) -> str:
    """A word as it is compared: without case, accents, marks and spaces."""
    return folded(text).replace(" ", "") or text.strip().casefold()


@cache
def meanings(name: str) -> Mapping[str, str]:
    """What the words mean that are usual for the values of an enumeration, by the name of its type."""
    told = tomllib.loads((files("seeds.importing") / "words.toml").read_text(encoding="utf-8"))
    return {spelt(word): value for value, words in told.get(name, {}).items() for word in words}


def nearest(text: str, known: Iterable[str]) -> str:
    """The one of the known words that a misspelt one is likely to mean; empty where none is near."""
    return _nearest(compared(text), tuple(known))


@lru_cache(maxsize=2**8)  # a column misspells few words, and each often
def _nearest(text: str, known: tuple[str, ...]) -> str:
    by_spelling = {compared(word): word for word in known}
    found = difflib.get_close_matches(text, by_spelling, n=1, cutoff=NEAR)
    return by_spelling[found[0]] if found else ""


def forget() -> None:
    """Keep no name or word that was compared: they are of people, some of whom are erased one day."""
    for kept in (compared, spelt, _nearest):
        kept.cache_clear()


def country(text: str) -> str | None:
    """The code of a country, by its code or its English, Hungarian or German name."""
    return text.upper() if text.upper() in country_codes() else _countries().get(folded(text))


def language(text: str) -> str | None:
    """The tag of a language, by its tag or its English, Hungarian or German name."""
    tag = text.replace("_", "-")
    return tag if tag.split("-")[0] in Locale("en").languages else _languages().get(folded(text))


def near_name(text: str) -> str:
    """The English name of the country or language that a misspelt one is likely to mean; empty where none is near."""
    return nearest(text, _english())


@cache
def _english() -> tuple[str, ...]:
    english = Locale("en")
    return (*map(str, english.territories.values()), *map(str, english.languages.values()))


@cache
def _countries() -> Mapping[str, str]:
    names = {
        folded(name): code
        for each in _LANGUAGES_OF_NAMES
        for code, name in Locale(each).territories.items()
        if code in country_codes()
    }
    return {**names, **_USUAL}


@cache
def _languages() -> Mapping[str, str]:
    return {
        folded(name): code.replace("_", "-")
        for each in _LANGUAGES_OF_NAMES
        for code, name in Locale(each).languages.items()
    }
