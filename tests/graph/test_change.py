"""Changes: an upsert or a drop, a list of them as one step whose order does not matter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.change import Change, Drop, Put, apply, completed, evaluate
from graph.declaration import ALWAYS, Edge
from graph.errors import InUse, InvalidInput, NotFound, Refused
from graph.identity import TEAM, account_id
from graph.model import (
    About,
    Action,
    AlliedWith,
    AnswersFor,
    BuyingRole,
    HasRoleIn,
    HoldsStance,
    Insight,
    Interaction,
    Involves,
    Knows,
    Kpi,
    Measurement,
    Measures,
    Objective,
    Offering,
    Opportunity,
    Organisation,
    PartOf,
    Plan,
    ReportsTo,
    Serves,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from graph.snapshot import Snapshot
from tests.graph.acme import ACME, account, edge, faults, ident, made, measurement, member, opportunity, person, put
from tests.graph.strategies import Step, few, histories

ROOT = account_id(ACME)
ADA, BOB = (ident(Stakeholder, key) for key in ("ada", "bob"))
ANN = ident(TeamMember, "ann")
CLAIM = {"by": "source:crm", "validFrom": "2026-01-01"}


def the(snapshot: Snapshot, identifier: str) -> Any:
    return snapshot.nodes[identifier]


# ---------------------------------------------------------------- a put is an upsert


def test_an_absent_field_keeps_its_value_and_null_clears_it() -> None:
    before = made(person("ada", title="Chief", interest=0.5, placeholder=True))
    after = apply(before, [Put(Stakeholder, {"id": ADA, "title": None, "placeholder": None})])
    assert (the(after, ADA).name, the(after, ADA).interest) == ("ada", 0.5)
    assert (the(after, ADA).title, the(after, ADA).placeholder) == (None, False)


def test_a_list_is_replaced_whole() -> None:
    what = ident(Opportunity, "1")
    before = made(person("ada"), opportunity("1"), [edge(HasRoleIn, ADA, what, roles=["DECIDER", "USER"])])
    for roles in (["USER"], []):
        after = apply(before, [edge(HasRoleIn, ADA, what, roles=roles)])
        assert after.all(HasRoleIn)[0].roles == tuple(map(BuyingRole, roles))


def test_a_required_field_cannot_be_cleared() -> None:
    assert faults(made(person("ada")), put(Stakeholder, "ada", name=None)).keys() == {("0", "name")}


def test_what_an_update_leaves_behind_must_be_valid() -> None:
    before = made(opportunity("1", amount=5, currency="EUR"))
    assert faults(before, put(Opportunity, "1", currency=None)).keys() == {("0", "currency")}


def test_what_is_put_bears_the_new_revision_and_all_else_keeps_its_own() -> None:
    before = made(person("ada"), person("bob"))
    after = apply(before, [put(Stakeholder, "ada", title="Chief")])
    assert (after.revision, the(after, ADA).revision, the(after, BOB).revision) == (2, 2, 1)


def test_an_unchanged_put_has_no_effect() -> None:
    changes = [*account(), *person("ada", title="Chief")]
    before = apply(Snapshot(ACME), changes)
    effect = evaluate(before, changes)
    assert (effect.put, effect.dropped) == ((), ())
    assert effect.after.revision == before.revision + 1
    assert effect.after.nodes == before.nodes
    assert effect.after.edges == before.edges


def test_the_revision_is_not_for_the_caller_to_say() -> None:
    assert the(made(person("ada", revision=77)), ADA).revision == 1


def test_an_edge_without_a_beginning_always_was() -> None:
    assert made(person("ada")).all(WorksIn)[0].valid_from == ALWAYS


@pytest.mark.parametrize("written", ["2026-01-31", date(2026, 1, 31)])
def test_a_day_identifies_an_edge_however_it_is_written(written: object) -> None:
    before = made(person("ada"), person("bob"), [edge(ReportsTo, ADA, BOB, validFrom="2026-01-31")])
    after = apply(before, [edge(ReportsTo, ADA, BOB, validFrom=written, line="DOTTED")])
    assert [report.line for report in after.all(ReportsTo)] == ["DOTTED"]


def test_an_undirected_edge_is_stored_from_the_smaller_id_to_the_larger() -> None:
    before = made(person("ada"), person("bob"), [edge(AlliedWith, BOB, ADA, weight=0.5, **CLAIM)])
    assert [(ally.source, ally.target) for ally in before.all(AlliedWith)] == [(ADA, BOB)]
    after = apply(before, [edge(AlliedWith, ADA, BOB, weight=1, **CLAIM)])
    assert [ally.weight for ally in after.all(AlliedWith)] == [1]
    assert not apply(after, [Drop(AlliedWith, {"from": BOB, "to": ADA, **CLAIM})]).all(AlliedWith)


def test_a_claim_says_whose_it_is_and_since_when_where_its_maker_left_that_open() -> None:
    stance, explicit = edge(HoldsStance, ADA, ROOT, stance=1, by=None), edge(HoldsStance, ADA, ROOT, **CLAIM)
    other = edge(ReportsTo, ADA, BOB)
    done = completed([stance, explicit, other, Drop(HoldsStance, {})], "source:me", date(2026, 5, 1))
    assert isinstance(done[0], Put)
    assert done[0].values == {**stance.values, "by": "source:me", "validFrom": date(2026, 5, 1)}
    assert done[1:] == [explicit, other, Drop(HoldsStance, {})]


def test_what_must_be_known_is_not_made_anew() -> None:
    before, change = made(person("ada")), {"id": BOB, "name": "Bob"}
    assert faults(before, Put(Stakeholder, change, known=True), kind=NotFound).keys() == {("0",)}
    after = apply(before, [Put(Stakeholder, {"id": ADA, "name": "Ada"}, known=True)])
    assert the(after, ADA).name == "Ada"


# ---------------------------------------------------------------- a list is one step


def outcome(snapshot: Snapshot, changes: list[Change]) -> Snapshot | set[tuple[type, tuple[str, ...]]]:
    """What becomes of a list: a snapshot, or what is wrong with which of the changes."""
    try:
        return apply(snapshot, changes)
    except Refused as refused:
        return {(type(error), error.path[1:]) for error in refused.errors}


@few
@given(st.data())
def test_the_order_of_a_list_does_not_matter(data: st.DataObject) -> None:
    *_, step = data.draw(histories(most=3))
    before = step.effect.before
    assert apply(before, data.draw(st.permutations(step.changes))) == step.effect.after


@few
@given(st.data())
def test_what_a_drop_takes_along_does_not_depend_on_the_order(data: st.DataObject) -> None:
    before = data.draw(histories(most=3, drops=False))[-1].effect.after
    items = data.draw(st.lists(st.sampled_from([*before.nodes.values()]), min_size=1, max_size=5, unique_by=id))
    changes: list[Change] = [Drop(type(item), {"id": item.id}, data.draw(st.booleans())) for item in items]
    assert outcome(before, changes) == outcome(before, data.draw(st.permutations(changes)))


@few
@given(histories(most=4))
def test_apply_leaves_its_input_as_it_was(history: list[Step]) -> None:
    for step in history:
        before = step.effect.before
        nodes, edges = dict(before.nodes), dict(before.edges)
        apply(before, step.changes)
        assert (before.nodes, before.edges) == (nodes, edges)


@few
@given(histories(most=4))
def test_an_effect_is_exactly_what_differs(history: list[Step]) -> None:
    for step in history:
        effect = step.effect

        def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
            return {key for key, item in one.items() if other.get(key) != item}

        before, after = ({**of.nodes, **of.edges} for of in (effect.before, effect.after))
        put = {item.key if isinstance(item, Edge) else item.id for item in effect.put}
        assert put == differing(after, before)
        assert len(effect.dropped) == len(before.keys() - after.keys())
        assert effect.after.revision == effect.before.revision + 1


def test_two_changes_to_one_thing_are_refused() -> None:
    again = faults(made(person("ada")), put(Stakeholder, "ada", title="a"), put(Stakeholder, "ada", notes="b"))
    assert again.keys() == {("1",)}
    assert again["1",].message == "change 0 is about the same Stakeholder"
    dropped = faults(made(person("ada")), put(Stakeholder, "ada", title="a"), Drop(Stakeholder, {"id": ADA}, True))
    assert dropped.keys() == {("1",)}


def test_the_same_edge_named_from_either_end_is_one() -> None:
    pair = [edge(AlliedWith, ADA, BOB, weight=1, **CLAIM), edge(AlliedWith, BOB, ADA, weight=1, **CLAIM)]
    assert faults(made(person("ada"), person("bob")), *pair).keys() == {("1",)}


def test_all_errors_are_told_each_with_its_path() -> None:
    wrong = faults(
        made(),
        put(Stakeholder, "ada", name=" ", interest=2, seniority="KING", shoe=43),
        put(Opportunity, "1", "other", title="x"),
        edge(AlliedWith, ADA, "", weight=-1, by="source:crm", validFrom="2026-01-01"),
        Put(Kpi, {"name": "margin", "kind": "OTHER", "target": "much"}),
        Drop(Plan, {"id": ident(Plan, "none")}),
        edge(ReportsTo, ADA, BOB, validFrom="yesterday"),
    )
    assert wrong.keys() == {
        *(("0", word) for word in ("name", "interest", "seniority", "shoe")),
        ("1", "id"),
        ("2", "to"),
        ("2", "weight"),
        ("3", "id"),
        ("3", "target"),
        ("4",),
        ("5", "validFrom"),
    }
    assert wrong["0", "interest"].message == "Stakeholder.interest must be at most 1.0, not 2"
    assert wrong["0", "shoe"].message == "Stakeholder.shoe is not a field that it has"
    assert all(isinstance(error, InvalidInput if path != ("4",) else NotFound) for path, error in wrong.items())


@pytest.mark.parametrize(
    ("kind", "identifier", "what"),
    [
        (Stakeholder, None, "an id looks like"),
        (Stakeholder, "ada", "an id looks like"),
        (Stakeholder, 7, "an id looks like"),
        (Stakeholder, "acme/Stakeholder/ ", "percent-encoded"),
        (Stakeholder, "acme/Stakeholder/%20", "a key has 1 to 200 characters"),
        (Stakeholder, f"acme/Stakeholder/{'x' * 201}", "a key has 1 to 200 characters"),
        (Stakeholder, "acme/Plan/ada", "names a Plan"),
        (Stakeholder, "other/Stakeholder/ada", "lies in the scope 'other', not in 'acme'"),
        (Stakeholder, "team/Stakeholder/ada", "lies in the scope 'team', not in 'acme'"),
        (TeamMember, "acme/TeamMember/ann", "a TeamMember lives in the scope 'team', not in 'acme'"),
    ],
)
def test_an_id_that_is_not_one_of_the_scope_is_refused(kind: Any, identifier: object, what: str) -> None:
    wrong = faults(made(), Put(kind, {"id": identifier, "name": "x"}), kind=InvalidInput)
    assert wrong.keys() == {("0", "id")}
    assert what in wrong["0", "id"].message


def test_the_team_holds_nothing_of_an_account() -> None:
    for kind in (Organisation, Plan):
        wrong = faults(Snapshot(TEAM), Put(kind, {"id": f"team/{kind.label}/x", "name": "x", "kind": "CLIENT"}))
        assert wrong.keys() >= {("0", "id")}
        assert "lives in the scope of an account" in wrong["0", "id"].message


# ---------------------------------------------------------------- drops


def plan() -> Snapshot:
    """A plan with an objective and its two actions, one of which serves another plan's objective as well."""
    nodes = [put(Plan, key, title=key) for key in ("1", "2")]
    nodes += [put(Objective, key, title=key) for key in ("1", "2")]
    nodes += [put(Action, key, title=key) for key in ("1", "2")]
    serving = [edge(Serves, ident(Objective, key), ident(Plan, key)) for key in ("1", "2")]
    serving += [edge(Serves, ident(Action, key), ident(Objective, "1")) for key in ("1", "2")]
    return made(nodes, serving, [edge(Serves, ident(Action, "2"), ident(Objective, "2"))])


def test_a_node_on_which_something_hangs_is_not_dropped() -> None:
    before = made(person("ada"), person("bob"), [edge(ReportsTo, ADA, BOB)])
    refused = faults(before, Drop(Stakeholder, {"id": BOB}), kind=InUse)
    assert refused.keys() == {("0",)}
    assert refused["0",].by == tuple(sorted(edge.key for edge in before.touching(BOB).values()))
    assert "in use" in refused["0",].message


def test_a_node_is_dropped_together_with_what_hung_on_it() -> None:
    before = made(person("ada"))
    home = {"from": ADA, "to": ROOT, "validFrom": ALWAYS}
    after = apply(before, [Drop(Stakeholder, {"id": ADA}), Drop(WorksIn, home)])
    assert after.nodes.keys() == {ROOT}
    assert not after.edges


def test_what_is_not_there_cannot_be_dropped() -> None:
    assert faults(made(), Drop(Stakeholder, {"id": ADA}), kind=NotFound).keys() == {("0",)}


def test_a_cascade_takes_edges_and_claims_but_no_people_or_contacts() -> None:
    what, met = ident(Opportunity, "1"), ident(Interaction, "1")
    before = made(
        person("ada"),
        person("bob"),
        opportunity("1"),
        [
            put(Interaction, "1", at="2026-01-01T10:00:00Z", channel="CALL"),
            edge(Involves, met, ADA),
            edge(HoldsStance, ADA, what, stance=1, **CLAIM),
            edge(ReportsTo, BOB, ADA),
            edge(Knows, ANN, ADA, level="VENDOR", **CLAIM),
        ],
    )
    after = apply(before, [Drop(Stakeholder, {"id": ADA}, cascade=True)])
    assert before.nodes.keys() - after.nodes.keys() == {ADA}
    assert before.edges.keys() - after.edges.keys() == before.touching(ADA).keys()
    after = apply(before, [Drop(Opportunity, {"id": what}, cascade=True)])
    assert before.nodes.keys() - after.nodes.keys() == {what}


def test_a_cascade_takes_a_plans_objectives_and_their_actions_unless_they_serve_another() -> None:
    after = apply(plan(), [Drop(Plan, {"id": ident(Plan, "1")}, cascade=True)])
    gone = plan().nodes.keys() - after.nodes.keys()
    assert gone == {ident(Plan, "1"), ident(Objective, "1"), ident(Action, "1")}
    assert [(one.source, one.target) for one in after.all(Serves)] == [
        (ident(Action, "2"), ident(Objective, "2")),
        (ident(Objective, "2"), ident(Plan, "2")),
    ]


def test_what_serves_two_plans_goes_with_the_second() -> None:
    both: list[Change] = [Drop(Plan, {"id": ident(Plan, key)}, cascade=True) for key in ("1", "2")]
    for changes in (both, both[::-1]):
        assert apply(plan(), changes).nodes.keys() == {ROOT}


def test_a_cascade_takes_a_kpis_measurements() -> None:
    before = made([put(Kpi, "1", name="margin", kind="OTHER")], measurement("1", "1"), measurement("2", "1"))
    after = apply(before, [Drop(Kpi, {"id": ident(Kpi, "1")}, cascade=True)])
    assert (set(after.nodes), len(after.edges)) == ({ROOT}, 0)
    assert faults(before, Drop(Kpi, {"id": ident(Kpi, "1")}), kind=InUse)


def test_a_cascade_leaves_the_teams_offering_where_it_is() -> None:
    need = put(Insight, "1", kind="NEED", text="more")
    before = made([need, edge(Serves, ident(Offering, "1"), ident(Insight, "1"))])
    after = apply(before, [Drop(Insight, {"id": ident(Insight, "1")}, cascade=True)])
    assert (set(after.nodes), len(after.edges)) == ({ROOT}, 0)


def test_a_cascade_does_not_take_what_the_same_list_puts() -> None:
    moved = edge(Serves, ident(Objective, "1"), ident(Plan, "2"))
    drop = Drop(Plan, {"id": ident(Plan, "1")}, cascade=True)
    lists: list[list[Change]] = [[moved], [put(Objective, "1", progress=1)], [put(Objective, "1", title="1")]]
    for changes in lists:
        after = apply(plan(), [drop, *changes])
        assert plan().nodes.keys() - after.nodes.keys() == {ident(Plan, "1")}
        assert all(end in after.nodes for one in after.all(Serves) for end in (one.source, one.target))


def test_an_edge_is_not_put_and_its_end_dropped_in_one_list() -> None:
    before = made(person("ada"), person("bob"), [edge(ReportsTo, ADA, BOB)])
    drop = Drop(Stakeholder, {"id": BOB}, cascade=True)
    for line in ("SOLID", "DOTTED"):  # as it is, and changed
        refused = faults(before, drop, edge(ReportsTo, ADA, BOB, line=line), kind=InUse)
        assert refused.keys() == {("0",)}
    assert faults(before, drop, edge(AlliedWith, ADA, BOB, weight=1, **CLAIM), kind=NotFound).keys() == {("1", "to")}


def test_what_a_cascade_breaks_is_told_at_the_drop() -> None:
    part = put(Organisation, "1", name="1", kind="DIVISION")
    home = ident(Organisation, "1")
    before = made([part, put(Stakeholder, "ada", name="ada"), edge(WorksIn, ADA, home), edge(PartOf, home, ROOT)])
    refused = faults(before, Drop(Organisation, {"id": home}, cascade=True))
    assert refused.keys() == {("0",)}
    assert refused["0",].message == "Stakeholder 'ada' needs a WORKS_IN edge"


def test_the_account_itself_goes_last() -> None:
    before = made(person("ada"))
    assert faults(before, Drop(Organisation, {"id": ROOT}, cascade=True))
    everything: list[Change] = [Drop(Stakeholder, {"id": ADA}, True), Drop(Organisation, {"id": ROOT}, True)]
    assert apply(before, everything).nodes == {}


def test_who_answers_is_replaced_in_one_list() -> None:
    bea = ident(TeamMember, "bea")
    before = made(person("ada"), [edge(AnswersFor, ANN, ADA)])
    assert faults(before, edge(AnswersFor, bea, ADA)).keys() == {("0",)}
    after = apply(before, [edge(AnswersFor, bea, ADA), Drop(AnswersFor, {"from": ANN, "to": ADA})])
    assert [one.source for one in after.all(AnswersFor)] == [bea]


def test_a_measurement_moves_to_another_kpi_in_one_list() -> None:
    kpis = [put(Kpi, key, name=key, kind="OTHER") for key in ("1", "2")]
    before = made(kpis, measurement("1", "1"))
    ends = {"from": ident(Measurement, "1"), "to": ident(Kpi, "1")}
    after = apply(before, [Drop(Measures, ends), edge(Measures, ends["from"], ident(Kpi, "2"))])
    assert [one.target for one in after.all(Measures)] == [ident(Kpi, "2")]
    assert faults(before, Drop(Measures, ends)).keys() == {("0",)}


def test_a_team_is_an_account_without_a_root() -> None:
    after = made(member("ann"), member("bea"), [edge(ReportsTo, ANN, ident(TeamMember, "bea"))], scope=TEAM)
    assert len(after.nodes) == 2
    assert faults(after, Drop(TeamMember, {"id": ANN}), kind=InUse)


def test_about_may_lead_abroad_into_the_team() -> None:
    news = put(Insight, "1", kind="NEED", text="more")
    assert made([news, edge(About, news.values["id"], ident(Offering, "1"))]).all(About)
