"""From bytes to text: in which encoding is a file written?

A byte order mark says it. Else zero bytes betray UTF-16, and bytes that are right as UTF-8 are UTF-8, as no other text
is by chance. What remains is one of two code pages (codepages.py). Whoever knows better states the encoding.
"""

import codecs
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterator
from typing import IO, Final

from seeds.files.codepages import Neighbours, chosen
from seeds.files.findings import Reason, Voice
from seeds.files.limits import Budget

__all__ = ["CHUNK", "encoding_of"]

CHUNK: Final = 2**18
UTF8: Final = "utf-8-sig"  # a mark at the beginning is left out, where there is one

_MARKS: Final = {  # the longer ones first, as they begin like the shorter
    BOM_UTF32_LE: "utf-32",
    BOM_UTF32_BE: "utf-32",
    BOM_UTF8: UTF8,
    BOM_UTF16_LE: "utf-16",
    BOM_UTF16_BE: "utf-16",
}
_BEYOND_ASCII: Final = re.compile("[^\x00-\x7f]")
_WRONG: Final = re.compile("[\udc80-\udcff]")  # what Python makes of a byte that is no UTF-8
_CONTROLS: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def encoding_of(file: IO[bytes], stated: str | None, voice: Voice, budget: Budget) -> str:
    """The encoding that a file is in, as Python calls it. Reads all of the file, unless it is stated or marked."""
    head = file.read(CHUNK)
    if stated is not None:
        return _stated(stated, budget)
    if mark := next((mark for mark in _MARKS if head.startswith(mark)), None):
        if _MARKS[mark] != UTF8:
            voice.tell(Reason.ENCODING, became=_MARKS[mark].upper())
        return _MARKS[mark]
    if wide := _without_mark(head):
        voice.tell(Reason.ENCODING, became=wide.upper())
        return wide
    if len(_CONTROLS.findall(head)) * 10 > len(head):
        raise budget.refused("is no text: export the table as .csv or .xlsx")
    if _is_unicode(file, budget):
        return UTF8
    encoding, clear = _code_page(file, budget)
    voice.tell(Reason.ENCODING if clear else Reason.ENCODING_DOUBTED, became=encoding)
    return encoding


def _stated(encoding: str, budget: Budget) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # some codecs are not of text
    except LookupError as error:
        raise budget.refused(f"cannot be read as {encoding}: state an encoding such as utf-8 or cp1250") from error
    return UTF8 if name == "utf-8" else name


def _without_mark(head: bytes) -> str | None:
    """UTF-16 where every other byte is mostly zero, as it is of a text in Latin letters."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if max(even, odd) * 2 < half or min(even, odd) * 10 > half:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_unicode(file: IO[bytes], budget: Budget) -> bool:
    """Whether the bytes are right as UTF-8, but for a few that were damaged."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    right = wrong = 0
    for chunk in _chunks(file, budget):
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            lost = len(_WRONG.findall(text))
            wrong += lost
            right += len(_BEYOND_ASCII.findall(text)) - lost
    return right >= wrong * 3


def _code_page(file: IO[bytes], budget: Budget) -> tuple[str, bool]:
    neighbours = Neighbours()
    for chunk in _chunks(file, budget):
        neighbours.see(chunk or b" ")
    return chosen(neighbours.counts)


def _chunks(file: IO[bytes], budget: Budget) -> Iterator[bytes]:
    """The file from its beginning, and an empty chunk at its end."""
    file.seek(0)
    while chunk := file.read(CHUNK):
        budget.tick()
        yield chunk
    yield b""
