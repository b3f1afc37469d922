"""Text as people meant it: without what crept in on its way through other programs."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from seeds.files.findings import Oddity, Reason
from seeds.files.neutral import restored
from seeds.files.record import Exact

__all__ = ["are_clean", "clean", "clean_heading"]

# Most rows are fine, and are let pass at a glance: only what these find in their cells is looked at more closely.
BETWEEN: Final = "\x01"
_ODD_ASCII: Final = re.compile(r"(?:\A|\x01)(?:[\s'=@#]|[+\-][A-Za-z])|\s(?:\Z|\x01)|[\x00\x02-\x1f\x7f&?]")
_ODD: Final = re.compile(
    r"(?:\A|\x01)(?:[\s'=@#]|[+\-][A-Za-z])|\s(?:\Z|\x01)|[\x00\x02-\x1f\x7f-\xa0\xad&?]|[ÂÃÄÅâĂĹ][^\x00-\x7f]"
    "|[\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufffd]"
)

_LINE_END: Final = re.compile("\r\n?")
_ENTITY: Final = re.compile("&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_INVISIBLE: Final = re.compile(  # controls, zero widths, directions; joiners where there are no letters that they join
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
_UNUSUAL_SPACE: Final = re.compile("[\t\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_WRAPPED: Final = re.compile('="([^"]*)"')
_FORMULA: Final = re.compile(r"""=[\w("'+\-]|[@+\-][A-Za-z]+[(!]""")
_LOST: Final = re.compile(r"\ufffd|[^\W\d_]\?{1,2}[^\W\d_]|(?:\A|\s)\?[^\W\d_]")
_ADDRESS: Final = re.compile("[/=&]|www\\.")
_ERROR: Final = re.compile(  # of spreadsheet programs, in English, Hungarian and German; and a column too narrow
    r"#(?:REF|VALUE|DIV/0|NUM|NULL|SPILL|CALC|HIV|ÉRTÉK|ZÉRÓOSZTÓ|SZÁM|NULLA|BEZUG|WERT|ZAHL)!|#(?:NAME|NÉV)\?|#{4,}"
)
_GARBLED: Final = re.compile("[^\x00-\x7f]{2,}|[\x80-\x9f]")
_UNGARBLED: Final = re.compile("[\xa0-\u017f\u2010-\u203a\u20ac\u2122]+")  # what most garbled letters were


def are_clean(cells: Sequence[str]) -> bool:
    """Whether nothing is odd about any of these cells."""
    text = BETWEEN.join(cells)
    if text.count(BETWEEN) >= len(cells):
        return False
    return not (_ODD_ASCII if text.isascii() else _ODD).search(text) and unicodedata.is_normalized("NFC", text)


def clean(text: str) -> tuple[str, tuple[Oddity, ...]]:
    """A cell without what does not belong to it, and what was odd about it."""
    if isinstance(text, Exact) or are_clean((text,)):
        return text, ()
    text = _LINE_END.sub("\n", text)
    odd = list(_doubts(text))
    for reason, mend in _MENDING:
        if (mended := mend(text)) != text:
            odd.append(Oddity(reason, text, mended))
            text = mended
    return text, tuple(odd)


def clean_heading(text: str) -> str:
    """The text of a heading, on one line."""
    return " ".join(clean(text)[0].split())


def _doubts(text: str) -> Iterator[Oddity]:
    """What cannot be mended."""
    if _FORMULA.match(text) and not _WRAPPED.fullmatch(text):
        yield Oddity(Reason.FORMULA_TEXT, text)
    if _LOST.search(text) and ("\ufffd" in text or not _ADDRESS.search(text)):
        yield Oddity(Reason.LETTERS_LOST, text)
    if not text.isascii() and (likely := _GARBLED.sub(_ungarbled, text)) != text:
        yield Oddity(Reason.LETTERS_GARBLED, text, likely)


def _ungarbled(found: re.Match[str]) -> str:
    """Letters that were UTF-8 or cp1252 before somebody read them as something else; as they are, if they were not."""
    run = found[0]
    if len(run) == 1:
        return run.encode("latin-1").decode("cp1252", errors="replace")
    for page in ("cp1252", "cp1250"):
        try:
            likely = b"".join(_byte(letter, page) for letter in run).decode()
        except UnicodeError:
            continue
        if _UNGARBLED.fullmatch(likely):
            return likely
    return run


def _byte(letter: str, page: str) -> bytes:
    try:
        return letter.encode(page)
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def _mended_spaces(text: str) -> str:
    return _UNUSUAL_SPACE.sub(" ", text).strip()


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _without_error(text: str) -> str:
    return "" if _ERROR.fullmatch(text.strip()) else text


def _without_entities(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _without_invisible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _unwrapped(text: str) -> str:
    found = _WRAPPED.fullmatch(text)
    return found[1] if found else text


_MENDING: Final[tuple[tuple[Reason, Callable[[str], str]], ...]] = (
    (Reason.ERROR_VALUE, _without_error),
    (Reason.ENTITIES, _without_entities),
    (Reason.INVISIBLE, _without_invisible),
    (Reason.COMPOSED, _composed),
    (Reason.SPACES, _mended_spaces),
    (Reason.UNWRAPPED, _unwrapped),
    (Reason.APOSTROPHE, restored),
)
