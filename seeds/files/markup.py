"""XML out of a stranger's archive: read part by part, and refused where it declares entities: none needs any."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol
from xml.parsers import expat

from seeds.files.limits import Budget

__all__ = ["Handler", "parsed", "whole"]

LONGEST_TAG: Final = 2**20  # bytes


class Handler(Protocol):
    """What takes the elements of a document as they come. Their names are without prefixes."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """Some text, or a part of it."""

    def end(self, name: str) -> None:
        """An element ends."""


class _Local(dict[str, str]):
    """The names of elements without their prefixes."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


def parsed(chunks: Iterable[bytes], handler: Handler, budget: Budget) -> Iterator[None]:
    """Goes on by a part each time that it is asked to."""
    local = _Local()
    start, end = handler.start, handler.end
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(local[name], attributes)
    parser.EndElementHandler = lambda name: end(local[name])
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise ValueError("a tag or comment has no end")  # of which the parser would hold all
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, ValueError, IndexError, KeyError) as error:
        raise budget.refused("is damaged: it cannot be understood as a workbook") from error


def whole(chunks: Iterable[bytes], handler: Handler, budget: Budget) -> None:
    """Reads a document to its end."""
    for _ in parsed(chunks, handler, budget):
        pass


def _refuse(*_: object) -> None:
    raise ValueError("no part of a workbook declares a document type")
