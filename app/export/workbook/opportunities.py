"""What the client is to agree on, and how likely they are to."""

from openpyxl.worksheet.worksheet import Worksheet

from app.export.subject import Subject
from app.export.words import label
from app.export.workbook.scales import shares
from app.export.workbook.sheet import Column, Form, Sheet, Value
from graph.model import Opportunity
from schema.voice import Voice
from scoring.coverage import covered
from scoring.presence import is_open

__all__ = ["opportunities_sheet"]

CHANCE = 11  # the column of it, counted from 1


def opportunities_sheet(subject: Subject, worksheet: Worksheet) -> None:
    """The open ones first, by the day on which they are to be decided; of these alone there are scores."""
    voice, reading = subject.voice, subject.reading
    said = voice.gettext("What the client is to agree on")
    sheet = Sheet(worksheet, voice.gettext("Opportunities"), reading.graph.root.name, said)
    found = sorted(
        reading.account.all(Opportunity),
        key=lambda each: (
            not is_open(each, reading.day),
            each.closes_on is None,
            each.closes_on or reading.day,
            each.id,
        ),
    )
    bottom = sheet.table(_columns(voice), (_row(subject, each) for each in found))
    sheet.shade(CHANCE, CHANCE, bottom, shares())


def _columns(voice: Voice) -> list[Column]:
    return [
        Column(voice.gettext("What it is about"), 40),
        Column(voice.gettext("Kind"), 15, Form.WORD),
        Column(voice.gettext("Stage"), 16, Form.WORD),
        Column(voice.gettext("Outcome"), 13, Form.WORD),
        Column(voice.gettext("Amount"), 14, Form.AMOUNT),
        Column(voice.gettext("Currency"), 10, Form.WORD),
        Column(voice.gettext("Decision by"), 13, Form.DAY),
        Column(voice.gettext("Power reached"), 12, Form.PERCENT),
        Column(voice.gettext("Support (-1 to 1)"), 12, Form.SIGNED),
        Column(voice.gettext("Support needed"), 12, Form.SIGNED),
        Column(voice.gettext("Chance of agreement"), 13, Form.PERCENT),
        Column(voice.gettext("How it stands"), 16, Form.WORD),
        Column(voice.gettext("Next step"), 40),
        Column(voice.gettext("Next step on"), 13, Form.DAY),
    ]


def _row(subject: Subject, opportunity: Opportunity) -> list[Value]:
    voice, reading = subject.voice, subject.reading
    scores: list[Value] = [None] * 5
    if is_open(opportunity, reading.day):
        standing = reading.consensus_in(opportunity.id)
        scores = [
            covered(reading.reach, standing.power),
            standing.support.value if standing.is_known else None,
            standing.threshold,
            standing.agreement_probability,
            label(voice, standing.verdict),
        ]
    return [
        opportunity.title,
        label(voice, opportunity.kind),
        opportunity.stage,
        label(voice, opportunity.outcome),
        opportunity.amount,
        opportunity.currency,
        opportunity.closes_on,
        *scores,
        opportunity.next_step,
        opportunity.next_step_on,
    ]
