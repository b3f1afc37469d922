"""The people of the account, the most powerful first."""

from typing import cast

from openpyxl.worksheet.worksheet import Worksheet

from app.export.palette import INK, WARNING
from app.export.subject import Subject
from app.export.words import label
from app.export.workbook.scales import bars, shares, stances
from app.export.workbook.sheet import HEADINGS, Column, Form, Sheet, Value, font
from graph.model import Stakeholder, StanceWord
from schema.stakeholder_map import MapFilter, MapNode, stakeholder_map
from schema.voice import Voice

__all__ = ["people_sheet"]

POWER, COVERAGE, STANCE = 6, 7, 11
"""The columns of these, counted from 1."""


def people_sheet(subject: Subject, worksheet: Worksheet) -> None:
    """Everybody who is there; those whom we should reach and do not, in colour."""
    voice = subject.voice
    drawn = stakeholder_map(subject.reading, MapFilter())
    homes = {key: group.label for group in drawn.groups for key in group.nodes}
    nodes = sorted(drawn.nodes, key=lambda node: (-(node.power or 0.0), node.key))
    sheet = Sheet(worksheet, voice.gettext("People"), subject.reading.graph.root.name, voice.gettext("Its people"))
    bottom = sheet.table(_columns(voice), (_row(voice, node, homes[node.key]) for node in nodes))
    for row, node in enumerate(nodes, HEADINGS + 1):
        worksheet.cell(row, 1).font = font(bold=True, colour=WARNING if node.uncovered else INK)
    sheet.shade(POWER, POWER, bottom, bars())
    sheet.shade(COVERAGE, COVERAGE, bottom, shares())
    sheet.shade(STANCE, STANCE, bottom, stances())


def _columns(voice: Voice) -> list[Column]:
    return [
        Column(voice.gettext("Name"), 26),
        Column(voice.gettext("Title"), 34),
        Column(voice.gettext("Level of work"), 15, Form.WORD),
        Column(voice.gettext("Function"), 20),
        Column(voice.gettext("Organisation"), 30),
        Column(voice.gettext("Power"), 11, Form.SMALL_PERCENT),
        Column(voice.gettext("Coverage"), 11, Form.PERCENT),
        Column(voice.gettext("Contact with us"), 18, Form.WORD),
        Column(voice.gettext("Last contact"), 13, Form.DAY),
        Column(voice.gettext("Next contact"), 13, Form.DAY),
        Column(voice.gettext("Stance"), 10, Form.SIGNED),
        Column(voice.gettext("In a word"), 18, Form.WORD),
    ]


def _row(voice: Voice, node: MapNode, home: str) -> list[Value]:
    person = cast("Stakeholder", node.stakeholder.item if node.stakeholder else None)
    return [
        person.name,
        person.title,
        label(voice, person.seniority) if person.seniority else None,
        person.function,
        home,
        node.power,
        node.coverage,
        label(voice, node.level) if node.level else None,
        node.last_contact_on,
        node.next_contact_on,
        node.stance,
        None if node.stance is None else label(voice, StanceWord.nearest(node.stance)),
    ]
