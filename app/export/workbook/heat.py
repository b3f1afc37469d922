"""Who of us knows whom of them: how strong each tie is, what we are to them, and what we want to be."""

from typing import cast

from openpyxl.worksheet.worksheet import Worksheet

from app.export.palette import WARNING
from app.export.subject import Subject
from app.export.words import label
from app.export.workbook.scales import shares
from app.export.workbook.sheet import HEADINGS, Column, Form, Sheet, Value, font
from graph.model import Manages, Stakeholder, TeamMember
from schema.voice import Voice
from scoring.strength import Tie

__all__ = ["heat_map_sheet"]

BEFORE = 4  # columns about each of them


def heat_map_sheet(subject: Subject, worksheet: Worksheet) -> None:
    """The grid of ties twice: as numbers in colour, and as words."""
    voice, reading = subject.voice, subject.reading
    said = voice.gettext("Who of us knows whom, the most powerful first")
    sheet = Sheet(worksheet, voice.gettext("Heat map"), reading.graph.root.name, said)
    members = _members(subject)
    people = sorted(reading.reach, key=lambda person: (-reading.power.of(person), person))
    bottom = sheet.table(_columns(voice, members), (_row(subject, person, members) for person in people))
    last = BEFORE + len(members)
    sheet.shade(BEFORE, last, bottom, shares())
    for row, person in enumerate(people, HEADINGS + 1):
        for column, member in enumerate(members, last + 1):
            tie = reading.ties.get((member.id, person))
            if tie and _is_short(tie):
                worksheet.cell(row, column).font = font(bold=True, colour=WARNING)
    for first, text in (
        (BEFORE + 1, voice.gettext("How strong the tie is")),
        (last + 1, voice.gettext("What we are to them, and what we want to be")),
    ):
        if members:
            sheet.write(HEADINGS - 1, first, text).font = font(bold=True)


def _members(subject: Subject) -> list[TeamMember]:
    """Who of us looks after the account or has a tie to anybody in it, by name."""
    reading = subject.reading
    assigned = {edge.source for edge in reading.account.all(Manages) if edge.stands_on(reading.day)}
    known = assigned | {member for member, _ in reading.ties}
    found = [member for member in reading.graph.team.all(TeamMember) if member.id in known]
    return sorted(found, key=lambda member: (member.name, member.id))


def _columns(voice: Voice, members: list[TeamMember]) -> list[Column]:
    return [
        Column(voice.gettext("Name"), 26),
        Column(voice.gettext("Title"), 34),
        Column(voice.gettext("Power"), 11, Form.SMALL_PERCENT),
        Column(voice.gettext("Coverage"), 11, Form.PERCENT),
        *(Column(member.name, 12, Form.PERCENT) for member in members),
        *(Column(member.name, 20, Form.WORD) for member in members),
    ]


def _row(subject: Subject, person: str, members: list[TeamMember]) -> list[Value]:
    reading = subject.reading
    held = cast("Stakeholder", reading.account.nodes[person])
    ties = [reading.ties.get((member.id, person)) for member in members]
    about: list[Value] = [held.name, held.title, reading.power.of(person), reading.reach[person].coverage]
    return [*about, *(tie.strength if tie else None for tie in ties), *(_said(subject.voice, tie) for tie in ties)]


def _said(voice: Voice, tie: Tie | None) -> str | None:
    """What is said of a tie, and what is wanted of it, where that is something else."""
    if tie is None or (tie.level is None and tie.target_level is None):
        return None
    level = label(voice, tie.level) if tie.level else "?"
    wanted = tie.target_level if tie.target_level != tie.level else None
    return f"{level} → {label(voice, wanted)}" if wanted else level


def _is_short(tie: Tie) -> bool:
    """Whether we are less to them than we want to be."""
    return tie.target_level is not None and (tie.level is None or tie.level.weight < tie.target_level.weight)
