"""Steps: what each revision of a scope changed, and how it was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph import cypher
from graph.connection import Connection
from graph.journal import Entry
from graph.reading import entries_of

__all__ = ["Step", "read_steps"]


@dataclass(frozen=True, slots=True)
class Step:
    """One revision of a scope: its journal entry, and the values that things had before, by their ids or edge keys.

    What it made anew is not in `before`.
    """

    entry: Entry
    before: Mapping[str, Mapping[str, Any] | None]


async def read_steps(connection: Connection, scope: str, after: int, until: int) -> list[Step]:
    """The steps of a scope to the revisions above `after`, up to `until`, in their order.

    At most two indexed queries; linear in the changes of these revisions, and of those that last wrote the same things.
    """
    entries = entries_of(await connection.ask(cypher.ENTRIES, scope=scope, after=after, until=until))
    earlier = {change.was for entry in entries for change in entry.changes if change.was is not None}
    known = {entry.revision: entry for entry in entries}
    if missing := earlier - known.keys():
        rows = await connection.ask(cypher.ENTRIES_OF, scope=scope, revisions=sorted(missing))
        known.update((entry.revision, entry) for entry in entries_of(rows))
    images = {revision: {each.key: each.values for each in known[revision].changes} for revision in earlier}
    return [Step(entry, _before(entry, images)) for entry in entries]


def _before(
    entry: Entry, images: Mapping[int, Mapping[str, Mapping[str, Any] | None]]
) -> Mapping[str, Mapping[str, Any] | None]:
    return {each.key: images[each.was].get(each.key) for each in entry.changes if each.was is not None}
