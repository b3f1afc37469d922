"""Generated portfolios: the same for the same seed, accepted by the model, and shaped as real ones are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.change import Change, Drop, apply
from graph.declaration import Claim, Edge
from graph.identity import TEAM
from graph.model import (
    HasRoleIn,
    HoldsStance,
    Influences,
    Interaction,
    InteractionState,
    Involves,
    Knows,
    Line,
    Manages,
    ManagesRole,
    Opportunity,
    Outcome,
    ReportsTo,
    Seniority,
    Stakeholder,
)
from graph.snapshot import Snapshot
from seeds.generated.portfolio import account, account_key
from seeds.generated.team import team

TODAY = date(2026, 3, 3)
RANKS = list(Seniority)


def made(number: int, people: int, seed: int = 1, today: date = TODAY) -> Snapshot:
    return apply(Snapshot(account_key(seed, number)), account(number, people, seed, today))


@pytest.fixture(scope="module")
def accounts() -> list[Snapshot]:
    """Twenty accounts of a hundred people."""
    return [made(number, 100) for number in range(1, 21)]


# ---------------------------------------------------------------- the same, and sound


@settings(max_examples=25)
@given(
    number=st.integers(1, 100_000),
    people=st.integers(1, 120),
    seed=st.integers(0, 2**63 - 1),
    today=st.dates(date(2000, 1, 1), date(2100, 12, 31)),
)
def test_the_model_accepts_every_account(number: int, people: int, seed: int, today: date) -> None:
    snapshot = made(number, people, seed, today)
    own = [node for node in snapshot.all(Stakeholder) if node.seniority is not Seniority.BOARD]
    assert len(own) == people


@pytest.mark.parametrize("people", [1, 2, 3, 10, 1_000])
def test_an_account_can_be_of_any_size(people: int) -> None:
    assert len(made(1, people).all(Stakeholder)) == people + people // 50


def test_the_same_seed_and_day_give_the_same_account() -> None:
    assert made(7, 40) == made(7, 40)


def test_another_seed_gives_another_account() -> None:
    assert names(made(7, 40, seed=1)) != names(made(7, 40, seed=2))


def names(snapshot: Snapshot) -> list[str]:
    return [person.name for person in snapshot.all(Stakeholder)]


def test_what_chance_gives_is_the_same_in_every_version() -> None:
    """A change here is one that users notice: their portfolios are no longer the same."""
    assert names(made(1, 3)) == ["Alice Reed", "Director, IT (unknown)", "Emma Parker"]


@pytest.mark.parametrize("accounts", [1, 10, 11, 120])
def test_the_team_has_everybody_whom_the_accounts_refer_to(accounts: int) -> None:
    ours = apply(Snapshot(TEAM), team(accounts, 5, TODAY)).nodes
    for number in {1, accounts}:
        assert set(foreign(account(number, 12, 5, TODAY))) <= ours.keys()


def foreign(changes: Iterable[Change]) -> Iterable[str]:
    for change in changes:
        assert not isinstance(change, Drop)
        if issubclass(change.kind, Edge):
            words = ("from", "to", "by") if issubclass(change.kind, Claim) else ("from", "to")
            yield from (str(change.values[word]) for word in words if str(change.values[word]).startswith("team/"))


def test_a_larger_portfolio_has_the_same_team_members_and_more() -> None:
    few, many = team(10, 1, TODAY), team(1_000, 1, TODAY)
    assert [change for change in many if change in few] == few
    assert len([change for change in many if str(change.values.get("id", "")).find("kam") > 0]) == 100


# ---------------------------------------------------------------- the chart


def test_people_report_up_a_tree_of_a_few_levels_in_spans_of_four_to_nine(accounts: Sequence[Snapshot]) -> None:
    for snapshot in accounts:
        boss = {line.source: line.target for line in now(snapshot.all(ReportsTo)) if line.line is Line.SOLID}
        depths = [depth(boss, person.id) for person in snapshot.all(Stakeholder)]
        assert 2 <= max(depths) <= 4
        spans = sorted(Counter(boss.values()).values())
        assert 2 <= sum(spans) / len(spans) <= 9
        assert spans[-1] <= 10  # who moved may have left a place that nobody else takes


def now(lines: Sequence[ReportsTo]) -> list[ReportsTo]:
    """The lines as they are, or last were where somebody has left."""
    last = {(line.source, line.line): line for line in sorted(lines, key=lambda line: line.valid_from)}
    return list(last.values())


def depth(boss: dict[str, str], person: str) -> int:
    return 1 + depth(boss, boss[person]) if person in boss else 0


def test_nobody_reports_to_somebody_of_a_lower_level(accounts: Sequence[Snapshot]) -> None:
    for snapshot in accounts:
        for line in now(snapshot.all(ReportsTo)):
            lower, higher = (snapshot.nodes[end] for end in (line.source, line.target))
            assert isinstance(lower, Stakeholder)
            assert isinstance(higher, Stakeholder)
            assert lower.seniority
            assert higher.seniority
            assert RANKS.index(higher.seniority) <= RANKS.index(lower.seniority)


def test_each_account_has_one_owner_some_who_left_and_some_places_of_nobody(accounts: Sequence[Snapshot]) -> None:
    for snapshot in accounts:
        roles = [edge.role for edge in snapshot.all(Manages)]
        assert roles.count(ManagesRole.OWNER) == 1
    everybody = [person for snapshot in accounts for person in snapshot.all(Stakeholder)]
    assert 0.01 < share(person.left_on is not None for person in everybody) < 0.08
    assert 0.01 < share(person.placeholder for person in everybody) < 0.06


def share(those: Iterable[bool]) -> float:
    found = list(those)
    return sum(found) / len(found)


def test_some_directors_sit_on_the_boards_of_several_accounts(accounts: Sequence[Snapshot]) -> None:
    persons = Counter(one.person for snapshot in accounts for one in snapshot.all(Stakeholder) if one.person)
    assert max(persons.values()) == 4


# ---------------------------------------------------------------- ties and opportunities


def test_influence_is_skewed(accounts: Sequence[Snapshot]) -> None:
    """A tenth of the people have far more than a tenth of those who listen, and many have none."""
    for snapshot in accounts:
        listened = Counter(edge.source for edge in snapshot.all(Influences))
        top = sum(count for _, count in listened.most_common(10))
        assert top > 0.3 * listened.total()
        assert len(listened) < 90


def test_stances_are_known_of_some_and_contested_for_a_few(accounts: Sequence[Snapshot]) -> None:
    parts = [(edge.source, edge.target) for snapshot in accounts for edge in snapshot.all(HasRoleIn)]
    said: dict[tuple[str, str], dict[str, float]] = {}
    for claim in (claim for snapshot in accounts for claim in snapshot.all(HoldsStance)):
        said.setdefault((claim.source, claim.target), {})[claim.by] = claim.stance
    assert 0.3 < share(part not in said for part in parts) < 0.5
    contested = [max(by.values()) - min(by.values()) > 0.5 for pair, by in said.items() if pair in parts]
    assert 0.03 < share(contested) < 0.2


def test_opportunities_end_and_those_won_had_more_support(accounts: Sequence[Snapshot]) -> None:
    deals = [deal for snapshot in accounts for deal in snapshot.all(Opportunity)]
    assert {deal.outcome for deal in deals} == set(Outcome)
    assert all((deal.closed_on is None) == (deal.outcome is Outcome.OPEN) for deal in deals)
    assert all(TODAY - timedelta(days=730) < deal.closed_on < TODAY for deal in deals if deal.closed_on)
    assert all(1 <= len(snapshot.all(Opportunity)) <= 5 for snapshot in accounts)
    won, lost = (stances(accounts, outcome) for outcome in (Outcome.WON, Outcome.LOST))
    assert sum(won) / len(won) > 0.2 > -0.1 > sum(lost) / len(lost)


def stances(accounts: Sequence[Snapshot], outcome: Outcome) -> list[float]:
    return [
        claim.stance
        for snapshot in accounts
        for claim in snapshot.all(HoldsStance)
        if getattr(snapshot.nodes[claim.target], "outcome", None) is outcome
    ]


# ---------------------------------------------------------------- contacts


def test_there_are_two_contacts_a_person_in_bursts_with_gaps_between(accounts: Sequence[Snapshot]) -> None:
    """Were they independent, the gaps' deviation would be their mean, and a gap of a month nearly never."""
    for snapshot in accounts:
        held = [one.at for one in snapshot.all(Interaction) if one.state is InteractionState.HELD]
        assert 150 < len(held) <= 210
        assert all(datetime(2024, 9, 1, tzinfo=UTC) < at < datetime(2026, 3, 4, tzinfo=UTC) for at in held)
        gaps = [(after - before).days for before, after in pairwise(sorted(held))]
        mean = sum(gaps) / len(gaps)
        deviation = (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
        assert deviation > 1.3 * mean


def test_a_few_take_part_in_a_contact_and_nobody_who_had_left(accounts: Sequence[Snapshot]) -> None:
    for snapshot in accounts:
        theirs: Counter[str] = Counter()
        ours: Counter[str] = Counter()
        for edge in snapshot.all(Involves):
            contact, person = snapshot.nodes[edge.source], snapshot.nodes.get(edge.target)
            assert isinstance(contact, Interaction)
            (ours if person is None else theirs)[edge.source] += 1
            if isinstance(person, Stakeholder) and person.left_on:
                assert contact.at.date() < person.left_on
        assert max(theirs.values()) <= 6
        assert 1 <= min(ours.values()) <= max(ours.values()) <= 3


def test_we_know_some_and_not_others(accounts: Sequence[Snapshot]) -> None:
    known = {edge.target for snapshot in accounts for edge in snapshot.all(Knows)}
    everybody = [person.id for snapshot in accounts for person in snapshot.all(Stakeholder)]
    assert 0.3 < share(person in known for person in everybody) < 0.7
