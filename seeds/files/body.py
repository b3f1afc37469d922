"""The rows of a table, without those that stand among or below them and are none."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from seeds.files.cleaning import clean_heading
from seeds.files.findings import Oddity, Reason
from seeds.files.record import Merge, Origin, Record

__all__ = ["Tell", "body"]

LONGEST_FOOTER: Final = 50  # rows
LEAST_COLUMNS: Final = 3  # of a table whose footer can be told from its rows

Tell = Callable[[int, Oddity], None]
_Apart = tuple[Record, bool]  # a row, and whether a blank one stands before it


def body(records: Iterable[Record], headings: Sequence[str], origin: Origin, tell: Tell) -> Iterator[Record]:
    """The rows below the headings that hold something, merged cells filled in. All that is left out is told."""
    rows = _without_others(_filled(records, origin.merges, tell), headings, origin, tell)
    return _without_footer(rows, tell) if len(headings) >= LEAST_COLUMNS else (row for row, _ in rows)


def _filled(records: Iterable[Record], merges: Sequence[Merge], tell: Tell) -> Iterator[Record]:
    """The rows, with what is merged over several of them in each."""
    beginning: defaultdict[int, list[Merge]] = defaultdict(list)
    for merge in merges:
        if merge.bottom > merge.top:
            beginning[merge.top].append(merge)
    if not beginning:
        yield from records
        return
    going_on: list[tuple[Merge, str]] = []
    for record in records:
        going_on = [(merge, text) for merge, text in going_on if merge.bottom >= record.number]
        for merge, text in going_on:
            _put(record.cells, merge.left, text)
        for merge in beginning[record.number]:
            if merge.left < len(record.cells) and record.cells[merge.left]:
                going_on.append((merge, record.cells[merge.left]))
                tell(record.number, Oddity(Reason.MERGED, record.cells[merge.left], column=merge.left))
        yield record


def _put(cells: list[str], column: int, text: str) -> None:
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = cells[column] or text


def _without_others(records: Iterable[Record], headings: Sequence[str], origin: Origin, tell: Tell) -> Iterator[_Apart]:
    """The rows that hold something of their own."""
    banners = {merge.top for merge in origin.merges if (merge.right - merge.left + 1) * 2 > len(headings)}
    in_text = origin.delimiter is not None
    apart, last = False, None
    for record in records:
        if not in_text and last is not None and record.number > last + 1:
            tell(last + 1, Oddity(Reason.ROW_BLANK))
            apart = True
        last = record.number
        if not any(map(str.strip, record.cells)):
            tell(record.number, Oddity(Reason.ROW_BLANK))
            apart = True
        elif record.number in banners and sum(map(bool, record.cells)) == 1:
            tell(record.number, Oddity(Reason.ROW_BANNER, max(record.cells)))
        elif _repeats(record.cells, headings):
            tell(record.number, Oddity(Reason.HEADINGS_AGAIN))
        else:
            yield record, apart
            apart = False


def _repeats(cells: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a row is that of the headings again, each as it was before it was told apart from another."""
    if len(cells) < 2 or not headings[0].startswith(cells[0].strip()):
        return False
    pairs = [(clean_heading(cell), heading) for cell, heading in zip(cells, headings, strict=False) if cell]
    return len(pairs) > 1 and all(heading == cell or heading.startswith(f"{cell} (") for cell, heading in pairs)


def _without_footer(rows: Iterable[_Apart], tell: Tell) -> Iterator[Record]:
    """The rows, without single cells that stand apart below all others: copyright, who exported it and when."""
    held: list[Record] = []
    for record, apart in rows:
        if (held or apart) and len(record.cells) == 1 and len(held) < LONGEST_FOOTER:
            held.append(record)
            continue
        yield from held
        held = []
        yield record
    for record in held:
        tell(record.number, Oddity(Reason.ROW_FOOTER, record.cells[0]))
