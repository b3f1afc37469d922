"""E-mail addresses out of what people paste into a cell."""

import re
from typing import Final

from seeds.files.findings import Oddity, Read, Reason

__all__ = ["email"]

LONGEST: Final = 1_000  # characters of a cell

_ADDRESS: Final = re.compile(r"[^@\s<>()\[\],;:\"]+@[^@\s<>()\[\],;:\".]+(?:\.[^@\s<>()\[\],;:\".]+)+")
_NAMED: Final = re.compile(r"[^<>]*<([^<>]+)>")
_SPACES: Final = re.compile(r"\s*([@.])\s*")
_LINK: Final = re.compile(r"\Amailto:\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[;,\n/|]+")


def email(text: str) -> Read[str]:
    """The address that a cell holds; the first where it holds several.

    >>> email("eran @example.com").value, email("Anna Kiss <anna@example.com>").value, email("invalid").value
    ('eran@example.com', 'anna@example.com', None)
    """
    if len(text) > LONGEST:
        return Read(None, (Oddity(Reason.EMAIL_INVALID, text),))
    parts = [part for part in (_bare(part) for part in _BETWEEN.split(text)) if part]
    found = [part for part in parts if _ADDRESS.fullmatch(part)]
    if not found or len(found) < len(parts):
        return Read(None, (Oddity(Reason.EMAIL_INVALID, text),))
    if len(found) > 1:
        return Read(found[0], (Oddity(Reason.EMAIL_SEVERAL, text, found[0]),))
    return Read(found[0], (Oddity(Reason.EMAIL_MENDED, text, found[0]),) if found[0] != text else ())


def _bare(text: str) -> str:
    """An address without the name before it, what makes it a link, spaces beside @ and dots, and a dot after it."""
    named = _NAMED.fullmatch(text.strip())
    address = _SPACES.sub(r"\1", (named[1] if named else text).strip())
    return _LINK.sub("", address).rstrip(".")
