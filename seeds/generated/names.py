"""Names of people and companies, put together by chance."""

import unicodedata
from typing import Final

from seeds.generated.draw import Draw
from seeds.generated.words import FAMILY_NAMES, GIVEN_NAMES, SECTORS, STEMS, Country

__all__ = ["address", "company_name", "personal_name"]

ABROAD: Final = 0.1  # the share of people whose name is from elsewhere
FAMILY_FIRST: Final = {"hu"}
LETTERS: Final = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss"})


def personal_name(draw: Draw, language: str) -> str:
    """A name in the order of its language."""
    spoken = draw.one_of(list(GIVEN_NAMES)) if draw.chance(ABROAD) else language
    given, family = draw.one_of(GIVEN_NAMES[spoken]), draw.one_of(FAMILY_NAMES[spoken])
    return f"{family} {given}" if spoken in FAMILY_FIRST else f"{given} {family}"


def address(name: str, domain: str) -> str:
    """An e-mail address that leads nowhere: `.example` is reserved (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", name.translate(LETTERS)).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(' ', '.')}@{domain}"


def company_name(draw: Draw, sector: str, country: Country) -> str:
    return f"{''.join(draw.one_of(parts) for parts in STEMS)} {SECTORS[sector]} {country.company}"
