"""A file that can be opened again and again, and what its bytes show it to be, whatever it is called."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from seeds.files.limits import Budget
from seeds.files.package import Package

__all__ = ["Format", "Source", "recognised", "stored"]

CHUNK: Final = 2**16
HEAD: Final = 4096

_PACKED: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|meta|style|table|\?xml)", re.IGNORECASE)
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*\"|\[\s*[\[{])")
_SAVE: Final = "open it in a spreadsheet program and save it as .xlsx"


class Format(Enum):
    """What a file is."""

    DELIMITED = auto()
    WORKBOOK = auto()
    ARCHIVE = auto()


@dataclass(frozen=True, slots=True)
class Source:
    """A file by its name, and where its bytes are."""

    name: str
    content: Path | bytes

    def open(self) -> IO[bytes]:
        return self.content.open("rb") if isinstance(self.content, Path) else BytesIO(self.content)

    @property
    def size(self) -> int:
        return self.content.stat().st_size if isinstance(self.content, Path) else len(self.content)


def stored(stream: IO[bytes], path: Path, budget: Budget) -> Path:
    """An upload, copied to `path` as far as the limits let it."""
    size = 0
    with path.open("wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            budget.take_size(size)
            file.write(chunk)
    return path


def recognised(source: Source, budget: Budget) -> Format:
    """What the file is; an error that says what to do where it is nothing that can be read."""
    with source.open() as file:
        head = file.read(HEAD)
        if not head.strip():
            raise budget.refused("is empty")
        if head.startswith(_PACKED):
            return _packed(Package(file, budget), budget)
    if head.startswith(_OLD_WORKBOOK):
        raise budget.refused(f"is a workbook of the old kind (.xls) or has a password: {_SAVE}, without a password")
    if head.startswith(b"%PDF"):
        raise budget.refused("is a PDF: export the table as .csv or .xlsx")
    if _PAGE.match(head):
        raise budget.refused(f"is a web page or XML, as some systems call .xls: {_SAVE}")
    if _JSON.match(head):
        raise budget.refused("is JSON: export the table as .csv or .xlsx")
    return Format.DELIMITED


def _packed(package: Package, budget: Budget) -> Format:
    names = set(package.names)
    if "xl/workbook.bin" in names:
        raise budget.refused(f"is a binary workbook (.xlsb): {_SAVE}")
    if "_rels/.rels" in names and any(name.startswith("xl/") for name in names):
        return Format.WORKBOOK
    if names & {"mimetype", "_rels/.rels", "Index/Document.iwa"}:
        raise budget.refused(f"is a document of another kind: {_SAVE}, if it holds a table")
    return Format.ARCHIVE
