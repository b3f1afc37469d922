"""The stage: what was read of all files, kept on disk, so that memory does not grow with them."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

import orjson

from graph.folding import folded
from seeds.importing.draft import Draft, Ref
from seeds.importing.report import Fault, Place

__all__ = ["Sheet", "Spot", "Stage", "Staged"]

BATCH: Final = 2_000  # rows that are written at once

_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE line (id INTEGER PRIMARY KEY, sheet INTEGER, number INTEGER, cells BLOB);
CREATE TABLE draft (id INTEGER PRIMARY KEY, label TEXT, key TEXT, scope TEXT, kept INTEGER, body BLOB);
CREATE TABLE reference (label TEXT, by TEXT, value TEXT, id INTEGER);
CREATE TABLE fault (id INTEGER, heading TEXT, sentence TEXT);
"""
_INDEXES: Final = """
CREATE INDEX IF NOT EXISTS by_reference ON reference (label, by, value);
CREATE INDEX IF NOT EXISTS by_key ON draft (label, key);
CREATE INDEX IF NOT EXISTS by_scope ON draft (scope);
"""

_FIND: Final = """
SELECT d.id, d.key, d.scope, d.kept FROM reference r JOIN draft d ON d.id = r.id
WHERE r.label = ? AND r.by = ? AND r.value = ?"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was read: where it is, and its headings without those of sensitive columns."""

    place: Place
    headings: tuple[str, ...]


class Spot(NamedTuple):
    """Where on the stage a draft is, and its key. `scope` is empty until it is known."""

    id: int
    key: str
    scope: str
    kept: bool


class Staged(NamedTuple):
    """A draft on the stage. `scope` is empty until it is known."""

    id: int
    scope: str
    kept: bool
    draft: Draft


class Stage:
    """Drafts and the rows that they come from, in a file of its own, which is of no use later.

    `types` are those of the edges that the tables may have.
    """

    def __init__(self, path: Path) -> None:
        self.sheets: list[Sheet] = []
        self._kept = sqlite3.connect(path, isolation_level=None)
        self._kept.executescript(_TABLES)
        self.types: set[str] = set()
        self._names: dict[str, dict[str, str]] = {}
        self._last = 0
        self._lines: list[tuple[int, int, int, bytes]] = []
        self._drafts: list[tuple[int, str, str, str, int, bytes]] = []
        self._refs: list[tuple[str, str, str, int]] = []
        self._faults: list[tuple[int, str, str]] = []

    def close(self) -> None:
        self._kept.close()

    def add_sheet(self, sheet: Sheet) -> int:
        """Its number."""
        self.sheets.append(sheet)
        return len(self.sheets) - 1

    def add_line(self, sheet: int, number: int, cells: Sequence[str]) -> int:
        """A row as it stands there; its id."""
        self._last += 1
        self._lines.append((self._last, sheet, number, orjson.dumps(cells)))
        if len(self._lines) >= BATCH:
            self.flush()
        return self._last

    def add(self, line: int, draft: Draft, *, kept: bool = True) -> None:
        """What the row says. What is not kept is not imported, and nothing can refer to it."""
        self._drafts.append((line, draft.label, draft.key, "", kept, draft.stored()))
        self._refs += [(*each, line) for each in draft.refs] if kept else []

    def fault(self, line: int, fault: Fault) -> None:
        """Something is wrong with the row."""
        self._faults.append((line, fault.place.column or "", fault.sentence))

    def flush(self) -> None:
        """Write what is still in memory."""
        self._kept.execute("BEGIN")
        self._kept.executemany("INSERT INTO line VALUES (?, ?, ?, ?)", self._lines)
        self._kept.executemany("INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?)", self._drafts)
        self._kept.executemany("INSERT INTO reference VALUES (?, ?, ?, ?)", self._refs)
        self._kept.executemany("INSERT INTO fault VALUES (?, ?, ?)", self._faults)
        self._kept.execute("COMMIT")
        for written in (self._lines, self._drafts, self._refs, self._faults):
            written.clear()

    def index(self) -> None:
        """All has been read: from here on it is looked up."""
        self.flush()
        self._kept.executescript(_INDEXES)

    # ------------------------------------------------------------ looking up

    def place(self, line: int, column: str | None = None) -> Place:
        """Where a row stands, and a cell of it."""
        sheet, number = self._kept.execute("SELECT sheet, number FROM line WHERE id = ?", (line,)).fetchone()
        place: Place = self.sheets[sheet].place
        return place._replace(row=number, column=column or None)

    def find(self, ref: Ref) -> list[Spot]:
        """What the files have by this reference."""
        return [Spot(*row) for row in self._kept.execute(_FIND, tuple(ref))]

    def keeps(self, label: str, key: str) -> bool | None:
        """Whether what the files have of this kind and key is imported; null where they have none."""
        (kept,) = self._kept.execute("SELECT max(kept) FROM draft WHERE label = ? AND key = ?", (label, key)).fetchone()
        return None if kept is None else bool(kept)

    def of_label(self, label: str) -> Iterator[Staged]:
        """All drafts of a kind of node that are kept; of those that are edges alone where the label is empty."""
        return self._each("WHERE label = ? AND kept ORDER BY id", label)

    def of_scope(self, scope: str) -> Iterator[Staged]:
        """All drafts of a scope that are kept."""
        return self._each("WHERE scope = ? AND kept ORDER BY id", scope)

    def all(self) -> Iterator[Staged]:
        """All drafts, those that are left out too."""
        return self._each("ORDER BY id")

    def scopes(self) -> list[str]:
        """The scopes of the drafts that are kept."""
        query = "SELECT DISTINCT scope FROM draft WHERE kept AND scope <> '' ORDER BY scope"
        return [scope for (scope,) in self._kept.execute(query)]

    def labels(self) -> set[str]:
        """The kinds of node of which there is one, kept or not."""
        return {label for (label,) in self._kept.execute("SELECT DISTINCT label FROM draft WHERE label <> ''")}

    def repeated(self) -> Iterator[list[Staged]]:
        """Drafts that share label and key, where several do."""
        query = "SELECT label, key FROM draft WHERE label <> '' AND kept GROUP BY label, key HAVING count(*) > 1"
        for label, key in self._kept.execute(query).fetchall():
            yield list(self._each("WHERE label = ? AND key = ? AND kept ORDER BY id", label, key))

    def names(self, label: str) -> dict[str, str]:
        """The names of all of a kind that are kept, by how they are compared."""
        if label not in self._names:
            kept = self.of_label(label)
            self._names[label] = {folded(name): name for each in kept if (name := str(each.draft.values.get("name")))}
        return self._names[label]

    def rejected(self, sheet: int) -> Iterator[tuple[list[str], str]]:
        """The rows of a sheet with which something is wrong, in their order, each once with all that is."""
        query = """
        SELECT l.number, l.cells, CASE f.heading WHEN '' THEN '' ELSE f.heading || ': ' END || f.sentence
        FROM line l JOIN fault f ON f.id = l.id WHERE l.sheet = ? ORDER BY l.number, l.id, f.rowid"""
        for _, found in groupby(self._kept.execute(query, (sheet,)), itemgetter(0)):
            faults = [*found]
            yield orjson.loads(faults[0][1]), " ".join(dict.fromkeys(sentence for _, _, sentence in faults))

    # ------------------------------------------------------------ settling

    def settle(self, placed: Iterable[tuple[str, int]]) -> None:
        """The scope of each id."""
        self._kept.execute("BEGIN")
        self._kept.executemany("UPDATE draft SET scope = ? WHERE id = ?", placed)
        self._kept.execute("COMMIT")

    def again(self, line: int) -> int:
        """The id of one more line that stands where this one does."""
        self._last += 1
        query = "INSERT INTO line SELECT ?, sheet, number, cells FROM line WHERE id = ?"
        self._kept.execute(query, (self._last, line))
        return self._last

    def forget(self, ids: Iterable[int]) -> None:
        """These say what others say."""
        gone = [(each,) for each in ids]
        self._kept.executemany("UPDATE draft SET kept = 0 WHERE id = ?", gone)
        self._kept.executemany("DELETE FROM reference WHERE id = ?", gone)

    def leave_out(self, ids: Iterable[int]) -> None:
        """These are not imported."""
        self._kept.executemany("UPDATE draft SET kept = 0 WHERE id = ?", [(each,) for each in ids])

    def _each(self, condition: str, *values: str) -> Iterator[Staged]:
        cursor = self._kept.execute(f"SELECT * FROM draft {condition}", values)  # noqa: S608  # of this file's own
        return map(_staged, cursor)


def _staged(row: tuple[int, str, str, str, int, bytes]) -> Staged:
    identifier, _, _, scope, kept, body = row
    return Staged(identifier, scope, bool(kept), Draft.restored(body))
