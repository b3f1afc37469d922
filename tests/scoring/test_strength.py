"""Strength: the figures of docs/scoring.md, its laws, and what counts nowhere."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.change import Change, Put, apply
from graph.model import Channel, Direction, RelationshipLevel, Stakeholder
from graph.snapshot import AccountGraph, Snapshot
from scoring.parameters import DEFAULTS, Parameters
from scoring.strength import Tie, ties
from tests.scoring.accounts import DAY, person
from tests.scoring.contacts import among, interaction, knows, meeting, member, met_accounts


def tie(graph: AccountGraph, parameters: Parameters = DEFAULTS) -> Tie | None:
    return ties(graph, DAY, parameters).get((member("ours1"), person("p")))


def strength(*changes: Change) -> float:
    found = tie(among(["p", "q"], *changes))
    return found.strength if found else 0.0


@pytest.mark.parametrize(("every", "after", "before"), [(30, 0.80, 0.72), (91, 0.49, 0.28)])
def test_regular_meetings_swing_as_documented(every: int, after: float, before: float) -> None:
    def met(last: int) -> float:
        return strength(*(c for n in range(60) for c in meeting("p", "ours1", last + n * every)))

    assert met(0) == pytest.approx(after, abs=0.01)
    assert met(every) == pytest.approx(before, abs=0.011)


@pytest.mark.parametrize(
    ("channel", "weight"),
    [
        ("WORKSHOP", 1.5),
        ("MEETING", 1),
        ("VIDEO", 0.8),
        ("CALL", 0.6),
        ("EVENT", 0.5),
        ("EMAIL", 0.2),
        ("MESSAGE", 0.1),
    ],
)
def test_a_channel_counts_as_documented(channel: str, weight: float) -> None:
    found = tie(among(["p"], *meeting("p", "ours1", channel=channel)))
    assert found is not None
    assert [contact.weight for contact in found.contacts] == [weight]


def test_a_contact_counts_half_after_ninety_days_and_less_in_a_full_room() -> None:
    found = tie(among([*"pqrs"], *meeting("p", "ours1", 90), *interaction("all", [*"pqrs"], ["ours1"])))
    assert found is not None
    assert sorted(contact.weight for contact in found.contacts) == [0.5, 0.5]  # 2^(-90/90), and 4^(-1/2)


def test_writing_alone_stays_a_brief_contact() -> None:
    written = [
        c for n in range(300) for c in interaction(f"{n}", ["p"], ["ours1"], channel="EMAIL", direction="OUTBOUND")
    ]
    assert strength(*written) == pytest.approx(1 - 2.718281828 ** (-0.5 / 3))
    assert strength(*written) < DEFAULTS.covered_from


@pytest.mark.parametrize(
    ("level", "expected"), [("NONE", 0), ("VENDOR", 0.2), ("CREDIBLE_SOURCE", 0.45), ("TRUSTED_ADVISOR", 0.9)]
)
def test_what_is_said_counts_by_its_confidence(level: str, expected: float) -> None:
    assert strength(knows("ours1", "p", level, confidence=0.5)) == pytest.approx(0.5 * expected)


def test_what_is_said_fades_by_half_in_a_year_since_the_newest_said_so() -> None:
    old = knows("ours1", "p", "VENDOR", 730, confidence=0.5)
    assert strength(old) == pytest.approx(0.1 / 4)
    both = strength(old, knows("ours1", "p", "VENDOR", 365, confidence=0.5, by=member("ours2")))
    assert both == pytest.approx(2 / 3 * 0.2 / 2)  # two odds of 1 make a confidence of 2/3


def test_both_together_are_as_two_chances() -> None:
    both = strength(*meeting("p", "ours1"), knows("ours1", "p", "PROBLEM_SOLVER", confidence=0.5))
    one, other = strength(*meeting("p", "ours1")), 0.35
    assert both == pytest.approx(1 - (1 - one) * (1 - other))


@pytest.mark.parametrize(
    "changes",
    [
        meeting("p", "ours1", state="CANCELLED"),
        meeting("p", "ours1", state="PLANNED"),
        meeting("p", "ours1", age=-1),
        [knows("ours1", "p", "VENDOR", age=-1)],
        [knows("ours1", "p", "VENDOR", confidence=0)],
        [knows("ours1", "p", "VENDOR", 10, withdrawnOn=DAY)],
    ],
)
def test_what_has_not_happened_counts_nowhere(changes: list[Change]) -> None:
    assert tie(among(["p"], *changes)) is None


def test_a_withdrawn_claim_does_not_bring_the_one_before_back() -> None:
    older, newer = knows("ours1", "p", "TRUSTED_ADVISOR", 30), knows("ours1", "p", "VENDOR", 10, withdrawnOn=DAY)
    assert tie(among(["p"], older, newer)) is None


def test_who_left_and_who_is_not_known_have_no_ties() -> None:
    left = Put(Stakeholder, {"id": person("p"), "name": "p", "leftOn": DAY})
    unknown = Put(Stakeholder, {"id": person("p"), "name": "p", "placeholder": True})
    for gone in (left, unknown):
        assert not ties(among(["p"], gone, *meeting("p", "ours1"), knows("ours1", "p", "VENDOR")), DAY)
    of_ours = among(["p"], *meeting("p", "ours1"), knows("ours1", "p", "VENDOR"), team={"ours1": {"leftOn": DAY}})
    assert not ties(of_ours, DAY)


def test_the_newest_wish_stands_and_makes_a_tie_of_no_strength() -> None:
    wishes = [
        knows("ours1", "p", None, 20, targetLevel="TRUSTED_ADVISOR"),
        knows("ours1", "p", None, 10, targetLevel="VENDOR", by=member("ours2")),
    ]
    found = tie(among(["p"], *wishes))
    assert found is not None
    assert (found.target_level, found.level, found.strength) == (RelationshipLevel.VENDOR, None, 0.0)


def test_the_level_in_a_word_is_the_nearest() -> None:
    said = [knows("ours1", "p", "VENDOR"), knows("ours1", "p", "PROBLEM_SOLVER", by=member("ours2"))]
    found = tie(among(["p"], *said))
    assert found is not None
    assert found.level is RelationshipLevel.CREDIBLE_SOURCE  # 0.45, as the mean of 0.2 and 0.7


@given(met_accounts())
def test_strengths_are_bounded_and_do_not_depend_on_the_order(made: tuple[list[Change], Snapshot]) -> None:
    changes, team = made
    found = ties(AccountGraph(apply(Snapshot("a"), changes), team), DAY)
    assert found == ties(AccountGraph(apply(Snapshot("a"), changes[::-1]), team), DAY)
    for each in found.values():
        assert 0 <= each.strength <= 1
        assert each.last_contact is None or each.last_contact <= DAY


@given(met_accounts(), st.sampled_from([*Channel]), st.sampled_from([*Direction]), st.integers(0, 400))
def test_one_more_held_meeting_with_one_person_never_lowers_their_strength(
    made: tuple[list[Change], Snapshot], channel: Channel, direction: Direction, age: int
) -> None:
    changes, team = made
    more = interaction("more", ["p0"], ["ours1"], age, channel=channel.value, direction=direction.value)
    pair = (member("ours1"), person("p0"))
    before = ties(AccountGraph(apply(Snapshot("a"), changes), team), DAY).get(pair)
    after = ties(AccountGraph(apply(Snapshot("a"), [*changes, *more]), team), DAY).get(pair)
    assert (after.strength if after else 0) >= (before.strength if before else 0) - 1e-12


@given(met_accounts())
def test_without_new_contacts_a_strength_only_fades(made: tuple[list[Change], Snapshot]) -> None:
    changes, team = made
    graph = AccountGraph(apply(Snapshot("a"), changes), team)
    begun, later = DAY + timedelta(days=20), DAY + timedelta(days=60)  # all that is drawn has happened by then
    for pair, each in ties(graph, later).items():
        assert each.strength <= ties(graph, begun)[pair].strength + 1e-12
