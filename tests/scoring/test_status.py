"""Status: each step of docs/scoring.md."""

from typing import Any

from graph.change import Change, Put
from graph.identity import account_id, node_id
from graph.model import HoldsStance, Stakeholder
from graph.snapshot import AccountGraph
from scoring.coverage import reach
from scoring.power import power
from scoring.status import Status, key_players, status
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, interaction, meeting

DEAL = node_id("a", "Opportunity", "deal")


def of(graph: AccountGraph) -> Status:
    return status(graph.account, DAY, reach(graph, DAY), power(graph.account, DAY))


def marked(key: str, political: str) -> Change:
    return Put(Stakeholder, {"id": person(key), "name": key, "politicalStatus": political, "seniority": "STAFF"})


def stance(key: str, towards: str, value: float, **more: Any) -> Change:
    said = {"by": "source:test", "validFrom": DAY, "stance": value, **more}
    return Put(HoldsStance, {"from": person(key), "to": towards, **said})


def test_nobody_met_is_the_first_step() -> None:
    message = interaction("x", ["p"], ["ours1"], channel="MESSAGE", direction="OUTBOUND")
    assert of(among([])) is of(among(["p"])) is of(among(["p"], *message)) is Status.NO_TIES


def test_key_players_are_those_marked_else_the_half_set() -> None:
    graph = among(["p", "q", "r"], marked("r", "INNER_CIRCLE"), marked("q", "OUTSIDE"))
    assert key_players(graph.account, DAY, power(graph.account, DAY)) == (person("r"),)
    graph = among(["p", "q", "r"], marked("r", "OUTSIDE"))
    assert person("p") in key_players(graph.account, DAY, power(graph.account, DAY))


def test_reaching_others_is_the_second_and_a_key_player_the_third() -> None:
    others = among(["p", "q"], marked("q", "POLITICAL_STRUCTURE"), *meeting("p", "ours1"))
    assert of(others) is Status.NO_KEY_PLAYER
    one = among(["p", "q"], marked("q", "POLITICAL_STRUCTURE"), *meeting("q", "ours1"))
    assert of(one) is Status.NO_SUPPORTER


def test_a_key_player_for_us_in_anything_open_is_the_last() -> None:
    def case(*said: Change, **deal: Any) -> Status:
        people = (marked("q", "INNER_CIRCLE"), *meeting("q", "ours1"), *meeting("p", "ours1"))
        return of(among(["p", "q"], *people, *opportunity("a", "deal", {person("q"): []}, **deal), *said))

    assert case(stance("q", DEAL, 0.5)) is Status.SUPPORTED
    assert case(stance("q", account_id("a"), 1)) is Status.SUPPORTED
    assert case(stance("q", DEAL, 0.4)) is Status.NO_SUPPORTER
    assert case(stance("p", DEAL, 1)) is Status.NO_SUPPORTER
    assert case(stance("q", DEAL, 0.5, confidence=0.2)) is Status.NO_SUPPORTER  # as good as nobody knows
    assert case(stance("q", DEAL, 0.5), closedOn=DAY) is Status.NO_SUPPORTER
    assert case(stance("q", account_id("a"), 0.5), closedOn=DAY) is Status.SUPPORTED
