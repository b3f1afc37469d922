"""A page of the register, as it is printed: landscape, and of a wide sheet several beside each other."""

from math import ceil
from typing import Final

from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["printed"]

A4: Final = 9
ACROSS: Final = 200.0  # letters that can still be read on one page


def printed(worksheet: Worksheet, width: float) -> None:
    """Set a sheet of this width, in letters, up for printing."""
    worksheet.page_setup.orientation, worksheet.page_setup.paperSize = "landscape", A4
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = ceil(width / ACROSS), 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
