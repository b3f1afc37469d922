"""The rules of a scope's graph: ends, counts, time and cycles."""

from typing import Any

import pytest

from graph.change import Change, Drop, apply
from graph.declaration import Edge, Node
from graph.errors import InvalidInput, NotFound
from graph.identity import TEAM, account_id
from graph.model import (
    EDGES,
    NODES,
    Action,
    AlliedWith,
    AnswersFor,
    DependsOn,
    For,
    HasRoleIn,
    HoldsStance,
    Knows,
    Kpi,
    Manages,
    Measurement,
    Opportunity,
    Organisation,
    Owns,
    PartOf,
    Plan,
    ReportsTo,
    Stakeholder,
    TeamMember,
    Uses,
    WorksIn,
)
from graph.snapshot import Snapshot
from tests.graph.acme import ACME, edge, faults, ident, made, measurement, member, opportunity, person, put

ROOT = account_id(ACME)
ADA, BOB, CAT = (ident(Stakeholder, key) for key in ("ada", "bob", "cat"))
CLAIM = {"by": "source:crm", "validFrom": "2026-01-01"}
EXAMPLES: dict[str, dict[str, Any]] = {
    "KNOWS": {"level": "VENDOR"},
    "MANAGES": {"role": "OWNER"},
    "HOLDS_STANCE": {"stance": 1},
    "USES": {"state": "OPEN"},
    **{label: {"weight": 1} for label in ("INFLUENCES", "ALLIED_WITH", "CONFLICTS_WITH", "FAVOURS")},
}


def part(key: str) -> list[Change]:
    return [put(Organisation, key, name=key, kind="DIVISION")]


def people() -> Snapshot:
    return made(person("ada"), person("bob"), person("cat"))


def messages(snapshot: Snapshot, *changes: Change) -> list[str]:
    return [error.message for error in faults(snapshot, *changes, kind=InvalidInput).values()]


def link(kind: type[Edge], source: str, target: str) -> Change:
    claim = CLAIM if "by" in kind.identifying else {}
    return edge(kind, source, target, **EXAMPLES.get(kind.label, {}), **claim)


# ---------------------------------------------------------------- ends


def everything() -> Snapshot:
    """An account with one node of each kind, and what these require."""
    nodes = [
        *part("o"),
        *person("o"),
        *opportunity("o"),
        put(Kpi, "o", name="o", kind="OTHER"),
        *measurement("o", "o"),
        *(put(NODES[label], "o", title="o") for label in ("Plan", "Objective", "Action")),
        put(NODES["Risk"], "o", title="o", category="MARKET"),
        put(NODES["Insight"], "o", text="o", kind="NEED"),
        put(NODES["Signal"], "o", text="o", kind="NEWS"),
        put(NODES["Interaction"], "o", at="2026-01-01T00:00:00Z", channel="CALL"),
        put(NODES["Resolution"], "o", recommendation="o", kind="COVER", state="DONE"),
        put(NODES["Financial"], "o", startsOn="2026-01-01", endsOn="2026-12-31", scenario="ACTUAL"),
    ]
    return made(nodes)


@pytest.mark.parametrize("kind", EDGES.values(), ids=EDGES)
def test_an_edge_joins_the_kinds_that_it_may_and_no_others(kind: type[Edge]) -> None:
    before = everything()
    for source in NODES.values():
        for target in NODES.values():
            wrong = faults(before, link(kind, ident(source, "o"), ident(target, "o")))
            refused = [error for error in wrong.values() if "leads from" in error.message or "scope" in error.message]
            in_team = source.team and target.team
            assert bool(refused) == ((source, target) not in kind.rules.ends or in_team) or source is target, wrong


def test_an_edge_of_two_team_members_belongs_to_the_team() -> None:
    ann, bea = (ident(TeamMember, key) for key in ("ann", "bea"))
    assert messages(made(), edge(ReportsTo, ann, bea)) == [
        "REPORTS_TO from TeamMember to TeamMember belongs to the scope 'team'"
    ]
    assert made(member("ann"), member("bea"), [edge(ReportsTo, ann, bea)], scope=TEAM).all(ReportsTo)


def test_wrong_ends_are_told_with_what_would_do() -> None:
    [text] = messages(made(person("ada"), opportunity("1")), edge(WorksIn, ADA, ident(Opportunity, "1")))
    assert text == "WORKS_IN leads from Stakeholder to Organisation; not from Stakeholder to Opportunity"


def test_an_end_that_is_not_there_is_not_found() -> None:
    wrong = faults(people(), edge(ReportsTo, ident(Stakeholder, "x"), ident(Stakeholder, "y")), kind=NotFound)
    assert wrong.keys() == {("0", "from"), ("0", "to")}
    assert wrong["0", "to"].message == "REPORTS_TO.to: there is no Stakeholder 'y' here"


def test_an_end_in_another_account_is_refused_unless_the_edge_may_lead_there() -> None:
    abroad = ident(Stakeholder, "ada", "other")
    for ends in ((ADA, abroad), (abroad, ADA)):
        wrong = faults(people(), edge(ReportsTo, *ends), kind=InvalidInput)
        assert wrong.keys() == {("0", "to" if ends[1] == abroad else "from")}
    assert not faults(made(), edge(Owns, ROOT, account_id("other"), share=0.5))
    assert faults(made(), edge(Owns, account_id("other"), ROOT)).keys() == {("0", "from")}
    assert faults(made(), edge(PartOf, *[account_id("other"), ROOT])).keys() == {("0", "from")}


@pytest.mark.parametrize("end", ["x", "acme/Nonsense/1", "acme/Stakeholder/a b", "", "//"])
def test_an_end_that_is_no_id_is_refused(end: str) -> None:
    assert faults(people(), edge(ReportsTo, ADA, end), kind=InvalidInput).keys() == {("0", "to")}


def test_a_second_home_that_is_nowhere_is_told_once() -> None:
    for nowhere in ("x", ident(Organisation, "none")):
        assert faults(people(), edge(WorksIn, ADA, nowhere), put(Plan, "1", title="1")).keys() == {("0", "to")}
        assert ("1", "to") in faults(people(), put(Stakeholder, "ada", name="Ada"), edge(WorksIn, ADA, nowhere))


def test_an_edge_does_not_lead_from_a_node_to_itself() -> None:
    for kind in (ReportsTo, AlliedWith):
        assert messages(people(), link(kind, ADA, ADA)) == [f"{kind.label} must not lead from a node to itself"]


def test_a_stance_towards_an_organisation_is_one_towards_the_account() -> None:
    before = made(person("ada"), part("1"), opportunity("1"))
    for target in (ROOT, ident(Opportunity, "1")):
        assert not faults(before, edge(HoldsStance, ADA, target, stance=1, **CLAIM))
    wrong = faults(before, edge(HoldsStance, ADA, ident(Organisation, "1"), stance=1, **CLAIM))
    assert wrong.keys() == {("0", "to")}


# ---------------------------------------------------------------- the account itself


def test_an_account_needs_its_root() -> None:
    wrong = faults(Snapshot(ACME), *person("ada"), *part("1"))
    assert any("the account itself is missing" in error.message for error in wrong.values())
    assert all(path for path in wrong)


def test_an_account_is_part_of_nothing() -> None:
    one, two = (ident(Organisation, key) for key in ("1", "2"))
    wrong = faults(made(part("1"), part("2")), edge(PartOf, one, two), edge(PartOf, ROOT, one))
    assert [(path, error.message) for path, error in wrong.items()] == [
        (("1",), "PART_OF: an account is part of nothing")
    ]


def test_a_part_has_one_whole() -> None:
    one, two = (ident(Organisation, key) for key in ("1", "2"))
    before = made(part("1"), part("2"), [edge(PartOf, one, ROOT)])
    [text] = messages(before, edge(PartOf, one, two))
    assert "has one at a time" in text
    after = apply(before, [edge(PartOf, one, two), Drop(PartOf, {"from": one, "to": ROOT})])
    assert [each.target for each in after.all(PartOf)] == [two]


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize(
    ("kind", "values", "missing"),
    [
        (Stakeholder, {"name": "x"}, WorksIn),
        (Opportunity, {"title": "x"}, For),
        (Measurement, {"on": "2026-01-01", "value": 1}, EDGES["MEASURES"]),
    ],
)
def test_what_must_belong_somewhere_does(kind: type[Node], values: dict[str, Any], missing: type[Edge]) -> None:
    wrong = faults(made(), put(kind, "x", **values))
    assert [(path, error.message) for path, error in wrong.items()] == [
        (("0",), f"{kind.label} 'x' needs a {missing.label} edge")
    ]


def test_a_person_has_one_home_at_a_time() -> None:
    before = made(part("1"), [put(Stakeholder, "ada", name="ada"), edge(WorksIn, ADA, ROOT, validTo="2026-01-01")])
    later = ident(Organisation, "1")
    assert not faults(before, edge(WorksIn, ADA, later, validFrom="2026-01-01"))
    assert not faults(before, edge(WorksIn, ADA, later, validFrom="2026-03-01"))
    assert faults(before, edge(WorksIn, ADA, later, validFrom="2025-12-31")).keys() == {("0",)}
    assert faults(before, edge(WorksIn, ADA, later)).keys() == {("0",)}


def test_a_person_returns_home() -> None:
    home = edge(WorksIn, ADA, ROOT, validTo="2026-01-01")
    before = made([put(Stakeholder, "ada", name="ada"), home])
    assert not faults(before, edge(WorksIn, ADA, ROOT, validFrom="2026-06-01"))
    assert faults(before, edge(WorksIn, ADA, ROOT, validFrom="2025-06-01")).keys() == {("0",)}


def test_an_opportunity_is_for_one_organisation() -> None:
    before = made(opportunity("1"), part("1"))
    assert faults(before, edge(For, ident(Opportunity, "1"), ident(Organisation, "1"))).keys() == {("0",)}
    assert faults(before, Drop(For, {"from": ident(Opportunity, "1"), "to": ROOT})).keys() == {("0",)}


def test_a_measurement_is_of_one_kpi() -> None:
    kpis = [put(Kpi, key, name=key, kind="OTHER") for key in ("1", "2")]
    before = made(kpis, measurement("1", "1"))
    wrong = faults(before, link(EDGES["MEASURES"], ident(Measurement, "1"), ident(Kpi, "2")))
    assert wrong.keys() == {("0",)}


def test_one_of_us_answers_for_each() -> None:
    ann, bea = (ident(TeamMember, key) for key in ("ann", "bea"))
    before = made(person("ada"), person("bob"), [edge(AnswersFor, ann, ADA)])
    assert not faults(before, edge(AnswersFor, ann, BOB))
    [text] = messages(before, edge(AnswersFor, bea, ADA))
    assert text == "ANSWERS_FOR: Stakeholder 'ada' has one already"


@pytest.mark.parametrize("kind", [Manages, HasRoleIn, ReportsTo])
def test_one_dated_edge_does_not_overlap_itself(kind: type[Edge]) -> None:
    before = made(person("ada"), person("bob"), opportunity("1"))
    ends: dict[type[Edge], tuple[str, str]] = {
        Manages: (ident(TeamMember, "ann"), ROOT),
        HasRoleIn: (ADA, ident(Opportunity, "1")),
        ReportsTo: (ADA, BOB),
    }
    values = EXAMPLES.get(kind.label, {})
    first = edge(kind, *ends[kind], **values, validFrom="2026-01-01", validTo="2026-06-01")
    after = apply(before, [first])
    assert not faults(after, edge(kind, *ends[kind], **values, validFrom="2026-06-01"))
    [text] = messages(after, edge(kind, *ends[kind], **values, validFrom="2026-05-31"))
    assert text == f"{kind.label} overlaps the same edge from 2026-01-01 on"


# ---------------------------------------------------------------- cycles


def test_a_cycle_of_parts_is_refused() -> None:
    one, two = (ident(Organisation, key) for key in ("1", "2"))
    before = made(part("1"), part("2"), [edge(PartOf, one, two)])
    [text] = messages(before, edge(PartOf, two, one))
    assert text == "PART_OF would make a cycle: Organisation '2' → Organisation '1' → Organisation '2'"


def test_a_cycle_of_actions_is_refused() -> None:
    one, two, three = (ident(Action, key) for key in ("1", "2", "3"))
    actions = [put(Action, key, title=key) for key in ("1", "2", "3")]
    before = made(actions, [edge(DependsOn, one, two), edge(DependsOn, two, three)])
    assert not faults(before, edge(DependsOn, one, three))
    assert "would make a cycle" in messages(before, edge(DependsOn, three, one))[0]
    ring = [edge(DependsOn, one, two), edge(DependsOn, two, three), edge(DependsOn, three, one)]
    assert faults(made(actions), *ring)


def test_a_cycle_of_solid_lines_is_refused() -> None:
    before = apply(people(), [edge(ReportsTo, ADA, BOB), edge(ReportsTo, BOB, CAT)])
    [text] = messages(before, edge(ReportsTo, CAT, ADA))
    assert text.endswith("Stakeholder 'cat' → Stakeholder 'ada' → Stakeholder 'bob' → Stakeholder 'cat'")


def test_a_cycle_closed_by_a_dotted_line_is_allowed_until_the_line_is_drawn() -> None:
    before = apply(people(), [edge(ReportsTo, ADA, BOB)])
    after = apply(before, [edge(ReportsTo, BOB, ADA, line="DOTTED")])
    assert faults(after, edge(ReportsTo, BOB, ADA, line="SOLID")).keys() == {("0",)}


def test_several_managers_are_allowed() -> None:
    assert not faults(people(), edge(ReportsTo, ADA, BOB), edge(ReportsTo, ADA, CAT), edge(ReportsTo, BOB, CAT))


def test_a_cycle_that_is_there_between_two_days_only_is_found() -> None:
    before = apply(
        people(),
        [
            edge(ReportsTo, ADA, BOB, validFrom="2026-01-01", validTo="2026-04-01"),
            edge(ReportsTo, BOB, CAT, validFrom="2026-03-01", validTo="2026-06-01"),
        ],
    )
    [text] = messages(before, edge(ReportsTo, CAT, ADA, validFrom="2025-01-01"))
    assert "from 2026-03-01 on" in text


def test_a_cycle_that_is_there_at_no_one_time_is_allowed() -> None:
    before = apply(
        people(),
        [
            edge(ReportsTo, ADA, BOB, validFrom="2026-01-01", validTo="2026-03-01"),
            edge(ReportsTo, BOB, CAT, validFrom="2026-03-01", validTo="2026-06-01"),
        ],
    )
    assert not faults(before, edge(ReportsTo, CAT, ADA, validFrom="2025-01-01"))
    swap = [edge(ReportsTo, ADA, BOB, validTo="2026-01-01"), edge(ReportsTo, BOB, ADA, validFrom="2026-01-01")]
    assert not faults(people(), *swap)


def test_an_edge_that_is_made_longer_may_close_a_cycle() -> None:
    swap = [edge(ReportsTo, ADA, BOB, validTo="2026-01-01"), edge(ReportsTo, BOB, ADA, validFrom="2026-01-01")]
    before = apply(people(), swap)
    assert faults(before, edge(ReportsTo, ADA, BOB, validTo="2026-02-01")).keys() == {("0",)}
    assert faults(before, edge(ReportsTo, ADA, BOB, validTo=None)).keys() == {("0",)}


def test_a_cycle_within_the_team_is_refused() -> None:
    ann, bea = (ident(TeamMember, key) for key in ("ann", "bea"))
    before = made(member("ann"), member("bea"), [edge(ReportsTo, ann, bea)], scope=TEAM)
    assert faults(before, edge(ReportsTo, bea, ann))


def test_a_broken_edge_is_told_once_and_does_not_hide_the_others() -> None:
    wrong = faults(people(), edge(ReportsTo, ADA, ADA), edge(Uses, ADA, ROOT, state="OPEN"), put(Plan, "1", title="1"))
    assert wrong.keys() == {("0", "to"), ("1", "to")}


def test_who_knows_whom_may_be_said_by_several() -> None:
    ann = ident(TeamMember, "ann")
    says = [edge(Knows, ann, ADA, level="VENDOR", by=by, validFrom="2026-01-01") for by in ("source:a", "source:b")]
    assert len(apply(people(), says).all(Knows)) == 2
