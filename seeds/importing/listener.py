"""The listener: hears what is found odd while a file is read, and sorts out what was not read for it."""

from collections.abc import Iterator

from seeds.files.findings import Finding, Reason, Severity
from seeds.importing.report import Fault, Place
from seeds.importing.report import Reason as Why

__all__ = ["Listener"]


class Listener:
    """Hears all findings. What means that something was not read waits to be asked for."""

    def __init__(self) -> None:
        self.empty: set[tuple[str, str | None, str | None]] = set()
        self._rows: list[Finding] = []
        self._tables: list[Finding] = []

    def hear(self, finding: Finding) -> None:
        if finding.reason is Reason.COLUMN_EMPTY:
            self.empty.add((finding.file, finding.sheet, finding.column))
        elif finding.severity in (Severity.ASKED, Severity.REFUSED):
            is_of_table = finding.row is None or finding.reason is Reason.HEADINGS_ABSENT
            (self._tables if is_of_table else self._rows).append(finding)

    def of_tables(self) -> Iterator[Fault]:
        """What was heard of tables as a whole since it was last asked for."""
        heard, self._tables = self._tables, []
        return (Fault(_place(each), each.value, Why.TABLE_UNREAD, each.sentence) for each in heard)

    def of_rows(self, columns: set[str]) -> Iterator[Fault]:
        """What was heard of rows since, and of cells in these columns."""
        if not self._rows:
            return
        heard, self._rows = self._rows, []
        for each in heard:
            if each.column is None:
                yield Fault(_place(each), each.value, Why.ROW_UNREAD, each.sentence)
            elif each.column in columns:
                why = Why.CELL_ASKED if each.severity is Severity.ASKED else Why.CELL_UNREAD
                yield Fault(_place(each), each.value, why, each.sentence)


def _place(finding: Finding) -> Place:
    return Place(finding.file, finding.sheet, finding.row, finding.column)
