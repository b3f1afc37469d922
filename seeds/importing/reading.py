"""Reading a table onto the stage, row by row."""

from collections.abc import Callable
from typing import Final

from seeds.files.table import Row, Table
from seeds.importing.binding import Flaw, bound
from seeds.importing.listener import Listener
from seeds.importing.profile import Profile, TableOf
from seeds.importing.recognition import Headings
from seeds.importing.report import WHY, Extent, Fault, Outcome, Place, Reason, Report
from seeds.importing.stage import Sheet, Stage

__all__ = ["read_table"]

EVERY: Final = 500  # rows after which progress is told


def read_table(
    table: Table,
    known: TableOf,
    profile: Profile,
    stage: Stage,
    report: Report,
    listener: Listener,
    told: Callable[[float], None],
) -> None:
    """Read a table to its end; `told` is called now and then with how much of it has been read, from 0 to 1."""
    _Reading(table, known, profile, stage, report, listener).run(told)


class _Reading:
    """The reading of one table."""

    def __init__(
        self, table: Table, known: TableOf, profile: Profile, stage: Stage, report: Report, listener: Listener
    ) -> None:
        self._table = table
        self._stage = stage
        self._report = report
        self._listener = listener
        self._headings = Headings(table.headings)
        self._place = Place(table.file, table.sheet)
        left = {WHY, *self._headings.sensitive}
        self._kept = [at for at, heading in enumerate(table.headings) if heading not in left]
        self._binding = bound(table, known, profile, self._headings)

    def run(self, told: Callable[[float], None]) -> None:
        """Read it to its end; `told` is called with how much of it has been read."""
        self._sheet = self._stage.add_sheet(Sheet(self._place, tuple(self._table.headings[at] for at in self._kept)))
        for heading, kind in self._headings.sensitive.items():
            self._report.tell(Fault(self._place._replace(column=heading), "", Reason.COLUMN_SENSITIVE, kind))
        self._stage.types |= self._binding.types
        for count, row in enumerate(self._table.rows(), 1):
            self._read(row, self._line(row))
            if count % EVERY == 0:
                told(self._table.share)
        for fault in self._listener.of_rows(self._headings.used):
            self._tell(None, fault)
        for heading in self._headings.unused:
            if heading != WHY and (self._place.file, self._place.sheet, heading) not in self._listener.empty:
                self._report.tell(Fault(self._place._replace(column=heading), "", Reason.COLUMN_UNMAPPED))
        told(1.0)

    def _read(self, row: Row, line: int) -> None:
        self._report.rows += 1
        draft, flaws = self._binding.draft(row)
        for fault in dict.fromkeys(self._listener.of_rows(self._headings.used)):
            self._tell(line if fault.place.row == row.number else None, fault)
        for flaw in flaws:
            self._tell(line, self._fault(row, flaw))
        if draft is not None:
            kept = not any(flaw.whole for flaw in flaws)
            for number, part in enumerate(draft.parts()):
                self._stage.add(self._line(row) if number else line, part, kept=kept)

    def _line(self, row: Row) -> int:
        return self._stage.add_line(self._sheet, row.number, [row.cells[at] for at in self._kept])

    def _fault(self, row: Row, flaw: Flaw) -> Fault:
        place = self._place._replace(row=row.number, column=flaw.column or None)
        return Fault(place, flaw.value, flaw.wrong.reason, flaw.wrong.detail, flaw.wrong.proposal, flaw.whole)

    def _tell(self, line: int | None, fault: Fault) -> None:
        """A fault of a row; of one that could not be read there is no line."""
        self._report.tell(fault)
        if fault.extent is Extent.ROW and not fault.is_on_purpose:
            self._report.counts[self._binding.label, Outcome.LEFT_OUT] += 1
        if line is not None and not fault.is_on_purpose:
            self._stage.fault(line, fault)
