"""Stances: towards the opportunity, or else towards the account."""

from graph.change import Change, Put
from graph.identity import account_id, node_id
from graph.model import HoldsStance
from scoring.stances import stances
from tests.scoring.accounts import DAY, account, opportunity, person

DEAL = node_id("a", "Opportunity", "deal")


def said(key: str, towards: str, value: float, by: str = "source:test") -> Change:
    claim = {"from": person(key), "to": towards, "stance": value, "by": by, "validFrom": DAY}
    return Put(HoldsStance, claim)


def test_what_is_held_towards_the_account_stands_in_where_nothing_is_towards_the_opportunity() -> None:
    deal = opportunity("a", "deal", {})
    general = [said(key, account_id("a"), -0.5) for key in "pq"]
    snapshot = account({key: {} for key in "pqr"}, *deal, *general, said("p", DEAL, 1))
    in_deal, as_a_whole = stances(snapshot, DAY, opportunity=DEAL), stances(snapshot, DAY)
    assert {who: found.value for who, found in in_deal.items()} == {person("p"): 1, person("q"): -0.5}
    assert {who: found.value for who, found in as_a_whole.items()} == {person("p"): -0.5, person("q"): -0.5}


def test_several_who_say_so_are_blended() -> None:
    snapshot = account({"p": {}}, said("p", account_id("a"), 1), said("p", account_id("a"), -1, "source:other"))
    found = stances(snapshot, DAY)[person("p")]
    assert (found.value, found.contested, len(found.claims)) == (0, True, 2)
