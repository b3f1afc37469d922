"""Merging: one person of two, with all that both had, found under either id, and the way back."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from graph.change import Change, Drop, Put, apply, evaluate
from graph.declaration import ALWAYS, Claim, Dated, Edge
from graph.difference import changes_between
from graph.errors import InvalidInput, NotFound, Refused
from graph.identity import account_id
from graph.merging import merge
from graph.model import (
    EDGES,
    AlliedWith,
    AnswersFor,
    HasRoleIn,
    HoldsStance,
    Influences,
    Interaction,
    Involves,
    Knows,
    Opportunity,
    Organisation,
    ReportsTo,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from graph.snapshot import Snapshot
from graph.values import LONGEST_TEXT
from tests.graph.acme import ACME, edge, faults, ident, made, opportunity, person, put
from tests.graph.strategies import crowds, few, histories

ROOT = account_id(ACME)
ADA, BOB, CAT, DAN = (ident(Stakeholder, key) for key in ("ada", "bob", "cat", "dan"))
ANN, ZOE = (ident(TeamMember, key) for key in ("ann", "zoe"))
DEAL = ident(Opportunity, "deal")
CRM = {"by": "source:crm", "validFrom": "2026-01-01"}


def people(*changes: Change) -> Snapshot:
    return made(person("ada"), person("bob"), person("cat"), person("dan"), opportunity("deal"), changes)


def merged(snapshot: Snapshot, winner: str = ADA, loser: str = BOB) -> Snapshot:
    return apply(snapshot, merge(snapshot, winner, loser))


def found(snapshot: Snapshot, identifier: str = ADA) -> Stakeholder:
    node = snapshot.nodes[identifier]
    assert isinstance(node, Stakeholder)
    return node


def told(edges: list[Any], *words: str) -> list[tuple[Any, ...]]:
    return [tuple(each.encode().get(word) for word in words) for each in edges]


# ---------------------------------------------------------------- laws


@few
@given(crowds())
def test_whatever_there_is_nothing_is_lost(before: Snapshot) -> None:
    ids = [each.id for each in before.all(Stakeholder)][:3]
    for kept, gone in ((kept, gone) for kept in ids for gone in ids if kept != gone):
        changes = merge(before, kept, gone)
        refused = faults(before, *changes, kind=InvalidInput)
        if refused:
            assert all("cycle" in error.message for error in refused.values())
            continue
        after = apply(before, changes)
        assert gone not in after.nodes
        assert not after.touching(gone)
        assert after.current(gone) == kept
        for each in before.edges.values():
            expect(before, after, each, kept, gone)
        back = apply(after, changes_between(after, before))
        assert not changes_between(back, before)
        assert back.current(gone) == gone


def expect(before: Snapshot, after: Snapshot, edge: Edge, kept: str, gone: str) -> None:
    """What must have become of an edge."""
    ends = {edge.source, edge.target}
    if not ends & {kept, gone}:
        assert after.edges[edge.key] is edge
    elif kept in ends and gone in ends:
        assert edge.key not in after.edges
    elif kept in ends:
        stands = after.edges[edge.key]
        assert stands is edge or not isinstance(edge, Claim) or isinstance(edge, Knows)
        assert set(held_on(before, edge, edge.source, edge.target)) <= set(
            held_on(after, edge, edge.source, edge.target)
        )
    elif edge.rules.one_a_target:
        assert len(after.into(kept, type(edge))) == 1
    elif edge.rules.one_a_source:
        days = list(held_on(before, edge, edge.source, None))
        assert set(days) <= set(held_on(after, edge, kept, None))
    else:
        source, target = (kept if end == gone else end for end in (edge.source, edge.target))
        if edge.rules.undirected:
            source, target = sorted([source, target])
        assert set(held_on(before, edge, edge.source, edge.target)) <= set(held_on(after, edge, source, target))


def held_on(snapshot: Snapshot, like: Edge, source: str, target: str | None) -> Iterator[tuple[date, str]]:
    """The days, of those on which the edge may begin or end, on which one of its type holds, and by whom."""
    days = {ALWAYS, date.max}
    if isinstance(like, Dated):
        end = like.valid_to or date.max
        days |= {like.valid_from, end, end - timedelta(days=1)}
    if isinstance(like, Claim):
        days = {like.valid_from}
    for day in days:
        for each in snapshot.out(source, type(like)):
            by = each.by if isinstance(each, Claim) else ""
            is_said = each.valid_from == day if isinstance(each, Claim) else each.stands_on(day)
            if target in (None, each.target) and is_said:
                yield day, by


@few
@given(histories())
def test_no_history_leaves_an_old_id_to_two(history: Any) -> None:
    for snapshot in (step.effect.after for step in history):
        old = [each for someone in snapshot.all(Stakeholder) for each in someone.merged_ids]
        assert len(old) == len(set(old)) == len(snapshot.merged)
        assert not set(old) & snapshot.nodes.keys()


def test_the_journal_tells_of_both() -> None:
    before = people()
    effect = evaluate(before, merge(before, ADA, BOB))
    assert [item.id for item in effect.put if isinstance(item, Stakeholder)] == [ADA]
    assert before.nodes[BOB] in effect.dropped


# ---------------------------------------------------------------- the person


def test_the_winners_fields_stand_and_the_losers_fill_what_is_absent() -> None:
    ada = person("ada", name="Ada", title="CFO", joinedOn="2020-01-01", notes="Likes tea.", interest=0)
    bob = person(
        "bob", name="A.", title="CEO", email="ada@acme.hu", joinedOn="2019-01-01", notes="Met in May.", person="p1"
    )
    values = found(merged(made(ada, bob))).encode()
    del values["revision"]
    assert values == {
        "id": ADA,
        "name": "Ada",
        "title": "CFO",
        "email": "ada@acme.hu",
        "joinedOn": date(2019, 1, 1),
        "notes": "Likes tea.\n\nMet in May.",
        "interest": 0,
        "person": "p1",
        "placeholder": False,
        "mergedIds": [BOB],
    }


def test_notes_that_are_too_long_together_are_cut_and_the_same_are_kept_once() -> None:
    long = made(person("ada", notes="a" * (LONGEST_TEXT - 3)), person("bob", notes="b" * 10))
    assert (found(merged(long)).notes or "").endswith("a\n\nb")
    same = made(person("ada", notes="the same"), person("bob", notes="the same"))
    assert found(merged(same)).notes == "the same"


@pytest.mark.parametrize(
    ("winner", "loser", "left"),
    [
        ({"leftOn": "2024-01-01"}, {}, date(2024, 1, 1)),
        ({}, {"leftOn": "2024-01-01"}, None),
        ({"leftOn": "2024-01-01"}, {"leftOn": "2025-01-01"}, date(2024, 1, 1)),
        ({"leftOn": "2024-01-01"}, {"joinedOn": "2025-01-01"}, None),
        ({"leftOn": "2024-01-01"}, {"joinedOn": "2024-01-01", "leftOn": "2025-01-01"}, date(2025, 1, 1)),
    ],
)
def test_the_winner_says_whether_they_left_unless_they_came_back(
    winner: dict[str, Any], loser: dict[str, Any], left: date | None
) -> None:
    assert found(merged(made(person("ada", **winner), person("bob", **loser)))).left_on == left


def test_a_placeholder_takes_the_name_of_who_is_known_and_is_one_no_more() -> None:
    role, known = person("ada", name="CFO", placeholder=True), person("bob", name="Bob")
    after = found(merged(made(role, known)))
    assert (after.name, after.placeholder) == ("Bob", False)
    other = found(merged(made(role, known), BOB, ADA), BOB)
    assert (other.name, other.placeholder) == ("Bob", False)
    both = made(role, person("bob", name="Treasurer", placeholder=True))
    assert (found(merged(both)).name, found(merged(both)).placeholder) == ("CFO", True)


# ---------------------------------------------------------------- edges and claims


def test_edges_move_and_those_between_the_two_go() -> None:
    after = merged(
        people(
            edge(ReportsTo, BOB, ADA),
            edge(ReportsTo, CAT, BOB),
            edge(AlliedWith, ADA, BOB, weight=1, **CRM),
            edge(AlliedWith, BOB, CAT, weight=0.5, **CRM),
            edge(Influences, DAN, BOB, weight=0.5, **CRM),
        )
    )
    others = [each for each in after.touching(ADA).values() if not isinstance(each, WorksIn)]
    assert {(each.label, each.source, each.target) for each in others} == {
        ("REPORTS_TO", CAT, ADA),
        ("ALLIED_WITH", ADA, CAT),
        ("INFLUENCES", DAN, ADA),
    }


def test_of_what_one_said_of_both_on_one_day_the_winners_stands() -> None:
    stance = {**CRM, "to": ROOT}
    after = merged(
        people(
            Put(HoldsStance, {**stance, "from": ADA, "stance": 1}),
            Put(HoldsStance, {**stance, "from": BOB, "stance": -1, "note": "?", "withdrawnOn": "2026-05-01"}),
            Put(HoldsStance, {**stance, "from": BOB, "stance": -0.5, "by": "source:x"}),
            Put(HoldsStance, {**stance, "from": BOB, "stance": 0.5, "validFrom": "2026-02-01"}),
        )
    )
    assert told(after.out(ADA, HoldsStance), "by", "validFrom", "stance", "note", "withdrawnOn") == [
        ("source:crm", date(2026, 1, 1), 1, None, None),
        ("source:x", date(2026, 1, 1), -0.5, None, None),
        ("source:crm", date(2026, 2, 1), 0.5, None, None),
    ]


def test_a_level_of_the_one_and_a_target_of_the_other_are_one_claim() -> None:
    target = edge(Knows, ANN, ADA, targetLevel="TRUSTED_ADVISOR", **CRM)
    level = edge(Knows, ANN, BOB, level="VENDOR", targetLevel="VENDOR", verification="CONFIRMED", **CRM)
    for winner, loser, wanted in ((ADA, BOB, "TRUSTED_ADVISOR"), (BOB, ADA, "VENDOR")):
        after = merged(people(target, level), winner, loser)
        (known,) = told(after.into(winner, Knows), "level", "targetLevel", "verification")
        assert known == ("VENDOR", wanted, "CONFIRMED")


def test_where_both_worked_at_once_the_winners_place_stands() -> None:
    division = put(Organisation, "division", name="Division", kind="DIVISION")
    where = division.values["id"]
    before = made([division], person("ada"), person("bob"))
    before = apply(
        before,
        [
            Drop(WorksIn, {"from": ADA, "to": ROOT}),
            edge(WorksIn, ADA, ROOT, validFrom="2024-01-01"),
            Drop(WorksIn, {"from": BOB, "to": ROOT}),
            edge(WorksIn, BOB, where, validFrom="2020-01-01"),
        ],
    )
    assert told(merged(before).out(ADA, WorksIn), "to", "validFrom", "validTo") == [
        (ROOT, date(2024, 1, 1), None),
        (where, date(2020, 1, 1), date(2024, 1, 1)),
    ]
    assert told(merged(before, BOB, ADA).out(BOB, WorksIn), "to", "validFrom", "validTo") == [
        (where, date(2020, 1, 1), None)
    ]


def test_roles_in_one_decision_are_united_on_the_days_of_both() -> None:
    after = merged(
        people(
            edge(HasRoleIn, ADA, DEAL, roles=["USER"], openness=0.2),
            edge(HasRoleIn, BOB, DEAL, roles=["DECIDER"], veto=True, openness=0.9, validFrom="2026-03-01"),
        )
    )
    assert told(after.out(ADA, HasRoleIn), "validFrom", "validTo", "roles", "veto", "openness") == [
        (ALWAYS, date(2026, 3, 1), ["USER"], False, 0.2),
        (date(2026, 3, 1), None, ["USER", "DECIDER"], True, 0.2),
    ]


def test_lines_to_the_same_manager_become_one_line() -> None:
    before = people(
        edge(ReportsTo, ADA, CAT, line="DOTTED", validFrom="2025-01-01", validTo="2026-01-01"),
        edge(ReportsTo, BOB, CAT, validFrom="2024-01-01"),
    )
    assert told(merged(before).out(ADA, ReportsTo), "validFrom", "validTo", "line") == [
        (date(2024, 1, 1), date(2025, 1, 1), "SOLID"),
        (date(2025, 1, 1), date(2026, 1, 1), "DOTTED"),
        (date(2026, 1, 1), None, "SOLID"),
    ]
    same = people(edge(ReportsTo, ADA, CAT), edge(ReportsTo, BOB, CAT, validFrom="2024-01-01"))
    assert merge(same, ADA, BOB)[2:] == []


def test_a_cycle_that_the_union_would_make_is_refused() -> None:
    before = people(edge(ReportsTo, ADA, CAT), edge(ReportsTo, CAT, BOB))
    refused = faults(before, *merge(before, ADA, BOB), kind=InvalidInput)
    assert len(refused) == 1
    assert "cycle" in next(iter(refused.values())).message


def test_a_contact_and_whoever_answers_for_them_are_kept_once() -> None:
    call = put(Interaction, "call", at="2026-01-01T10:00:00Z", channel="CALL")
    talk = call.values["id"]
    before = people(
        call,
        edge(Involves, talk, ADA),
        edge(Involves, talk, BOB, initiator=True),
        edge(AnswersFor, ANN, ADA),
        edge(AnswersFor, ZOE, BOB),
    )
    after = merged(before)
    assert told(after.into(ADA, Involves), "from", "initiator") == [(talk, True)]
    assert told(after.into(ADA, AnswersFor), "from") == [(ANN,)]
    assert told(merged(people(edge(AnswersFor, ZOE, BOB))).into(ADA, AnswersFor), "from") == [(ZOE,)]


# ---------------------------------------------------------------- who cannot be merged


@pytest.mark.parametrize(
    ("winner", "loser", "kinds"),
    [
        (ADA, ADA, {("loser",): InvalidInput}),
        (ADA, "acme/Stakeholder/nobody", {("loser",): NotFound}),
        (ROOT, "x", {("winner",): NotFound, ("loser",): NotFound}),
    ],
)
def test_who_is_not_there_or_is_the_same_is_refused(winner: str, loser: str, kinds: dict[Any, Any]) -> None:
    with pytest.raises(Refused) as refused:
        merge(people(), winner, loser)
    assert {error.path: type(error) for error in refused.value.errors} == kinds


@pytest.mark.parametrize(("winner", "loser", "path"), [(ADA, BOB, ("loser",)), (BOB, ADA, ("winner",))])
def test_who_was_erased_is_merged_with_the_erased_only(winner: str, loser: str, path: tuple[str, ...]) -> None:
    before = made(person("ada"), person("bob", erasedOn="2026-01-01"), person("cat", erasedOn="2026-02-01"))
    with pytest.raises(Refused) as refused:
        merge(before, winner, loser)
    assert [error.path for error in refused.value.errors] == [path]
    assert found(merged(before, BOB, CAT), BOB).erased_on == date(2026, 1, 1)


def test_who_was_merged_already_is_the_winner() -> None:
    once = merged(people())
    with pytest.raises(Refused, match="same person"):
        merge(once, ADA, BOB)
    twice = merged(once, CAT, BOB)
    assert twice.nodes.keys() & {ADA, BOB, CAT} == {CAT}


# ---------------------------------------------------------------- old ids


def test_old_ids_travel_with_whom_they_were_merged_into() -> None:
    after = merged(merged(people()), CAT, ADA)
    assert found(after, CAT).merged_ids == (ADA, BOB)
    assert [after.current(each) for each in (ADA, BOB, CAT, DAN)] == [CAT, CAT, CAT, DAN]
    undone = apply(after, changes_between(after, merged(people())))
    assert [undone.current(each) for each in (ADA, BOB, CAT)] == [ADA, ADA, CAT]


def test_whoever_writes_to_an_old_id_writes_to_the_winner() -> None:
    after = apply(
        merged(people()),
        [
            put(Stakeholder, "bob", title="CFO"),
            edge(ReportsTo, DAN, BOB),
            edge(AlliedWith, BOB, CAT, weight=1, **CRM),
        ],
    )
    assert found(after).title == "CFO"
    assert BOB not in after.nodes
    assert ReportsTo.key_of({"from": DAN, "to": ADA, "validFrom": ALWAYS}) in after.edges
    assert AlliedWith.key_of({**CRM, "from": ADA, "to": CAT}) in after.edges
    gone = apply(after, [Drop(ReportsTo, {"from": DAN, "to": BOB})])
    assert gone.out(DAN, ReportsTo) == []


def test_an_import_of_both_can_be_run_again() -> None:
    division = put(Organisation, "division", name="Division", kind="DIVISION")
    home = division.values["id"]
    rows: list[Change] = [
        put(Stakeholder, "bob", name="Bob", title="Chief"),
        edge(WorksIn, BOB, home),
        edge(ReportsTo, BOB, ADA, line="DOTTED"),
        put(Stakeholder, "ada", name="Ada", title="CFO"),
        edge(WorksIn, ADA, ROOT),
        edge(HoldsStance, ADA, ROOT, stance=1, **CRM),
        edge(HoldsStance, BOB, ROOT, stance=-1, **CRM),
    ]
    after = merged(made([division], rows))
    again = apply(after, rows)
    assert changes_between(after, again) == []


def test_a_drop_of_who_was_merged_away_is_refused_and_says_whom_they_became() -> None:
    (error,) = faults(merged(people()), Drop(Stakeholder, {"id": BOB}, cascade=True), kind=NotFound).values()
    assert ADA in error.message


def test_an_old_id_goes_with_the_winner() -> None:
    gone = apply(merged(people()), [Drop(Stakeholder, {"id": ADA}, cascade=True)])
    assert gone.merged == {}
    again = apply(gone, person("bob"))
    assert again.nodes.keys() >= {BOB}


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ([CAT], "is there"),
        ([ADA], "is there"),
        ([BOB], "one person only"),
        (["acme/Stakeholder/x", "acme/Stakeholder/x"], "once"),
        (["other/Stakeholder/x"], "not the id"),
        ([ROOT], "not the id"),
        (["x"], "not the id"),
    ],
)
def test_an_old_id_is_nobody_elses(ids: list[str], told: str) -> None:
    refused = faults(merged(people()), put(Stakeholder, "dan", mergedIds=ids), kind=InvalidInput)
    assert refused.keys() == {("0",)}
    assert told in refused["0",].message


def test_who_is_there_again_is_merged_no_more() -> None:
    freed = [put(Stakeholder, "ada", mergedIds=[]), *person("bob")]
    assert apply(merged(people()), freed).merged == {}
    kept = [put(Stakeholder, "ada", mergedIds=[BOB], title="CFO"), put(Stakeholder, "bob", title="CEO")]
    assert found(apply(merged(people()), kept)).title == "CFO"


def test_every_type_of_edge_that_a_person_can_have_is_tried() -> None:
    theirs = {label for label, kind in EDGES.items() if any(Stakeholder in pair for pair in kind.rules.ends)}
    assert theirs == {
        *("WORKS_IN", "REPORTS_TO", "INFLUENCES", "ALLIED_WITH", "CONFLICTS_WITH", "KNOWS", "HAS_ROLE_IN"),
        *("HOLDS_STANCE", "FAVOURS", "INVOLVES", "ABOUT", "ANSWERS_FOR"),
    }
