"""A contact: an encounter of which it is known in which account it was, and who of us met whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from graph.model import Channel, Direction, InteractionState
from graph.moment import bounds_of
from seeds.contacts.address_book import AddressBook
from seeds.contacts.encounter import Encounter, LeftOut, Omission, key_of

__all__ = ["Contact", "Contacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact of one account. `ours` and `theirs` are addresses, and `initiator` is one of them, or empty."""

    line: int
    scope: str
    key: str
    at: datetime
    channel: Channel
    direction: Direction
    state: InteractionState
    subject: str | None
    initiator: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


class Contacts:
    """Turns encounters into contacts. Each address that nobody has is told once."""

    def __init__(self, book: AddressBook, now: datetime) -> None:
        self._book = book
        self._now = now
        self._told: set[tuple[Omission, str]] = set()

    def of(self, encounter: Encounter) -> Iterator[Contact | LeftOut]:
        """The contacts that it was: one for each account of which somebody took part, with one of us."""
        met = list(dict.fromkeys(filter(None, (encounter.initiator, *encounter.others))))
        ours = tuple(address for address in met if self._book.is_ours(address))
        scopes = self._scopes(encounter, met)
        made = [self._contact(encounter, scope, ours, theirs) for scope, theirs in scopes.items() if theirs and ours]
        contacts = [each for each in made if each]
        yield from self._unknown(encounter, met, is_a_contact=bool(made))
        yield from contacts
        if encounter.cancelled and not contacts:
            yield LeftOut(encounter.line, Omission.CANCELLED)
        elif not made:
            yield LeftOut(encounter.line, Omission.NOT_THEIRS if ours else Omission.NOT_OURS)

    def _scopes(self, encounter: Encounter, met: list[str]) -> dict[str, tuple[str, ...]]:
        """Who took part of which account. A mail of a stranger, or between strangers, is a contact with nobody."""
        writer = encounter.initiator
        foreign = encounter.channel is Channel.EMAIL and not self._book.is_ours(writer)
        found: dict[str, tuple[str, ...]] = {}
        for address in met:
            for scope, count in self._book.scopes(address).items():
                if count == 1 and not self._book.is_ours(address):
                    found[scope] = (*found.get(scope, ()), address)
        return {scope: theirs for scope, theirs in found.items() if not foreign or writer in theirs}

    def _contact(
        self, encounter: Encounter, scope: str, ours: tuple[str, ...], theirs: tuple[str, ...]
    ) -> Contact | None:
        at = _instant(encounter.at, self._book.time_zone(scope))
        key = key_of(scope, encounter.key)  # a contact of two accounts is two
        if encounter.cancelled and not self._book.has_contact(scope, key):
            return None
        return Contact(
            line=encounter.line,
            scope=scope,
            key=key,
            at=at,
            channel=encounter.channel,
            direction=self._direction(encounter),
            state=self._state(encounter, at),
            subject=encounter.subject,
            initiator=encounter.initiator if encounter.initiator in (*ours, *theirs) else "",
            ours=ours,
            theirs=theirs,
        )

    def _direction(self, encounter: Encounter) -> Direction:
        if encounter.channel is not Channel.EMAIL:
            return Direction.MUTUAL
        return Direction.OUTBOUND if self._book.is_ours(encounter.initiator) else Direction.INBOUND

    def _state(self, encounter: Encounter, at: datetime) -> InteractionState:
        if encounter.cancelled:
            return InteractionState.CANCELLED
        return InteractionState.HELD if at <= self._now else InteractionState.PLANNED

    def _unknown(self, encounter: Encounter, met: list[str], *, is_a_contact: bool) -> Iterator[LeftOut]:
        """Those of whom nobody is known by the address, or several are, where that may matter to an account."""
        for address in met:
            if self._book.is_ours(address):
                continue
            scopes, employer = self._book.scopes(address), self._book.employer(address)
            why = Omission.AMBIGUOUS if any(count > 1 for count in scopes.values()) else Omission.STRANGER
            matters = why is Omission.AMBIGUOUS or (not scopes and (is_a_contact or employer))
            if matters and (why, address) not in self._told:
                self._told.add((why, address))
                yield LeftOut(encounter.line, why, address, _column(encounter, address), employer)


def _column(encounter: Encounter, address: str) -> str:
    begun = address == encounter.initiator
    if encounter.channel is Channel.EMAIL:
        return "From" if begun else "To"
    return "ORGANIZER" if begun else "ATTENDEE"


def _instant(at: date, time_zone: str | None) -> datetime:
    """When it was: a time without a zone is on the clocks of the account, and a day begins there."""
    if not isinstance(at, datetime):
        return bounds_of(at, time_zone)[0]
    if at.tzinfo is None:
        return at.replace(tzinfo=ZoneInfo(time_zone or "UTC"))
    return at
