"""How cells of each kind are read: by what they say themselves, and by what their column shows."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from seeds.files.currencies import currency_of
from seeds.files.dates import DateOrder, dated
from seeds.files.emails import email
from seeds.files.evidence import Evidence
from seeds.files.findings import Oddity, Read, Reason
from seeds.files.numbers import Amount, DecimalMark, numbers
from seeds.files.record import Exact
from seeds.files.words import truth

__all__ = ["Amounts", "Booleans", "Codes", "Dates", "Emails", "Identifiers", "Numbers", "Reader", "Texts"]

LEAST_CODES: Final = 10  # of a column, that show how long its codes are
MOSTLY: Final = 0.75  # of them

_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{1,3}")
_BETWEEN: Final = (";", "|", "\n", ",")
_DECIMAL: Final = re.compile(r"(\d+)[.,]0")


class Reader(Protocol):
    """Reads the cells of a column. It may have seen them all before."""

    def see(self, text: str) -> None:
        """A cell of the column that is not empty, before any is read."""

    def questions(self) -> Mapping[str, str]:
        """What the column leaves open: by pattern, a cell that hangs on it."""

    def read(self, text: str) -> Read[Any]:
        """What a cell means, which may be empty."""


class _Plain:
    """A kind of which each cell says all by itself."""

    def see(self, text: str) -> None:
        """Nothing is learnt of it."""

    def questions(self) -> Mapping[str, str]:
        return {}


class Texts(_Plain):
    """Any text."""

    def read(self, text: str) -> Read[str]:
        return Read(text or None)


class Emails(_Plain):
    """One e-mail address each."""

    def read(self, text: str) -> Read[str]:
        return email(text) if text else Read(None)


class Dates:
    """Days; where `timed`, moments, but for days that say no time. The day of a moment is what it says in its zone."""

    def __init__(self, stated: DateOrder | None, day_zero: date, *, timed: bool) -> None:
        self._evidence = Evidence(stated, Reason.DATE_ORDER, Reason.DATE_ORDER_DENIED)
        self._day_zero = day_zero
        self._timed = timed

    def see(self, text: str) -> None:
        found = dated(text, self._day_zero)
        if found.possible:
            self._evidence.see(text, found.pattern, found.possible)

    def questions(self) -> Mapping[str, str]:
        return self._evidence.questions()

    def read(self, text: str) -> Read[date]:
        if not text:
            return Read(None)
        found = dated(text, self._day_zero)
        if not found.possible:
            return Read(None, (Oddity(Reason.DATE_NEVER if found.never else Reason.DATE_INVALID, text),))
        value, odd = self._evidence.read(text, found.pattern, found.possible)
        if value is None:
            return Read(None, odd)
        if found.short or found.counted:
            odd = (*odd, Oddity(Reason.YEAR_SHORT if found.short else Reason.DATE_SERIAL, text, value.isoformat()))
        return Read(value.date() if isinstance(value, datetime) and not self._timed else value, odd)


class _Amounts:
    """What numbers and amounts have in common."""

    def __init__(self, stated: DecimalMark | None) -> None:
        self._evidence = Evidence(stated, Reason.DECIMAL_MARK, Reason.DECIMAL_MARK_DENIED)

    def see(self, text: str) -> None:
        if (possible := numbers(text)) and not isinstance(text, Exact):
            self._evidence.see(text, "", possible)

    def questions(self) -> Mapping[str, str]:
        return self._evidence.questions()

    def _amount(self, text: str) -> Read[Amount]:
        if not text:
            return Read(None)
        if possible := numbers(text):
            return self._evidence.read(text, "", possible)
        return Read(None, (Oddity(Reason.NUMBER_INVALID, text),))


class Numbers(_Amounts):
    """Numbers, whatever stands beside them."""

    def read(self, text: str) -> Read[Decimal]:
        amount, odd = self._amount(text)
        return Read(amount.number if amount else None, odd)


class Amounts(_Amounts):
    """Amounts of money, each in its currency if that is clear."""

    def read(self, text: str) -> Read[Amount]:
        amount, odd = self._amount(text)
        if amount and amount.currency and currency_of(amount.currency) is None:
            return Read(Amount(amount.number), (*odd, Oddity(Reason.CURRENCY_UNCLEAR, text)))
        return Read(amount, odd)


class Booleans:
    """Yes or no. An empty cell is no where others say yes and none says no, as of a box that is not ticked."""

    def __init__(self) -> None:
        self._said: set[bool] = set()

    def see(self, text: str) -> None:
        if (said := truth(text)) is not None:
            self._said.add(said)

    def questions(self) -> Mapping[str, str]:
        return {}

    def read(self, text: str) -> Read[bool]:
        if not text:
            return Read(False if self._said == {True} else None)
        said = truth(text)
        return Read(said, () if said is not None else (Oddity(Reason.BOOLEAN_INVALID, text),))


class Codes:
    """Ids, phone numbers, postcodes: digits that nobody counts with, and that must not change."""

    def __init__(self) -> None:
        self._lengths: Counter[int] = Counter()

    def see(self, text: str) -> None:
        if text.isdigit():
            self._lengths[len(text)] += 1

    def questions(self) -> Mapping[str, str]:
        return {}

    def read(self, text: str) -> Read[str]:
        if _ROUNDED.fullmatch(text):
            return Read(text, (Oddity(Reason.DIGITS_LOST, text),))
        if found := _DECIMAL.fullmatch(text):
            return Read(found[1], (Oddity(Reason.ID_DECIMAL, text, found[1]),))
        if text.isdigit() and len(text) + 1 == self._usual_length():
            return Read(text, (Oddity(Reason.ZERO_LOST, text),))
        return Read(text or None)

    def _usual_length(self) -> int | None:
        length, count = max(self._lengths.items(), key=lambda item: item[1], default=(0, 0))
        all_of_them = self._lengths.total()
        return length if all_of_them >= LEAST_CODES and count >= all_of_them * MOSTLY else None


class Identifiers:
    """Several codes in a cell, parted by semicolons, else bars, line breaks or commas."""

    def __init__(self) -> None:
        self._codes = Codes()

    def see(self, text: str) -> None:
        for part in _parts(text):
            self._codes.see(part)

    def questions(self) -> Mapping[str, str]:
        return {}

    def read(self, text: str) -> Read[tuple[str, ...]]:
        reads = [self._codes.read(part) for part in _parts(text)]
        found = dict.fromkeys(code for code, _ in reads if code)
        return Read(tuple(found) or None, tuple(odd for _, oddities in reads for odd in oddities))


def _parts(text: str) -> list[str]:
    separator = next((each for each in _BETWEEN if each in text), _BETWEEN[-1])
    return [part.strip() for part in text.split(separator) if part.strip()]
