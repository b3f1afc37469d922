"""Languages: which one a request asks for, that all is translated into each, and how numbers and days are written."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from graph.model import BuyingRole, Channel, RelationshipLevel, Seniority, StanceWord
from schema.language import Language, negotiated
from schema.voice import CATALOGUES, voice_of
from schema.words import WORDS, word
from scoring.coverage import CoverageLevel
from scoring.health import HealthWord
from scoring.parameters import HealthPart

ROOT = Path(__file__).parents[2]
SPOKEN = (ROOT / "schema", ROOT / "app", ROOT / "graph")
"""The rooms whose messages are translated."""


# ---------------------------------------------------------------- which language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", Language.EN),
        ("hu", Language.HU),
        ("HU", Language.HU),
        ("hu-HU", Language.HU),
        ("en-GB, hu", Language.EN),
        ("hu, en", Language.HU),
        ("de, hu;q=0.2", Language.HU),
        ("de, fr;q=0.9", Language.EN),
        ("hu;q=0.3, en;q=0.9", Language.EN),
        ("en;q=0.3, hu;q=0.9", Language.HU),
        ("en ; q=0.30 ,\thu ;q=0.9 ", Language.HU),
        ("hu;Q=0.9, en;q=0.1", Language.HU),
        ("*", Language.EN),
        ("hu;q=0.5, *;q=0.1", Language.HU),
        ("en;q=0.1, *", Language.HU),
        ("hu;q=0, *", Language.EN),
        ("en;q=0, *;q=0.5", Language.HU),
        ("hu;q=0", Language.EN),
        ("en;q=0", Language.EN),
        ("hu;q=2, en;q=0.1", Language.EN),
        ("hu;q=0.1234, en;q=0.1", Language.EN),
        ("hu;level=1, en;q=0.1", Language.EN),
        (",,;q=1,=,hu", Language.HU),
        ("\x00\xff%s", Language.EN),
        ("hu" * 10_000, Language.EN),
    ],
)
def test_a_header_asks_for_a_language(header: str, language: Language) -> None:
    assert negotiated(header) is language


# ---------------------------------------------------------------- that all is translated


def messages() -> Catalog:
    """The messages that the code says, as `pybabel extract` finds them."""
    found = Catalog()
    keywords = {**DEFAULT_KEYWORDS, "Message": None}
    for _, _, message, _, context in chain.from_iterable(extract_from_dir(room, keywords=keywords) for room in SPOKEN):
        found.add(message, context=context)
    return found


def catalogue(language: Language) -> Catalog:
    return read_po(BytesIO((CATALOGUES / language / "LC_MESSAGES" / "stakegraph.po").read_bytes()))


def faults(said: Catalog, written: Catalog) -> list[str]:
    """What is wrong with a catalogue, for the messages that are said."""
    missing = [f"not written: {each.id!r}" for each in said if each.id and written.get(each.id) is None]
    unused = [f"not said any more: {each.id!r}" for each in written if each.id and said.get(each.id) is None]
    return [*missing, *unused, *(fault for each in written if each.id for fault in _faults(each, written.num_plurals))]


def _faults(message: Message, plurals: int) -> Iterator[str]:
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    if len(forms) != (plurals if message.pluralizable else 1) or not all(forms):
        yield f"not translated: {message.id!r}"
    for i, form in enumerate(form for form in forms if form):
        if placeholders(form) != placeholders(sources[min(i, len(sources) - 1)]):
            yield f"other places in the translation: {message.id!r}"


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%(?!%)(?:\(\w+\))?.?", text.replace("%%", "")))


@pytest.mark.parametrize("language", [each for each in Language if each is not Language.EN])
def test_every_message_is_translated(language: Language) -> None:
    said = messages()
    assert len(said) > 50
    assert faults(said, catalogue(language)) == []


def test_hungarian_has_its_two_forms() -> None:
    assert catalogue(Language.HU).plural_forms == "nplurals=2; plural=(n != 1);"


HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("", "not written"),
        ('msgid "a %(x)s"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "a %(x)s"\nmsgstr "egy %(x)s"', "fuzzy"),
        ('msgid "a %(x)s"\nmsgstr "egy %(y)s"', "other places"),
        ('msgid "a %(x)s"\nmsgstr "egy %(x)d"', "other places"),
        ('msgid "a %(x)s"\nmsgstr "egy"', "other places"),
        ('msgid "a %(x)s"\nmsgstr "egy %(x)s"\n\nmsgid "old"\nmsgstr "régi"', "not said"),
    ],
)
def test_an_incomplete_catalogue_is_told(entry: str, fault: str) -> None:
    said = Catalog()
    said.add("a %(x)s")
    [found] = faults(said, read_po(StringIO(f"{HEADER}\n{entry}\n")))
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("forms", "fault"),
    [
        ('msgstr[0] "egy"\nmsgstr[1] ""', "not translated"),
        ('msgstr[0] "egy"', "not translated"),
        ('msgstr[0] "egy %(count)s"\nmsgstr[1] "%(count)s"', "other places"),
        ('msgstr[0] "egy"\nmsgstr[1] "néhány"', "other places"),
    ],
)
def test_an_incomplete_plural_is_told(forms: str, fault: str) -> None:
    said = Catalog()
    said.add(("one", "%(count)s"))
    [found] = faults(said, read_po(StringIO(f'{HEADER}\nmsgid "one"\nmsgid_plural "%(count)s"\n{forms}\n')))
    assert found.startswith(fault)


def test_every_word_has_a_name_of_its_own_in_every_language() -> None:
    kinds = {BuyingRole, Channel, CoverageLevel, HealthPart, HealthWord, RelationshipLevel, Seniority, StanceWord}
    assert WORDS.keys() == kinds
    for enumeration, words in WORDS.items():
        assert words.keys() == set(enumeration)
        for language in Language:
            assert len({word(voice_of(language), each) for each in enumeration}) == len(enumeration)


# ---------------------------------------------------------------- how it is written


@pytest.mark.parametrize(
    ("share", "english", "hungarian"),
    [
        (0, "0%", "0%"),
        (0.0004, "<0.1%", "<0,1%"),
        (0.0123, "1.2%", "1,2%"),
        (0.05, "5%", "5%"),
        (0.0996, "10%", "10%"),
        (0.184, "18%", "18%"),
        (1, "100%", "100%"),
    ],
)
def test_shares(share: float, english: str, hungarian: str) -> None:
    assert voice_of(Language.EN).percent(share) == english
    assert voice_of(Language.HU).percent(share) == hungarian


@pytest.mark.parametrize(
    ("amount", "currency", "english", "hungarian"),
    [
        ("480000", "EUR", "€480,000", "480\xa0000\xa0EUR"),
        ("1234567.89", "HUF", "HUF\xa01,234,568", "1\xa0234\xa0568\xa0Ft"),
        ("99", "USD", "US$99", "99\xa0USD"),
    ],
)
def test_money(amount: str, currency: str, english: str, hungarian: str) -> None:
    assert voice_of(Language.EN).money(Decimal(amount), currency) == english
    assert voice_of(Language.HU).money(Decimal(amount), currency) == hungarian


def test_days() -> None:
    english, hungarian = voice_of(Language.EN), voice_of(Language.HU)
    assert english.day(date(2026, 11, 3)) == "3 November 2026"
    assert hungarian.day(date(2026, 11, 3)) == "2026. november 3."
    assert [english.ago(timedelta(days)) for days in (1, 21, 160)] == ["1 day ago", "3 weeks ago", "5 months ago"]
    assert hungarian.ago(timedelta(160)) == "5 hónappal ezelőtt"


def test_names_in_a_row() -> None:
    english, hungarian = voice_of(Language.EN), voice_of(Language.HU)
    assert [english.people(list("abcd")[:n]) for n in (1, 2, 3, 4)] == [
        "a",
        "a and b",
        "a, b and c",
        "a, b and 2 others",
    ]
    assert hungarian.people(list("abc")) == "a, b és c"
    assert hungarian.people(list("abcde")) == "a, b és még 3 ember"
    assert english.things(list("abcde")) == "a, b and 3 more"
    assert hungarian.things(list("abcde")) == "a, b és további 3"
    assert english.things(list("abc")) == "a, b and c"


def test_what_people_wrote_is_no_placeholder() -> None:
    assert voice_of(Language.HU).quoted("100 %(who)s %s") == "„100 %(who)s %s”"
