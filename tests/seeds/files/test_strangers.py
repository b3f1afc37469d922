"""Files from strangers: whatever the bytes are, they are tables or refused, and nothing else happens."""

from contextlib import suppress
from datetime import timedelta
from zipfile import ZIP_STORED

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InvalidInput
from seeds.files.columns import Kind, columns
from seeds.files.findings import Findings
from seeds.files.limits import Limits
from seeds.files.tables import open_tables
from tests.seeds.files.opened import opened
from tests.seeds.files.packed import packed, workbook

KINDS = list(Kind)
SHEET = (
    '<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row>'
    '<row r="2"><c><f>1</f></c><c t="e"><v>#REF!</v></c><c s="0"><v>45000.5</v></c><c t="b"><v>1</v></c></row>'
)
STYLES = '<numFmts><numFmt numFmtId="170" formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs>'
BOOK = workbook(SHEET, "<si><t>Name</t></si>", STYLES)
ARCHIVE = packed({"a.csv": "a,b\n1,2\n", "b.xlsx": BOOK}, ZIP_STORED)
MOSTLY_ODD = st.text(st.sampled_from("ab,;\t|\"\n\r '=1.@-#/:&\x00\u200b\xa0é?ő"), max_size=80)


def try_to_read(content: bytes) -> None:
    """Reads all of it, each column as another kind."""
    with suppress(InvalidInput), open_tables(content, "x", Findings()) as tables:
        for table in tables:
            assert len({heading.casefold() for heading in table.headings}) == len(table.headings)
            kinds = {heading: KINDS[number % len(KINDS)] for number, heading in enumerate(table.headings)}
            found = columns(table, kinds)
            for row in table.rows():
                assert len(row.cells) == len(table.headings)
                for column in found.values():
                    column.read(row)


@given(st.binary(max_size=200) | MOSTLY_ODD.map(str.encode) | MOSTLY_ODD.map(lambda text: text.encode("utf-16-le")))
def test_any_bytes(content: bytes) -> None:
    try_to_read(content)


@settings(deadline=timedelta(seconds=1))
@given(st.sampled_from([BOOK, ARCHIVE]), st.data())
def test_damaged_archives(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=4))
    try_to_read(bytes(damaged))


@settings(deadline=timedelta(seconds=1))
@given(st.data())
def test_damaged_sheets(data: st.DataObject) -> None:
    sheet = list(SHEET)
    for _ in range(data.draw(st.integers(1, 4))):
        sheet[data.draw(st.integers(0, len(sheet) - 1))] = data.draw(st.sampled_from('<>/"= 019aAZ&;crvtsf-.eE'))
    try_to_read(workbook("".join(sheet), "<si><t>Name</t></si>", STYLES))


@pytest.mark.parametrize(
    "sheet",
    [
        f'<row><c t="str"><v>{"x" * 200_000}</v></c></row>',
        f'<row r="1" a="{"x" * 2_000_000}"/>',
        f"<!-- {'x' * 2_000_000} -->",
    ],
    ids=["cell", "attribute", "comment"],
)
def test_what_is_longer_than_any_workbook_has_it_is_refused(sheet: str) -> None:
    with pytest.raises(InvalidInput, match="is damaged"):
        opened(workbook(sheet), "x.xlsx", limits=Limits(ratio=10_000))


def test_a_shared_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is damaged"):
        opened(workbook(SHEET, f"<si><t>{'x' * 200_000}</t></si>"), "x.xlsx")
