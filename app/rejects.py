"""The rows that something is wrong with, as files that can be mended and imported again."""

import re
from collections.abc import Mapping
from pathlib import Path

from graph.errors import InvalidInput
from seeds.files.neutral import csv_lines
from seeds.importing.engine import Import
from seeds.importing.report import Place

__all__ = ["write_rejects", "write_tables"]


def write_rejects(imported: Import, directory: Path) -> list[Path]:
    """Write a CSV file for each table with such rows: all of its columns but sensitive ones, and why.

    What a spreadsheet program would compute is written as text. Raises InvalidInput where a file cannot be written.
    """
    written: dict[Path, None] = {}
    try:
        for place, rows in imported.rejects():
            directory.mkdir(parents=True, exist_ok=True)
            path = _free(directory / f"{_name(place)}.csv", written)
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                file.writelines(csv_lines(rows))
            written[path] = None
    except OSError as error:
        raise InvalidInput(f"{directory} cannot be written to: {error.strerror}") from error
    return [*written]


def write_tables(tables: Mapping[str, str], directory: Path) -> list[Path]:
    """Write such files as a service has told them: their text by their names. Raises as `write_rejects`."""
    try:
        for name, text in tables.items():
            directory.mkdir(parents=True, exist_ok=True)
            (directory / name).write_text(text, encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InvalidInput(f"{directory} cannot be written to: {error.strerror}") from error
    return [directory / name for name in tables]


def _name(place: Place) -> str:
    """The name of the table, by which it is known again."""
    name = place.sheet or Path(place.file).stem
    return re.sub(r"[^\w .()-]", "_", name)


def _free(path: Path, taken: dict[Path, None]) -> Path:
    """The path, or one beside it where two tables have one name; they are then known by their headings."""
    number = 2
    free = path
    while free in taken:
        free, number = path.with_stem(f"{path.stem} ({number})"), number + 1
    return free
