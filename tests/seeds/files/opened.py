"""Files as tests give them: the whole of what is read of one, and what is told about it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from seeds.files.columns import NONE, Conventions, Kind, columns
from seeds.files.findings import Finding, Findings, Reason
from seeds.files.limits import USUAL_LIMITS, Limits
from seeds.files.tables import Stated, open_tables

__all__ = ["NOTHING_STATED", "Opened", "opened", "saved", "values"]

NOTHING_STATED = Stated()


@dataclass(frozen=True)
class Opened:
    """A table that was read to its end, and all that was told of its file."""

    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: list[int]
    findings: list[Finding]

    @property
    def reasons(self) -> Counter[Reason]:
        return Counter(finding.reason for finding in self.findings)

    def told(self, reason: Reason) -> list[Finding]:
        return [finding for finding in self.findings if finding.reason is reason]

    def column(self, heading: str) -> list[str]:
        at = self.headings.index(heading)
        return [row[at] for row in self.rows]


def opened(
    content: str | bytes | Path, name: str = "x.csv", stated: Stated = NOTHING_STATED, limits: Limits = USUAL_LIMITS
) -> Opened:
    """The only table of a file."""
    findings = Findings()
    given = content.encode() if isinstance(content, str) else content
    with open_tables(given, name, findings, stated, limits) as (table,):
        rows = list(table.rows())
        return Opened(table.headings, [row.cells for row in rows], [row.number for row in rows], list(findings))


def values(
    content: str | bytes | Path, kinds: Mapping[str, Kind], conventions: Conventions = NONE
) -> tuple[list[tuple[Any, ...]], list[Finding], list[str]]:
    """The cells of some columns of a file, read as these kinds; what was told; and the questions that are open."""
    findings = Findings()
    given = content.encode() if isinstance(content, str) else content
    with open_tables(given, "x.csv", findings) as (table,):
        found = columns(table, kinds, conventions)
        read = [tuple(column.read(row) for column in found.values()) for row in table.rows()]
        return read, list(findings), [question for column in found.values() for question in column.questions]


def saved(workbook: Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
