"""What importing a source costs: reading it onto the stage and planning its accounts, and the memory that it takes.

`python -m bench.importing [--quick]`. Each size is measured in a process of its own, as memory is a process's.
"""

import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from bench.timing import factor, growth
from graph.snapshot import Snapshot
from seeds.importing.engine import importing
from seeds.importing.profile import shipped

__all__ = ["FULL", "QUICK", "main"]

FULL: Final = (1_000, 10_000, 100_000)
QUICK: Final = (200, 400)
EACH: Final = 100  # contacts of an account
TODAY: Final = date(2026, 11, 25)


class Measured(NamedTuple):
    """Seconds of one processor, and megabytes at the most."""

    alone: float
    reading: float
    planning: float
    memory: float


def _contacts(rows: int) -> Iterator[list[str]]:
    yield ["Id", "FirstName", "LastName", "Email", "Phone", "Title", "Department", "AccountId", "ReportsToId"]
    for number in range(rows):
        account, place = divmod(number, EACH)
        above = f"003{account * EACH + (place - 1) // 4}" if place else ""
        name = [f"First{number % 977}", f"Last{number}"]
        rest = [f"+36 1 {number:07}", f"Title {number % 50}", "Finance", f"001{account}", above]
        yield [f"003{number}", *name, f"p{number}@example.com", *rest]


def _written(directory: Path, rows: int) -> list[Path]:
    """An export of so many contacts and their accounts, as files."""
    contacts, accounts = directory / "Contact.csv", directory / "Account.csv"
    with contacts.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_contacts(rows))
    with accounts.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Id", "Name"], *([f"001{n}", f"Account {n}"] for n in range(-(-rows // EACH)))])
    return [accounts, contacts]


def _measure(rows: int) -> Measured:
    with TemporaryDirectory() as directory:
        files = _written(Path(directory), rows)
        began = time.process_time()
        for path in files:
            with path.open(encoding="utf-8", newline="") as file:
                sum(1 for _ in csv.reader(file))
        alone = time.process_time() - began
        began = time.process_time()
        with importing(shipped("salesforce")) as imported:
            for path in files:
                imported.read(path, path.name)
            read = time.process_time() - began
            imported.wanted()
            imported.settle({})
            for scope in imported.scopes:
                imported.accept(imported.plan(Snapshot(scope), TODAY))
            planned = time.process_time() - began - read
            assert imported.report.is_complete  # noqa: S101  # else it measures something else
    return Measured(alone, read, planned, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _apart(rows: int) -> Measured:
    """The same, in a process of its own."""
    command = [sys.executable, "-m", "bench.importing", "--rows", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # this very file
    return Measured(*json.loads(done.stdout))


def _lines(sizes: Sequence[int], measured: Sequence[Measured]) -> Iterator[tuple[str, str]]:
    last, told = measured[-1], ", ".join(f"{size:,}" for size in sizes)
    yield f"time of reading {sizes[-1]:,} rows, against the csv module alone", factor(last.reading / last.alone)
    yield f"time of planning the accounts of {sizes[-1]:,} rows, against reading", factor(last.planning / last.reading)
    yield f"time of reading for ten times the rows ({told})", growth(sizes, [each.reading for each in measured])
    yield f"time of planning for ten times the rows ({told})", growth(sizes, [each.planning for each in measured])
    yield f"memory for ten times the rows ({told})", growth(sizes, [each.memory for each in measured])


def main(sizes: Sequence[int]) -> None:
    """Measure, and print the table."""
    began = time.perf_counter()
    measured = [_apart(size) for size in sizes]
    print("| | |\n|---|---|")  # noqa: T201
    for what, figure in _lines(sizes, measured):
        print(f"| {what} | {figure} |")  # noqa: T201
    last = measured[-1]
    rate, planned = sizes[-1] / last.reading, sizes[-1] / (last.reading + last.planning)
    text = f"{sizes[-1]:,} rows: {rate:,.0f} read a second, {planned:,.0f} read and planned, {last.memory:.0f} MB."
    print(f"{text}\nMeasured in {time.perf_counter() - began:.0f} seconds.")  # noqa: T201


if __name__ == "__main__":
    if "--rows" in sys.argv:
        print(json.dumps(_measure(int(next(islice(sys.argv, 2, None))))))  # noqa: T201
    else:
        main(QUICK if "--quick" in sys.argv else FULL)
