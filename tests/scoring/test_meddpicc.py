"""MEDDPICC: what is known of a deal, letter by letter."""

from typing import Any, cast

import pytest

from graph.change import Change, Put
from graph.model import CompetesIn, HasRoleIn, Opportunity
from graph.snapshot import AccountGraph, Snapshot
from scoring.meddpicc import Letter, MeddpiccCard, meddpicc
from scoring.scores import Scores
from tests.scoring.accounts import DAY, account, opportunity, person
from tests.scoring.processes import within
from tests.scoring.test_consensus import stance

DEAL = "a/Opportunity/deal"
PEOPLE: dict[str, dict[str, Any]] = {"p": {}, "q": {}, "left": {"leftOn": DAY}, "vacant": {"placeholder": True}}
TEXTS = ("metrics", "decisionCriteria", "decisionProcess", "paperProcess", "pain")


def card(*more: Change, **deal: Any) -> MeddpiccCard:
    snapshot = account(PEOPLE, *opportunity("a", "deal", {}, **deal), *more)
    scores = Scores(AccountGraph(snapshot, Snapshot("team")), DAY)
    return meddpicc(snapshot, cast("Opportunity", snapshot.nodes[DEAL]), DAY, scores.stances_in(DEAL))


def role(who: str, *roles: str, **values: Any) -> Change:
    return Put(HasRoleIn, {"from": person(who), "to": DEAL, "roles": list(roles), **values})


def test_of_a_new_deal_nothing_is_known() -> None:
    found = card()
    assert (found.missing, found.completeness) == (tuple(Letter), 0)


def test_all_eight_letters_make_it_whole() -> None:
    told = {word: word for word in TEXTS}
    rival = Put(CompetesIn, {"from": "team/Competitor/rival", "to": DEAL})
    found = card(role("p", "ECONOMIC_BUYER", "CHAMPION"), rival, **told)
    assert (found.missing, found.completeness) == ((), 1)
    assert found.texts[Letter.IDENTIFIED_PAIN] == "pain"
    assert found.people == {Letter.ECONOMIC_BUYER: (person("p"),), Letter.CHAMPION: (person("p"),)}
    assert found.competitors == ("team/Competitor/rival",)


@pytest.mark.parametrize(
    ("letter", "word"),
    [*zip([each for each in Letter if each not in ("ECONOMIC_BUYER", "CHAMPION", "COMPETITION")], TEXTS, strict=True)],
)
def test_each_text_is_a_letter(letter: Letter, word: str) -> None:
    assert [*card(**{word: "?"}).texts] == [letter]


@pytest.mark.parametrize(
    ("profile", "value", "known"),
    [
        ("GO_GETTER", 0.5, True),
        ("TEACHER", 0.5, True),
        ("SKEPTIC", 1, True),
        ("SKEPTIC", 0.4, False),  # not for us yet
        ("FRIEND", 1, False),  # moves nobody
        ("BLOCKER", 1, False),
        ("GO_GETTER", None, False),
    ],
)
def test_a_mobilizer_who_supports_us_is_a_champion(profile: str, value: float | None, known: bool) -> None:
    said = [] if value is None else [stance(person("p"), value, verification="CONFIRMED")]
    found = card(role("p", "USER", mobilizerProfile=profile), *said)
    assert (Letter.CHAMPION in found.people) is known


def test_who_left_or_is_not_known_or_no_longer_takes_part_counts_nowhere() -> None:
    buyers = [role(who, "ECONOMIC_BUYER") for who in ("left", "vacant")]
    assert card(*buyers, role("q", "ECONOMIC_BUYER", validTo=DAY)).people == {}
    assert card(role("q", "ECONOMIC_BUYER", validTo=within(1))).people == {Letter.ECONOMIC_BUYER: (person("q"),)}
