"""What is odd about a file: each finding says where, what stood there, what was done about it, and why.

Whatever was mended, doubted or refused on the way from bytes to values is a finding: nothing is mended silently, and
nothing is guessed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, NamedTuple, TypeVar

__all__ = ["Finding", "Findings", "Oddity", "Read", "Reason", "Severity", "Voice"]

T = TypeVar("T")

KEPT: Final = 50  # findings of one reason in one column that are kept; all are counted
KEPT_IN_ALL: Final = 10_000
LONGEST_VALUE: Final = 200  # characters of a cell that a finding repeats


class Severity(StrEnum):
    """What was done about it."""

    NOTED = "NOTED"
    """Nothing is wrong: it is good to know."""

    REPAIRED = "REPAIRED"
    """Mended, and there was only one way to."""

    DOUBTED = "DOUBTED"
    """Read, and it may be wrong."""

    ASKED = "ASKED"
    """Not read, as it can mean several things: you decide."""

    REFUSED = "REFUSED"
    """Not read, as it means nothing."""


class Reason(StrEnum):
    """Why a finding is one."""

    ENCODING = "ENCODING"
    ENCODING_DOUBTED = "ENCODING_DOUBTED"
    DELIMITER_DOUBTED = "DELIMITER_DOUBTED"
    MEMBER_SKIPPED = "MEMBER_SKIPPED"
    MEMBER_REFUSED = "MEMBER_REFUSED"
    SHEET_HIDDEN = "SHEET_HIDDEN"
    SHEET_EMPTY = "SHEET_EMPTY"
    ABOVE_HEADINGS = "ABOVE_HEADINGS"
    HEADINGS_JOINED = "HEADINGS_JOINED"
    HEADINGS_ABSENT = "HEADINGS_ABSENT"
    HEADINGS_AGAIN = "HEADINGS_AGAIN"
    HEADING_CLEANED = "HEADING_CLEANED"
    HEADING_REPEATED = "HEADING_REPEATED"
    HEADING_MISSING = "HEADING_MISSING"
    COLUMN_EMPTY = "COLUMN_EMPTY"
    ROW_BLANK = "ROW_BLANK"
    ROW_HIDDEN = "ROW_HIDDEN"
    ROW_BANNER = "ROW_BANNER"
    ROW_FOOTER = "ROW_FOOTER"
    ROW_TOTAL = "ROW_TOTAL"
    ROW_SHORT = "ROW_SHORT"
    ROW_SURPLUS = "ROW_SURPLUS"
    ROW_LONG = "ROW_LONG"
    ROW_REALIGNED = "ROW_REALIGNED"
    ROW_SHIFTED = "ROW_SHIFTED"
    QUOTES_INNER = "QUOTES_INNER"
    QUOTES_OPEN = "QUOTES_OPEN"
    MERGED = "MERGED"
    FORMULA_UNCOMPUTED = "FORMULA_UNCOMPUTED"
    FORMULA_TEXT = "FORMULA_TEXT"
    ERROR_VALUE = "ERROR_VALUE"
    LETTERS_LOST = "LETTERS_LOST"
    LETTERS_GARBLED = "LETTERS_GARBLED"
    SPACES = "SPACES"
    INVISIBLE = "INVISIBLE"
    COMPOSED = "COMPOSED"
    ENTITIES = "ENTITIES"
    UNWRAPPED = "UNWRAPPED"
    APOSTROPHE = "APOSTROPHE"
    EMPTY_WORD = "EMPTY_WORD"
    DATE_ORDER = "DATE_ORDER"
    DATE_ORDER_DENIED = "DATE_ORDER_DENIED"
    DATE_SERIAL = "DATE_SERIAL"
    DATE_INVALID = "DATE_INVALID"
    DATE_NEVER = "DATE_NEVER"
    YEAR_SHORT = "YEAR_SHORT"
    DECIMAL_MARK = "DECIMAL_MARK"
    DECIMAL_MARK_DENIED = "DECIMAL_MARK_DENIED"
    NUMBER_INVALID = "NUMBER_INVALID"
    CURRENCY_UNCLEAR = "CURRENCY_UNCLEAR"
    BOOLEAN_INVALID = "BOOLEAN_INVALID"
    EMAIL_MENDED = "EMAIL_MENDED"
    EMAIL_SEVERAL = "EMAIL_SEVERAL"
    EMAIL_INVALID = "EMAIL_INVALID"
    ID_DECIMAL = "ID_DECIMAL"
    DIGITS_LOST = "DIGITS_LOST"
    ZERO_LOST = "ZERO_LOST"


_NOTED, _REPAIRED, _DOUBTED, _ASKED, _REFUSED = Severity

_ABOUT: Final[Mapping[Reason, tuple[Severity, str]]] = {
    Reason.ENCODING: (_NOTED, "The text was read as {became}, which its bytes show."),
    Reason.ENCODING_DOUBTED: (
        _DOUBTED,
        "The text was read as {became}, which its letters hardly show. State the encoding if names look wrong.",
    ),
    Reason.DELIMITER_DOUBTED: (
        _DOUBTED,
        "The cells were parted at “{became}”, though “{value}” would do as well. State the delimiter if this is wrong.",
    ),
    Reason.MEMBER_SKIPPED: (_NOTED, "“{value}” in the archive is no table and was skipped."),
    Reason.MEMBER_REFUSED: (_REFUSED, "A file in the archive was not read: {value}."),
    Reason.SHEET_HIDDEN: (_NOTED, "The sheet is hidden and was skipped."),
    Reason.SHEET_EMPTY: (_NOTED, "There is nothing in it."),
    Reason.ABOVE_HEADINGS: (_NOTED, "“{value}” stands above the headings and was skipped."),
    Reason.HEADINGS_JOINED: (_NOTED, "The headings stand in two rows: “{value}” was read as “{became}”."),
    Reason.HEADINGS_ABSENT: (
        _ASKED,
        "No row looks like headings: the columns were given numbers. State the row of the headings if there is one.",
    ),
    Reason.HEADINGS_AGAIN: (_NOTED, "The row repeats the headings and was skipped."),
    Reason.HEADING_CLEANED: (_REPAIRED, "The heading “{value}” was read as “{became}”."),
    Reason.HEADING_REPEATED: (_REPAIRED, "The heading “{value}” is an earlier column's too: this one is “{became}”."),
    Reason.HEADING_MISSING: (_REPAIRED, "The column has no heading: it is called “{became}”."),
    Reason.COLUMN_EMPTY: (_NOTED, "The column is empty."),
    Reason.ROW_BLANK: (_NOTED, "The row is blank and was skipped."),
    Reason.ROW_HIDDEN: (_NOTED, "The row is hidden, as by a filter, and was read like the others."),
    Reason.ROW_BANNER: (_NOTED, "“{value}” is one cell over the whole row and was skipped."),
    Reason.ROW_FOOTER: (_NOTED, "“{value}” stands below the table and was skipped."),
    Reason.ROW_TOTAL: (_DOUBTED, "“{value}” seems to sum up the rows above, and was read like them."),
    Reason.ROW_SHORT: (_REPAIRED, "The row ends after {value} of {became} cells: the others were read as empty."),
    Reason.ROW_SURPLUS: (_DOUBTED, "“{value}” stands to the right of all columns and was left out."),
    Reason.ROW_LONG: (_REFUSED, "The row has more cells than there are columns, and which are wrong is not clear."),
    Reason.ROW_REALIGNED: (
        _REPAIRED,
        "The row was shifted by a column and was put right: “{value}” became “{became}”.",
    ),
    Reason.ROW_SHIFTED: (_REFUSED, "The row is shifted by a column, and from where on is not clear."),
    Reason.QUOTES_INNER: (_REPAIRED, "Quotes within a quoted cell were not doubled: it was read as “{became}”."),
    Reason.QUOTES_OPEN: (_DOUBTED, "The quotes do not match: they were read as part of the text, “{became}”."),
    Reason.MERGED: (_REPAIRED, "“{value}” is merged over several rows and was read for each of them."),
    Reason.FORMULA_UNCOMPUTED: (
        _REFUSED,
        "The formula “{value}” has no value: open the file in a spreadsheet program and save it.",
    ),
    Reason.FORMULA_TEXT: (_DOUBTED, "“{value}” looks like a formula: it was read as text and not computed."),
    Reason.ERROR_VALUE: (_REFUSED, "“{value}” is an error of the spreadsheet program: it was read as empty."),
    Reason.LETTERS_LOST: (_DOUBTED, "“{value}” has lost letters before it came here."),
    Reason.LETTERS_GARBLED: (_DOUBTED, "“{value}” looks as if it had once been read in a wrong encoding: “{became}”?"),
    Reason.SPACES: (_REPAIRED, "Spaces around the text or of an unusual kind were mended: “{became}”."),
    Reason.INVISIBLE: (_REPAIRED, "Characters that nobody sees were taken out: “{became}”."),
    Reason.COMPOSED: (_REPAIRED, "Accents that stood apart from their letters were joined to them: “{became}”."),
    Reason.ENTITIES: (_REPAIRED, "“{value}” was written for a web page: it was read as “{became}”."),
    Reason.UNWRAPPED: (_REPAIRED, "“{value}” was wrapped to keep it from being computed: it was read as “{became}”."),
    Reason.APOSTROPHE: (_REPAIRED, "The apostrophe that keeps “{value}” from being computed was taken off."),
    Reason.EMPTY_WORD: (_NOTED, "“{value}” was read as empty, wherever it stands alone in this column."),
    Reason.DATE_ORDER: (_ASKED, "“{value}” can be {became}, and the column does not show which: state the order."),
    Reason.DATE_ORDER_DENIED: (_DOUBTED, "“{value}” cannot be in the order of its column: it was read as “{became}”."),
    Reason.DATE_SERIAL: (_REPAIRED, "“{value}” is a day counted by a machine: it was read as “{became}”."),
    Reason.DATE_INVALID: (_REFUSED, "“{value}” is no date."),
    Reason.DATE_NEVER: (_NOTED, "“{value}” stands for no date: it was read as empty."),
    Reason.YEAR_SHORT: (_DOUBTED, "The year of “{value}” has two digits: it was read as “{became}”."),
    Reason.DECIMAL_MARK: (_ASKED, "“{value}” can be {became}, and the column does not show which: state the mark."),
    Reason.DECIMAL_MARK_DENIED: (
        _DOUBTED,
        "“{value}” cannot have the decimal mark of its column: it was read as “{became}”.",
    ),
    Reason.NUMBER_INVALID: (_REFUSED, "“{value}” is no number."),
    Reason.CURRENCY_UNCLEAR: (
        _ASKED,
        "“{value}” does not say in which currency: several have this sign.",
    ),
    Reason.BOOLEAN_INVALID: (_REFUSED, "“{value}” is neither yes nor no."),
    Reason.EMAIL_MENDED: (_REPAIRED, "The e-mail address “{value}” was read as “{became}”."),
    Reason.EMAIL_SEVERAL: (_DOUBTED, "“{value}” holds several e-mail addresses: the first was read, “{became}”."),
    Reason.EMAIL_INVALID: (_REFUSED, "“{value}” is no e-mail address."),
    Reason.ID_DECIMAL: (_REPAIRED, "“{value}” was made a decimal number on its way: it was read as “{became}”."),
    Reason.DIGITS_LOST: (_DOUBTED, "“{value}” has lost its last digits to a spreadsheet program."),
    Reason.ZERO_LOST: (_DOUBTED, "“{value}” is a digit shorter than the others: it may have lost a leading zero."),
}


class Oddity(NamedTuple):
    """A finding that does not know yet where it is, but for the number of its column, from 0."""

    reason: Reason
    value: str = ""
    became: str = ""
    column: int | None = None


class Read(NamedTuple, Generic[T]):
    """What a cell was read as: null where it is empty, or was not read, and then something is odd."""

    value: T | None
    odd: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd. `row` counts the lines of a file, or the rows of a sheet, as people see them, from 1.

    `value` is what stood there, and `became` what it was read as.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str
    reason: Reason
    became: str = ""

    @property
    def severity(self) -> Severity:
        return _ABOUT[self.reason][0]

    @property
    def sentence(self) -> str:
        """What was found, without the place."""
        return _ABOUT[self.reason][1].format(value=self.value, became=self.became)

    def __str__(self) -> str:
        place = [self.file, self.sheet, self.row and f"row {self.row}", self.column]
        return f"{', '.join(str(part) for part in place if part)}: {self.sentence}"


_Key = tuple[str, str | None, str | None, Reason]


class Findings:
    """All that was found, in the order of finding: of each reason in a column the first 50, and how many there were.

    `told` is called with each, whether it is kept or not.
    """

    def __init__(self, told: Callable[[Finding], None] | None = None) -> None:
        self._told = told
        self._kept: list[Finding] = []
        self._counts: Counter[_Key] = Counter()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._kept)

    def voice(self, file: str, sheet: str | None = None) -> "Voice":
        """What tells of one sheet, or of a file that has none."""
        return Voice(self, file, sheet)

    @property
    def counts(self) -> Mapping[_Key, int]:
        """How often each reason was told of, by file, sheet and column."""
        return self._counts

    def _add(self, key: _Key, row: int | None, value: str, became: str) -> None:
        self._counts[key] += 1
        is_kept = self._counts[key] <= KEPT and len(self._kept) < KEPT_IN_ALL
        if is_kept or self._told:
            file, sheet, column, reason = key
            finding = Finding(file, sheet, row, column, _short(value), reason, _short(became))
            if is_kept:
                self._kept.append(finding)
            if self._told:
                self._told(finding)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


@dataclass(frozen=True, slots=True)
class Voice:
    """Tells of one sheet, or of one file that has none."""

    findings: Findings
    file: str
    sheet: str | None = None

    def tell(
        self, reason: Reason, row: int | None = None, column: str | None = None, value: str = "", became: str = ""
    ) -> None:
        self.findings._add((self.file, self.sheet, column, reason), row, value, became)
