"""Workbooks: their sheets in order, and what all sheets share. Only what cells mean is read, never how they look.

The parts are read here and not by a library for workbooks, as those that read row by row know neither merged cells nor
formulas without a value, and stumble over styles that nothing here needs.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from posixpath import basename, dirname, join, normpath

from seeds.files.formats import CellFormat, format_of
from seeds.files.limits import Budget
from seeds.files.markup import whole
from seeds.files.package import Package
from seeds.files.record import DAY_ZERO, DAY_ZERO_1904
from seeds.files.strings import SharedStrings

__all__ = ["SheetPart", "Workbook", "opened_workbook"]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet by its name, and the part of the package that it is."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the sheets of a workbook share, and these."""

    package: Package
    sheets: tuple[SheetPart, ...]
    strings: SharedStrings
    formats: tuple[CellFormat, ...]
    day_zero: date


def opened_workbook(package: Package, path: Path, stack: ExitStack, budget: Budget) -> Workbook:
    """A workbook whose shared texts lie at a path until the stack is closed."""
    main = _Relations.of("", package, budget).first("officeDocument")
    if main not in package.names:
        raise budget.refused("is damaged: it has no list of sheets")
    related = _Relations.of(main, package, budget)
    index, styles, strings = _Index(), _Styles(), SharedStrings(path)
    stack.callback(strings.close)
    whole(package.chunks(main), index, budget)
    for kind, handler in (("styles", styles), ("sharedStrings", strings)):
        if (part := related.first(kind)) in package.names:
            whole(package.chunks(part), handler, budget)
    strings.finish()
    sheets = tuple(
        SheetPart(name, related.parts[key], hidden)
        for name, key, hidden in index.sheets
        if related.kinds.get(key) == "worksheet" and related.parts[key] in package.names
    )
    return Workbook(package, sheets, strings, tuple(styles.formats), DAY_ZERO_1904 if index.since_1904 else DAY_ZERO)


class _Ignoring:
    """Takes no text."""

    def text(self, text: str) -> None:
        """Nothing hangs on it."""

    def end(self, name: str) -> None:
        """Nothing hangs on it."""


class _Relations(_Ignoring):
    """What a part refers to within its package, by the ids that it uses."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.kinds: dict[str, str] = {}
        self.parts: dict[str, str] = {}

    @classmethod
    def of(cls, part: str, package: Package, budget: Budget) -> "_Relations":
        found = cls(dirname(part))
        if (listed := f"{join(dirname(part), '_rels', basename(part))}.rels") in package.names:
            whole(package.chunks(listed), found, budget)
        return found

    def first(self, kind: str) -> str:
        """The first part of a kind; an empty text where there is none."""
        return next((self.parts[key] for key, its in self.kinds.items() if its == kind), "")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            key = attributes.get("Id", "")
            self.kinds[key] = basename(attributes.get("Type", ""))
            self.parts[key] = normpath(join("/", self._folder, attributes.get("Target", ""))).lstrip("/")


class _Index(_Ignoring):
    """The list of sheets: name, id of the part, whether hidden."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), _prefixed(attributes, "id"), hidden))


def _prefixed(attributes: Mapping[str, str], name: str) -> str:
    """An attribute of a foreign namespace, whatever its prefix."""
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), "")


class _Styles(_Ignoring):
    """The formats that cells name by their number."""

    def __init__(self) -> None:
        self.formats: list[CellFormat] = []
        self._codes: dict[int, str] = {}
        self._within = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("numFmts", "cellXfs"):
            self._within = name
        elif name == "numFmt" and self._within == "numFmts":
            self._codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "xf" and self._within == "cellXfs":
            number = int(attributes.get("numFmtId", "0"))
            self.formats.append(format_of(number, self._codes.get(number)))

    def end(self, name: str) -> None:
        if name == self._within:
            self._within = ""
