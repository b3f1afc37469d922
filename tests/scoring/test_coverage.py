"""Coverage: by hand, its laws, and each edge case of docs/scoring.md."""

from math import exp

import pytest
from hypothesis import given

from graph.change import Change, Put, apply
from graph.model import Interaction, Involves, Knows, Stakeholder
from graph.snapshot import AccountGraph, Snapshot
from scoring.coverage import CoverageLevel, Reach, covered, reach
from scoring.power import power
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import US, among, interaction, knows, meeting, member, met_accounts


def of(graph: AccountGraph, key: str = "p") -> Reach:
    return reach(graph, DAY)[person(key)]


def coverage(graph: AccountGraph) -> float | None:
    return covered(reach(graph, DAY), power(graph.account, DAY))


def test_five_colleagues_in_one_meeting_are_one_meeting() -> None:
    found = of(among(["p"], *interaction("x", ["p"], US)))
    assert found.coverage == pytest.approx(1 - exp(-1 / 3))
    assert found.threads == tuple(map(member, US))


def test_meetings_and_what_is_said_come_together() -> None:
    said = [knows("ours1", "p", "VENDOR", confidence=0.5), knows("ours2", "p", "CREDIBLE_SOURCE", confidence=0.5)]
    met = [*meeting("p", "ours1"), *meeting("p", "ours2")]
    found = of(among(["p"], *said, *met))
    assert found.coverage == pytest.approx(1 - exp(-2 / 3) * 0.9 * 0.775)


@pytest.mark.parametrize(
    ("exposure", "level"),
    [(0, "NO_CONTACT"), (1, "BRIEF"), (2, "MULTIPLE"), (6, "MULTIPLE"), (25, "IN_DEPTH")],
)
def test_levels_are_bounded_as_documented(exposure: int, level: str) -> None:
    calls = [c for n in range(exposure) for c in interaction(f"{n}", ["p"], ["ours1"], channel="CALL")]
    found = of(among(["p"], *calls))
    assert found.level is CoverageLevel(level)
    assert found.is_covered is (level not in ("NO_CONTACT", "BRIEF"))


def test_a_placeholder_is_reached_by_nobody() -> None:
    unknown = Put(Stakeholder, {"id": person("p"), "name": "p", "placeholder": True})
    found = of(among(["p"], unknown, *meeting("p", "ours1"), knows("ours1", "p", "TRUSTED_ADVISOR")))
    assert (found.coverage, found.level, found.threads) == (0.0, CoverageLevel.UNKNOWN, ())


def test_an_empty_account_has_no_coverage_and_one_that_nobody_met_has_none_to_speak_of() -> None:
    assert coverage(among([])) is None
    assert coverage(among(["p", "q"])) == 0
    everybody_unknown = [Put(Stakeholder, {"id": person(k), "name": k, "placeholder": True}) for k in "pq"]
    assert coverage(among(["p", "q"], *everybody_unknown)) == 0


def test_the_accounts_is_weighted_by_power_and_what_is_vacant_is_not_reached() -> None:
    graph = among(["p", "q"], *meeting("p", "ours1"), *opportunity("a", "o", {person("p"): ["CHAMPION"]}))
    who = power(graph.account, DAY)
    assert who.vacant > 0.5
    assert coverage(graph) == pytest.approx(who.of(person("p")) * (1 - exp(-1 / 3)))


def test_of_some_it_is_weighted_within_their_own_power() -> None:
    graph = among(["p", "q", "r"], *meeting("p", "ours1"))
    reached, who = reach(graph, DAY), power(graph.account, DAY)
    assert covered(reached, who, [person("p"), person("q")]) == pytest.approx((1 - exp(-1 / 3)) / 2)
    assert covered(reached, who, []) is None


@given(met_accounts())
def test_it_is_bounded_explained_and_independent_of_the_order(made: tuple[list[Change], Snapshot]) -> None:
    changes, team = made
    graph = AccountGraph(apply(Snapshot("a"), changes), team)
    found = reach(graph, DAY)
    assert found == reach(AccountGraph(apply(Snapshot("a"), changes[::-1]), team), DAY)
    for each in found.values():
        assert 0 <= each.coverage < 1
        assert sum(part.amount for part in each.parts) == pytest.approx(each.coverage, abs=1e-12)
        assert each.coverage >= max((tie.strength for tie in each.ties), default=0) - 1e-12
    whole = coverage(graph)
    assert whole is None or -1e-12 <= whole <= 1 + 1e-12


@given(met_accounts())
def test_a_colleague_more_never_lowers_it(made: tuple[list[Change], Snapshot]) -> None:
    changes, team = made
    alone = {who: values for who, values in team.nodes.items() if who != member("ours1")}
    fewer = Snapshot("team").amended(team.revision, alone.values())
    more = reach(AccountGraph(apply(Snapshot("a"), changes), team), DAY)
    for who, found in reach(AccountGraph(apply(Snapshot("a"), changes), fewer), DAY).items():
        assert more[who].coverage >= found.coverage - 1e-12


@given(met_accounts())
def test_writing_never_covers_anybody(made: tuple[list[Change], Snapshot]) -> None:
    changes, team = made
    letters = [c for n in range(50) for c in interaction(f"w{n}", ["p0"], US, channel="EMAIL", direction="OUTBOUND")]
    silent = [c for c in changes if isinstance(c, Put) and c.kind not in (Interaction, Involves, Knows)]
    found = reach(AccountGraph(apply(Snapshot("a"), [*silent, *letters]), team), DAY)
    assert not any(each.is_covered for each in found.values())
