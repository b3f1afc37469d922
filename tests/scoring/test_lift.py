"""Lifts: what is worked out without scoring anew equals scoring anew, to 1e-9."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.change import Put, apply
from graph.errors import NotAllowed
from graph.model import HasRoleIn, Interaction, Opportunity, RelationshipLevel, Stakeholder
from graph.snapshot import AccountGraph, Snapshot
from graph.viewer import LOCAL
from scoring.contacts import Contact
from scoring.lift import Lift, lift, lift_of_influences, lift_of_stances, lift_of_ties, measures
from scoring.scores import Scores
from scoring.suppositions import SupposedInfluence, SupposedStance, SupposedTie, Supposition, supposed
from tests.scoring.accounts import DAY, person
from tests.scoring.contacts import US, among, interaction, knows, member, met_accounts
from tests.scoring.test_consensus import stance

many = settings(max_examples=60)


def what_if(scores: Scores, suppositions: list[Supposition], opportunity: str | None) -> Lift:
    """By scoring the account as it would be."""
    return lift(
        measures(scores, opportunity),
        measures(Scores(supposed(scores.graph, DAY, suppositions), DAY), opportunity),
    )


def agree(one: Lift, other: Lift) -> None:
    for name, mine, theirs in zip(Lift._fields, one, other, strict=True):
        assert (mine is None) is (theirs is None), name
        assert mine is None or mine == pytest.approx(theirs, abs=1e-9), name


@st.composite
def cases(draw: st.DrawFn) -> tuple[Scores, list[str], str | None]:
    """The scores of a small account, its people, and one of its opportunities."""
    changes, team = draw(met_accounts())
    people = [each.values["id"] for each in changes if isinstance(each, Put) and each.kind is Stakeholder]
    deals = [each.values["id"] for each in changes if isinstance(each, Put) and each.kind is Opportunity]
    for deal in deals:
        for who in draw(st.lists(st.sampled_from(people), unique=True)):
            value = draw(st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]))
            changes.append(stance(who, value, deal, confidence=draw(st.floats(0, 1))))
    vetoes = [
        Put(HasRoleIn, {**each.values, "veto": True})
        for each in changes
        if isinstance(each, Put) and each.kind is HasRoleIn and draw(st.booleans())
    ]
    account = apply(Snapshot("a"), changes)
    account = apply(account, vetoes) if vetoes else account
    scores = Scores(AccountGraph(account, team), DAY)
    present = [each for each in people if each in scores.reach]
    return scores, present, draw(st.sampled_from([None, *deals]))


@many
@given(cases(), st.data())
def test_ties(case: tuple[Scores, list[str], str | None], data: st.DataObject) -> None:
    scores, people, opportunity = case
    if not people:
        return
    pairs = st.tuples(st.sampled_from(US[:2]), st.sampled_from(people))
    chosen = data.draw(st.lists(pairs, unique=True, min_size=1, max_size=3))
    levels = [data.draw(st.sampled_from([*RelationshipLevel])) for _ in chosen]
    ties = [SupposedTie(member(ours), who, level) for (ours, who), level in zip(chosen, levels, strict=True)]
    agree(lift_of_ties(scores, ties, opportunity), what_if(scores, [*ties], opportunity))


@many
@given(cases(), st.data())
def test_contacts_held_today(case: tuple[Scores, list[str], str | None], data: st.DataObject) -> None:
    scores, people, opportunity = case
    if not people:
        return
    who = data.draw(st.sampled_from(people))
    ours = data.draw(st.sampled_from(US[:2]))
    met = Contact("a/Interaction/supposed", DAY, (who,), (member(ours),), 1.0, outbound=False)
    at = datetime.combine(DAY, time(12), tzinfo=UTC)
    put = interaction("supposed", [who.rsplit("/", 1)[1]], [ours], at=at, channel="MEETING")
    afterwards = Scores(supposed(scores.graph, DAY, [], put), DAY)
    anew = lift(measures(scores, opportunity), measures(afterwards, opportunity))
    agree(lift_of_ties(scores, [], opportunity, {(member(ours), who): met}), anew)
    assert isinstance(afterwards.account.nodes["a/Interaction/supposed"], Interaction)


@many
@given(cases(), st.data())
def test_stances(case: tuple[Scores, list[str], str | None], data: st.DataObject) -> None:
    scores, people, opportunity = case
    if not people or opportunity is None:
        return
    chosen = data.draw(st.lists(st.sampled_from(people), unique=True, min_size=1, max_size=3))
    stances = [
        SupposedStance(who, opportunity, data.draw(st.floats(-1, 1)), data.draw(st.sampled_from([0.2, 0.6, 0.9])))
        for who in chosen
    ]
    agree(lift_of_stances(scores, stances, opportunity), what_if(scores, [*stances], opportunity))


@many
@given(cases(), st.data())
def test_influences(case: tuple[Scores, list[str], str | None], data: st.DataObject) -> None:
    scores, people, opportunity = case
    pairs = [(one, other) for one in people for other in people if one != other]
    if not pairs:
        return
    chosen = data.draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=3))
    influences = [SupposedInfluence(*pair, data.draw(st.floats(0, 1))) for pair in chosen]
    agree(lift_of_influences(scores, influences, opportunity), what_if(scores, [*influences], opportunity))


def test_what_is_supposed_takes_the_place_of_all_that_is_said() -> None:
    said = [knows("ours1", "p", "TRUSTED_ADVISOR"), knows("ours1", "p", "NONE", by=member("ours2"))]
    graph = supposed(among(["p"], *said), DAY, [SupposedTie(member("ours1"), person("p"), RelationshipLevel.VENDOR)])
    assert Scores(graph, DAY).reach[person("p")].coverage == pytest.approx(0.9 * 0.2)


def test_a_mean_that_is_supposed_is_what_enters_whatever_the_confidence() -> None:
    graph = among(["p"])
    root = graph.root.id
    for confidence in (0.3, 0.6, 0.95):
        scores = Scores(supposed(graph, DAY, [SupposedStance(person("p"), root, 0.8, confidence)]), DAY)
        assert scores.stances_in(None)[person("p")].effective == pytest.approx(0.8)


def test_nobody_may_write_what_is_only_supposed() -> None:
    with pytest.raises(NotAllowed, match="never written"):
        LOCAL.demand_claim("source:supposed")
