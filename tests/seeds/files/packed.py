"""Workbooks made by hand, part by part: with what no library writes."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

__all__ = ["packed", "workbook"]

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(parts: Mapping[str, str | bytes], compression: int = ZIP_DEFLATED) -> bytes:
    """An archive of these files."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _relations(*kinds: str) -> str:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind.split("=")[0]}" Target="{kind.split("=")[1]}"/>'
        for number, kind in enumerate(kinds)
    )
    return f"<Relationships>{listed}</Relationships>"


def workbook(sheet: str, strings: str = "", styles: str = "", properties: str = "", **more: str | bytes) -> bytes:
    """A workbook of one sheet, whose rows are XML: `<row r="1"><c r="A1" t="str"><v>Name</v></c></row>`."""
    return packed(
        {
            "_rels/.rels": _relations("officeDocument=xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": _relations(
                "worksheet=worksheets/sheet1.xml", "sharedStrings=/xl/sharedStrings.xml", "styles=styles.xml"
            ),
            "xl/workbook.xml": (
                f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}'
                '<sheets><sheet name="One" sheetId="1" r:id="r0"/></sheets></workbook>'
            ),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
            **more,
        }
    )
