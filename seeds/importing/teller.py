"""The teller: says what is wrong with a row to the report, and beside the row, once."""

from collections.abc import Iterable

from seeds.importing.cells import Wrong
from seeds.importing.draft import Mention
from seeds.importing.report import Extent, Fault, Outcome, Report
from seeds.importing.stage import Stage

__all__ = ["Teller"]


class Teller:
    """Tells of rows by their place on the stage."""

    def __init__(self, stage: Stage, report: Report) -> None:
        self._stage = stage
        self._report = report
        self._told: set[tuple[int, str, str]] = set()

    def tell(self, line: int, column: str, value: str, wrong: Wrong, kind: str = "", *, whole: bool = False) -> None:
        """Something of a row is left out, as of this kind of node or type of edge."""
        if (line, column, value) in self._told:
            return
        self._told.add((line, column, value))
        place = self._stage.place(line, column)
        fault = Fault(place, value, wrong.reason, wrong.detail, wrong.proposal, whole)
        self._report.tell(fault)
        if not fault.is_on_purpose:
            self._stage.fault(line, fault)
        if kind and fault.extent in (Extent.ROW, Extent.CELL):
            self._report.counts[kind, Outcome.LEFT_OUT] += 1

    def tell_all(self, line: int, wrong: Iterable[tuple[Mention, Wrong]], kind: str) -> None:
        """What is wrong with each of these mentions."""
        for mention, fault in wrong:
            self.tell(line, mention.column, mention.text, fault, kind)
