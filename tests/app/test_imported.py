"""What an import tells people: lines, whatever stands in the files."""

import re
from unicodedata import category

from hypothesis import given
from hypothesis import strategies as st

from app.imported import lines
from seeds.importing.report import Fault, Likely, Outcome, Place, Reason, Report, Vanished

ANYTHING = st.text(st.characters(), max_size=12)


def test_nothing_in_a_file_moves_the_cursor_or_begins_a_line() -> None:
    report = Report()
    report.tell(Fault(Place("a\x1b[2J.csv", None, 2, "Név"), "a\r\nb", Reason.WORD_UNKNOWN, proposal="\x9bÉva\u202e"))
    told = [*lines(report, dry=True)]
    assert told[0] == "a [2J.csv, Név (row 2): “a b” The word is not known. Did you mean “ Éva ”?"


@given(ANYTHING, ANYTHING, ANYTHING)
def test_each_line_is_one_and_can_be_written_down(name: str, value: str, column: str) -> None:
    report = Report()
    for reason in (Reason.WORD_UNKNOWN, Reason.COLUMN_UNMAPPED, Reason.ENTRY_UNREAD):
        report.tell(Fault(Place(name, value, 2, column), value, reason, name, column))
    report.suspect(Likely("a", name, value, column, name, value))
    report.counts["Stakeholder", Outcome.VANISHED] += 1
    report.vanish(Vanished("a", "Stakeholder", name, value))
    for line in lines(report, dry=False):
        assert line.splitlines() == [line]
        assert not {category(letter) for letter in line} & {"Cc", "Cs", "Zl", "Zp"}
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", line)
