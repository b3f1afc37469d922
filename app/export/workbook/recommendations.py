"""What to do next: with whom, who of us is best placed for it, and what it would bring."""

from typing import cast

from openpyxl.worksheet.worksheet import Worksheet

from app.export.subject import Subject
from app.export.words import label
from app.export.workbook.sheet import Column, Form, Sheet, Value
from graph.model import Opportunity
from schema.sentences.people import name_of
from schema.sentences.recommendations import recommendation_sentence, recommendation_title
from schema.voice import Voice
from scoring.recommendation import Recommendation
from scoring.resolutions import state_on

__all__ = ["recommendations_sheet"]


def recommendations_sheet(subject: Subject, worksheet: Worksheet) -> None:
    """A row for each recommendation, what is worth most an hour first."""
    voice = subject.voice
    said = voice.gettext("What to do next, what is worth most an hour first")
    sheet = Sheet(worksheet, voice.gettext("Next steps"), subject.reading.graph.root.name, said)
    sheet.table(_columns(voice), (_row(subject, each) for each in subject.recommendations))


def _columns(voice: Voice) -> list[Column]:
    return [
        Column(voice.gettext("What to do"), 44),
        Column(voice.gettext("Who of us"), 22),
        Column(voice.gettext("With whom"), 26),
        Column(voice.gettext("What it is for"), 36),
        Column(voice.gettext("How far it is"), 13, Form.WORD),
        Column(voice.gettext("Hours"), 10, Form.HOURS),
        Column(voice.gettext("Chance of agreement, change"), 13, Form.CHANGE),
        Column(voice.gettext("Coverage, change"), 13, Form.CHANGE),
        Column(voice.gettext("In a sentence"), 72),
    ]


def _row(subject: Subject, found: Recommendation) -> list[Value]:
    reading, voice = subject.reading, subject.voice
    opportunity = cast("Opportunity | None", reading.account.nodes.get(found.opportunity or ""))
    return [
        recommendation_title(reading, found, subject.language),
        name_of(reading, found.actor) if found.actor else None,
        voice.listed([name_of(reading, person) for person in found.people]),
        opportunity.title if opportunity else None,
        label(voice, state_on(reading.resolutions.get(found.id), reading.day)),
        found.effort,
        found.lift.agreement_probability,
        found.lift.coverage,
        recommendation_sentence(reading, found, subject.language),
    ]
