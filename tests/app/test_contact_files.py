"""Calendars and mailboxes: read with the addresses of an account, be it there or still to be made."""

import pytest

from app.contact_files import read_contacts
from app.importing import carry_out, settle
from graph.errors import NotFound
from graph.identity import TEAM
from graph.model import Interaction
from graph.store import Store
from graph.viewer import LOCAL
from seeds.files.source import Source
from seeds.importing.engine import importing
from seeds.importing.profile import shipped
from seeds.importing.report import Outcome, Report
from tests.graph.acme import account, member, new_scope, person
from tests.seeds.contacts.read import calendar, entry

pytestmark = pytest.mark.both_servers


async def read(store: Store, content: bytes, key: str | None, *, dry: bool) -> Report:
    with importing(shipped("ics"), key) as imported:
        await read_contacts(store, imported, [Source("x.ics", content)], LOCAL)
        await settle(store, imported, LOCAL)
        await carry_out(store, imported, LOCAL, lambda done: None, dry=dry)
    return imported.report


async def test_a_calendar_goes_into_an_account_that_is_still_to_be_made(store: Store) -> None:
    key = new_scope()
    report = await read(store, calendar(entry(start="20260720T090000Z")), key, dry=True)
    assert (report.rows, report.is_complete) == (0, True)
    with pytest.raises(NotFound):
        await store.snapshot(key, LOCAL)


async def test_people_are_looked_for_in_the_account_that_is_told_or_in_all(store: Store) -> None:
    one, other = new_scope(), new_scope()
    ours, theirs = f"zoe@{one}.example", f"anna@{one}.example"
    await store.commit({TEAM: member(one, email=ours)}, LOCAL)
    for key in (one, other):
        await store.commit({key: [*account(key), *person("anna", key, email=theirs)]}, LOCAL)
    content = calendar(entry(start="20260720T090000Z"))
    content = content.replace(b"zoe@us.example", ours.encode()).replace(b"anna@acme.example", theirs.encode())
    assert (await read(store, content, one, dry=False)).count("Interaction", Outcome.MADE) == 1
    assert (await store.snapshot(other, LOCAL)).account.all(Interaction) == ()
    report = await read(store, content, None, dry=False)
    assert (report.count("Interaction", Outcome.MADE), report.count("Interaction", Outcome.UNCHANGED)) == (1, 1)
