"""Whitespace: what is open to us, by what it is worth and by whom we reach there."""

import pytest

from graph.change import Change, Put
from graph.identity import account_id, node_id
from graph.model import Organisation, PartOf, Uses, WorksIn
from graph.snapshot import AccountGraph
from scoring.scores import Scores
from scoring.whitespace import Opening, openings, people_of
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, knows
from tests.scoring.processes import ident

ROOT = account_id("a")
UNITS = PRESS, TOOLS, OFFICE = [ident(Organisation, key) for key in ("press", "tools", "office")]


def unit(key: str, of: str | None = None) -> list[Change]:
    made: list[Change] = [Put(Organisation, {"id": ident(Organisation, key), "name": key, "kind": "DEPARTMENT"})]
    if of is not None:
        made.append(Put(PartOf, {"from": ident(Organisation, key), "to": ident(Organisation, of)}))
    return made


def cell(organisation: str, offering: str, state: str, value: int | None = None) -> Change:
    told = {"from": organisation, "to": node_id("team", "Offering", offering), "state": state, "value": value}
    return Put(Uses, told)


def account(*cells: Change) -> AccountGraph:
    """p decides and works in the press shop, q approves and works in its tools, r in the office; we know p and q."""
    graph = among(
        ["p", "q", "r"],
        *unit("press"),
        *unit("tools", "press"),
        *unit("office"),
        *opportunity("a", "deal", {person("p"): ["DECIDER"], person("q"): ["APPROVER"]}),
        knows("ours1", "p", "TRUSTED_ADVISOR"),
        knows("ours1", "q", "VENDOR"),
        *cells,
    )
    homes = [WorksIn.decode({"from": person(who), "to": to})[0] for who, to in zip("pqr", UNITS, strict=True)]
    there = graph.account.amended(1, [home for home in homes if home], graph.account.all(WorksIn))
    return AccountGraph(there, graph.team)


def found(*cells: Change) -> tuple[Opening, ...]:
    scores = Scores(account(*cells), DAY)
    return openings(scores.account, DAY, scores.reach, scores.power)


def test_a_part_counts_for_the_whole_and_the_account_is_everybody() -> None:
    people = [people_of(account().account, each, DAY) for each in (ROOT, *UNITS)]
    assert people == [{person(key) for key in keys} for keys in ("pqr", "pq", "q", "r")]
    told = found(*(cell(each, "x", "OPEN", 1) for each in (ROOT, *UNITS)))
    scored = {opening.cell.split("|")[1]: opening for opening in told}
    assert scored[ROOT].reached == scored[PRESS].reached > scored[TOOLS].reached > scored[OFFICE].reached == 0
    assert scored[PRESS].buyers == (person("p"), person("q"))
    assert (scored[TOOLS].buyers, scored[OFFICE].buyers) == ((person("q"),), ())


def test_they_go_by_value_times_the_power_that_is_reached() -> None:
    told = found(cell(PRESS, "x", "OPEN", 10), cell(TOOLS, "x", "TARGET", 1000), cell(OFFICE, "x", "OPEN", 9999))
    assert [each.cell.split("|")[1] for each in told] == [TOOLS, PRESS, OFFICE]
    for each, value in zip(told, (1000, 10, 9999), strict=True):
        assert each.rank == pytest.approx(value * each.reached)


def test_what_they_have_is_no_opening() -> None:
    assert found(cell(PRESS, "x", "INSTALLED", 5), cell(PRESS, "y", "COMPETITOR", 5)) == ()


def test_a_missing_value_is_the_median_of_the_others() -> None:
    told = found(cell(PRESS, "x", "OPEN"), cell(PRESS, "y", "OPEN", 10), cell(PRESS, "z", "OPEN", 30))
    assert [each.rank / each.reached for each in told] == pytest.approx([30, 20, 10])
    alone = found(cell(PRESS, "x", "OPEN"))
    assert alone[0].rank == alone[0].reached
