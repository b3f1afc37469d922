"""Replacement: on the day and after it exactly what is wanted, before it what was."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.change import Drop, Put, apply
from graph.model import AnswersFor, HasRoleIn, ReportsTo, Stakeholder
from graph.replacement import replacement
from graph.snapshot import Snapshot
from tests.graph.acme import edge, ident, made, opportunity, person

DAY = date(2026, 6, 1)
PEOPLE = [ident(Stakeholder, name) for name in ("ada", "bob", "cid")]
DEAL = "acme/Opportunity/deal"

days = st.integers(-3, 3).map(lambda offset: DAY + timedelta(days=offset))
spans = st.tuples(days, st.none() | st.integers(1, 4)).map(
    lambda span: (span[0], span[1] and span[0] + timedelta(days=span[1]))
)


def known(*edges: Put) -> Snapshot:
    return made(*(person(name) for name in ("ada", "bob", "cid")), opportunity("deal"), edges)


def replaced(before: Snapshot, kind: Any, node: str, wanted: Mapping[str, Mapping[str, Any]], **how: Any) -> Snapshot:
    found = list(replacement(before, kind, node, wanted, **how))
    return apply(before, [each.change for each in found]) if found else before


def roles_on(snapshot: Snapshot, day: date) -> dict[str, tuple[str, ...]]:
    return {edge.source: edge.roles for edge in snapshot.into(DEAL, HasRoleIn) if edge.stands_on(day)}


@given(
    held=st.dictionaries(st.sampled_from(PEOPLE), st.tuples(spans, st.sampled_from(["USER", "BUYER"]))),
    wanted=st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(["USER", "DECIDER"])),
)
def test_from_the_day_on_it_is_as_wanted_and_before_as_it_was(
    held: dict[str, tuple[tuple[date, date | None], str]], wanted: dict[str, str]
) -> None:
    before = known(
        *(
            edge(HasRoleIn, who, DEAL, roles=[role], validFrom=since, validTo=until)
            for who, ((since, until), role) in held.items()
        )
    )
    asked = {who: {"roles": [role]} for who, role in wanted.items()}
    after = replaced(before, HasRoleIn, DEAL, asked, day=DAY, outward=False)
    for offset in range(-5, 8):
        day = DAY + timedelta(days=offset)
        expected = roles_on(before, day) if day < DAY else {who: (role,) for who, role in wanted.items()}
        assert roles_on(after, day) == expected
    assert replaced(after, HasRoleIn, DEAL, asked, day=DAY, outward=False) == after


def test_fields_that_are_not_given_keep_their_values() -> None:
    before = known(edge(HasRoleIn, PEOPLE[0], DEAL, roles=["USER"], veto=True))
    after = replaced(before, HasRoleIn, DEAL, {PEOPLE[0]: {"roles": ["BUYER"]}}, day=DAY, outward=False)
    assert [(each.roles, each.veto) for each in after.into(DEAL, HasRoleIn)] == [(("USER",), True), (("BUYER",), True)]


def test_what_is_not_dated_is_replaced_at_once() -> None:
    team = [f"team/TeamMember/{name}" for name in ("kim", "lou")]
    before = known(edge(AnswersFor, team[0], DEAL))
    after = replaced(before, AnswersFor, DEAL, {team[1]: {}}, outward=False)
    assert [each.source for each in after.into(DEAL, AnswersFor)] == [team[1]]
    [gone] = replacement(after, AnswersFor, DEAL, {}, outward=False)
    assert isinstance(gone.change, Drop)


def test_what_is_new_holds_always() -> None:
    after = replaced(known(), ReportsTo, PEOPLE[0], {PEOPLE[1]: {}})
    assert [each.valid_from for each in after.out(PEOPLE[0], ReportsTo)] == [date.min]
