"""An order of an export: what of, in which format, of which day and in which language; and what answers it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.export.formats import FORMATS, Format
from app.export.subject import subject_of
from graph.errors import InvalidInput
from schema.context import Context
from schema.language import Language

__all__ = ["Export", "Order", "exported"]

LONGEST: Final = 80  # letters of a key in a file's name
_NOT_A_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted. `on` and `language` are null where nothing was said of them."""

    account: str
    format: Format
    on: date | None = None
    language: Language | None = None

    @classmethod
    def of(cls, account: str, name: str | None, on: str | None = None, language: str | None = None) -> "Order":
        """The order that these words make. Raises InvalidInput, which names the word."""
        if name is None or name not in FORMATS:
            raise InvalidInput(f"format must be one of {', '.join(FORMATS)}, not {name!r}", ["format"])
        return cls(account, FORMATS[name], _day(on), _language(language))

    def demand_sense(self) -> None:
        """Raise InvalidInput where something is asked for that makes no difference to the format."""
        if self.on is not None and not self.format.is_dated:
            text = f"an export as {self.format.name} holds what was true on any day: give no day"
            raise InvalidInput(text, ["on"])
        if self.language is not None and not self.format.is_worded:
            text = f"an export as {self.format.name} is written in the words of the model: give no language"
            raise InvalidInput(text, ["language"])


@dataclass(frozen=True, slots=True)
class Export:
    """An export in the making: the name of its file, and its parts, each made when it is asked for."""

    name: str
    parts: Iterator[bytes]


async def exported(context: Context, order: Order) -> Export:
    """What answers an order, in the context's language. The first part takes time: ask for it in a thread.

    Raises InvalidInput; NotFound where there is no such account that the viewer may see; Unavailable.
    """
    order.demand_sense()
    reading = await context.account(order.account, order.on)
    subject = await subject_of(context, reading, advised=order.format.advises)
    plain = _NOT_A_NAME.sub("-", order.account)[:LONGEST].strip("-.") or "account"
    return Export(f"{plain}-{reading.day}.{order.format.ending}", order.format.write(subject))


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told is not None else None
    except ValueError as error:
        raise InvalidInput(f"on must be a day, such as 2026-01-31, not {told!r}", ["on"]) from error


def _language(told: str | None) -> Language | None:
    if told is not None and told not in [*Language]:
        raise InvalidInput(f"language must be one of {', '.join(Language)}, not {told!r}", ["language"])
    return Language(told) if told is not None else None
