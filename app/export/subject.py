"""What is exported: an account at one moment, in a language."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from graph.viewer import Viewer
from schema.context import Context, Reading
from schema.introductions import best_introduction
from schema.language import Language
from schema.recommendations import recommendations_of
from schema.voice import Voice, voice_of
from scoring.introductions import Introduction
from scoring.recommendation import Recommendation
from scoring.resolutions import PENDING, state_on

__all__ = ["Subject", "subject_of"]

MOST: Final = 50  # recommendations: more than anybody reads


@dataclass(frozen=True, slots=True)
class Subject:
    """An account as the viewer sees it.

    `introductions` are the likeliest ways to the decision-makers whom we do not reach, by id; `recommendations` what
    to do next, what is worth most an hour first.
    """

    reading: Reading
    viewer: Viewer
    language: Language
    introductions: Mapping[str, Introduction] = field(default_factory=dict)
    recommendations: Sequence[Recommendation] = ()

    @property
    def voice(self) -> Voice:
        return voice_of(self.language)


async def subject_of(context: Context, reading: Reading, *, advised: bool) -> Subject:
    """What is asked of the database before an export is written, which then needs it no more.

    Introductions lead over other accounts, so they are looked for where they are told only.
    """
    if not advised:
        return Subject(reading, context.viewer, context.language)
    people = [each.person for each in reading.uncovered]
    found = await asyncio.gather(*(best_introduction(context, reading, person) for person in people))
    ways = {person: way.found for person, way in zip(people, found, strict=True) if way}
    recommended = await recommendations_of(context, reading)
    pending = (each for each in recommended if state_on(reading.resolutions.get(each.id), reading.day) in PENDING)
    return Subject(reading, context.viewer, context.language, ways, list(islice(pending, MOST)))
