"""The rows that something is wrong with, as files that can be mended and imported again."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from graph.errors import InvalidInput
from seeds.files.neutral import csv_lines
from seeds.importing.engine import Import
from seeds.importing.report import Place

__all__ = ["rejected", "write_rejects", "write_tables"]

LONGEST_NAME: Final = 200  # bytes: file systems take some 255


def rejected(imported: Import) -> Iterator[tuple[str, Iterator[str]]]:
    """The name of a CSV file for each table with such rows, and its lines: all columns but sensitive ones, and why.

    What a spreadsheet program would compute is written as text.
    """
    taken: set[str] = set()
    for place, rows in imported.rejects():
        name = _free(_name(place), taken)
        taken.add(name)
        yield f"{name}.csv", csv_lines(rows)


def write_rejects(imported: Import, directory: Path) -> list[Path]:
    """Write a CSV file for each table with such rows. Raises InvalidInput where one cannot be written."""
    return _written(rejected(imported), directory)


def write_tables(tables: Mapping[str, str], directory: Path) -> list[Path]:
    """Write such files as a service has told them: their text by their names. Raises as `write_rejects`."""
    return _written(((name, [text]) for name, text in tables.items()), directory)


def _written(tables: Iterable[tuple[str, Iterable[str]]], directory: Path) -> list[Path]:
    written: list[Path] = []
    try:
        for name, lines in tables:
            directory.mkdir(parents=True, exist_ok=True)
            with (directory / name).open("w", encoding="utf-8-sig", newline="") as file:
                file.writelines(lines)
            written.append(directory / name)
    except OSError as error:
        raise InvalidInput(f"{directory} cannot be written to: {error.strerror}") from error
    return written


def _name(place: Place) -> str:
    """The name of the table, by which it is known again."""
    name = re.sub(r"[^\w .()-]", "_", place.sheet or Path(place.file).stem)
    return name.encode()[:LONGEST_NAME].decode(errors="ignore")


def _free(name: str, taken: set[str]) -> str:
    """The name, or one like it where two tables have one; they are then known by their headings."""
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
