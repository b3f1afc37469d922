"""Cells as the values of the model's fields, in the form that JSON has; what cannot be read is told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from graph.declaration import Property
from graph.model import StanceWord
from seeds.files.columns import Column, Kind, column
from seeds.files.dates import DateOrder
from seeds.files.numbers import Amount, DecimalMark, numbers
from seeds.files.table import Row, Table
from seeds.importing.profile import FieldOf, Reading
from seeds.importing.report import Reason
from seeds.importing.words import country, language, meanings, near_name, nearest, spelt

__all__ = ["Cell", "Wrong", "column_as", "kind_of"]

NOON: Final = time(12)  # of contacts of which only the day is known

_BY_WORD: Final[Mapping[str, Kind]] = {"email": Kind.EMAIL, "phone": Kind.CODE}
_BY_TYPE: Final[Mapping[Any, Kind]] = {
    date: Kind.DAY,
    datetime: Kind.MOMENT,
    Decimal: Kind.MONEY,
    float: Kind.NUMBER,
    int: Kind.NUMBER,
    bool: Kind.BOOLEAN,
}
_NAMED: Final[Mapping[str, Callable[[str], str | None]]] = {"country": country, "language": language}


class Wrong(NamedTuple):
    """Why a cell gives nothing, and what was probably meant."""

    reason: Reason
    detail: str = ""
    proposal: str = ""


def kind_of(known: Property, field: FieldOf) -> Kind:
    """What the column of a field is read as."""
    if field.words or known.word == "stance":
        return Kind.TEXT
    return _BY_WORD.get(known.word) or _BY_TYPE.get(known.type, Kind.TEXT)


def column_as(table: Table, heading: str, kind: Kind, reading: Reading) -> Column:
    """The column of this heading, read as is stated."""
    stated: DateOrder | DecimalMark | None = None
    if kind in (Kind.DAY, Kind.MOMENT):
        stated = reading.dates
    elif kind in (Kind.NUMBER, Kind.MONEY):
        stated = reading.decimals
    return column(table, heading, kind, stated)


class Cell:
    """A field of a table: reads its value out of a row.

    `ways` are the columns that may have it, each one or several that are joined: the first counts that says something.
    """

    def __init__(self, known: Property, field: FieldOf, ways: Sequence[Sequence[Column]], reading: Reading) -> None:
        self.known = known
        self.field = field
        self.ways = ways
        self.reading = reading
        self._zone = ZoneInfo(reading.zone)

    @property
    def heading(self) -> str:
        return self.ways[0][0].heading if self.ways else ""

    def read(self, row: Row, extra: dict[str, Any]) -> tuple[Any, str, Wrong | None]:
        """The value, which may be absent; the column that it, or what is wrong with it, is in.

        A currency that stood beside it goes to `extra`.
        """
        unread: tuple[str, Wrong] | None = None
        for way in self.ways:
            parts = [value for column in way if (value := column.read(row)) is not None]
            if not parts:
                continue
            joined = parts[0] if len(way) == 1 else " ".join(map(str, parts))
            value, wrong = self._several(joined) if self.known.is_list else self._one(joined, extra)
            if value is not None:
                return value, way[0].heading, wrong
            if wrong and unread is None:
                unread = (way[0].heading, wrong)
        if self.field.otherwise is not None:
            return self.field.otherwise, self.heading, None
        return None, *(unread or (self.heading, None))

    def _several(self, text: str) -> tuple[Any, Wrong | None]:
        separator = next((each for each in (";", "|", "\n", ",") if each in text), ";")
        found, wrong = [], None
        for part in filter(None, map(str.strip, text.split(separator))):
            value, unknown = self._word(part)
            found += [value] if value is not None else []
            wrong = wrong or unknown
        return found or None, wrong

    def _one(self, value: Any, extra: dict[str, Any]) -> tuple[Any, Wrong | None]:
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=self._zone)).astimezone(UTC).isoformat(), None
        if isinstance(value, date):
            at = datetime.combine(value, NOON, self._zone).astimezone(UTC)
            return (at if self.known.type is datetime else value).isoformat(), None
        if isinstance(value, Amount):
            return self._amount(value, extra)
        if isinstance(value, Decimal):
            return self._number(value), None
        if isinstance(value, bool):
            return value, None
        return self._text(str(value))

    def _amount(self, amount: Amount, extra: dict[str, Any]) -> tuple[Any, Wrong | None]:
        currency = amount.currency or self.reading.currency
        if currency:
            extra.setdefault("currency", currency)
        number = amount.number if self.field.times == 1 else amount.number * Decimal(str(self.field.times))
        return format(number, "f"), None

    def _number(self, number: Decimal) -> Any:
        if self.field.scale:
            low, high = map(Decimal, map(str, self.field.scale))
            share = float((number - low) / (high - low))
            return share * 2 - 1 if self.known.word == "stance" else share
        value = float(number) * self.field.times
        return int(value) if value.is_integer() else value

    def _text(self, text: str) -> tuple[Any, Wrong | None]:
        if isinstance(self.known.type, type) and issubclass(self.known.type, StrEnum):
            return self._word(text)
        if self.known.type in (float, int):
            return self._worded_number(text)
        if self.field.words:
            return self._own.get(spelt(text), text), None
        if named := _NAMED.get(self.known.word):
            found = named(text)
            return found, None if found else Wrong(Reason.WORD_UNKNOWN, proposal=near_name(text))
        if self.field.known and text not in self.field.known and (near := nearest(text, self.field.known)):
            return (near, None) if spelt(near) == spelt(text) else (None, Wrong(Reason.WORD_UNKNOWN, proposal=near))
        return text, None

    @cached_property
    def _own(self) -> Mapping[str, str]:
        return {spelt(word): value for value, words in self.field.words.items() for word in words}

    @cached_property
    def _usual(self) -> Mapping[str, str]:
        """What words mean as values of the field's enumeration."""
        kind = StanceWord if self.known.word == "stance" else self.known.type
        names = {spelt(value): value for value in kind.__members__}
        return {**names, **meanings(kind.__name__), **({} if kind is StanceWord else self._own)}

    def _word(self, text: str) -> tuple[Any, Wrong | None]:
        """The value of an enumeration that a word means: a profile's word, one of the usual, or the value's name."""
        if value := self._usual.get(spelt(text)):
            return value, None
        words = [*self.known.type.__members__, *(word for words in self.field.words.values() for word in words)]
        return None, Wrong(Reason.WORD_UNKNOWN, proposal=nearest(text, words))

    def _worded_number(self, text: str) -> tuple[Any, Wrong | None]:
        """A number that may be told by a word, as a stance may."""
        if found := self._own.get(spelt(text)):
            return float(found), None
        if self.known.word == "stance" and (word := self._usual.get(spelt(text))):
            return StanceWord(word).stance, None
        if possible := numbers(text):
            return self._number(next(iter(possible.values())).number), None
        return None, Wrong(Reason.WORD_UNKNOWN, proposal=nearest(text, StanceWord.__members__))
