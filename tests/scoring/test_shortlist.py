"""Shortlists: what lists across accounts hold of one is what the account itself recommends."""

import pytest
from hypothesis import given

from graph.change import Change, Put, apply
from graph.identity import node_id
from graph.model import Resolution
from graph.snapshot import AccountGraph, Snapshot
from scoring.parameters import Parameters
from scoring.recommendations import recommendations
from scoring.scores import Scores
from scoring.shortlist import shortlist
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, met_accounts
from tests.scoring.test_recommendations import sample

RATES = Parameters(rates={"EUR": 1.0, "HUF": 0.0025})


@given(met_accounts())
def test_it_holds_the_first_by_priority(drawn: tuple[list[Change], Snapshot]) -> None:
    changes, team = drawn
    graph = AccountGraph(apply(Snapshot("a"), changes), team)
    expected = recommendations(Scores(graph, DAY))[:50]
    assert [(each.key, each.kind, each.actor, each.priority) for each in shortlist(Scores(graph, DAY))] == [
        (each.id, each.kind.value, each.actor, each.priority) for each in expected
    ]


def test_it_is_fifty_long_at_the_most() -> None:
    scores = sample("borokvar")
    assert len(recommendations(scores)) > 50
    assert len(shortlist(scores)) == 50


@pytest.mark.parametrize(
    ("state", "until", "listed"),
    [("ACCEPTED", None, True), ("DISMISSED", None, False), ("DONE", "2026-11-26", False), ("DONE", "2026-11-25", True)],
)
def test_what_is_put_aside_is_not_listed(state: str, until: str | None, listed: bool) -> None:
    graph = among(["p"], *opportunity("a", "deal", {person("p"): ["DECIDER"]}))
    first, *others = recommendations(Scores(graph, DAY))
    decided = {"recommendation": first.id, "kind": first.kind, "state": state, "until": until}
    account = apply(graph.account, [Put(Resolution, {"id": node_id("a", "Resolution", "x"), **decided})])
    keys = [each.key for each in shortlist(Scores(AccountGraph(account, graph.team), DAY))]
    assert keys == [each.id for each in ([first] if listed else []) + others]


@pytest.mark.parametrize(
    ("amounts", "weight"),
    [
        ([("400", "EUR"), ("900", "EUR")], 30.0),
        ([("400", "EUR"), ("400000", "HUF")], 1000**0.5),
        ([("400", "EUR"), (None, None)], 20.0),
        ([(None, None)], None),
    ],
)
def test_its_weight_is_the_root_of_the_largest_amount(
    amounts: list[tuple[str | None, str | None]], weight: float | None
) -> None:
    deals = [
        change
        for number, (amount, currency) in enumerate(amounts)
        for change in opportunity("a", str(number), {person("p"): ["DECIDER"]}, amount=amount, currency=currency)
    ]
    found = shortlist(Scores(among(["p"], *deals), DAY, RATES))
    assert found
    assert {each.weight for each in found} == {weight}
