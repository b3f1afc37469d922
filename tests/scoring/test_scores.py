"""The scores of an account: kept with its snapshot, and after a change the same as if they had been worked out anew."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from graph.cache import weight
from graph.change import Change, Drop, Put, apply
from graph.declaration import ALWAYS
from graph.identity import TEAM, account_id, node_id
from graph.model import (
    AlliedWith,
    BuyingRole,
    ConflictsWith,
    HasRoleIn,
    HoldsStance,
    Influences,
    Interaction,
    Involves,
    Knows,
    Manages,
    Opportunity,
    Organisation,
    PoliticalStatus,
    RelationshipLevel,
    ReportsTo,
    Risk,
    Seniority,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from graph.snapshot import AccountGraph, Snapshot
from scoring.parameters import Parameters
from scoring.scores import Scores
from seeds.generated.portfolio import account as generated
from seeds.generated.portfolio import account_key
from seeds.generated.team import team
from tests.graph.strategies import edits
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import US, among, interaction, knows, meeting, member, met_accounts
from tests.scoring.test_consensus import stance

ROOT = account_id("a")
LATER = date(2026, 12, 1)
PROPERTIES = (
    *("people", "listening", "power", "stakes", "reach", "ties", "members", "encounters", "coverage", "losses"),
    *("departures", "stakeholder_departures", "resilience", "decision_makers", "uncovered", "single_threaded"),
    *("status", "cadences", "freshness", "agreements", "health", "movement"),
)
DEAL = "a/Opportunity/deal"


def told(scores: Scores) -> dict[str, Any]:
    """All that can be asked of the scores."""
    found = {name: getattr(scores, name) for name in PROPERTIES}
    for each in scores.account.all(Opportunity):
        found[each.id] = (scores.power_in(each.id), scores.stances_in(each.id), scores.consensus_in(each.id))
    return {**found, "stances": scores.stances_in(None), "conflicts": scores.beliefs.conflicts}


def anew(graph: AccountGraph) -> AccountGraph:
    """The same account and team, of which nothing is known yet."""
    return AccountGraph(_anew(graph.account), _anew(graph.team))


def _anew(snapshot: Snapshot) -> Snapshot:
    return Snapshot(snapshot.scope).amended(snapshot.revision, [*snapshot.nodes.values(), *snapshot.edges.values()])


def agree(one: Any, other: Any, path: str = "") -> None:
    """Both are the same, in their order, and numbers to 1e-9."""
    if isinstance(one, float) or isinstance(other, float):
        assert one == pytest.approx(other, abs=1e-9), path
    elif isinstance(one, Mapping):
        assert list(one) == list(other), path
        for key in one:
            agree(one[key], other[key], f"{path}.{key}")
    elif isinstance(one, csr_array):
        agree(one.toarray(), other.toarray(), path)
    elif isinstance(one, np.ndarray):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9, err_msg=path)
    elif is_dataclass(one) and not isinstance(one, type):
        assert type(one) is type(other), path
        for field in fields(one):
            agree(getattr(one, field.name), getattr(other, field.name), f"{path}.{field.name}")
    elif isinstance(one, Sequence) and not isinstance(one, str):
        assert len(one) == len(other), path
        for index, pair in enumerate(zip(one, other, strict=True)):
            agree(*pair, f"{path}.{index}")
    else:
        assert one == other, path


def _changes(account: Snapshot) -> st.SearchStrategy[list[Change]]:
    """Changes that scores depend on."""
    people = st.sampled_from([each.id for each in account.all(Stakeholder)])
    keys = st.sampled_from([each.key for each in account.all(Stakeholder)])
    ours, deals = st.sampled_from(US), st.sampled_from([each.id for each in account.all(Opportunity)] or [DEAL])
    days, shares = st.sampled_from([None, "2026-05-01", "2026-11-28", "2027-01-01"]), st.floats(0, 1)
    zones, currencies = st.sampled_from(["UTC", "Pacific/Kiritimati"]), st.sampled_from([None, "EUR", "HUF"])
    amounts = st.sampled_from([None, "10", "1000"])
    said = {"by": st.just("source:test"), "validFrom": st.sampled_from(["2026-01-01", "2026-11-27"])}
    fields: dict[Any, dict[str, st.SearchStrategy[Any]]] = {
        Influences: {"from": people, "to": people, "weight": shares, **said},
        AlliedWith: {"from": people, "to": people, "weight": shares, **said},
        ConflictsWith: {"from": people, "to": people, "weight": shares, **said},
        ReportsTo: {"from": people, "to": people, "line": st.sampled_from(["SOLID", "DOTTED"]), "validTo": days},
        HoldsStance: {
            "from": people,
            "to": st.one_of(deals, st.just(ROOT)),
            "stance": st.floats(-1, 1),
            "confidence": shares,
            **said,
        },
        HasRoleIn: {"from": people, "to": deals, "roles": roles(), "veto": st.booleans(), "openness": shares},
        Stakeholder: {
            "id": people,
            "seniority": st.sampled_from([None, *Seniority]),
            "leftOn": days,
            "placeholder": st.booleans(),
            "cadenceDays": st.integers(1, 400),
            "politicalStatus": st.sampled_from([None, *PoliticalStatus]),
        },
        Opportunity: {"id": deals, "amount": amounts, "currency": currencies, "closedOn": days},
        Organisation: {"id": st.just(ROOT), "timeZone": zones, "currency": currencies},
    }
    puts = [
        st.builds(lambda kind, told: [Put(kind, told)], st.just(k), st.fixed_dictionaries(t)) for k, t in fields.items()
    ]
    met = st.builds(meeting, keys, ours, st.integers(-5, 90), state=st.sampled_from(["HELD", "PLANNED"]))
    known = st.builds(knows, ours, keys, st.sampled_from([*RelationshipLevel]), st.sampled_from([0, 10, 500]))
    held = [each for kind in (Involves, Interaction, Knows, Influences, HoldsStance) for each in account.all(kind)]
    gone = [[Drop(type(each), {w: each.encode()[w] for w in each.identifying}, cascade=True)] for each in held]
    return st.one_of(met, known.map(lambda one: [one]), *puts, *([st.sampled_from(gone)] if gone else []))


def roles() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([each.value for each in BuyingRole]), max_size=2, unique=True)


@st.composite
def courses(draw: st.DrawFn) -> tuple[AccountGraph, list[tuple[tuple[Change, ...], list[Change]]]]:
    """A small account beside the team, and what is changed of both, step by step."""
    changes, team = draw(met_accounts())
    graph = AccountGraph(apply(Snapshot("a"), changes), team)
    steps: list[tuple[tuple[Change, ...], list[Change]]] = []
    for step in draw(edits(graph.account, _changes)):
        values: dict[str, Any] = draw(st.sampled_from([{}, {}, {"leftOn": "2026-05-01"}, {"leftOn": None}]))
        who = {"id": member(draw(st.sampled_from(US))), **values}
        steps.append((step.changes, [Put(TeamMember, who)] if values else []))
    return graph, steps


@settings(max_examples=30, suppress_health_check=[*HealthCheck])
@given(courses(), st.data())
def test_after_any_changes_all_scores_are_what_they_are_from_nothing(
    course: tuple[AccountGraph, list[tuple[tuple[Change, ...], list[Change]]]], data: st.DataObject
) -> None:
    graph, steps = course
    told(Scores(graph, DAY))
    for theirs, ours in steps:
        graph = AccountGraph(apply(graph.account, theirs), apply(graph.team, ours) if ours else graph.team)
        if data.draw(st.sampled_from([True, True, False])):  # of what nobody asks for nothing is worked out
            agree(told(Scores(graph, DAY)), told(Scores(anew(graph), DAY)))


@settings(max_examples=3, suppress_health_check=[*HealthCheck])
@given(st.data())
def test_nor_does_error_build_up_over_many_changes(data: st.DataObject) -> None:
    changes, team = data.draw(met_accounts())
    account = apply(Snapshot("a"), changes)
    people = [each.id for each in account.all(Stakeholder)]
    random = data.draw(st.randoms(use_true_random=False))
    for number in range(100):
        one, other = random.choice(people), random.choice(people)
        said = {"from": one, "to": other, "by": "source:test", "validFrom": f"2026-01-{number % 28 + 1:02}"}
        if one != other:
            account = apply(account, [Put(Influences, {**said, "weight": random.random()})])
        told(Scores(AccountGraph(account, team), DAY))
    graph = AccountGraph(account, team)
    agree(told(Scores(graph, DAY)), told(Scores(anew(graph), DAY)))


def ident(kind: Any, key: str) -> str:
    return node_id("a", kind.label, key)


def there() -> AccountGraph:
    """Three people, of whom one decides, and all of whom somebody knows."""
    met = [*meeting("p", "ours1"), *meeting("q", "ours2", 40), knows("ours3", "r", "VENDOR")]
    deal = opportunity("a", "deal", {person("p"): ["DECIDER"], person("q"): ["BUYER"]})
    return among(["p", "q", "r"], *met, *deal, stance(person("p"), 0.5, DEAL))


def changed(graph: AccountGraph, *changes: Any) -> Scores:
    told(Scores(graph, DAY))
    return Scores(AccountGraph(apply(graph.account, list(changes)), graph.team), DAY)


def everything() -> AccountGraph:
    """Four people in two opportunities, met by two of us, with whatever else scores read."""
    graph = there()
    p, q, r, s = map(person, "pqrs")
    said = {"by": "source:test", "validFrom": "2026-01-01"}
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    more = [
        Put(Stakeholder, {"id": s, "name": "s", "placeholder": True}),
        Put(WorksIn, {"from": s, "to": ROOT}),
        *opportunity("a", "other", {q: ["DECIDER"], s: ["APPROVER"]}, amount="10", currency="EUR"),
        Put(Opportunity, {"id": DEAL, "amount": "1000", "currency": "HUF"}),
        Put(Influences, {"from": q, "to": p, "weight": 0.3, **said}),
        Put(AlliedWith, {"from": p, "to": r, "weight": 0.3, **said}),
        Put(ReportsTo, {"from": r, "to": q}),
        stance(q, 0.75, ROOT),
        *interaction("night", ["p", "q"], ["ours1", "ours2"], at=late),
        *interaction("plan", ["r"], ["ours3"], state="PLANNED", at="2026-11-26T23:30:00Z"),
    ]
    return AccountGraph(apply(graph.account, more), graph.team)


def _one_of_each() -> Iterator[list[Change]]:
    p, q, r, s = map(person, "pqrs")
    said = {"by": "source:other", "validFrom": "2026-02-01"}
    values: dict[str, Any]
    for values in (
        {"id": p, "politicalStatus": "INNER_CIRCLE"},
        {"id": p, "cadenceDays": 1},
        {"id": p, "title": "Chief"},
        {"id": r, "seniority": "STAFF"},
        {"id": p, "leftOn": "2026-05-01"},
        {"id": q, "leftOn": "2026-05-01"},
        {"id": s, "placeholder": False},
        {"id": p, "placeholder": True},
    ):
        yield [Put(Stakeholder, values)]
    for values in ({"amount": "7"}, {"currency": "EUR"}, {"closedOn": "2026-05-01"}, {"threshold": 0.9}):
        yield [Put(Opportunity, {"id": DEAL, **values})]
    yield [Put(Organisation, {"id": ROOT, "currency": "HUF"})]
    yield [Put(Organisation, {"id": ROOT, "timeZone": "Pacific/Kiritimati"})]
    for values in ({"roles": ["GATEKEEPER"]}, {"veto": True}, {"openness": 0.9}, {"validTo": "2026-05-01"}):
        yield [Put(HasRoleIn, {"from": p, "to": DEAL, **values})]
    for values in ({"weight": 0.9}, {"weight": 0}, {"weight": 0.9, "validFrom": "2026-11-26"}):
        yield [Put(Influences, {"from": q, "to": p, **said, **values})]
        yield [Put(Influences, {"from": p, "to": r, **said, **values})]
        yield [Put(AlliedWith, {"from": p, "to": r, **said, **values})]
        yield [Put(ConflictsWith, {"from": p, "to": q, **said, **values})]
    yield [Put(ReportsTo, {"from": r, "to": q, "line": "DOTTED"})]
    yield [Put(ReportsTo, {"from": q, "to": p})]
    yield [Drop(ReportsTo, {"from": r, "to": q, "validFrom": ALWAYS})]
    yield [stance(q, -1, DEAL)]
    yield [stance(p, -1, ROOT)]
    yield [knows("ours1", "q", "TRUSTED_ADVISOR")]
    yield [knows("ours3", "r", None, targetLevel="TRUSTED_ADVISOR")]
    yield [Put(Manages, {"from": member("ours2"), "to": ROOT, "role": "OWNER"})]
    night, plan = ident(Interaction, "night"), ident(Interaction, "plan")
    yield [Put(Interaction, {"id": night, "channel": "WORKSHOP"})]
    yield [Put(Interaction, {"id": plan, "state": "CANCELLED"})]
    yield [Put(Involves, {"from": night, "to": r})]
    yield [Drop(Involves, {"from": night, "to": q})]
    yield [Drop(Interaction, {"id": night}, cascade=True)]
    yield meeting("q", "ours3")
    yield [Put(Risk, {"id": ident(Risk, "x"), "title": "x", "category": "MARKET", "probability": 1, "impact": 1})]
    yield [*opportunity("a", "third", {r: ["DECIDER"]}, amount="500", currency="HUF")]


@pytest.mark.parametrize("rates", [{}, {"EUR": 1, "HUF": 0.01}], ids=["one currency", "rates"])
@pytest.mark.parametrize("changes", list(_one_of_each()), ids=repr)
def test_after_one_change_of_each_kind_all_scores_are_what_they_are_from_nothing(
    changes: list[Change], rates: dict[str, float]
) -> None:
    graph, constants = everything(), Parameters(rates=rates)
    told(Scores(graph, DAY, constants))
    graph = AccountGraph(apply(graph.account, changes), graph.team)
    agree(told(Scores(graph, DAY, constants)), told(Scores(anew(graph), DAY, constants)))


def test_one_of_us_who_leaves_or_comes_back_is_noticed() -> None:
    graph = everything()
    for left in ("2026-05-01", None):
        told(Scores(graph, DAY))
        team = apply(graph.team, [Put(TeamMember, {"id": member("ours1"), "leftOn": left})])
        graph = AccountGraph(graph.account, team)
        agree(told(Scores(graph, DAY)), told(Scores(anew(graph), DAY)))


def test_requests_on_one_revision_share_what_was_worked_out() -> None:
    graph = there()
    one, other = Scores(graph, DAY), Scores(AccountGraph(graph.account, graph.team), DAY)
    assert one.power is other.power
    assert one.consensus_in(DEAL) is other.consensus_in(DEAL)
    assert one.reach is other.reach


def test_another_day_and_other_constants_have_their_own() -> None:
    graph = there()
    loose, strict = Parameters(covered_from=0.1), Parameters(covered_from=0.9)
    covered = [Scores(graph, DAY, each).reach[person("p")].is_covered for each in (loose, strict, loose)]
    assert covered == [True, False, True]
    assert Scores(graph, LATER).reach is not Scores(graph, DAY).reach


def test_a_changed_stance_leaves_all_but_its_opportunity_as_it_was() -> None:
    graph = there()
    before, after = Scores(graph, DAY), changed(graph, stance(person("q"), -0.5, DEAL))
    for name in ("listening", "power", "reach", "ties", "encounters", "coverage", "losses", "departures", "cadences"):
        assert getattr(after, name) is getattr(before, name), name
    assert after.power_in(DEAL) is before.power_in(DEAL)
    assert after.consensus_in(DEAL).rows is before.consensus_in(DEAL).rows
    assert after.consensus_in(DEAL).support.value < before.consensus_in(DEAL).support.value


def test_a_changed_stance_towards_one_opportunity_leaves_the_others() -> None:
    graph = there()
    more = AccountGraph(apply(graph.account, opportunity("a", "other", {person("q"): ["DECIDER"]})), graph.team)
    before, after = Scores(more, DAY), changed(more, stance(person("p"), -0.5, DEAL))
    assert after.consensus_in("a/Opportunity/other") is before.consensus_in("a/Opportunity/other")
    assert after.consensus_in(DEAL) is not before.consensus_in(DEAL)


def test_a_logged_interaction_leaves_power_and_the_reach_of_others() -> None:
    graph = there()
    before, after = Scores(graph, DAY), changed(graph, *meeting("p", "ours2"))
    assert after.power is before.power
    assert after.consensus_in(DEAL) is before.consensus_in(DEAL)
    same = {who for who, found in after.reach.items() if found is before.reach[who]}
    assert same == {person("q"), person("r")}
    assert after.reach[person("p")].coverage > before.reach[person("p")].coverage


def test_a_new_title_leaves_whom_we_reach_and_who_listens() -> None:
    graph = there()
    before, after = Scores(graph, DAY), changed(graph, Put(Stakeholder, {"id": person("p"), "title": "Chief"}))
    assert after.reach is before.reach
    assert after.listening is before.listening
    assert after.power is before.power
    assert after.consensus_in(DEAL) is before.consensus_in(DEAL)


def test_a_new_currency_of_the_account_or_part_in_another_opportunity_leaves_power_where_it_was() -> None:
    graph = there()
    more = AccountGraph(apply(graph.account, opportunity("a", "other", {person("q"): ["DECIDER"]})), graph.team)
    before, after = Scores(more, DAY), changed(more, Put(Organisation, {"id": ROOT, "currency": "HUF"}))
    assert after.power is before.power
    part = Put(HasRoleIn, {"from": person("r"), "to": "a/Opportunity/other", "roles": ["APPROVER"]})
    after = changed(more, part)
    assert after.power_in(DEAL) is before.power_in(DEAL)
    assert after.power_in("a/Opportunity/other") is not before.power_in("a/Opportunity/other")


def test_another_day_that_is_looked_at_once_is_not_kept() -> None:
    graph = there()
    one, other = Scores(graph, DAY).apart(LATER), Scores(anew(graph), LATER)
    agree((one.health, one.status, one.consensus_in(DEAL)), (other.health, other.status, other.consensus_in(DEAL)))
    assert graph.account.memory.days == 1


def test_nothing_is_kept_of_an_opportunity_that_was_dropped() -> None:
    graph = there()
    after = changed(graph, Drop(Opportunity, {"id": DEAL}, cascade=True))
    told(after)
    names = after.account.memory.shelf(DAY, after.parameters)._known
    assert names
    assert not any(DEAL in name for name in names if isinstance(name, tuple))


def test_what_is_only_supposed_leaves_what_is_known_as_it_was() -> None:
    graph = there()
    before = Scores(graph, DAY)
    power, reach = before.power, before.reach
    said = {"from": person("q"), "to": person("p"), "by": "source:x", "validFrom": "2026-01-01"}
    told(changed(graph, Put(Influences, {**said, "weight": 1})))
    again = Scores(graph, DAY)
    assert again.power is power
    assert again.reach is reach


def sixty() -> AccountGraph:
    ours = apply(Snapshot(TEAM), team(1, 1, DAY))
    return AccountGraph(apply(Snapshot(account_key(1, 1)), generated(1, 60, 1, DAY)), ours)


@pytest.mark.parametrize(
    "made", [lambda: among(["p"]), there, everything, sixty], ids=["one", "three", "four", "sixty"]
)
def test_what_is_kept_takes_about_as_much_memory_as_the_cache_counts(made: Callable[[], AccountGraph]) -> None:
    told(Scores(made(), DAY))  # what a process computes but once is out of the way
    graphs = [anew(made()) for _ in range(3)]
    taken = min(map(_allocated, graphs))  # other threads of this process allocate at times
    counted = weight(graphs[0].account) - graphs[0].account.footprint
    assert counted / 2 < taken < counted * 1.1


def _allocated(graph: AccountGraph) -> int:
    """What is there more once it was scored, in bytes."""
    gc.collect()  # of objects that are kept to be used again, and that are not traced, none are left
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        scores = Scores(graph, DAY)
        _ = scores.health, scores.status, [scores.consensus_in(each).verdict for each in scores.stakes]
        del scores
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
