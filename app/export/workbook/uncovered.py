"""Whom decisions depend on and whom we do not reach: why they count, what is at stake, and who can bring us there."""

from decimal import Decimal
from typing import cast

from openpyxl.worksheet.worksheet import Worksheet

from app.export.subject import Subject
from app.export.workbook.sheet import Column, Form, Sheet, Value
from graph.model import Opportunity, Stakeholder
from schema.sentences.decision_makers import uncovered_sentence
from schema.sentences.introductions import introduction_sentence
from schema.voice import Voice
from schema.words import word
from scoring.contacts import Encounters
from scoring.decision_makers import DecisionMaker, Ground, GroundKind

__all__ = ["uncovered_sheet"]


def uncovered_sheet(subject: Subject, worksheet: Worksheet) -> None:
    """A row for each of them, the most powerful first."""
    voice = subject.voice
    said = voice.gettext("Decision-makers whom we do not reach")
    sheet = Sheet(worksheet, voice.gettext("Not reached"), subject.reading.graph.root.name, said)
    sheet.table(_columns(voice), (_row(subject, maker) for maker in subject.reading.uncovered))


def _columns(voice: Voice) -> list[Column]:
    return [
        Column(voice.gettext("Name"), 24),
        Column(voice.gettext("Title"), 28),
        Column(voice.gettext("Power"), 10, Form.SMALL_PERCENT),
        Column(voice.gettext("Coverage"), 11, Form.PERCENT),
        Column(voice.gettext("Why they count"), 36),
        Column(voice.gettext("At stake"), 18),
        Column(voice.gettext("Decision by"), 13, Form.DAY),
        Column(voice.gettext("Last contact"), 13, Form.DAY),
        Column(voice.gettext("The likeliest way to them"), 44),
        Column(voice.gettext("In a sentence"), 64),
    ]


def _row(subject: Subject, maker: DecisionMaker) -> list[Value]:
    reading, voice = subject.reading, subject.voice
    person = cast("Stakeholder", reading.account.nodes[maker.person])
    opportunities = [cast("Opportunity", reading.account.nodes[each]) for each in maker.opportunities]
    days = [each.closes_on for each in opportunities if each.closes_on and each.closes_on >= reading.day]
    way = subject.introductions.get(maker.person)
    return [
        person.name,
        person.title,
        maker.power,
        reading.reach[maker.person].coverage,
        "; ".join(_reason(subject, ground) for ground in maker.grounds),
        voice.listed([voice.money(sum_, currency) for currency, sum_ in _sums(subject, opportunities)]),
        min(days, default=None),
        reading.encounters.get(maker.person, Encounters()).last,
        introduction_sentence(reading, way, subject.language) if way else voice.gettext("None is known"),
        uncovered_sentence(reading, maker, way, subject.language),
    ]


def _reason(subject: Subject, ground: Ground) -> str:
    voice = subject.voice
    if ground.opportunity is None:
        return voice.gettext("among those who hold half of the power together")
    what = voice.quoted(cast("Opportunity", subject.reading.account.nodes[ground.opportunity]).title)
    if ground.kind is GroundKind.VETO:
        return voice.gettext("can stop %(what)s", what=what)
    roles = voice.listed([word(voice, role) for role in ground.roles])
    return voice.gettext("%(roles)s in %(what)s", roles=roles, what=what)


def _sums(subject: Subject, opportunities: list[Opportunity]) -> list[tuple[str, Decimal]]:
    """What the opportunities are worth, one sum a currency."""
    sums: dict[str, Decimal] = {}
    for each in opportunities:
        currency = each.currency or subject.reading.graph.root.currency
        if each.amount and currency:
            sums[currency] = sums.get(currency, Decimal(0)) + each.amount
    return sorted(sums.items())
