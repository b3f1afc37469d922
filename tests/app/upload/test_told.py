"""The report as the API tells it."""

import pytest

from app.upload.told import told
from schema.context import Context
from schema.imports import ImportExtent, ImportReason
from schema.language import Language
from seeds.importing.report import Extent, Fault, Place, Reason, Report

PLACE = Place("a.csv", None, 2, "Name")


class _Info:
    """What a resolver is told of the request: here its language alone."""

    def __init__(self, language: Language) -> None:
        self.context = Context(None, None, language=language)  # type: ignore[arg-type]  # neither is asked


def test_reasons_and_extents_are_those_of_the_report() -> None:
    assert [*ImportReason] == [*Reason]
    assert [*ImportExtent] == [*Extent]


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("proposal", ["", "Drives"])
def test_a_message_is_what_the_report_says(reason: Reason, proposal: str) -> None:
    fault = Fault(PLACE, "Drvies", reason, "100% of it", proposal)
    report = Report()
    report.tell(fault)
    [shown] = told(report, "token", None).all_faults
    assert shown.message(_Info(Language.EN)) == fault.sentence
    assert shown.message(_Info(Language.HU))
