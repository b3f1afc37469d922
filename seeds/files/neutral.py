"""Text on its way out, which no spreadsheet program must compute: a leading apostrophe keeps it from that.

A cell that begins with one of `= + - @`, a tab or a line break is a formula to such programs, and may have come from
anybody. Numbers stay numbers. What is read back loses the apostrophe again.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Final

__all__ = ["csv_lines", "neutral", "restored"]

_COMPUTED: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]|'+[0-9]+\Z")
_KEPT: Final = re.compile(r"'+(?:[=+\-@\t\r\n＝＋－＠]|[0-9]+\Z)")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,' ][0-9]+)*(?:[eE][+-]?[0-9]+)?%?")


def neutral(text: str) -> str:
    """The text as it may be written.

    >>> neutral("=1+1"), neutral("-100"), neutral("@sum"), neutral("Anna")
    ("'=1+1", '-100', "'@sum", 'Anna')
    """
    return f"'{text}" if _COMPUTED.match(text) and not _NUMBER.fullmatch(text) else text


def restored(text: str) -> str:
    """The text as it was before it was made neutral. An apostrophe before digits is taken for such a one too.

    >>> restored("'=1+1"), restored("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if _KEPT.match(text) else text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows as CSV with neutral cells, line by line; null is an empty cell."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
