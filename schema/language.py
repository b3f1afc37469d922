"""The languages that scores explain themselves in, and which of them a request asks for."""

import re
from enum import StrEnum
from typing import Annotated, Final

import strawberry
from babel import negotiate_locale

__all__ = ["InLanguage", "Language", "negotiated"]


class Language(StrEnum):
    """The language of a sentence."""

    EN = "en"
    HU = "hu"


strawberry.enum(Language, description=Language.__doc__)

InLanguage = Annotated[
    Language | None,
    strawberry.argument(description="In which language; not given: as `Accept-Language` asks, else in English."),
]

_RANGE: Final = re.compile(r"\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")


def negotiated(header: str) -> Language:
    """Which of our languages an `Accept-Language` (RFC 9110, 12.5.4) likes best; English where it likes none.

    Of two that it likes as well, the one that it names first. What cannot be read of it counts nowhere.
    """
    read = [found for part in header.lower().split(",") if (found := _RANGE.fullmatch(part))]
    liked = sorted(((tag, float(quality or 1)) for tag, quality in map(_parts, read)), key=lambda range_: -range_[1])
    named = {tag.split("-")[0] for tag, _ in liked}
    others = [each for each in Language if each not in named]
    tags = [each for tag, quality in liked if quality > 0 for each in (others if tag == "*" else [tag])]
    return Language(negotiate_locale(tags, [*Language], sep="-") or Language.EN)


def _parts(found: re.Match[str]) -> tuple[str, str | None]:
    return found[1], found[2]
