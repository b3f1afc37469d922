"""The mapping of docs/importing.md does what the page says."""

import re
from datetime import date
from pathlib import Path

from graph.model import HoldsStance, Organisation, ReportsTo, Stakeholder
from seeds.importing.profile import profile
from tests.seeds.importing.imported import imported

PAGE = Path(__file__).parents[3] / "docs" / "importing.md"


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def test_the_documented_mapping_reads_the_documented_table() -> None:
    done = imported({"staff.csv": block("csv")}, profile(block("toml"), "staff.toml"), account="acme")
    assert done.report.is_complete, done.report.faults
    assert {(each.key, each.name, each.joined_on) for each in done.all(Stakeholder)} == {
        ("staff-12", "Éva Kis", date(2019, 3, 1)),
        ("staff-13", "Béla Nagy", date(2021, 10, 15)),
    }
    assert done.names(Organisation) == ["Acme"]
    assert len(done.all(ReportsTo)) == 1
    assert [(claim.by, claim.stance) for claim in done.all(HoldsStance)] == [
        ("source:staff", 0.5),
        ("source:staff", -1),
    ]
