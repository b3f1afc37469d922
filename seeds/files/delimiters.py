"""At which character are the cells of a text parted? That at which most rows have as many cells as each other."""

import math
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from itertools import islice
from typing import Final, NamedTuple

from seeds.files.delimited import WHOLE_LINES, declared_delimiter, records
from seeds.files.findings import Reason, Voice
from seeds.files.limits import Budget
from seeds.files.record import Record

__all__ = ["DELIMITERS", "delimiter_of"]

DELIMITERS: Final = (",", ";", "\t", "|")
ROWS: Final = 200  # that are looked at
LEAST: Final = 0.3
NEAR: Final = 0.97  # of the best score, from which on another delimiter would do as well


def delimiter_of(head: str, voice: Voice, budget: Budget) -> str:
    """The delimiter of a text by its first lines; that of whole lines where it has one column."""
    if declared := declared_delimiter(head.split("\n", 1)[0].rstrip("\r")):
        return declared
    scores = {delimiter: _score(_widths(head, delimiter, budget)) for delimiter in DELIMITERS}
    best, second = sorted(DELIMITERS, key=lambda delimiter: -scores[delimiter].value)[:2]
    if scores[best].value < LEAST:
        return WHOLE_LINES
    if scores[second].value > scores[best].value * NEAR and scores[second].start == scores[best].start:
        voice.tell(Reason.DELIMITER_DOUBTED, value=second, became=best)
    return best


class _Score(NamedTuple):
    """How much speaks for a delimiter, and the first row that it parts."""

    value: float
    start: int


def _widths(head: str, delimiter: str, budget: Budget) -> Sequence[int]:
    """How many cells each row has that is not blank; one where it would tear quotes apart."""
    rows = records(StringIO(head, newline=""), delimiter, budget)
    return [
        1 if _is_torn(row) else len(row.cells) for row in islice(rows, ROWS) if any(cell.strip() for cell in row.cells)
    ]


def _is_torn(row: Record) -> bool:
    """Whether quotes that belong together are in different cells."""
    return bool(row.odd) or sum(cell.count('"') % 2 for cell in row.cells) > 1


def _score(widths: Sequence[int]) -> _Score:
    """How many rows it parts, those above the first one counted half, and how alike these are; of two, the wider."""
    parted = [width for width in widths if width > 1]
    if not parted:
        return _Score(0.0, 0)
    start = next(at for at, width in enumerate(widths) if width > 1)
    width, count = max(Counter(parted).items(), key=lambda item: (item[1], item[0]))
    alike = (1 + count / len(parted)) / 2
    return _Score(len(parted) / (len(widths) - start / 2) * alike + math.log(width) / 1_000, start)
