"""The work of an upload: its files are read, planned and, where they are to be committed, written.

It goes on in a thread, with a store of its own: a large file neither holds up who else asks, nor takes the place of
accounts that people work with.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from typing import Final, NamedTuple

import orjson

from app.contact_files import read_contacts
from app.importing import carry_out, settle
from app.restoring import restore
from app.upload.order import Order
from app.upload.told import left_out, told
from app.upload.watch import Watch
from graph.change import Change
from graph.errors import Conflict, InvalidInput
from graph.store import Store
from graph.viewer import Role, Viewer
from schema.imports import ImportReport
from seeds.contacts.kinds import CALENDAR, MAILBOX, kind_of
from seeds.exported import changes, is_exported
from seeds.files.limits import Budget
from seeds.files.source import Source
from seeds.importing.engine import importing
from seeds.importing.profile import PROFILES, Profile, shipped
from seeds.importing.report import Report

__all__ = ["Upload", "work"]

CACHE: Final = 32  # megabytes: each account is read once
CHUNK: Final = 2**16
OUTDATED: Final = "the files, or an account that they are about, are not as they were in the preview: look at a new one"


class Upload(NamedTuple):
    """What was sent, who sent it, and what watches over it."""

    order: Order
    files: Sequence[Source]
    viewer: Viewer
    watch: Watch


def work(upload: Upload, beside: Store) -> ImportReport:
    """Carry out an upload, in a thread of its own, by a store like the one beside it; and report.

    Raises Refused where it takes too much, InvalidInput, NotAllowed, NotFound, Conflict where it is not any more as the
    preview was, and Unavailable.
    """
    return asyncio.run(_in_time(upload, Store(beside.connection.endpoint, beside.clock, CACHE, beside.watcher)))


async def _in_time(upload: Upload, store: Store) -> ImportReport:
    watch = upload.watch
    try:
        async with asyncio.timeout(watch.left) as time, store:
            with store.listening(watch.wrote):
                known = upload.order.profile or _known_by_itself(upload.files, watch)
                return await (_restored(store, upload) if known is None else _imported(store, known, upload))
    except TimeoutError:
        if not time.expired():
            raise
        raise watch.over_time() from None


def _known_by_itself(files: Sequence[Source], watch: Watch) -> Profile | None:
    """The profile of files that need none told; null where Stakegraph exported them. Raises InvalidInput."""
    kinds = {_kind(file, watch) for file in files}
    if len(kinds) > 1:
        raise InvalidInput("accounts that Stakegraph exported, calendars and mailboxes are uploaded apart", ["files"])
    kind = kinds.pop()
    return None if kind is None else shipped(kind)


def _kind(file: Source, watch: Watch) -> str | None:
    if is_exported(file, Budget(file.name, watch.limits)):
        return None
    kind = kind_of(file)
    if kind is None:
        known = ", ".join(PROFILES)
        raise InvalidInput(f"profile must say what {file.name} is: one of {known}; or give a mapping", ["profile"])
    return kind


async def _imported(store: Store, known: Profile, upload: Upload) -> ImportReport:
    order, files, viewer, watch = upload
    if order.account is not None:
        viewer.demand_sight(order.account)
    with importing(known, order.account, watch.limits) as imported:
        if known.name in (CALENDAR, MAILBOX):
            await read_contacts(store, imported, files, viewer, watch.limits)
        else:
            for file in files:
                imported.read(file.content, file.name, lambda share: watch.look(imported.report.rows))
        watch.look(imported.report.rows)
        await settle(store, imported, viewer)
        seen = await store.revisions(scope for scope in imported.scopes if viewer.sees(scope))
        token = _token(files, [known.model_dump_json(), order.account], seen)
        _demand_same(order, token, seen)
        with _as_seen(upload, seen) as expected:
            await carry_out(store, imported, viewer, lambda done: watch.look(), dry=not order.commit, seen=expected)
        tables = left_out(imported) if order.left_out else None
        return told(imported.report, None if order.commit else token, tables)


async def _restored(store: Store, upload: Upload) -> ImportReport:
    """An exported account holds what anybody has claimed, and those of us who did: it takes who may write all that."""
    order, files, viewer, watch = upload
    viewer.demand_role(Role.ADMIN)
    made: list[dict[str, list[Change]]] = []
    for file in files:
        made.append(changes(file, Budget(file.name, watch.limits)))
        watch.look(sum(len(puts) for each in made for puts in each.values()))
    scopes = {scope for each in made for scope in each}
    for scope in scopes:
        viewer.demand_write(scope)
    seen = await store.revisions(scopes)
    token = _token(files, [], seen)
    _demand_same(order, token, seen)
    report = Report()
    for each in made:
        with _as_seen(upload, seen) as expected:
            seen |= await restore(store, each, viewer, report, dry=not order.commit, seen=expected)
        watch.look()
    return told(report, None if order.commit else token, [] if order.left_out else None)


def _token(files: Sequence[Source], how: Sequence[str | None], revisions: Mapping[str, int]) -> str:
    """Stands for the files, how they are read, and the accounts that they are about as they are now."""
    contents = [[file.name, _digest(file)] for file in files]
    return sha256(orjson.dumps([contents, how, sorted(revisions.items())])).hexdigest()


def _digest(file: Source) -> str:
    known = sha256()
    with file.open() as stream:
        for chunk in iter(partial(stream.read, CHUNK), b""):
            known.update(chunk)
    return known.hexdigest()


def _demand_same(order: Order, token: str, revisions: Mapping[str, int]) -> None:
    if order.commit and order.token is not None and order.token != token:
        raise Conflict(OUTDATED, revisions, ["token"])


@contextmanager
def _as_seen(upload: Upload, revisions: Mapping[str, int]) -> Iterator[Mapping[str, int] | None]:
    """The revisions to which alone is written, where a preview was looked at; Conflict tells of it within."""
    if upload.order.token is None:
        yield None
        return
    try:
        yield revisions
    except Conflict as conflict:
        text = f"{OUTDATED}; some accounts are written, each whole" if upload.watch.written else OUTDATED
        raise Conflict(text, conflict.revisions, ["token"]) from conflict
