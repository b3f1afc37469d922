"""The tables of a file, whatever the file is: delimited text, a workbook, or an archive of such."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

from graph.errors import InvalidInput
from seeds.files.delimited import Delimited, opened_text
from seeds.files.delimiters import delimiter_of
from seeds.files.encodings import encoding_of
from seeds.files.findings import Findings, Reason, Voice
from seeds.files.limits import USUAL_LIMITS, Budget, Limits
from seeds.files.package import Package
from seeds.files.record import Origin
from seeds.files.sheet import Sheet
from seeds.files.source import Format, Source, recognised, stored
from seeds.files.table import Table, table_of
from seeds.files.workbook import opened_workbook

__all__ = ["Stated", "open_tables"]

HEAD: Final = 2**18  # characters by which the delimiter is found
TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")  # what is read of an archive
OF_MACS: Final = "__MACOSX/"  # what they put beside the files of an archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the caller knows of a file, in place of what would be found out: its encoding, as Python calls it; what
    parts its cells; the number of the row of headings, by the name of the sheet, or of the file where it has none.
    """

    encoding: str | None = None
    delimiter: str | None = None
    headings_in: Mapping[str, int] = field(default_factory=dict)


@contextmanager
def open_tables(
    content: Path | bytes | IO[bytes],
    name: str,
    findings: Findings,
    stated: Stated = Stated(),
    limits: Limits = USUAL_LIMITS,
) -> Iterator[list[Table]]:
    """The tables of a file, in its order, whose rows can be read until the context ends.

    `name` is what the file is called in findings and errors. What the file is, its bytes show. InvalidInput says why
    a file cannot be read at all, or not within the limits; whatever else is odd is told to the findings.
    """
    budget = Budget(name, limits)
    with ExitStack() as stack:
        opening = _Opening(findings, stated, Path(stack.enter_context(TemporaryDirectory())), stack)
        if not isinstance(content, Path | bytes):
            content = stored(content, opening.room(), budget)
        tables = list(opening.tables(Source(name, content), budget))
        if unknown := stated.headings_in.keys() - {table.sheet or table.file for table in tables}:
            raise budget.refused(f"has no table {', '.join(sorted(unknown))} to state the headings of")
        yield tables


class _Opening:
    """Opens files, and keeps what they need on disk until the stack is closed."""

    def __init__(self, findings: Findings, stated: Stated, directory: Path, stack: ExitStack) -> None:
        self._findings = findings
        self._stated = stated
        self._directory = directory
        self._stack = stack
        self._rooms = 0

    def room(self) -> Path:
        """A path that nothing has yet."""
        self._rooms += 1
        return self._directory / str(self._rooms)

    def tables(self, source: Source, budget: Budget) -> Iterator[Table]:
        budget.take_size(source.size)
        kind = recognised(source, budget)
        yield from self._members(source, budget) if kind is Format.ARCHIVE else self._of_one(source, kind, budget)

    def _of_one(self, source: Source, kind: Format, budget: Budget) -> Iterator[Table]:
        return self._sheets(source, budget) if kind is Format.WORKBOOK else self._delimited(source, budget)

    def _delimited(self, source: Source, budget: Budget) -> Iterator[Table]:
        voice = self._findings.voice(source.name)
        with source.open() as file:
            encoding = encoding_of(file, self._stated.encoding, voice, budget)
        delimiter = self._stated.delimiter
        if delimiter is None:
            with source.open() as file, opened_text(file, encoding) as text:
                delimiter = delimiter_of(text.read(HEAD), voice, budget)
        table = self._table(Delimited(source, encoding, delimiter, budget), voice, budget)
        if table:
            yield table

    def _table(self, origin: Origin, voice: Voice, budget: Budget) -> Table | None:
        return table_of(origin, self._stated.headings_in.get(voice.sheet or voice.file), voice, budget)

    def _sheets(self, source: Source, budget: Budget) -> Iterator[Table]:
        package = Package(self._stack.enter_context(source.open()), budget)
        workbook = opened_workbook(package, self.room(), self._stack, budget)
        for part in workbook.sheets:
            voice = self._findings.voice(source.name, part.name)
            if part.hidden:
                voice.tell(Reason.SHEET_HIDDEN)
            elif table := self._table(Sheet(workbook, part.part, budget), voice, budget):
                yield table

    def _members(self, source: Source, budget: Budget) -> Iterator[Table]:
        """The tables of an archive's files. Archives within it are skipped."""
        with source.open() as file:
            package = Package(file, budget)
            for name in package.names:
                if not name.lower().endswith(TABLES) or name.startswith(OF_MACS):
                    self._findings.voice(source.name).tell(Reason.MEMBER_SKIPPED, value=name)
                    continue
                path = self.room()
                with path.open("wb") as unpacked:
                    unpacked.writelines(package.chunks(name))
                yield from self._of_member(name, path, source.name, budget.of_member(name))

    def _of_member(self, name: str, path: Path, archive: str, budget: Budget) -> Iterator[Table]:
        member = Source(budget.file, path)
        try:
            kind = recognised(member, budget)
        except InvalidInput as error:
            self._findings.voice(archive).tell(Reason.MEMBER_REFUSED, value=error.message)
            return
        if kind is Format.ARCHIVE:
            self._findings.voice(archive).tell(Reason.MEMBER_SKIPPED, value=name)
        else:
            yield from self._of_one(member, kind, budget)
