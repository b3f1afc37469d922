"""How a language says things: its messages, and how it writes numbers, days, money and lists."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from graph.message import Message
from schema.language import Language

__all__ = ["CATALOGUES", "Voice", "voice_of"]

CATALOGUES: Final = Path(__file__).parent / "locale"
"""A folder for each language but English, in which the messages are written."""

LOCALES: Final = {Language.EN: Locale("en", "GB"), Language.HU: Locale("hu", "HU")}
_TWO_STOPS: Final = re.compile(r"(?<!\.)\.\.(?!\.)")
MOST: Final = 3  # names or titles in a row


class Voice:
    """One language. `gettext` and `ngettext` take literal messages, so that `pybabel extract` finds them."""

    def __init__(self, locale: Locale, messages: NullTranslations) -> None:
        self._locale = locale
        self._messages = messages

    def gettext(self, message: str, **values: str) -> str:
        """What an English message is in this language, with the values in its places."""
        return _stopped_once(self._messages.gettext(message) % values)

    def ngettext(self, one: str, several: str, count: int, **values: str) -> str:
        """As `gettext`, in the form that goes with a number, which is `count` among the values."""
        return self._messages.ngettext(one, several, count) % {"count": self.number(count), **values}

    def told(self, message: str | Message) -> str:
        """A message of another room in this language; a plain text as it stands."""
        return message.told(self._messages.gettext) if isinstance(message, Message) else message

    def number(self, value: int) -> str:
        return format_decimal(value, locale=self._locale)

    def decimal(self, value: float) -> str:
        """A number to two decimals."""
        return format_decimal(value, "#,##0.00", locale=self._locale)

    def percent(self, share: float) -> str:
        """A share of 0..1: to one decimal below 10 %, and never as nothing where there is something."""
        if 0 < share < 0.001:
            return f"<{self.percent(0.001)}"
        return format_percent(share, "#,##0.#%" if share < 0.0995 else None, locale=self._locale)

    def points(self, difference: float) -> str:
        """A difference of shares in percentage points: to one decimal below 10."""
        return format_decimal(100 * difference, "#,##0.#" if abs(difference) < 0.0995 else "#,##0", self._locale)

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount in whole units."""
        pattern = self._locale.currency_formats["standard"].pattern.replace(".00", "")
        if get_currency_symbol(currency, self._locale)[-1].isalpha():
            pattern = pattern.replace("¤#", "¤\N{NO-BREAK SPACE}#")
        return format_currency(amount, currency, pattern, locale=self._locale, currency_digits=False)

    def day(self, on: date) -> str:
        return format_date(on, "long", locale=self._locale)

    def ago(self, age: timedelta) -> str:
        """How long ago something was, from a day on."""
        return format_timedelta(-age, granularity="day", add_direction=True, locale=self._locale)

    def quoted(self, title: str) -> str:
        return self.gettext("“%(title)s”", title=title)

    def listed(self, parts: Sequence[str]) -> str:
        """All of them in a row."""
        return format_list(parts, locale=self._locale)

    def people(self, names: Sequence[str]) -> str:
        """Names in a row; of many, the first ones and how many others."""
        if len(names) <= MOST:
            return self.listed(names)
        shown, others = ", ".join(names[: MOST - 1]), len(names) - MOST + 1
        return self.ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", others, names=shown)

    def things(self, parts: Sequence[str]) -> str:
        """As `people`, of what is no person."""
        if len(parts) <= MOST:
            return self.listed(parts)
        shown, more = ", ".join(parts[: MOST - 1]), len(parts) - MOST + 1
        return self.gettext("%(parts)s and %(count)s more", parts=shown, count=self.number(more))


def _stopped_once(text: str) -> str:
    """A sentence that ends with an abbreviation, such as "Nyrt.", has one full stop."""
    return _TWO_STOPS.sub(".", text)


@cache
def voice_of(language: Language) -> Voice:
    """The voice of a language, which is read once."""
    return Voice(LOCALES[language], _messages(language))


def _messages(language: Language) -> NullTranslations:
    """The catalogue, compiled in memory, so that there is no compiled one to be out of date. English is the source."""
    if language is Language.EN:
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / language / "LC_MESSAGES" / "stakegraph.po").open("rb") as written:
        write_mo(compiled, read_po(written, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
