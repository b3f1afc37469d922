"""A table and the profile's idea of it, bound together: reads rows as drafts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, NamedTuple

from graph.declaration import Claim, Kind, Property
from graph.identity import LONGEST_KEY
from graph.model import NODES, Organisation
from seeds.files.columns import Column
from seeds.files.columns import Kind as Holds
from seeds.files.table import Row, Table
from seeds.importing.cells import Cell, Wrong, column_as, kind_of
from seeds.importing.draft import By, Draft, EdgeDraft, Mention, Ref, key_of, ref
from seeds.importing.profile import EdgeOf, FieldOf, Profile, Reading, Reference, TableOf
from seeds.importing.recognition import Headings
from seeds.importing.report import Reason
from seeds.importing.words import nearest, spelt

__all__ = ["Binding", "Flaw", "bound"]

DIGITS: Final = 32  # of a key that is made of several columns

_ID: Final = "x/X/x"  # in the place of ends that are not known yet
_ENDS: Final = {"from": _ID, "to": "x/X/y", "by": "source:x", "validFrom": "2000-01-01"}


class Flaw(NamedTuple):
    """What is wrong in a row: in which column, what stood there, and why it was left out."""

    column: str
    value: str
    wrong: Wrong
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """A reference of a table: the columns that name another thing."""

    reference: Reference
    column: Column
    by: By

    def mentions(self, row: Row, source: str) -> list[Mention]:
        value = self.column.read(row)
        texts = [value] if isinstance(value, str) else list(value or ())
        return [
            Mention(tuple(self._refs(text, source)), self.column.heading, text, self.reference.make) for text in texts
        ]

    def _refs(self, text: str, source: str) -> Iterator[Ref]:
        by = self.by
        if self.reference.email and self.reference.name:
            by = By.EMAIL if "@" in text else By.NAME
        for label in self.reference.label:
            yield ref(label, by, text, source)
            if by is By.ID and label == Organisation.label:
                yield Ref(label, by, text)


@dataclass(frozen=True, slots=True)
class _Edge:
    edge: EdgeOf
    cells: Mapping[str, Cell]
    source: _Named | None
    target: _Named | None
    only: Column | None

    def is_meant(self, row: Row) -> bool:
        """Whether the row is one of those that give the edge."""
        if self.edge.only is None:
            return True
        said = str(self.only.read(row) or "") if self.only else ""
        return spelt(said) in map(spelt, self.edge.only.words) if self.edge.only.words else not said

    @property
    def is_whole(self) -> bool:
        """Whether the table has the columns that name its ends."""
        given = ((self.edge.from_, self.source), (self.edge.to, self.target))
        return all(named is not None for told, named in given if told)


class Binding:
    """A table, bound to what a profile says of it."""

    def __init__(self, table: Table, known: TableOf, profile: Profile, headings: Headings) -> None:
        self.table = table
        self.known = known
        self._source = profile.name
        self._binder = _Binder(table, profile.reading, headings)
        node = known.node
        self._but = [column for each in known.but if (column := self._binder.column([each], Holds.BOOLEAN))]
        keys = node.key if node else []
        self._keys = [self._binder.column(key.id, Holds.CODE) if key.id else None for key in keys]
        self._beside = [[found for each in key.columns if (found := self._binder.heading(each))] for key in keys]
        self._fields = self._binder.cells(node.kind, node.fields) if node else {}
        self._within = [named for each in (node.within if node else []) if (named := self._binder.named(each))]
        edges = [
            _Edge(
                e,
                self._binder.cells(e.kind, e.fields),
                self._binder.named(e.from_),
                self._binder.named(e.to),
                self._binder.column(e.only.headings, Holds.TEXT) if e.only else None,
            )
            for e in known.edges
        ]
        self._edges = [edge for edge in edges if edge.is_whole]

    @property
    def label(self) -> str:
        """What its rows are: a kind of node, else a type of edge."""
        return self.known.node.label if self.known.node else self.known.edges[0].type

    @property
    def types(self) -> set[str]:
        """The types of the edges that its rows may give."""
        return {each.edge.type for each in self._edges}

    def see(self) -> None:
        """Go through the table once, so that each column knows all of its cells."""
        for row in self.table.rows(telling=False):
            for each in self._binder.made.values():
                each.see(row)

    def draft(self, row: Row) -> tuple[Draft | None, list[Flaw]]:
        """What a row says, and what is wrong with it; of one that is left out no more than its key."""
        if any(column.read(row) is True for column in self._but):
            return None, [Flaw("", "", Wrong(Reason.ROW_MARKED), whole=True)]
        flaws: list[Flaw] = []
        meant = [edge for edge in self._edges if edge.is_meant(row)]
        edges = [draft for edge in meant for draft in self._of_edge(edge, row, flaws)]
        node = self.known.node
        if node is None:
            fault = [] if edges else [_nothing(self._edges) if meant else self._unmeant(row)]
            return (Draft(edges=edges) if edges else None), flaws or fault
        values, cells = self._values(node.kind, node.fixed, self._fields, row, flaws)
        missing = [known.word for known in node.kind.properties if known.required and values.get(known.word) is None]
        by, key = self._key(row, values)
        has_key = 0 < len(key) <= LONGEST_KEY
        if missing:
            told = _with_missing(flaws, self._fields.get(missing[0]), f"{node.label}.{missing[0]}")
            return (Draft(node.label, key, by) if has_key else None), told
        if not has_key:
            columns = ", ".join(each.heading for each in self._keys if each) or "it has no column of ids"
            return None, [*flaws, Flaw("", key, Wrong(Reason.KEY_MISSING, columns), whole=True)]
        within = [mention for named in self._within for mention in named.mentions(row, self._source)]
        return Draft(node.label, key, by, values, cells, within, edges), flaws

    def _key(self, row: Row, values: Mapping[str, Any]) -> tuple[By, str]:
        node = self.known.node
        for key, id_column, beside in zip(node.key if node else [], self._keys, self._beside, strict=True):
            if id_column is not None and (text := id_column.read(row)):
                return By.ID, key_of(By.ID, text, self._source)
            parts = [str(values[word]) for word in key.fields if values.get(word) is not None]
            if key.columns and len(parts) == len(key.fields):
                parts += [self._text(row, heading) for heading in beside]
                return By.NAME, key_of(By.ID, sha256("\0".join(parts).encode()).hexdigest()[:DIGITS], self._source)
            if key.fields and len(parts) == len(key.fields):
                by = By.EMAIL if key.fields == ["email"] else By.NAME
                return by, key_of(by, " ".join(parts), self._source)
        return By.ID, ""

    def _unmeant(self, row: Row) -> Flaw:
        """What is wrong with a row that gives none of the edges: the word that says which."""
        words = [word for each in self._edges if each.edge.only for word in each.edge.only.words]
        column = next((each.only for each in self._edges if each.only), None)
        said = str(column.read(row) or "") if column else ""
        heading = column.heading if column else ""
        return Flaw(heading, said, Wrong(Reason.WORD_UNKNOWN, proposal=nearest(said, words)), whole=True)

    def _of_edge(self, edge: _Edge, row: Row, flaws: list[Flaw]) -> Iterator[EdgeDraft]:
        sources = edge.source.mentions(row, self._source) if edge.source else [None]
        targets = edge.target.mentions(row, self._source) if edge.target else [None]
        if not sources or not targets:
            return
        kind = edge.edge.kind
        values: Mapping[str, Any] = edge.edge.fixed
        cells: Mapping[str, str] = {}
        if edge.cells:
            values, cells = self._values(kind, edge.edge.fixed, edge.cells, row, flaws)
        if issubclass(kind, Claim) and edge.cells and not cells:
            return
        required = [known.word for known in kind.properties if known.required and known.word not in _ENDS]
        if any(values.get(word) is None for word in required):
            return
        for source in sources:
            for target in targets:
                yield EdgeDraft(edge.edge.type, values, cells, source, target, edge.edge.to_account)

    def _values(
        self, kind: Kind, fixed: Mapping[str, Any], cells: Mapping[str, Cell], row: Row, flaws: list[Flaw]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """The values of fields, those taken out that the model refuses; and the column of each."""
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        headings: dict[str, str] = {}
        for word, cell in cells.items():
            value, heading, wrong = cell.read(row, extra)
            if value is not None:
                values[word], headings[word] = value, heading
            if wrong:
                flaws.append(Flaw(heading, self._text(row, heading), wrong))
        words = {known.word for known in kind.properties}
        values = {**{word: value for word, value in extra.items() if word in words}, **values}
        values = {word: value for word, value in values.items() if _holds(cells.get(word), values)}
        headings = {word: heading for word, heading in headings.items() if word in values}
        values = {**fixed, **values}
        while self._take_out(kind, values, headings, row, flaws):
            pass
        return values, {word: heading for word, heading in headings.items() if word in values}

    def _take_out(
        self, kind: Kind, values: dict[str, Any], headings: Mapping[str, str], row: Row, flaws: list[Flaw]
    ) -> bool:
        """Take out what the model refuses; whether there was such, as more may show without it."""
        needed = {"id": _ID} if kind.label in NODES else {word: _ENDS[word] for word in kind.identifying}
        _, faults = kind.decode({**needed, **values})
        count = len(values)
        for fault in faults:
            word = fault.path[0] if fault.path else ""
            culprit = word if word in values else _needing(kind, word, values)
            if culprit is None:
                continue
            wrong = Wrong(Reason.VALUE_INVALID, str(fault.message))
            if word == "currency" and culprit != word:
                wrong = Wrong(Reason.CURRENCY_MISSING)
            heading = headings.get(culprit, "")
            flaws.append(Flaw(heading, self._text(row, heading), wrong))
            del values[culprit]
        return len(values) < count

    def _text(self, row: Row, heading: str) -> str:
        return row.cells[self.table.headings.index(heading)] if heading else ""


def _holds(cell: Cell | None, values: Mapping[str, Any]) -> bool:
    """Whether a field is there, by what others say."""
    return cell is None or all(str(values.get(word)) in wanted for word, wanted in cell.field.when.items())


def _needing(kind: Kind, word: str, values: Mapping[str, Any]) -> str | None:
    """The field that needs another one, which is absent."""
    return next((known.word for known in kind.properties if known.needs == word and known.word in values), None)


def _with_missing(flaws: list[Flaw], cell: Cell | None, word: str) -> list[Flaw]:
    """What is wrong, where a field is missing without which there is no row: what was told of its cell may be why."""
    headings = {way[0].heading for way in cell.ways} if cell else set()
    told = [flaw for flaw in flaws if flaw.column in headings]
    if told:
        return [flaw._replace(whole=True) if flaw is told[0] else flaw for flaw in flaws]
    heading = cell.heading if cell else ""
    return [*flaws, Flaw(heading, "", Wrong(Reason.FIELD_MISSING, word), whole=True)]


def _nothing(edges: Sequence[_Edge]) -> Flaw:
    named = [each.column.heading for edge in edges for each in (edge.source, edge.target) if each]
    return Flaw("", "", Wrong(Reason.KEY_MISSING, ", ".join(dict.fromkeys(named))), whole=True)


# ---------------------------------------------------------------- columns


class _Binder:
    """Finds and makes the columns of a table: one for each heading and what it holds."""

    def __init__(self, table: Table, reading: Reading, headings: Headings) -> None:
        self.made: dict[tuple[str, Holds], Column] = {}
        self._table = table
        self._reading = reading
        self._headings = headings

    def heading(self, candidates: Sequence[str]) -> str | None:
        """The first of the candidates that the table has; it is of use then."""
        heading = self._headings.first(candidates)
        if heading is not None:
            self._headings.used.add(heading)
        return heading

    def column(self, candidates: Sequence[str], holds: Holds) -> Column | None:
        heading = self.heading(candidates)
        if heading is None:
            return None
        if (heading, holds) not in self.made:
            self.made[heading, holds] = column_as(self._table, heading, holds, self._reading)
        return self.made[heading, holds]

    def cells(self, kind: Kind, fields: Mapping[str, FieldOf]) -> dict[str, Cell]:
        known = {each.word: each for each in kind.properties}
        made = {word: self._cell(known[word], field) for word, field in fields.items()}
        return {word: cell for word, cell in made.items() if cell}

    def _cell(self, known: Property, field: FieldOf) -> Cell | None:
        holds = kind_of(known, field)
        alone = dict.fromkeys(found for each in field.headings if (found := self.column([each], holds)))
        ways = [[found] for found in alone]
        joined = [part for each in field.join if (part := self.column(each, Holds.TEXT))]
        ways += [joined] if joined else []
        return Cell(known, field, ways, self._reading) if ways or field.otherwise is not None else None

    def named(self, reference: Reference | None) -> _Named | None:
        if reference is None:
            return None
        by = By.ID if reference.id else By.EMAIL if reference.email else By.NAME
        holds = Holds.CODES if reference.several else Holds.TEXT if reference.name else _HOLDS[by]
        column = self.column(reference.headings, holds)
        return _Named(reference, column, by) if column else None


_HOLDS: Final[Mapping[By, Holds]] = {By.ID: Holds.CODE, By.EMAIL: Holds.EMAIL, By.NAME: Holds.TEXT}


def bound(table: Table, known: TableOf, profile: Profile, headings: Headings) -> Binding:
    """The table as the profile's, ready to be read."""
    binding = Binding(table, known, profile, headings)
    binding.see()
    return binding
