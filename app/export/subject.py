"""What is exported: an account at one moment, in a language."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from graph.viewer import Viewer
from schema.context import Context, Reading
from schema.introductions import best_introduction
from schema.language import Language
from schema.voice import Voice, voice_of
from scoring.introductions import Introduction

__all__ = ["Subject", "subject_of"]


@dataclass(frozen=True, slots=True)
class Subject:
    """An account as the viewer sees it, with the likeliest way to each decision-maker whom we do not reach, by id."""

    reading: Reading
    viewer: Viewer
    language: Language
    introductions: Mapping[str, Introduction]

    @property
    def voice(self) -> Voice:
        return voice_of(self.language)


async def subject_of(context: Context, reading: Reading, *, introduced: bool) -> Subject:
    """What is asked of the database before an export is written, which then needs it no more.

    Introductions lead over other accounts, so they are looked for where they are told only.
    """
    people = [each.person for each in reading.uncovered] if introduced else []
    found = await asyncio.gather(*(best_introduction(context, reading, person) for person in people))
    ways = {person: way.found for person, way in zip(people, found, strict=True) if way}
    return Subject(reading, context.viewer, context.language, ways)
