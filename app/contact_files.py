"""Calendars and mailboxes, read with the addresses of those who are there."""

from collections.abc import Sequence
from contextlib import suppress

from app.scopes import account_keys
from graph.errors import NotFound
from graph.store import Store
from graph.viewer import Viewer
from seeds.contacts.address_book import AddressBook
from seeds.contacts.contact import Contacts
from seeds.contacts.kinds import encounters
from seeds.contacts.listing import contact_table
from seeds.files.limits import USUAL_LIMITS, Budget, Limits
from seeds.files.source import Source
from seeds.importing.engine import Import

__all__ = ["read_contacts"]


async def read_contacts(
    store: Store, imported: Import, files: Sequence[Source], viewer: Viewer, limits: Limits = USUAL_LIMITS
) -> None:
    """Read the files, before what was read is settled. People are looked for in the account that is told, or in all.

    Raises InvalidInput where a file cannot be read at all.
    """
    if not files:
        return
    book = await _address_book(store, imported.account, viewer)
    contacts = Contacts(book, store.clock())
    for file in files:
        budget, findings = Budget(file.name, limits), imported.report.findings
        found = encounters(file, store.clock(), findings, budget)
        with contact_table(found, contacts, imported.report.tell, findings.voice(file.name), budget) as table:
            imported.take([table])


async def _address_book(store: Store, account: str | None, viewer: Viewer) -> AddressBook:
    book = AddressBook(await store.team(viewer))
    keys = [account] if account else [key async for key in account_keys(store, viewer)]
    for key in keys:
        with suppress(NotFound):  # an account that is still to be made: nobody is known there
            book.learn(await store.snapshot(key, viewer))
    return book
