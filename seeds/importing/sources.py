"""Sources: whatever a file is, it is opened as tables. A kind of file that is none by itself has a reader here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from seeds.files.findings import Findings
from seeds.files.limits import USUAL_LIMITS, Budget, Limits
from seeds.files.source import Source
from seeds.files.table import Table
from seeds.files.tables import Stated, open_tables
from seeds.importing import sobjects
from seeds.importing.profile import Reading

__all__ = ["Reader", "opened"]

HEAD: Final = 4096


class Reader(Protocol):
    """Reads a kind of file as tables."""

    def is_one(self, head: bytes, name: str) -> bool:
        """Whether a file of this beginning and name is of the kind."""

    def tables(self, source: Source, findings: Findings, budget: Budget) -> Iterator[Table]:
        """Its tables. Raises InvalidInput where it cannot be read."""


READERS: Final[tuple[Reader, ...]] = (sobjects,)


@contextmanager
def opened(
    content: Path | bytes, name: str, findings: Findings, reading: Reading, limits: Limits = USUAL_LIMITS
) -> Iterator[list[Table]]:
    """The tables of a file, whose rows can be read until the context ends. Raises InvalidInput."""
    source = Source(name, content)
    with source.open() as file:
        head = file.read(HEAD)
    for reader in READERS:
        if reader.is_one(head, name):
            budget = Budget(name, limits)
            budget.take_size(source.size)
            yield list(reader.tables(source, findings, budget))
            return
    stated = Stated(encoding=reading.encoding, delimiter=reading.delimiter, headings_in=reading.headings_in)
    with open_tables(content, name, findings, stated, limits) as tables:
        yield tables
