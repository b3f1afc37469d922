"""The journal: one entry a scope and revision, from which any revision can be made again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from graph.change import Effect
from graph.declaration import Edge, Kind, Node
from graph.errors import Unavailable
from graph.model import EDGES, NODES
from graph.snapshot import Snapshot

__all__ = ["FORMAT", "Entry", "Gap", "Recorded", "next_instant", "recorded", "replay"]

FORMAT: Final = 1
"""The format in which entries are written. An older one is raised when it is read."""


class Gap(Exception):
    """The entries do not follow on from the snapshot without a gap: read the scope anew."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one thing. `was` is the revision of its earlier self, null where it is new.

    `values` is the whole of it afterwards, by the model's words; null where it was dropped. `key` is its id or
    edge key.
    """

    kind: Kind
    key: str
    was: int | None
    values: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit to one scope, as the journal keeps it.

    `rewritten_at` is the revision of the newest erasure of a person that rewrote it (its own: it is the erasure), 0
    where none did. What was made of the journal before that revision is not to be amended with it, but read anew.
    """

    scope: str
    revision: int
    at: datetime
    actor: str
    transaction_id: str
    idempotency_key: str
    team_revision: int
    changes: tuple[Recorded, ...]
    rewritten_at: int = 0

    @property
    def is_erasure(self) -> bool:
        """Whether it erased a person."""
        return self.rewritten_at == self.revision

    def encode(self) -> dict[str, Any]:
        """The properties of its node in the database."""
        return {
            "scope": self.scope,
            "revision": self.revision,
            "at": self.at,
            "actor": self.actor,
            "transactionId": self.transaction_id,
            "idempotencyKey": self.idempotency_key,
            "teamRevision": self.team_revision,
            "format": FORMAT,
            "changes": orjson.dumps([_write(change) for change in self.changes]).decode(),
            **({"rewrittenAt": self.rewritten_at} if self.rewritten_at else {}),
        }

    @classmethod
    def decode(cls, properties: Mapping[str, Any]) -> "Entry":
        """The entry of these properties. Raises Unavailable where a newer Stakegraph wrote it."""
        if properties["format"] > FORMAT:
            text = f"the journal of {properties['scope']!r} was written by a newer Stakegraph: upgrade this one"
            raise Unavailable(text)
        return cls(
            scope=properties["scope"],
            revision=properties["revision"],
            at=properties["at"],
            actor=properties["actor"],
            transaction_id=properties["transactionId"],
            idempotency_key=properties["idempotencyKey"],
            team_revision=properties["teamRevision"],
            changes=tuple(_read(change) for change in orjson.loads(properties["changes"])),
            rewritten_at=properties.get("rewrittenAt") or 0,
        )


def recorded(effect: Effect) -> tuple[Recorded, ...]:
    """What an effect changes, as an entry keeps it."""

    def was(key: str) -> int | None:
        earlier = effect.before.get(key)
        return earlier.revision if earlier else None

    put = [Recorded(type(item), key, was(key), item.encode()) for item in effect.put for key in [_key(item)]]
    dropped = [Recorded(type(item), key, was(key), None) for item in effect.dropped for key in [_key(item)]]
    return (*put, *dropped)


def replay(snapshot: Snapshot, entries: Iterable[Entry], known_at: int | None = None) -> Snapshot:
    """The snapshot as it was after these entries. Raises Gap unless they follow on from it one by one,
    and where an erasure has rewritten them since the snapshot was made: when the newest revision was `known_at`, or
    the snapshot's own.

    Entries hold after-images, so the last word on each thing is all that counts: linear in the changes.
    """
    revision = snapshot.revision
    last: dict[str, tuple[int, Recorded]] = {}
    for entry in entries:
        if entry.revision != revision + 1:
            raise Gap(f"revision {entry.revision} of {snapshot.scope!r} does not follow {revision}")
        if entry.rewritten_at > (known_at or snapshot.revision) and snapshot.revision > 0:
            raise Gap(f"an erasure rewrote {snapshot.scope!r} at revision {entry.rewritten_at}")
        revision = entry.revision
        last.update((change.key, (revision, change)) for change in entry.changes)
    put = [_made(change, at) for at, change in last.values() if change.values is not None]
    gone = [snapshot.get(key) for key, (_, change) in last.items() if change.values is None]
    return snapshot.amended(revision, put, [item for item in gone if item])


def next_instant(now: datetime, previous: datetime | None) -> datetime:
    """When an entry is said to be written: never before the one that precedes it, whatever the clock says."""
    return now if previous is None else max(now, previous + timedelta(microseconds=1))


def _key(item: Node | Edge) -> str:
    return item.id if isinstance(item, Node) else item.key


def _made(change: Recorded, revision: int) -> Node | Edge:
    item, faults = change.kind.decode({**(change.values or {}), "revision": revision})
    if item is None:
        raise Unavailable(f"the journal holds what the model refuses: {change.key}: {faults[0].message}")
    return item


def _write(change: Recorded) -> dict[str, Any]:
    return {"label": change.kind.label, "key": change.key, "was": change.was, "values": change.values}


def _read(written: Mapping[str, Any]) -> Recorded:
    kind = NODES.get(written["label"]) or EDGES[written["label"]]
    return Recorded(kind, written["key"], written["was"], written["values"])
