"""Scores: their parts sum to them, they tell where they come from in both languages, and do no more than is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given

from graph.change import Change, Put, apply
from graph.identity import TEAM
from graph.model import Stakeholder
from graph.snapshot import AccountGraph, Snapshot
from graph.viewer import LOCAL
from schema.api import schema
from schema.context import Context, Reading
from schema.evidence import coverage_score, power_score, reach_score, resilience_score
from schema.language import Language
from schema.scores import Basis, Evidence, EvidenceKind, NoScoreReason, Score
from scoring import authority
from seeds.generated.portfolio import account, account_key
from seeds.generated.team import team
from tests.schema.conftest import Ask
from tests.scoring.accounts import DAY, person
from tests.scoring.contacts import among, interaction, knows, meeting, member, met_accounts

ALL = 1_000_000


def of(found: AccountGraph, day: date = DAY) -> Reading:
    return Reading(found, day, None)


def scores_of(reading: Reading) -> Iterator[Score]:
    for each in reading.account.all(Stakeholder):
        yield power_score(reading, each.id)
        yield reach_score(reading, each.id)
    yield coverage_score(reading)
    yield resilience_score(reading)


def parts(score: Score, first: int = ALL) -> list[Evidence]:
    found: list[Evidence] = cast("Any", score).evidence(first)
    return found


def key(evidence: Evidence) -> str | None:
    return evidence.node.item.key if evidence.node else None


def texts(score: Score) -> Iterator[str]:
    for language in Language:
        yield score.tell(language)
        yield from (each.tell(language) for each in parts(score))


def hold(score: Score) -> None:
    """What is true of every score."""
    amounts = [each.contribution or 0.0 for each in parts(score)]
    assert (score.value is None) is (score.reason is not None)
    assert sum(amounts) == pytest.approx(score.value or 0.0, abs=1e-9)
    assert amounts == sorted(amounts, reverse=True)
    assert cast("Any", score).evidence_count() == len(amounts)
    for text in texts(score):
        assert text[-1] == "."
        assert "%(" not in text


@given(met_accounts())
def test_parts_sum_to_the_score_and_all_is_told(made: tuple[list[Change], Snapshot]) -> None:
    changes, ours = made
    for score in scores_of(of(AccountGraph(apply(Snapshot("a"), changes), ours))):
        hold(score)


def test_parts_sum_to_the_score_in_a_large_account() -> None:
    day = date(2026, 6, 30)
    theirs = apply(Snapshot(account_key(1, 1)), account(1, 100, 1, day))
    reading = of(AccountGraph(theirs, apply(Snapshot(TEAM), team(1, 1, day))), day)
    found = list(scores_of(reading))
    for score in found:
        hold(score)
    kinds = {each.kind for score in found for each in parts(score)}
    assert kinds >= {EvidenceKind.ROLE, EvidenceKind.INFLUENCE, EvidenceKind.CONTACT, EvidenceKind.RELATIONSHIP}


def test_a_score_finds_and_shows_only_what_is_asked_for() -> None:
    everybody = [f"p{i:02}" for i in range(40)]
    changes = [change for each in everybody for change in meeting(each, "ours1", 3)]
    score = coverage_score(of(among(everybody, *changes)))
    found: list[Any] = []
    shown: list[Any] = []

    def find() -> Sequence[Any]:
        found.append(score)
        return score.parts()

    def show(part: Any) -> Evidence:
        shown.append(part)
        return score.show(part)

    counted = replace(score, parts=find, show=show)
    assert counted.value is not None
    assert (found, shown) == ([], [])
    assert len(parts(counted, 2)) == len(shown) == 2
    assert cast("Any", counted).evidence_count() == 40
    assert (len(found), len(shown)) == (1, 2)
    assert parts(counted, -1) == []


def test_the_evidence_of_a_coverage_are_contacts_and_what_is_said() -> None:
    two = interaction("m", ["x", "y"], ["ours1", "ours2"], 10)
    found = of(among(["x", "y"], *two, knows("ours1", "x", "VENDOR", 30)))
    contact, said = parts(reach_score(found, person("x")))
    assert (contact.kind, key(contact), contact.on) == (EvidenceKind.CONTACT, "m", date(2026, 11, 15))
    assert (said.kind, key(said), said.on) == (EvidenceKind.RELATIONSHIP, "ours1", date(2026, 10, 26))
    assert contact.claims == []
    assert [claim.item.source for claim in said.claims] == [member("ours1")]
    account = parts(coverage_score(found))
    assert [each.kind for each in account] == [EvidenceKind.CONTACT, EvidenceKind.RELATIONSHIP]
    of_each = [
        found.power.of(who) * (parts(reach_score(found, who))[0].contribution or 0.0) for who in map(person, "xy")
    ]
    assert account[0].contribution == pytest.approx(sum(of_each))


def test_the_evidence_of_resilience_is_what_the_costliest_departure_leaves() -> None:
    found = of(among(["x", "y"], *meeting("x", "ours1"), *meeting("y", "ours2", 90)))
    kept, lost = parts(resilience_score(found))
    assert (kept.kind, key(kept), key(lost)) == (EvidenceKind.DEPARTURE, "y", "x")
    assert lost.contribution == pytest.approx(0)
    assert kept.contribution == pytest.approx(found.resilience)


def test_why_there_is_no_score() -> None:
    gone = {"leftOn": "2020-01-01"}
    absent = of(among(["x"], Put(Stakeholder, {"id": person("x"), "name": "x", **gone})))
    unmet = of(among(["x"]))
    reasons = [
        power_score(absent, person("x")).reason,
        reach_score(absent, person("x")).reason,
        coverage_score(absent).reason,
        resilience_score(absent).reason,
        resilience_score(unmet).reason,
        coverage_score(unmet).reason,
    ]
    not_present, empty = NoScoreReason.NOT_PRESENT, NoScoreReason.EMPTY
    assert reasons == [not_present, not_present, empty, empty, NoScoreReason.NOTHING_COVERED, None]


def test_every_basis_of_power_is_one_of_a_score() -> None:
    assert {each.value for each in authority.Basis} == {each.value for each in Basis} - {"TIES"}


QUERY = """query ($language: Language) { account(id: "krackhardt") { stakeholder(id: "A02") { power {
    basis
    sentence(language: $language)
    evidence(first: 2) { kind on node { key } text(language: $language) }
} } } }"""
ENGLISH = {
    "basis": "SENIORITY",
    "sentence": (
        "A02 holds 9.1% of the power, of which 54% because A07, A14 and 17 others listen to them"
        " and 46% by level (vice-president)."
    ),
    "evidence": [
        {
            "kind": "SENIORITY",
            "on": None,
            "node": None,
            "text": "The level at which A02 works: vice-president.",
        },
        {
            "kind": "INFLUENCE",
            "on": "1987-01-01",
            "node": {"key": "A07"},
            "text": "A07 listens to A02, according to Krackhardt (1987).",
        },
    ],
}
HUNGARIAN = {
    "basis": "SENIORITY",
    "sentence": (
        "A02 kezében van a döntési súly 9,1%-a, ebből 54% a rá hallgató A07, A14 és még 17 ember révén"
        " és 46% a beosztása révén (alelnök)."
    ),
    "evidence": [
        {
            "kind": "SENIORITY",
            "on": None,
            "node": None,
            "text": "A02 beosztási szintje: alelnök.",
        },
        {
            "kind": "INFLUENCE",
            "on": "1987-01-01",
            "node": {"key": "A07"},
            "text": "Krackhardt (1987) szerint A07 ad A02 véleményére.",
        },
    ],
}


async def told(ask: Ask, asked: Language, **variables: str) -> Any:
    """A score as a request of some language is told it."""
    context = Context(ask.store, LOCAL, language=asked)
    answer = await schema.execute(QUERY, variable_values=variables, context_value=context)
    assert answer.data is not None, answer.errors
    return answer.data["account"]["stakeholder"]["power"]


async def test_a_score_is_told_in_the_language_of_the_request(ask: Ask) -> None:
    assert await told(ask, Language.EN) == ENGLISH
    assert await told(ask, Language.HU) == HUNGARIAN


async def test_a_field_may_ask_for_another_language(ask: Ask) -> None:
    assert await told(ask, Language.EN, language="HU") == HUNGARIAN
    assert await told(ask, Language.HU, language="EN") == ENGLISH
