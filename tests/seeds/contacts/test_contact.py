"""Whose contact an encounter is: of us, with stakeholders of which accounts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from graph.change import apply
from graph.model import Channel, Direction, Interaction, InteractionState, Organisation, Stakeholder, WorksIn
from graph.snapshot import AccountGraph, Snapshot
from seeds.contacts.address_book import AddressBook
from seeds.contacts.contact import Contact, Contacts
from seeds.contacts.encounter import Encounter, LeftOut, Omission, key_of
from tests.graph.acme import ACME, edge, ident, made, member, person, put
from tests.seeds.contacts.read import NOW

TEAM = made(
    member("zoe", email="Zoe@us.example"),
    member("adam", email="adam@us.example"),
    scope="team",
)
ANNA = person("anna", email="Anna@acme.example")
MEETING = Encounter(
    line=7,
    key="a1",
    at=NOW - timedelta(days=1),
    channel=Channel.MEETING,
    subject="Prices",
    initiator="zoe@us.example",
    others=("anna@acme.example",),
)
MAIL = replace(MEETING, key="b1", channel=Channel.EMAIL)


def book(*accounts: Snapshot) -> AddressBook:
    known = AddressBook(TEAM)
    for each in accounts:
        known.learn(AccountGraph(each, TEAM))
    return known


def found(encounter: Encounter, *accounts: Snapshot) -> tuple[list[Contact], list[LeftOut]]:
    each = list(Contacts(book(*accounts or [made(ANNA)]), NOW).of(encounter))
    return [one for one in each if isinstance(one, Contact)], [one for one in each if isinstance(one, LeftOut)]


def of(encounter: Encounter, *accounts: Snapshot) -> Contact:
    (contact,), _ = found(encounter, *accounts)
    return contact


def reasons(encounter: Encounter, *accounts: Snapshot) -> list[tuple[Omission, str]]:
    contacts, left = found(encounter, *accounts)
    assert contacts == []
    return [(each.why, each.value) for each in left]


def test_people_are_known_by_their_addresses() -> None:
    contact = of(MEETING)
    assert (contact.scope, contact.key, contact.line) == (ACME, key_of(ACME, "a1"), 7)
    assert (contact.ours, contact.theirs, contact.initiator) == (
        ("zoe@us.example",),
        ("anna@acme.example",),
        "zoe@us.example",
    )
    assert (contact.direction, contact.state) == (Direction.MUTUAL, InteractionState.HELD)


def test_what_lies_ahead_is_planned() -> None:
    assert of(replace(MEETING, at=NOW + timedelta(hours=1))).state is InteractionState.PLANNED


@pytest.mark.parametrize(
    ("sender", "receiver", "direction"),
    [
        ("zoe@us.example", "anna@acme.example", Direction.OUTBOUND),
        ("anna@acme.example", "zoe@us.example", Direction.INBOUND),
    ],
)
def test_a_mail_goes_from_whom_to_whom(sender: str, receiver: str, direction: Direction) -> None:
    assert of(replace(MAIL, initiator=sender, others=(receiver,))).direction is direction


def test_times_on_the_clock_and_days_are_those_of_the_account() -> None:
    zoned = apply(made(ANNA), [put(Organisation, ACME, timeZone="Europe/Budapest")])
    assert of(replace(MEETING, at=datetime(2026, 7, 1, 9)), zoned).at == datetime(2026, 7, 1, 7, tzinfo=UTC)  # noqa: DTZ001
    assert of(replace(MEETING, at=date(2026, 7, 1)), zoned).at == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert of(replace(MEETING, at=datetime(2026, 7, 1, 9))).at == datetime(2026, 7, 1, 9, tzinfo=UTC)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("initiator", "others", "left"),
    [
        ("zoe@us.example", ("adam@us.example",), [(Omission.NOT_THEIRS, "")]),
        ("anna@acme.example", (), [(Omission.NOT_OURS, "")]),
        ("x@elsewhere.example", ("y@elsewhere.example",), [(Omission.NOT_OURS, "")]),
        ("", (), [(Omission.NOT_OURS, "")]),
        ("zoe@us.example", ("x@elsewhere.example",), [(Omission.NOT_THEIRS, "")]),
        ("zoe@us.example", ("x@acme.example",), [(Omission.STRANGER, "x@acme.example"), (Omission.NOT_THEIRS, "")]),
    ],
)
def test_without_us_or_without_them_it_is_no_contact(
    initiator: str, others: tuple[str, ...], left: list[tuple[Omission, str]]
) -> None:
    assert reasons(replace(MEETING, initiator=initiator, others=others)) == left


def test_a_mail_of_a_stranger_is_no_contact_with_those_who_got_it() -> None:
    got = ("zoe@us.example", "anna@acme.example")
    assert reasons(replace(MAIL, initiator="x@elsewhere.example", others=got)) == [(Omission.NOT_THEIRS, "")]
    assert of(replace(MEETING, initiator="x@elsewhere.example", others=got)).initiator == ""


def test_whom_nobody_knows_is_told_once_with_where_they_seem_to_work() -> None:
    drives = [
        put(Organisation, "drives", name="Drives", kind="DIVISION"),
        put(Stakeholder, "bela", name="Béla", email="bela@drives.example"),
        edge(WorksIn, ident(Stakeholder, "bela"), ident(Organisation, "drives")),
    ]
    contacts = Contacts(book(made(ANNA, drives)), NOW)
    met = replace(MEETING, others=("anna@acme.example", "cili@drives.example", "x@gmail.com"))
    told = [each for each in [*contacts.of(met), *contacts.of(replace(met, key="a2"))] if isinstance(each, LeftOut)]
    assert [(each.why, each.value, each.proposal, each.column) for each in told] == [
        (Omission.STRANGER, "cili@drives.example", "Drives", "ATTENDEE"),
        (Omission.STRANGER, "x@gmail.com", "", "ATTENDEE"),
    ]


def test_an_address_of_two_people_is_nobodys() -> None:
    twice = made(ANNA, person("other", email="anna@acme.example"))
    assert reasons(MEETING, twice) == [(Omission.AMBIGUOUS, "anna@acme.example"), (Omission.NOT_THEIRS, "")]


def test_people_of_two_accounts_make_a_contact_in_each() -> None:
    other = made(person("bela", "other", email="bela@other.example"), scope="other")
    contacts, left = found(replace(MEETING, others=("anna@acme.example", "bela@other.example")), made(ANNA), other)
    assert [(each.scope, each.theirs) for each in contacts] == [
        (ACME, ("anna@acme.example",)),
        ("other", ("bela@other.example",)),
    ]
    assert left == []


def test_one_of_us_is_none_of_them() -> None:
    both = made(person("zoe", email="zoe@us.example"))
    assert reasons(replace(MEETING, others=("adam@us.example",)), both) == [(Omission.NOT_THEIRS, "")]


def test_what_was_cancelled_is_left_out_unless_it_is_known() -> None:
    off = replace(MEETING, cancelled=True)
    assert reasons(off) == [(Omission.CANCELLED, "")]
    known = made(
        ANNA,
        [put(Interaction, f"ics-{key_of(ACME, 'a1')}", at="2026-12-01T09:00:00Z", channel="MEETING", state="PLANNED")],
    )
    assert of(off, known).state is InteractionState.CANCELLED
