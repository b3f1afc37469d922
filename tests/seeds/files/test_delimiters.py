"""Delimiters: the one at which the rows are alike."""

import pytest

from seeds.files.delimited import WHOLE_LINES
from seeds.files.delimiters import delimiter_of
from seeds.files.findings import Findings, Reason
from seeds.files.limits import USUAL_LIMITS, Budget


def found(text: str) -> tuple[str, list[Reason]]:
    findings = Findings()
    delimiter = delimiter_of(text, findings.voice("x.csv"), Budget("x.csv", USUAL_LIMITS))
    return delimiter, [finding.reason for finding in findings]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Név;Összeg\nAcme;1,5\nBeta;2,3\nGamma;4,7\n", ";"),
        ("Id,Ids\n1,2;3\n2,4;5\n3,6;7\n", ","),
        ("a\tb, c\n1\t2, 3\n4\t5\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('Notes:\n"When exporting, you may; notice, that"\n\nFirst,Last,URL\nA,B,C\nD,E,F\n', ","),
        ('"a;b",c\n"d;e",f\n', ","),
        ("Name,Notes\n" + 'A,"x;y;z"\n' * 5, ","),
        ("Name,Notes\n" + "A,x;y;z\n" * 5, ","),
        ("Név;Cím\n" + "Acme;Fő utca 1, Győr, HU, EU\n" * 199, ";"),
        ("Key|What\nk|1, 2, 3\n", "|"),
        ("A,B,C\n1\n1,2\n1,2,3\n1;2,2\n1;2\n", ","),
        ("Report\n" * 8 + "A,B\n1,2\n3,4\n", ","),
        ("sep=;\nx\n", ";"),
        ("Name,Email\n", ","),
        ("Company Name\nAdatum\nLitware, Inc.\nRelecloud\nTailspin\n", WHOLE_LINES),
        ("Name\nAnna\n", WHOLE_LINES),
        ("", WHOLE_LINES),
    ],
)
def test_the_delimiter_is_that_at_which_rows_are_alike(text: str, delimiter: str) -> None:
    assert found(text) == (delimiter, [])


def test_two_that_would_do_are_told() -> None:
    assert found("a;b|c\n1;2|3\n") == (";", [Reason.DELIMITER_DOUBTED])
