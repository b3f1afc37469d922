"""Privacy: what is held about a person told as one document, what an erasure would take, and the erasure itself."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

import orjson

from graph import cypher
from graph.change import Effect
from graph.codec import native
from graph.commit import AlreadyAnswered
from graph.connection import Transaction
from graph.declaration import Edge, Node
from graph.erasure import Eraser
from graph.errors import Conflict, InvalidInput, NotAllowed
from graph.identity import TEAM, parse_id
from graph.journal import Entry, Recorded, next_instant, recorded
from graph.keys import drop_keys_of
from graph.message import Message
from graph.moment import day_of
from graph.person import Person, find_person, person_scope
from graph.portfolio import drop_recommended_to, drop_summaries
from graph.reading import entry_batches
from graph.snapshot import Snapshot
from graph.viewer import Role, Viewer
from graph.writing import drop_edges, run_counted, write_edges, write_nodes

__all__ = ["Erasure", "Mention", "Preview", "demand_privacy", "export", "preview", "state"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A text of others that names the person. `past`: only the journal still holds it."""

    scope: str
    label: str
    key: str
    field: str
    text: str
    past: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would take: how many things of each label in each scope, and how many journal entries.

    `token` stands for all that was looked at. Mentions are taken only where the erasure is told to.
    """

    ids: tuple[str, ...]
    revisions: Mapping[str, int]
    counts: Mapping[str, Mapping[str, int]]
    entries: Mapping[str, int]
    mentions: tuple[Mention, ...]
    token: str


def demand_privacy(viewer: Viewer, identifier: str) -> str:
    """The person's home scope. Raises NotAllowed or NotFound unless the viewer may export and erase people there."""
    if not viewer.role.covers(Role.OWNER):
        text = Message("the role %(role)s may neither export nor erase what is held about a person", role=viewer.role)
        raise NotAllowed(text, ["id"])
    scope = person_scope(identifier)
    viewer.demand_sight(scope)
    return scope


async def export(tx: Transaction, identifier: str, viewer: Viewer, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Everything that is held about a person in the accounts that the viewer sees, as docs/privacy.md tells it."""
    person = await find_person(tx, identifier)
    seen = {scope: snapshot for scope, snapshot in person.held.items() if viewer.sees(scope)}
    eraser = _eraser(person, clock, mentions=True)
    journal = [
        told
        for scope, snapshot in seen.items()
        async for entries in entry_batches(tx, scope, snapshot.revision)
        for entry in entries
        for told in _told_entry(eraser, entry)
    ]
    document = {
        "person": {"kind": "TeamMember" if TEAM in person.held else "Stakeholder", "ids": _ids_seen(person, viewer)},
        "accounts": [_told_scope(person, eraser, snapshot) for snapshot in seen.values()],
        "journal": journal,
    }
    plain: dict[str, Any] = orjson.loads(orjson.dumps(document))
    return plain


def _ids_seen(person: Person, viewer: Viewer) -> list[str]:
    return [each for each in sorted(person.ids) if viewer.sees(parse_id(each).scope)]


def _told_scope(person: Person, eraser: Eraser, snapshot: Snapshot) -> dict[str, Any]:
    """What one scope holds about the person: sorted by how it has to do with them."""
    about: dict[str, list[dict[str, Any]]] = {"person": [], "edges": [], "related": [], "mentions": []}
    for item, _ in eraser.altered(snapshot):
        key, is_edge = (item.key, True) if isinstance(item, Edge) else (item.id, False)
        own = eraser.is_about(type(item), key)
        kind = "person" if key in person.ids else "edges" if is_edge and own else "related" if own else "mentions"
        about[kind].append(_told(item))
    return {"account": snapshot.scope, "revision": snapshot.revision, **about}


def _told(item: Node | Edge) -> dict[str, Any]:
    return {"type" if isinstance(item, Edge) else "label": item.label, **item.encode()}


def _told_entry(eraser: Eraser, entry: Entry) -> Iterator[dict[str, Any]]:
    """The entry without what has nothing to do with the person; nothing where all of it has not."""
    erased = eraser.entry(entry)
    if erased == entry:
        return
    changes = [old for old, new in zip(entry.changes, erased.changes, strict=True) if old != new]
    told = [{"label": c.kind.label, "key": c.key, "values": c.values} for c in changes]
    yield {
        "account": entry.scope,
        "revision": entry.revision,
        "at": entry.at,
        "actor": entry.actor,
        "idempotencyKey": entry.idempotency_key,
        "changes": told,
    }


async def preview(tx: Transaction, identifier: str, viewer: Viewer, clock: Callable[[], datetime]) -> Preview:
    """What an erasure of this person would take. Raises NotAllowed unless the viewer sees all accounts."""
    _demand_all(viewer)
    person = await find_person(tx, identifier)
    without, with_mentions = (_eraser(person, clock, mentions=mentions) for mentions in (False, True))
    mentions, touched = dict[tuple[str, ...], Mention](), Counter[str]()
    counts = {}
    for scope, snapshot in person.held.items():
        counts[scope] = dict(sorted(Counter(old.label for old, _ in without.altered(snapshot)).items()))
        for old, _ in with_mentions.altered(snapshot):
            _note(mentions, scope, without, with_mentions, _recorded(old), past=False)
        async for entries in entry_batches(tx, scope, snapshot.revision):
            for entry in entries:
                touched[scope] += without.entry(entry) != entry
                for change in entry.changes:
                    _note(mentions, scope, without, with_mentions, change, past=True)
    entry_counts = {scope: touched[scope] for scope in person.held}
    told = tuple(mentions.values())
    return Preview(tuple(sorted(person.ids)), person.revisions, counts, entry_counts, told, _token(person))


async def state(tx: Transaction, identifier: str, viewer: Viewer) -> tuple[dict[str, int], str]:
    """The revisions of the scopes that hold something of the person, and the token that stands for them."""
    _demand_all(viewer)
    person = await find_person(tx, identifier)
    return person.revisions, _token(person)


def _recorded(item: Node | Edge) -> Recorded:
    return Recorded(type(item), item.id if isinstance(item, Node) else item.key, None, item.encode())


def _note(
    found: dict[tuple[str, ...], Mention],
    scope: str,
    without: Eraser,
    with_mentions: Eraser,
    change: Recorded,
    *,
    past: bool,
) -> None:
    """Add each field of a thing that would stay as it is unless mentions are to go too."""
    for word, value in (change.values or {}).items():
        if isinstance(value, str) and with_mentions.names.mentions(value):
            kept = without.values(change.kind, change.key, change.values or {}).get(word)
            if kept == value and with_mentions.values(change.kind, change.key, change.values or {}).get(word) != value:
                mention = Mention(scope, change.kind.label, change.key, word, value, past)
                found.setdefault((scope, change.key, word, value), mention)


def _eraser(person: Person, clock: Callable[[], datetime], *, mentions: bool) -> Eraser:
    return Eraser(person.ids, person.names, person.related, day_of(clock(), None), mentions=mentions)


def _demand_all(viewer: Viewer) -> None:
    """Whether a person is in an account that somebody may not see is not for them to know."""
    if viewer.accounts is not None:
        text = Message("erasing takes somebody who sees all accounts: a person may be in any of them")
        raise NotAllowed(text, ["id"])


def _token(person: Person) -> str:
    """What stands for the state of all scopes that were looked at."""
    return sha256(orjson.dumps([sorted(person.ids), sorted(person.revisions.items())])).hexdigest()


class Erasure:
    """An erasure, which `run` tries, in one transaction. It may be run again, as a Commit may."""

    def __init__(
        self,
        identifier: str,
        scopes: Iterable[str],
        token: str,
        viewer: Viewer,
        clock: Callable[[], datetime],
        idempotency_key: str | None,
        *,
        mentions: bool,
    ) -> None:
        self.identifier = identifier
        self.scopes = sorted(scopes)
        self.token = token
        self.viewer = viewer
        self.clock = clock
        self.mentions = mentions
        self.idempotency_key = idempotency_key or str(uuid4())
        self.transaction_id = str(uuid4())
        self.pseudonym = f"erased-{uuid4()}"  # of the caller, should they erase themselves

    async def run(self, tx: Transaction) -> dict[str, Snapshot]:
        """Erase, and answer the snapshots that come of it, by scope.

        First it locks the ledgers of all scopes that hold something, in their order; where one of us is erased, also
        all others, so that nobody refers to them meanwhile.
        """
        if TEAM in self.scopes:
            await (await tx.run(cypher.TOUCH_ALL, token=str(uuid4()))).consume()
        result = await tx.run(cypher.LOCK, scopes=self.scopes, team=TEAM)
        ledgers = {row["scope"]: row for row in [native(row) async for row in result]}
        await self._settle(tx)
        person = await self._same_person(tx, {scope: row["revision"] for scope, row in ledgers.items()})
        eraser = _eraser(person, self.clock, mentions=self.mentions)
        self._demand_clean_key(eraser)
        effects, entries = {}, []
        for scope, snapshot in person.held.items():
            effects[scope], changes = _effect(eraser, snapshot)
            entries.append(self._entry(eraser, ledgers, scope, changes))
        await _write(tx, effects)
        await drop_summaries(tx, effects)
        await drop_recommended_to(tx, self.identifier)
        await drop_keys_of(tx, person.ids)
        for scope, snapshot in person.held.items():
            await _rewrite(tx, eraser, scope, snapshot.revision)
        await (await tx.run(cypher.JOURNAL, entries=[entry.encode() for entry in entries])).consume()
        return {scope: effect.after for scope, effect in effects.items()}

    async def _settle(self, tx: Transaction) -> None:
        """Roll back where an earlier try has done it."""
        for actor in (self.viewer.subject, self.pseudonym):
            result = await tx.run(cypher.ANSWER, actor=actor, key=self.idempotency_key)
            answer = {row["scope"]: row["revision"] async for row in result}
            if answer:
                raise AlreadyAnswered(answer)

    async def _same_person(self, tx: Transaction, locked: Mapping[str, int]) -> Person:
        """The person, unless anything was written since the preview. The locks have raised each revision by one."""
        person = await find_person(tx, self.identifier)
        held = {
            scope: snapshot.amended(snapshot.revision - (scope in locked), ())
            for scope, snapshot in person.held.items()
        }
        person = replace(person, held=held)
        if _token(person) != self.token:
            text = Message("somebody wrote in between: look at a new preview, and erase with its token")
            raise Conflict(text, person.revisions, ["token"])
        return person

    def _demand_clean_key(self, eraser: Eraser) -> None:
        if eraser.identifier(self.idempotency_key) != self.idempotency_key:
            raise InvalidInput(Message("idempotencyKey must not name the person who is erased"), ["idempotencyKey"])

    def _entry(
        self, eraser: Eraser, ledgers: Mapping[str, Mapping[str, Any]], scope: str, changes: tuple[Recorded, ...]
    ) -> Entry:
        is_self = eraser.identifier(self.viewer.subject) != self.viewer.subject
        return Entry(
            scope=scope,
            revision=ledgers[scope]["revision"],
            at=next_instant(self.clock(), ledgers[scope]["at"]),
            actor=self.pseudonym if is_self else self.viewer.subject,
            transaction_id=self.transaction_id,
            idempotency_key=self.idempotency_key,
            team_revision=max(row["team"] or 0 for row in ledgers.values()),
            changes=changes,
            rewritten_at=ledgers[scope]["revision"],
        )


def _effect(eraser: Eraser, snapshot: Snapshot) -> tuple[Effect, tuple[Recorded, ...]]:
    """What the erasure does to the scope as it stands, and to the scope as its rewritten journal tells it."""
    revision = snapshot.revision + 1
    altered = list(eraser.altered(snapshot, revision))
    put = tuple(new for _, new in altered)
    dropped = tuple(old for old, new in altered if _key(old) != _key(new))
    erased = eraser.snapshot(snapshot)
    told = Effect(erased, erased.amended(revision, put), put, (), {})
    return Effect(snapshot, told.after, put, dropped, {}), recorded(told)


def _key(item: Node | Edge) -> str:
    return item.id if isinstance(item, Node) else item.key


async def _write(tx: Transaction, effects: Mapping[str, Effect]) -> None:
    """Edges go before the nodes that they hang on, and come after them, over all scopes, as in a commit."""
    for effect in effects.values():
        await drop_edges(tx, effect)
    for effect in effects.values():
        await write_nodes(tx, effect)
    for effect in effects.values():
        await write_edges(tx, effect)


async def _rewrite(tx: Transaction, eraser: Eraser, scope: str, until: int) -> None:
    """Erase the journal of a scope, batch by batch; what does not change is not written."""
    async for entries in entry_batches(tx, scope, until):
        rewritten = [(entry, eraser.entry(entry)) for entry in entries]
        rows = [replace(erased, rewritten_at=until + 1).encode() for entry, erased in rewritten if erased != entry]
        if rows:
            await run_counted(tx, cypher.REWRITE, rows)
