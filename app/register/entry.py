"""A sheet to fill in: its columns, what each takes, and what is said where somebody fills it in."""

from dataclasses import dataclass
from enum import Enum

__all__ = ["Entry", "Form", "Sheet"]


class Form(Enum):
    """How what is filled in is written: its number format."""

    TEXT = "@"
    DAY = "yyyy-mm-dd"
    MOMENT = "yyyy-mm-dd hh:mm"
    AMOUNT = "#,##0"
    NUMBER = "General"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A column. Of `choices` one is offered, or of `among`: the first column of that sheet. Others may be written all
    the same, as a share instead of a word, or somebody who stands on no sheet.
    """

    heading: str
    width: float
    form: Form = Form.TEXT
    required: bool = False
    says: str = ""
    choices: tuple[str, ...] = ()
    among: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: its name, what stands in one row of it, and its columns."""

    name: str
    says: str
    entries: tuple[Entry, ...]
