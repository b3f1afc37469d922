"""Contacts: whose they are, on which day, and when somebody was last met."""

from datetime import UTC, date, datetime

from graph.change import Put, apply
from graph.identity import account_id
from graph.model import Interaction, Organisation
from graph.snapshot import AccountGraph
from scoring.contacts import Encounters, contacts, encounters
from tests.scoring.accounts import DAY, person
from tests.scoring.contacts import among, interaction, meeting, member


def test_a_contact_names_who_is_still_there_but_its_room_was_as_full_as_it_was() -> None:
    gone = {"ours2": {"leftOn": DAY}}
    graph = among([*"pqrs"], *interaction("x", [*"pqrs"], ["ours1", "ours2"]), team=gone)
    (found,) = contacts(graph, DAY)
    assert found.members == (member("ours1"),)
    assert found.people == tuple(map(person, "pqrs"))
    assert found.weight == 0.5


def test_what_only_those_took_part_in_who_left_is_no_contact_of_ours() -> None:
    assert contacts(among(["p"], *meeting("p", "ours1"), team={"ours1": {"leftOn": DAY}}), DAY) == ()
    assert contacts(among(["p"], *interaction("alone", ["p"], [])), DAY) == ()
    assert contacts(among(["p"], *interaction("among us", [], ["ours1"])), DAY) == ()


def test_the_day_of_a_contact_is_the_accounts() -> None:
    late = Put(Interaction, {"id": "a/Interaction/p-ours1-0", "at": datetime(2026, 11, 24, 23, 30, tzinfo=UTC)})
    graph = among(["p"], *meeting("p", "ours1"))
    away = apply(graph.account, [late, Put(Organisation, {"id": account_id("a"), "timeZone": "Europe/Budapest"})])
    (found,) = contacts(AccountGraph(away, graph.team), DAY)
    assert found.on == date(2026, 11, 25)


def test_somebody_was_last_met_on_the_newest_day_by_whomever_and_is_next_met_as_planned() -> None:
    graph = among(
        ["p", "q", "r"],
        *meeting("p", "ours1", 40),
        *meeting("p", "ours2", 3),
        *meeting("p", "ours1", 2, channel="EMAIL", direction="OUTBOUND"),
        *meeting("q", "ours1", -8, state="PLANNED"),
        *meeting("q", "ours1", -2, state="PLANNED"),
        *meeting("q", "ours1", 5, state="PLANNED"),
        *meeting("q", "ours1", 6, state="CANCELLED"),
        team={"ours2": {"leftOn": DAY}},
    )
    assert encounters(graph, DAY) == {
        person("p"): Encounters(last=date(2026, 11, 23), met=date(2026, 11, 22)),
        person("q"): Encounters(next=date(2026, 11, 27)),
    }
