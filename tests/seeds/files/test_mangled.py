"""A table that is written in any of the ways that exports come in is read back as it was."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any, Final, Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from seeds.files.columns import Kind
from seeds.files.dates import DateOrder
from seeds.files.numbers import DecimalMark
from tests.seeds.files.opened import values

NAMES: Final = {
    "cp1250": ["Őri Szabó Gergő", "Szűcs Tünde", "Kovács Árpád", "Jiří Dvořák", "Łukasz Zięba", "Müller, Kft."],
    "cp1252": ["Hélène Lefèvre", "Jørgen Muñoz", "João Simões", "Müller; GmbH", "François d'Arc", "O'Brien"],
    "": ["Őri Gergő", "Hélène Lefèvre", "Алексей", "محمد أحمد", "Nguyễn Văn An", 'John "Johnny" Doe', "मीरा"],
}
ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1252")
NOTES: Final = (
    "",
    "two\nlines",
    "a, b; c",
    "tab\there",
    '5" pipe',
    "semi;colon",
    "bar | bar",
    "- dash",
    "=1+1",
    "Győr",
)
HUNGARIAN_MONTHS: Final = ("jan", "febr", "márc", "ápr", "máj", "jún", "júl", "aug", "szept", "okt", "nov", "dec")


def hungarian(day: date) -> str:
    return f"{day.year}. {HUNGARIAN_MONTHS[day.month - 1]}. {day.day}."


def strftime(form: str) -> Callable[[date], str]:
    return lambda day: day.strftime(form)


DATES: Final[list[tuple[Callable[[date], str], DateOrder | None]]] = [
    (date.isoformat, None),
    (strftime("%Y. %m. %d."), None),
    (strftime("%d-%b-%Y"), None),
    (strftime("%b %d, %Y"), None),
    (strftime("%Y-%m-%dT09:09:50.000+0000"), None),
    (hungarian, None),
    (lambda day: str((day - date(1899, 12, 30)).days), None),
    (strftime("%d.%m.%Y"), DateOrder.DAY_FIRST),
    (strftime("%d/%m/%y"), DateOrder.DAY_FIRST),
    (strftime("%m/%d/%Y"), DateOrder.MONTH_FIRST),
]
AMOUNTS: Final[list[tuple[str, str, DecimalMark]]] = [
    (",", ".", DecimalMark.POINT),
    (".", ",", DecimalMark.COMMA),
    ("\xa0", ",", DecimalMark.COMMA),
    ("", ".", DecimalMark.POINT),
]


@dataclass(frozen=True)
class Way:
    """A way of writing a table."""

    encoding: str
    delimiter: str
    end: str
    quoting: Literal[0, 1, 2]
    day: tuple[Callable[[date], str], DateOrder | None]
    amount: tuple[str, str, DecimalMark]
    currency: str
    padding: str
    preamble: bool
    blanks: bool
    declared: bool

    def cells(self, row: tuple[Any, ...]) -> list[str]:
        name, note, amount, day, flag, ids, email = row
        group, mark, _ = self.amount
        digits = f"{amount:,.2f}".replace(",", "_").replace(".", mark).replace("_", group)
        joined = ";".join(ids)
        cells = [name, note, f"{digits}{self.currency}", self.day[0](day), "1" if flag else "0", joined, email]
        return [f"{self.padding}{cell}{self.padding}" for cell in cells]

    def written(self, rows: list[tuple[Any, ...]]) -> bytes:
        buffer = StringIO()
        quoting = csv.QUOTE_ALL if self.end == "\r" else self.quoting  # the csv module leaves other line breaks bare
        writer = csv.writer(buffer, delimiter=self.delimiter, lineterminator=self.end, quoting=quoting)
        buffer.write(f"sep={self.delimiter}{self.end}" if self.declared else "")
        buffer.write(f"Exported by Éva{self.end}{self.end}" if self.preamble else "")
        writer.writerow([f"{self.padding}{heading}" for heading in HEADINGS])
        for row in rows:
            writer.writerow(self.cells(row))
            buffer.write(self.end if self.blanks else "")
        return buffer.getvalue().encode(self.encoding)


HEADINGS: Final = {
    "Név": Kind.TEXT,
    "Note": Kind.TEXT,
    "Amount": Kind.MONEY,
    "Day": Kind.DAY,
    "Flag": Kind.BOOLEAN,
    "Ids": Kind.CODES,
    "E-mail": Kind.EMAIL,
}

ways = st.builds(
    Way,
    st.sampled_from(ENCODINGS),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(DATES),
    st.sampled_from(AMOUNTS),
    st.sampled_from(["", " Ft", " HUF"]),
    st.sampled_from(["", " ", "  "]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Way, list[tuple[Any, ...]]]:
    way = draw(ways)
    row = st.tuples(
        st.sampled_from(NAMES.get(way.encoding, NAMES[""])),
        st.sampled_from([note for note in NOTES if way.encoding != "cp1252" or note.isascii()]),
        st.decimals(0, 10**9, places=2, allow_nan=False),
        st.dates(date(2000, 1, 1), date(2060, 12, 31)),
        st.booleans(),
        st.lists(st.integers(1, 99_999).map(str), min_size=1, max_size=3, unique=True),
        st.sampled_from(["anna@example.com", "b.nagy@example.hu"]),
    )
    return way, draw(st.lists(row, min_size=2, max_size=6))


def expected(way: Way, row: tuple[Any, ...]) -> tuple[Any, ...]:
    name, note, amount, day, flag, ids, email = row
    kept = note.replace("\t", " ") or None
    return name, kept, (Decimal(amount), "HUF" if way.currency else ""), day, flag, tuple(ids), email


@settings(max_examples=100, deadline=timedelta(seconds=1))
@given(tables())
def test_a_table_is_read_back_however_it_was_written(table: tuple[Way, list[tuple[Any, ...]]]) -> None:
    way, rows = table
    conventions: dict[str, DateOrder | DecimalMark] = {"Amount": way.amount[2]}
    if way.day[1]:
        conventions["Day"] = way.day[1]
    found, _, questions = values(way.written(rows), HEADINGS, conventions)
    assert found == [expected(way, row) for row in rows]
    assert questions == []
