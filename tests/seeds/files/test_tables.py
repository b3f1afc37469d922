"""Opening: a file is what its bytes show, and whatever cannot be read says what to do instead."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from graph.errors import InvalidInput
from seeds.files.findings import Findings, Reason
from seeds.files.limits import Limits
from seeds.files.tables import Stated, open_tables
from tests.seeds.files.opened import opened, saved
from tests.seeds.files.packed import packed

CSV = "Name,Title\nAnna,CFO\n"


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in (["Name", "Title"], ["Anna", "CFO"]):
        book.worksheets[0].append(row)
    return saved(book)


@pytest.mark.parametrize("make", [CSV.encode, xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.xls", "x"])
def test_a_file_is_what_its_bytes_show_whatever_it_is_called(make: Callable[[], bytes], name: str) -> None:
    assert opened(make(), name).rows == [("Anna", "CFO")]


def test_a_file_comes_as_a_path_as_bytes_or_as_an_upload(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(CSV)
    for content in (path, CSV.encode(), BytesIO(CSV.encode())):
        with open_tables(content, "x.csv", Findings()) as (table,):
            assert (table.file, table.sheet, table.headings) == ("x.csv", None, ("Name", "Title"))
            assert [row.cells for row in table.rows()] == [("Anna", "CFO")]


def test_rows_can_be_read_again_and_are_told_about_once() -> None:
    findings = Findings()
    with open_tables(b"Name,Title,X\n Anna,CFO,\n\nB\xc3\xa9la,CIO,\n", "x.csv", findings) as (table,):
        assert next(table.rows()).cells == ("Anna", "CFO", "")
        assert list(table.rows(telling=False)) == list(table.rows()) == list(table.rows())
    assert [finding.reason for finding in findings] == [Reason.SPACES, Reason.ROW_BLANK, Reason.COLUMN_EMPTY]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \r\n\r\n", "is empty"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100,
            r"of the old kind \(.xls\) or has a password: .* save it as .xlsx",
        ),
        (b"%PDF-1.7", "is a PDF"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "is a web page or XML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "is a web page or XML"),
        (b'[{"name": "Anna"}]', "is JSON"),
        (b"\x1f\x8b\x08" + bytes(range(32)) * 20, "is no text"),
        (packed({"xl/workbook.bin": "x"}), r"is a binary workbook \(.xlsb\)"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "is a document of another kind"),
        (packed({"_rels/.rels": "x", "word/document.xml": "x"}), "is a document of another kind"),
        (b"PK\x03\x04 and nothing else", "is damaged"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(content: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        opened(content, "odd.file")
    assert refused.value.message.startswith("odd.file ")
    assert refused.value.path == ("odd.file",)


def test_an_archive_is_read_file_by_file() -> None:
    findings = Findings()
    content = packed(
        {
            "Contact.csv": "Id,Name\n1,Anna\n",
            "data/Account.csv": "Id;Név\n1;Győri Zrt.\n".encode("cp1250"),
            "Book.xlsx": xlsx(),
            "Attachments/photo.png": b"\x89PNG",
            "__MACOSX/._Contact.csv": b"\0",
            "Empty.csv": "",
            "Nested.csv": packed({"a.csv": CSV}),
        }
    )
    with open_tables(content, "WE.zip", findings) as tables:
        assert [(table.file, table.sheet) for table in tables] == [
            ("WE.zip/Contact.csv", None),
            ("WE.zip/data/Account.csv", None),
            ("WE.zip/Book.xlsx", "Sheet"),
        ]
        assert [[row.cells for row in table.rows()] for table in tables] == [
            [("1", "Anna")],
            [("1", "Győri Zrt.")],
            [("Anna", "CFO")],
        ]
    assert [(finding.file, finding.reason, finding.value or finding.became) for finding in findings] == [
        ("WE.zip/data/Account.csv", Reason.ENCODING, "cp1250"),
        ("WE.zip", Reason.MEMBER_SKIPPED, "Attachments/photo.png"),
        ("WE.zip", Reason.MEMBER_SKIPPED, "__MACOSX/._Contact.csv"),
        ("WE.zip", Reason.MEMBER_REFUSED, "WE.zip/Empty.csv is empty"),
        ("WE.zip", Reason.MEMBER_SKIPPED, "Nested.csv"),
    ]


def test_a_limit_of_a_member_is_the_archives() -> None:
    content = packed({"a.csv": CSV, "b.csv": CSV + "Béla,CIO\n"})
    with open_tables(content, "x.zip", Findings(), limits=Limits(rows=1)) as tables:
        assert len(list(tables[0].rows())) == 1
        with pytest.raises(InvalidInput, match=r"x\.zip/b\.csv has more than 1 rows"):
            list(tables[1].rows())


def test_a_stated_delimiter_is_taken() -> None:
    assert opened("a,b;c\n1,2;3\n", stated=Stated(delimiter=",")).headings == ("a", "b;c")


def test_nothing_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with open_tables(BytesIO(packed({"x.xlsx": xlsx()})), "x.zip", Findings()) as (table,):
        assert list(tmp_path.rglob("*"))
        assert len(list(table.rows())) == 1
    assert list(tmp_path.rglob("*")) == []
