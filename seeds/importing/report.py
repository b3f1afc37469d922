"""The report of an import: what was made, changed, matched and left out, and why."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from seeds.files.findings import Finding, Findings, Severity

__all__ = ["WHY", "Extent", "Fault", "Likely", "Outcome", "Place", "Reason", "Report", "Tally", "Vanished"]

KEPT: Final = 10_000  # faults that are kept; all are counted, and each is written to the file of what was left out


WHY: Final = "Why it was left out"
"""The heading of the column that says so in a table of rejects; it is passed over when they are read again."""


class Extent(StrEnum):
    """How much was left out."""

    TABLE = "TABLE"
    COLUMN = "COLUMN"
    ROW = "ROW"
    CELL = "CELL"


class Reason(StrEnum):
    """Why something was left out, or is told."""

    TABLE_UNKNOWN = "TABLE_UNKNOWN"
    TABLE_UNREAD = "TABLE_UNREAD"
    COLUMN_SENSITIVE = "COLUMN_SENSITIVE"
    COLUMN_UNMAPPED = "COLUMN_UNMAPPED"
    ROW_MARKED = "ROW_MARKED"
    ROW_REPEATED = "ROW_REPEATED"
    ROW_UNREAD = "ROW_UNREAD"
    KEY_MISSING = "KEY_MISSING"
    KEY_AMBIGUOUS = "KEY_AMBIGUOUS"
    FIELD_MISSING = "FIELD_MISSING"
    ACCOUNT_MISSING = "ACCOUNT_MISSING"
    ACCOUNT_UNSEEN = "ACCOUNT_UNSEEN"
    REFERENCE_MISSING = "REFERENCE_MISSING"
    REFERENCE_AMBIGUOUS = "REFERENCE_AMBIGUOUS"
    REFERENCE_ELSEWHERE = "REFERENCE_ELSEWHERE"
    REFERENCE_TO_ITSELF = "REFERENCE_TO_ITSELF"
    CYCLE = "CYCLE"
    WORD_UNKNOWN = "WORD_UNKNOWN"
    CELL_UNREAD = "CELL_UNREAD"
    CELL_ASKED = "CELL_ASKED"
    VALUE_INVALID = "VALUE_INVALID"
    CURRENCY_MISSING = "CURRENCY_MISSING"
    ACCOUNT_ELSEWHERE = "ACCOUNT_ELSEWHERE"
    ENTRY_UNREAD = "ENTRY_UNREAD"
    ENTRY_IN_PART = "ENTRY_IN_PART"
    ENTRY_PASSED = "ENTRY_PASSED"
    PART_PASSED = "PART_PASSED"
    REFUSED = "REFUSED"


_TABLE, _COLUMN, _ROW, _CELL = Extent

_ABOUT: Final[Mapping[Reason, tuple[Extent, str]]] = {
    Reason.TABLE_UNKNOWN: (_TABLE, "The profile has no such table: {detail}."),
    Reason.TABLE_UNREAD: (_TABLE, "{detail}"),
    Reason.COLUMN_SENSITIVE: (_COLUMN, "The column is of a kind that is never taken in: {detail}."),
    Reason.COLUMN_UNMAPPED: (_COLUMN, "The profile has no use for the column."),
    Reason.ROW_MARKED: (_ROW, "The row is marked as one to leave out."),
    Reason.ROW_REPEATED: (_ROW, "The row says what row {detail} says."),
    Reason.ROW_UNREAD: (_ROW, "{detail}"),
    Reason.KEY_MISSING: (_ROW, "The row has nothing by which it is known again: {detail}."),
    Reason.KEY_AMBIGUOUS: (_ROW, "Several rows that differ have this id: {detail}."),
    Reason.FIELD_MISSING: (_ROW, "{detail} is required."),
    Reason.ACCOUNT_MISSING: (_ROW, "The row does not say to which account it belongs."),
    Reason.ACCOUNT_UNSEEN: (_ROW, "There is no account of this to which you may write."),
    Reason.REFERENCE_MISSING: (_CELL, "There is no {detail} like this."),
    Reason.REFERENCE_AMBIGUOUS: (_CELL, "There are several of this: {detail}."),
    Reason.REFERENCE_ELSEWHERE: (_CELL, "This belongs to another account than the row: {detail}."),
    Reason.REFERENCE_TO_ITSELF: (_CELL, "The row names itself."),
    Reason.CYCLE: (_CELL, "This closes a circle: {detail}."),
    Reason.WORD_UNKNOWN: (_CELL, "The word is not known."),
    Reason.CELL_UNREAD: (_CELL, "{detail}"),
    Reason.CELL_ASKED: (_CELL, "{detail}"),
    Reason.VALUE_INVALID: (_CELL, "{detail}."),
    Reason.CURRENCY_MISSING: (_CELL, "An amount needs a currency: state which."),
    Reason.ACCOUNT_ELSEWHERE: (_CELL, "{detail}."),
    Reason.ENTRY_UNREAD: (_ROW, "{detail}"),
    Reason.ENTRY_IN_PART: (_CELL, "{detail}"),
    Reason.ENTRY_PASSED: (_ROW, "{detail}"),
    Reason.PART_PASSED: (_CELL, "{detail}"),
    Reason.REFUSED: (_CELL, "{detail}."),
}
_ON_PURPOSE: Final = {
    Reason.COLUMN_SENSITIVE,
    Reason.COLUMN_UNMAPPED,
    Reason.ROW_MARKED,
    Reason.ROW_REPEATED,
    Reason.ENTRY_PASSED,
    Reason.PART_PASSED,
}  # nobody need mend anything


class Place(NamedTuple):
    """Where something stands: a row as people count them, from 1, and a column by its heading."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [self.file, self.sheet, self.row and f"row {self.row}", self.column]
        return ", ".join(str(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was left out. `proposal` is what was probably meant; `whole`: the row went with it."""

    place: Place
    value: str
    reason: Reason
    detail: str = ""
    proposal: str = ""
    whole: bool = False

    @property
    def extent(self) -> Extent:
        return Extent.ROW if self.whole else _ABOUT[self.reason][0]

    @property
    def is_on_purpose(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.reason in _ON_PURPOSE

    @property
    def sentence(self) -> str:
        """What is wrong, without the place."""
        told = _ABOUT[self.reason][1].format(detail=self.detail)
        return f"{told} Did you mean “{self.proposal}”?" if self.proposal else told

    def __str__(self) -> str:
        value = f"“{self.value}” " if self.value and self.value not in self.detail else ""
        return f"{self.place}: {value}{self.sentence}"


class Outcome(StrEnum):
    """What became of a thing."""

    MADE = "MADE"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    MATCHED = "MATCHED"
    LEFT_OUT = "LEFT_OUT"
    VANISHED = "VANISHED"


Tally = Counter[tuple[str, Outcome]]
"""How many things of each kind, by their label or type. Who is matched is counted as changed or unchanged too."""


@dataclass(frozen=True, slots=True)
class Vanished:
    """What an earlier import of the source made, and this one does not name. It stays as it is."""

    scope: str
    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Likely:
    """Two people, by their ids, of whom one is new here and who are likely to be one. They stay apart."""

    scope: str
    one: str
    other: str
    name: str
    other_name: str
    why: str


@dataclass(slots=True)
class Report:
    """All that is to be told. Of faults, the vanished and the likely, the first 10,000 of each are kept.

    `accounts` are those that the files are about, and `written` those of them to which something was to be written.
    """

    findings: Findings = field(default_factory=Findings)
    counts: Tally = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    reasons: Counter[Reason] = field(default_factory=Counter)
    vanished: list[Vanished] = field(default_factory=list)
    likely: list[Likely] = field(default_factory=list)
    rows: int = 0
    accounts: int = 0
    written: int = 0
    _private: set[tuple[str, str | None, str | None]] = field(default_factory=set)

    def tell(self, fault: Fault) -> None:
        """Something was left out."""
        self.reasons[fault.reason] += 1
        if fault.reason is Reason.COLUMN_SENSITIVE:
            self._private.add((fault.place.file, fault.place.sheet, fault.place.column))
        if len(self.faults) < KEPT:
            self.faults.append(fault)

    def vanish(self, gone: Vanished) -> None:
        """Something is not named any more."""
        if len(self.vanished) < KEPT:
            self.vanished.append(gone)

    def suspect(self, pair: Likely) -> None:
        """Two people may be one."""
        if len(self.likely) < KEPT:
            self.likely.append(pair)

    @property
    def is_complete(self) -> bool:
        """Whether nothing was left out but on purpose."""
        return not any(count for reason, count in self.reasons.items() if reason not in _ON_PURPOSE)

    @property
    def notes(self) -> Iterator[Finding]:
        """What was found odd about the files; of sensitive columns nothing, as it would repeat what stands there."""
        return (each for each in self.findings if (each.file, each.sheet, each.column) not in self._private)

    @property
    def doubts(self) -> Iterator[str]:
        """What was read and may be wrong."""
        return (str(finding) for finding in self.notes if finding.severity is Severity.DOUBTED)

    def count(self, kind: str, outcome: Outcome) -> int:
        """How many things of a kind came out so."""
        return self.counts[kind, outcome]
