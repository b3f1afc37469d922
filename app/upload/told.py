"""The report of an import, as the API tells it."""

from collections.abc import Iterator
from typing import Final

from app.imported import lines
from app.rejects import rejected
from graph.model import EDGES, NODES
from schema.imports import (
    ImportCount,
    ImportDoubt,
    ImportDuplicate,
    ImportExtent,
    ImportFault,
    ImportReason,
    ImportReport,
    ImportTable,
    ImportVanished,
)
from seeds.files.findings import Severity
from seeds.importing.engine import Import
from seeds.importing.report import Fault, Outcome, Report

__all__ = ["left_out", "told"]

KINDS: Final = [*NODES, *EDGES]
MOST: Final = 10_000  # doubts


def told(report: Report, token: str | None, tables: list[ImportTable] | None) -> ImportReport:
    """The report of a preview with its token, else of what was written."""
    return ImportReport(
        all_faults=[_fault(each) for each in sorted(report.faults, key=lambda fault: fault.is_on_purpose)],
        all_vanished=[
            ImportVanished(account=each.scope, label=each.kind, key=each.id, name=each.name) for each in report.vanished
        ],
        committed=token is None,
        token=token,
        rows=report.rows,
        accounts=report.accounts,
        written=report.written,
        is_complete=report.is_complete,
        counts=[_count(report, kind) for kind in sorted({kind for kind, _ in report.counts}, key=KINDS.index)],
        doubts=[*_doubts(report)][:MOST],
        duplicates=[
            ImportDuplicate(
                account=each.scope,
                one=each.one,
                other=each.other,
                one_name=each.name,
                other_name=each.other_name,
                why=each.why,
            )
            for each in report.likely
        ],
        summary=[*lines(report, dry=token is not None)],
        left_out=tables,
    )


def left_out(imported: Import) -> list[ImportTable]:
    """The tables of what is to be mended, as `--rejects` writes them."""
    return [ImportTable(name=name, content="".join(lines)) for name, lines in rejected(imported)]


def _fault(each: Fault) -> ImportFault:
    return ImportFault(
        detail=each.detail,
        file=each.place.file,
        sheet=each.place.sheet,
        row=each.place.row,
        column=each.place.column,
        value=each.value,
        reason=ImportReason(each.reason),
        extent=ImportExtent(each.extent),
        proposal=each.proposal or None,
        is_on_purpose=each.is_on_purpose,
    )


def _count(report: Report, kind: str) -> ImportCount:
    made, changed, unchanged, matched, left, vanished = (report.count(kind, outcome) for outcome in Outcome)
    return ImportCount(
        label=kind,
        made=made,
        changed=changed,
        unchanged=unchanged,
        matched=matched,
        left_out=left,
        vanished=vanished,
    )


def _doubts(report: Report) -> Iterator[ImportDoubt]:
    for each in report.notes:
        if each.severity is Severity.DOUBTED:
            yield ImportDoubt(file=each.file, sheet=each.sheet, row=each.row, column=each.column, message=each.sentence)
