"""Limits: whatever is sent, reading it takes no more than was allowed."""

import struct
import subprocess
import sys
import time
import tracemalloc
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2

import pytest

from graph.errors import InvalidInput
from seeds.files.findings import Findings
from seeds.files.limits import Limits
from seeds.files.tables import open_tables
from tests.seeds.files.opened import opened
from tests.seeds.files.packed import packed, workbook

MEGABYTE = 2**20
ROOT = Path(__file__).parents[3]


def test_a_file_that_is_too_large_is_refused_however_it_comes(tmp_path: Path) -> None:
    content = b"a,b\n" + b"1,2\n" * 1000
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    for given in (content, path, BytesIO(content)):
        with (
            pytest.raises(InvalidInput, match=r"x\.csv is larger than"),
            open_tables(given, "x.csv", Findings(), limits=Limits(size=1000)),
        ):
            pass


def test_an_upload_is_read_no_further_than_is_allowed() -> None:
    class Endless(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return b"x" * (size or 0)

    with (
        pytest.raises(InvalidInput, match="is larger than 1 MB"),
        open_tables(Endless(), "x.csv", Findings(), limits=Limits(size=MEGABYTE)),
    ):
        pass


def test_rows_are_counted() -> None:
    assert len(opened("a,b\n1,2\n3,4\n", limits=Limits(rows=2)).rows) == 2
    with pytest.raises(InvalidInput, match=r"x\.csv has more than 2 rows"):
        opened("a,b\n1,2\n3,4\n5,6\n", limits=Limits(rows=2))


def test_columns_are_counted() -> None:
    with pytest.raises(InvalidInput, match=r"x\.csv has more than 2000 columns in row 2"):
        opened("a,b\n" + "," * 2000)
    with pytest.raises(InvalidInput, match=r"x\.csv has more than 2000 columns in row 301"):
        opened("a,b\n" + "1,2\n" * 299 + "," * 2000)


def test_only_the_time_of_reading_counts() -> None:
    limits = Limits(seconds=0.2)
    with open_tables(b"a,b\n1,2\n3,4\n", "x.csv", Findings(), limits=limits) as (table,):
        for _ in table.rows():
            time.sleep(0.15)
    with pytest.raises(InvalidInput, match=r"x\.csv takes more than 1e-09 seconds to read"):
        opened("a,b\n1,2\n", limits=Limits(seconds=1e-9))


# ---------------------------------------------------------------- archives


def test_a_bomb_is_refused_by_what_it_says_of_itself() -> None:
    with pytest.raises(InvalidInput, match="unpacks to more than 100 times its size"):
        opened(packed({"x.csv": b"0" * (20 * MEGABYTE)}), "x.zip")
    sheet = "<row>" + " " * (20 * MEGABYTE) + "</row>"
    with pytest.raises(InvalidInput, match="unpacks to more than 100 times its size"):
        opened(workbook(sheet), "x.xlsx")


def test_an_archive_of_many_parts_is_refused_by_all_of_them() -> None:
    content = packed({f"{number}.csv": bytes(range(256)) * 100 for number in range(5)})
    with pytest.raises(InvalidInput, match="unpacks to more than"):
        opened(content, "x.zip", limits=Limits(unpacked=100_000, ratio=10_000))


def test_a_bomb_that_lies_about_its_size_unpacks_no_further() -> None:
    content = bytearray(packed({"x.csv": b"0" * (20 * MEGABYTE)}))
    claimed = struct.pack("<L", 100)
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = claimed
    content[22:26] = claimed
    tracemalloc.start()
    with pytest.raises(InvalidInput, match=r"x\.zip is damaged"):
        opened(bytes(content), "x.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * MEGABYTE


def test_an_archive_of_too_many_files_is_refused_before_they_are_listed() -> None:
    content = bytearray(packed({"x.csv": "a"}))
    at = content.rindex(b"PK\x05\x06")
    content[at + 10 : at + 12] = struct.pack("<H", 65_535)
    with pytest.raises(InvalidInput, match="holds more than 10000 files"):
        opened(bytes(content), "x.zip")


def test_members_that_are_locked_or_packed_oddly_are_refused() -> None:
    locked = bytearray(packed({"x.csv": "a,b\n"}))
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InvalidInput, match="has a password"):
        opened(bytes(locked), "x.zip")
    with pytest.raises(InvalidInput, match="packed in an unusual way"):
        opened(packed({"x.csv": "a,b\n1,2\n"}, ZIP_BZIP2), "x.zip")


# ---------------------------------------------------------------- memory


def large_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Id,Név,E-mail,Összeg,Nap\n")
        for n in range(rows):
            file.write(f'id-{n},"Kovács {n}",k{n}@example.com,"{n},5",2026-01-{n % 28 + 1:02}\n')


def large_workbook(path: Path, rows: int) -> None:
    """One text in each row, all of them shared."""
    strings = "".join(f"<si><t>Kovács Dániel {number}</t></si>" for number in range(rows))
    cells = "".join(f'<row><c t="s"><v>{number}</v></c><c><v>{number}</v></c></row>' for number in range(rows))
    path.write_bytes(workbook(cells, strings=strings))


MAKERS = {"csv": large_csv, "xlsx": large_workbook}


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_held_does_not_grow_with_the_rows(kind: str, tmp_path: Path) -> None:
    peaks = []
    for rows in (1_000, 10_000):
        MAKERS[kind](tmp_path / "large", rows)
        tracemalloc.start()
        with open_tables(tmp_path / "large", "large", Findings()) as (table,):
            for _ in table.rows():
                pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < MEGABYTE


READING = """
import resource, sys
from pathlib import Path
from seeds.files.findings import Findings
from seeds.files.tables import open_tables

def largest():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)

for path in map(Path, sys.argv[1:]):
    with open_tables(path, path.name, Findings()) as (table,):
        count, shares, before = 0, [], None
        for _ in table.rows():
            count += 1
            before = before or largest()
            shares.append(table.share) if count % 10_000 == 0 else None
        print(count, largest() - before, *shares)
"""


@pytest.mark.parametrize("kind", MAKERS)
def test_a_hundred_thousand_rows_are_read_in_little_memory(kind: str, tmp_path: Path) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    MAKERS[kind](few, 2_000)
    MAKERS[kind](many, 100_000)
    command = [sys.executable, "-c", READING, str(few), str(many)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # our own
    _, (count, grown, *shares) = (map(float, line.split()) for line in done.stdout.splitlines())
    assert count >= 99_999
    assert grown < 16
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.3 < 0.9 < shares[-1] <= 1
