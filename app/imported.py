"""What an import did, as lines for people."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from graph.model import EDGES, NODES
from seeds.importing.report import Fault, Outcome, Place, Reason, Report

__all__ = ["lines"]

SHOWN: Final = 5  # of one sort; how many more there are is told

_KINDS: Final = [*NODES, *EDGES]
_COMMANDS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""What a terminal would obey, or lay lines out anew for, or cannot show."""


def lines(report: Report, *, dry: bool) -> Iterator[str]:
    """The summary: counts, then what was left out and why, then what is to be looked at.

    Of what stands in the files nothing moves the cursor or begins a line of its own.
    """
    return (_COMMANDS.sub(" ", line) for line in _lines(report, dry=dry))


def _lines(report: Report, *, dry: bool) -> Iterator[str]:
    yield from _counts(report)
    yield from _left_out(report)
    yield from _columns(report, Reason.COLUMN_SENSITIVE, "Never taken in")
    yield from _columns(report, Reason.COLUMN_UNMAPPED, "Of no use to the profile")
    yield from _some("Read, but in doubt", [*report.doubts])
    yield from _some(
        "Likely to be one person; nothing was merged",
        [f"{each.name} ({each.one}) and {each.other_name} ({each.other}): {each.why}" for each in report.likely],
    )
    yield from _some(
        "Not in these files any more; nothing was dropped",
        [f"{each.kind} {each.name or each.id}" for each in report.vanished],
        sum(count for (_, outcome), count in report.counts.items() if outcome is Outcome.VANISHED),
    )
    end = "would be written to: this was a dry run" if dry else "written to"
    yield f"{report.rows} rows read; {report.written} of {report.accounts} accounts {end}."


def _counts(report: Report) -> Iterator[str]:
    heads = [outcome.value.lower().replace("_", " ") for outcome in Outcome]
    kinds = sorted({kind for kind, _ in report.counts}, key=_KINDS.index)
    if kinds:
        yield "".join([f"{'':<16}", *(f"{head:>11}" for head in heads)])
    for kind in kinds:
        yield "".join([f"{kind:<16}", *(f"{report.count(kind, outcome):>11}" for outcome in Outcome)])


def _left_out(report: Report) -> Iterator[str]:
    """What was left out, by column and reason; of each the values that are so in most rows."""
    groups: defaultdict[tuple[Place, Reason], list[Fault]] = defaultdict(list)
    for fault in report.faults:
        if fault.reason not in (Reason.COLUMN_SENSITIVE, Reason.COLUMN_UNMAPPED):
            groups[fault.place._replace(row=None), fault.reason].append(fault)
    for (place, _), faults in groups.items():
        alike: defaultdict[tuple[str, str], list[Fault]] = defaultdict(list)
        for fault in faults:
            alike[fault.value, fault.sentence].append(fault)
        most = sorted(alike.values(), key=len, reverse=True)
        yield from (_line(place, each) for each in most[:SHOWN])
        if more := sum(map(len, most[SHOWN:])):
            yield f"{place}: … and {more} more of this kind"
    told = sum(report.reasons.values()) - len(report.faults)
    if told:
        yield f"… and {told} more faults, which --rejects writes"


def _line(place: Place, faults: Sequence[Fault]) -> str:
    numbers = sorted(fault.place.row for fault in faults if fault.place.row)
    rows = f" ({_rows([*map(str, numbers)])})" if numbers else ""
    return str(faults[0]).replace(str(faults[0].place), f"{place}{rows}", 1)


def _rows(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
    return f"rows {', '.join(numbers[:SHOWN])}{more}"


def _columns(report: Report, reason: Reason, what: str) -> Iterator[str]:
    found: defaultdict[Place, list[str]] = defaultdict(list)
    for fault in report.faults:
        if fault.reason is reason:
            about = f" ({fault.detail})" if fault.detail else ""
            found[fault.place._replace(column=None)].append(f"{fault.place.column}{about}")
    for place, columns in found.items():
        yield f"{what}: {place}: {', '.join(columns)}"


def _some(what: str, told: Sequence[str], count: int | None = None) -> Iterator[str]:
    for each in told[:SHOWN]:
        yield f"{what}: {each}"
    more = (len(told) if count is None else count) - SHOWN
    if more > 0:
        yield f"{what}: … and {more} more"
