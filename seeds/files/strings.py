"""The texts that the cells of a workbook share, kept on disk: there may be a million of them."""

import re
from array import array
from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

from seeds.files.limits import LONGEST_CELL

__all__ = ["SharedStrings", "unescaped"]

_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A text of a workbook, in which `_x000D_` stands for a character that XML does not allow.

    Half a pair of surrogates, which may stand there too, is no letter.
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-8", "replace").decode()


class SharedStrings:
    """Takes the texts out of their part of a workbook, then gives each by its number. Their readings are left out."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self._ends = array("Q", [0])
        self._parts: list[str] = []
        self._length = 0
        self._spoken = self._reading = False
        self._bytes: mmap | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._parts, self._length = [], 0
        elif name == "rPh":
            self._spoken = True
        self._reading = name == "t" and not self._spoken

    def text(self, text: str) -> None:
        if self._reading:
            self._parts.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise ValueError("a text is too long")

    def end(self, name: str) -> None:
        self._reading = False
        if name == "rPh":
            self._spoken = False
        elif name == "si":
            length = self._file.write(unescaped("".join(self._parts)).encode())
            self._ends.append(self._ends[-1] + length)

    def finish(self) -> None:
        """All were taken: from now on they are given."""
        self._file.flush()
        if self._ends[-1]:
            self._bytes = mmap(self._file.fileno(), 0, access=ACCESS_READ)

    def close(self) -> None:
        if self._bytes is not None:
            self._bytes.close()
        self._file.close()

    def __getitem__(self, number: int) -> str:
        start, end = self._ends[number], self._ends[number + 1]
        return self._bytes[start:end].decode() if self._bytes is not None else ""
