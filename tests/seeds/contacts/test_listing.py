"""Calendars and mailboxes through their profiles: contacts in accounts, once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from graph.change import Put, apply
from graph.identity import TEAM
from graph.model import Interaction, Involves, Stakeholder, TeamMember
from graph.snapshot import AccountGraph
from seeds.contacts.address_book import AddressBook
from seeds.contacts.contact import Contacts
from seeds.contacts.encounter import Omission
from seeds.contacts.kinds import CALENDAR, MAILBOX, encounters, kind_of
from seeds.contacts.listing import contact_table
from seeds.files.limits import USUAL_LIMITS, Budget
from seeds.files.source import Source
from seeds.importing.engine import importing
from seeds.importing.profile import shipped
from seeds.importing.report import Outcome, Reason, Report
from seeds.importing.whereabouts import homes_among
from tests.graph.acme import ACME, ident, made, member, person
from tests.seeds.contacts.read import NOW, calendar, entry, mail
from tests.seeds.importing.imported import DAY, World

OTHER = "other"


@pytest.fixture
def world() -> World:
    """Two accounts with somebody each, and a team of two."""
    return {
        TEAM: made(member("zoe", email="zoe@us.example"), member("adam", email="adam@us.example"), scope=TEAM),
        ACME: made(person("anna", email="anna@acme.example"), person("bela", email="bela@acme.example")),
        OTHER: made(person("cili", OTHER, email="cili@other.example"), scope=OTHER),
    }


def taken(kind: str, contents: Sequence[bytes], world: World) -> Report:
    """Import the files into the world."""
    book = AddressBook(world[TEAM])
    for scope in (ACME, OTHER):
        book.learn(AccountGraph(world[scope], world[TEAM]))
    contacts = Contacts(book, NOW)
    with importing(shipped(kind)) as imported:
        for content in contents:
            source, budget, findings = Source("x", content), Budget("x", USUAL_LIMITS), imported.report.findings
            assert kind_of(source) == kind
            found = encounters(source, NOW, findings, budget)
            with contact_table(found, contacts, imported.report.tell, findings.voice("x"), budget) as table:
                imported.take([table])
        imported.wanted()
        imported.settle(homes_among(node for snapshot in world.values() for node in snapshot.nodes.values()))
        for scope in imported.scopes:
            plan = imported.plan(world[scope], DAY)
            imported.accept(plan)
            world[scope] = plan.after if plan.changes else world[scope]
        return imported.report


def involved(world: World, scope: str, contact: Interaction) -> dict[str, bool]:
    return {edge.target: edge.initiator for edge in world[scope].out(contact.id, Involves)}


def test_a_meeting_is_in_its_account_with_who_called_it(world: World) -> None:
    report = taken(CALENDAR, [calendar(entry("SUMMARY:Prices", "DESCRIPTION:A secret"))], world)
    [contact] = world[ACME].all(Interaction)
    assert (contact.channel, contact.state, contact.direction, contact.subject) == (
        "MEETING",
        "HELD",
        "MUTUAL",
        "Prices",
    )
    assert involved(world, ACME, contact) == {ident(TeamMember, "zoe"): True, ident(Stakeholder, "anna"): False}
    assert report.is_complete
    assert "secret" not in str([*world[ACME].nodes.values()]) + str(report)


def test_a_mail_is_in_its_account_with_who_wrote_it(world: World) -> None:
    taken(MAILBOX, [mail("Subject: Árajánlat", "Cc: bela@acme.example", body="A secret")], world)
    [contact] = world[ACME].all(Interaction)
    assert (contact.channel, contact.direction, contact.subject) == ("EMAIL", "INBOUND", "Árajánlat")
    assert involved(world, ACME, contact) == {
        ident(Stakeholder, "anna"): True,
        ident(TeamMember, "zoe"): False,
        ident(Stakeholder, "bela"): False,
    }
    assert contact.notes is None


def test_people_of_two_accounts_are_in_a_contact_of_each(world: World) -> None:
    taken(CALENDAR, [calendar(entry("ATTENDEE:mailto:cili@other.example"))], world)
    [here], [there] = world[ACME].all(Interaction), world[OTHER].all(Interaction)
    assert ident(Stakeholder, "anna") in involved(world, ACME, here)
    assert involved(world, OTHER, there) == {
        ident(TeamMember, "zoe"): True,
        ident(Stakeholder, "cili", OTHER): False,
    }


@pytest.mark.parametrize(
    ("kind", "contents"),
    [
        (CALENDAR, [calendar(entry("RRULE:FREQ=WEEKLY;COUNT=3"), entry(uid="two"))]),
        (MAILBOX, [mail() + mail(key="<2@x>"), mail(key=None)]),
    ],
)
def test_the_same_again_writes_nothing(kind: str, contents: list[bytes], world: World) -> None:
    taken(kind, contents, world)
    before = dict(world)
    report = taken(kind, contents, world)
    assert {outcome for _, outcome in report.counts} == {Outcome.UNCHANGED}
    assert world == before


def test_a_meeting_that_was_called_off_since_is_told_so(world: World) -> None:
    ahead = f"{NOW + timedelta(days=7):%Y%m%dT%H%M%SZ}"
    taken(CALENDAR, [calendar(entry(start=ahead))], world)
    assert [contact.state for contact in world[ACME].all(Interaction)] == ["PLANNED"]
    taken(CALENDAR, [calendar(entry("STATUS:CANCELLED", start=ahead))], world)
    assert [contact.state for contact in world[ACME].all(Interaction)] == ["CANCELLED"]


def test_what_somebody_added_to_a_contact_stays(world: World) -> None:
    content = calendar(entry("SUMMARY:Prices"))
    taken(CALENDAR, [content], world)
    [contact] = world[ACME].all(Interaction)
    said = {"id": contact.id, "notes": "They want less", "sentiment": -0.5}
    world[ACME] = apply(world[ACME], [Put(Interaction, said)])
    taken(CALENDAR, [content], world)
    [contact] = world[ACME].all(Interaction)
    assert (contact.notes, contact.sentiment) == ("They want less", -0.5)


def test_what_is_left_out_is_told_with_its_line(world: World) -> None:
    odd = [
        entry(uid="1").replace("anna@acme", "dora@acme"),
        entry("CLASS:PRIVATE", uid="2"),
        entry("DTSTART:soon", uid="3"),
    ]
    report = taken(CALENDAR, [calendar(*odd)], world)
    told = {(fault.place.row, fault.reason, fault.value, fault.detail) for fault in report.faults}
    assert told == {
        (5, Reason.ENTRY_IN_PART, "dora@acme.example", f"{Omission.STRANGER.sentence} They seem to work for “Acme”."),
        (5, Reason.ENTRY_PASSED, "", Omission.NOT_THEIRS.sentence),
        (11, Reason.ENTRY_PASSED, "", Omission.PRIVATE.sentence),
        (18, Reason.ENTRY_UNREAD, "soon", Omission.DATE_INVALID.sentence),
    }
    assert not report.is_complete


def test_a_file_of_another_kind_is_none() -> None:
    assert kind_of(Source("x.csv", b"Name,Email\n")) is None
