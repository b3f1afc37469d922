"""The engine: what is told, matched, written once, and written again."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest

from graph.change import apply
from graph.errors import InvalidInput
from graph.identity import TEAM, account_id, node_id
from graph.model import (
    AnswersFor,
    HasRoleIn,
    HoldsStance,
    Interaction,
    Involves,
    Manages,
    Opportunity,
    Organisation,
    PartOf,
    ReportsTo,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from graph.snapshot import Snapshot
from seeds.files.dates import DateOrder
from seeds.importing.report import Outcome, Reason
from tests.graph.acme import account, edge, member, person, put
from tests.seeds.importing.imported import DAY, Imported, World, imported

ACCOUNT = "Id,Name,ParentId,OwnerId\n001,Acme,,005\n002,Acme Drives,001,005\n"
CONTACT = """\
Id,FirstName,LastName,Email,Title,AccountId,ReportsToId,OwnerId
0031,Anna,Kiss,anna@acme.example,CEO,001,,005
0032,Béla,Nagy,bela@acme.example,CFO,002,0031,005
"""
USER = "Id,Username,Name,Email\n005,sara,Sára Tóth,sara@us.example\n"
OPPORTUNITY = "Id,Name,AccountId,StageName,Amount,CloseDate,OwnerId\n006,Drives,001,Prospecting,1000,2027-01-31,005\n"
ROLE = "Id,OpportunityId,ContactId,Role\n00K,006,0032,Economic Buyer\n"
TASK = """\
Id,WhoId,WhatId,Subject,ActivityDate,Status,TaskSubtype,OwnerId
00T,0031,006,Call her,2026-11-02,Completed,Call,005
"""
ALL = {
    "Account.csv": ACCOUNT,
    "Contact.csv": CONTACT,
    "User.csv": USER,
    "Opportunity.csv": OPPORTUNITY,
    "OpportunityContactRole.csv": ROLE,
    "Task.csv": TASK,
}
SCOPE = "salesforce-001"


def salesforce(files: Mapping[str, str], world: World | None = None, **given: Any) -> Imported:
    return imported(files, "salesforce", world, **{"currency": "EUR", **given})


@pytest.fixture(scope="module")
def world() -> World:
    done = salesforce(ALL)
    assert done.report.is_complete, done.report.faults
    return done.world


def with_contacts(text: str) -> dict[str, str]:
    return {**ALL, "Contact.csv": CONTACT + text}


# ---------------------------------------------------------------- what is made


def test_all_tables_of_a_source_make_one_account(world: World) -> None:
    assert world.keys() == {TEAM, SCOPE}
    acme = world[SCOPE]
    assert {each.key: each.name for each in acme.all(Organisation)} == {SCOPE: "Acme", "salesforce-002": "Acme Drives"}
    assert [(each.source, each.target) for each in acme.all(PartOf)] == [
        (node_id(SCOPE, "Organisation", "salesforce-002"), account_id(SCOPE))
    ]
    bela = acme.nodes[node_id(SCOPE, "Stakeholder", "salesforce-0032")]
    assert isinstance(bela, Stakeholder)
    assert (bela.name, bela.title) == ("Béla Nagy", "CFO")
    assert [each.target for each in acme.out(bela.id, WorksIn)] == [node_id(SCOPE, "Organisation", "salesforce-002")]
    assert [each.target for each in acme.out(bela.id, ReportsTo)] == [node_id(SCOPE, "Stakeholder", "salesforce-0031")]
    assert [each.roles for each in acme.out(bela.id, HasRoleIn)] == [("ECONOMIC_BUYER",)]
    (call,) = acme.all(Interaction)
    assert (call.channel, call.state, call.subject) == ("CALL", "HELD", "Call her")
    assert len(acme.out(call.id, Involves)) == 2
    assert len(acme.all(AnswersFor)) == 3
    assert [each.role for each in acme.all(Manages)] == ["OWNER", "OWNER"]


def test_the_same_files_again_write_nothing(world: World) -> None:
    again = salesforce(ALL, world, day=DAY + timedelta(days=30))
    assert again.written == 0
    assert {outcome for _, outcome in again.report.counts} == {Outcome.UNCHANGED}


def test_a_changed_row_writes_one_change(world: World) -> None:
    done = salesforce({**ALL, "Contact.csv": CONTACT.replace("CFO", "COO")}, world)
    assert done.written == 1
    assert done.count("Stakeholder", Outcome.CHANGED) == 1


def test_an_empty_cell_leaves_what_is_there(world: World) -> None:
    assert salesforce({**ALL, "Contact.csv": CONTACT.replace("CFO", "")}, world).written == 0


def test_who_moves_to_another_manager_or_unit_does_so_on_that_day(world: World) -> None:
    moved = CONTACT.replace("CEO,001,", "CEO,002,") + "0033,Cili,Pál,,COO,001,,005\n"
    first = salesforce({**ALL, "Contact.csv": moved}, world)
    later = DAY + timedelta(days=10)
    done = salesforce({**ALL, "Contact.csv": moved.replace("002,0031", "002,0033")}, first.world, day=later)
    bela = node_id(SCOPE, "Stakeholder", "salesforce-0032")
    lines = done.world[SCOPE].out(bela, ReportsTo)
    assert [(line.target[-4:], line.valid_from, line.valid_to) for line in lines] == [
        ("0031", date(1, 1, 1), later),
        ("0033", later, None),
    ]
    anna = node_id(SCOPE, "Stakeholder", "salesforce-0031")
    assert [(each.valid_from, each.valid_to) for each in first.world[SCOPE].out(anna, WorksIn)] == [
        (date(1, 1, 1), DAY),
        (DAY, None),
    ]


def test_a_place_that_somebody_gave_by_hand_stays(world: World) -> None:
    finance = put(Organisation, "finance", SCOPE, name="Finance", kind="DEPARTMENT")
    bela = node_id(SCOPE, "Stakeholder", "salesforce-0032")
    drives = node_id(SCOPE, "Organisation", "salesforce-002")
    moved = apply(
        world[SCOPE],
        [
            finance,
            edge(PartOf, finance.values["id"], drives),
            edge(WorksIn, bela, drives, validTo="2026-11-01"),
            edge(WorksIn, bela, finance.values["id"], validFrom="2026-11-01"),
        ],
    )
    assert salesforce(ALL, {**world, SCOPE: moved}).written == 0


def test_a_role_that_somebody_added_by_hand_stays(world: World) -> None:
    bela, deal = node_id(SCOPE, "Stakeholder", "salesforce-0032"), node_id(SCOPE, "Opportunity", "salesforce-006")
    added = apply(world[SCOPE], [edge(HasRoleIn, bela, deal, roles=["ECONOMIC_BUYER", "CHAMPION"])])
    assert salesforce(ALL, {**world, SCOPE: added}).written == 0


def test_what_vanished_is_told_and_stays(world: World) -> None:
    done = salesforce({**ALL, "Contact.csv": CONTACT.rsplit("\n", 2)[0] + "\n"}, world)
    assert [(each.kind, each.name) for each in done.report.vanished] == [("Stakeholder", "Béla Nagy")]
    assert len(done.world[SCOPE].all(Stakeholder)) == 2


def test_what_is_left_out_as_something_is_wrong_with_it_has_not_vanished(world: World) -> None:
    nameless = CONTACT.replace("Béla,Nagy", ",")
    done = salesforce({**ALL, "Contact.csv": nameless, "Account.csv": ACCOUNT.replace("Acme Drives", "")}, world)
    assert [(fault.place.file, fault.place.row) for fault in done.told(Reason.FIELD_MISSING)] == [
        ("Account.csv", 3),
        ("Contact.csv", 3),
    ]
    assert done.report.vanished == []
    assert done.world[SCOPE].nodes == world[SCOPE].nodes
    top = salesforce({"Account.csv": "Id,Name\n001,\n009,Other\n"}, world)
    assert top.report.vanished == []


def test_an_account_that_vanished_is_told_too(world: World) -> None:
    done = salesforce({"Account.csv": "Id,Name\n009,Other\n"}, world)
    assert [(each.kind, each.scope) for each in done.report.vanished] == [("Organisation", SCOPE)]


# ---------------------------------------------------------------- claims

STANCES = """
name = "survey"
[[tables]]
needs = ["Person", "Stance"]
[tables.node]
label = "Stakeholder"
key = [{ fields = ["name"] }]
fields.name = "Person"
[[tables.edges]]
type = "HOLDS_STANCE"
to_account = true
fields.stance = "Stance"
fields.note = "Why"
"""


def survey(stance: str, world: World | None = None, day: date = DAY) -> Imported:
    return imported({"s.csv": f"Person,Stance,Why\nAnna,{stance},she said so\n"}, STANCES, world, "acme", day)


def test_a_changed_stance_is_one_claim_more_and_an_unchanged_one_none() -> None:
    first = survey("Supporter")
    later = DAY + timedelta(days=7)
    assert survey("supporter", first.world, later).written == 0
    second = survey("Opponent", first.world, later)
    assert second.written == 1
    claims = second.all(HoldsStance)
    assert [(claim.stance, claim.valid_from, claim.by) for claim in claims] == [
        (0.5, DAY, "source:survey"),
        (-1.0, later, "source:survey"),
    ]
    assert survey("-1", second.world, later + timedelta(days=1)).written == 0


def test_a_stance_of_somebody_who_is_left_out_has_not_vanished() -> None:
    mapping = STANCES.replace('key = [{ fields = ["name"] }]', 'key = [{ id = "Id" }]')
    first = imported({"s.csv": "Id,Person,Stance\n1,Anna,Mentor\n2,Béla,Mentor\n"}, mapping, account="acme")
    again = imported({"s.csv": "Id,Person,Stance\n1,,Mentor\n2,Béla,Mentor\n"}, mapping, first.world, "acme")
    assert (again.rows(Reason.FIELD_MISSING), again.report.vanished) == ([2], [])
    gone = imported({"s.csv": "Id,Person,Stance\n2,Béla,Mentor\n"}, mapping, first.world, "acme")
    assert [each.kind for each in gone.report.vanished] == ["Stakeholder", "HOLDS_STANCE"]


def test_a_stance_that_is_no_more_told_is_vanished_and_stays() -> None:
    first = survey("Supporter")
    done = survey("", first.world)
    assert [each.kind for each in done.report.vanished] == ["HOLDS_STANCE"]
    assert len(done.all(HoldsStance)) == 1


# ---------------------------------------------------------------- matching


def known(*parts: Any) -> World:
    world = {"acme": Snapshot("acme"), TEAM: Snapshot(TEAM)}
    return {**world, "acme": apply(Snapshot("acme"), [*account(), *(change for part in parts for change in part)])}


PEOPLE = {"Contact.csv": "Id,LastName,Email\n0031,Anna Kiss,ANNA@acme.example\n"}


def test_people_are_matched_by_their_address_and_found_again_when_it_changes() -> None:
    there = known(person("anna", name="Dr Anna Kiss", email="anna@acme.example"))
    done = salesforce(PEOPLE, there, account="acme")
    (anna,) = done.all(Stakeholder)
    assert (anna.key, anna.name, done.count("Stakeholder", Outcome.MATCHED)) == ("anna", "Anna Kiss", 1)
    moved = {"Contact.csv": PEOPLE["Contact.csv"].replace("ANNA@", "kiss@")}
    again = salesforce(moved, done.world, account="acme")
    assert [(each.key, each.email) for each in again.all(Stakeholder)] == [("anna", "kiss@acme.example")]


def test_people_of_one_name_are_told_and_never_merged() -> None:
    done = salesforce(PEOPLE, known(person("anna", name="Kiss Anna")), account="acme")
    assert len(done.all(Stakeholder)) == 2
    assert [(each.name, each.other_name, each.why) for each in done.report.likely] == [
        ("Kiss Anna", "Anna Kiss", "SAME_NAME")
    ]


def test_two_rows_of_one_address_match_one_person_once() -> None:
    files = {"Contact.csv": PEOPLE["Contact.csv"] + "0032,Anna Nagy,anna@acme.example\n"}
    done = salesforce(files, known(person("anna", name="Anna", email="anna@acme.example")), account="acme")
    assert sorted(each.key for each in done.all(Stakeholder)) == ["anna", "salesforce-0032"]
    assert any("SAME_EMAIL" in each.why for each in done.report.likely)


def test_our_own_people_are_matched_by_their_address() -> None:
    team = apply(Snapshot(TEAM), member("sara", name="Sára Tóth", email="sara@us.example"))
    done = salesforce(ALL, {TEAM: team})
    assert [each.key for each in done.all(TeamMember)] == ["sara"]
    assert {each.source for each in done.all(AnswersFor)} == {"team/TeamMember/sara"}
    assert salesforce(ALL, done.world).written == 0


# ---------------------------------------------------------------- what is wrong


def test_a_manager_who_is_not_there_or_oneself_or_in_a_circle_is_told_and_nothing_else_is_lost() -> None:
    rows = "0033,Cili,Pál,,,001,0099,005\n0034,Dani,Bor,,,001,0034,005\n0035,Ede,Ács,,,001,0036,005\n"
    done = salesforce(with_contacts(rows + "0036,Fáni,Őri,,,001,0035,005\n"))
    column = "ReportsToId"
    assert [(f.place.row, f.place.column, f.value) for f in done.told(Reason.REFERENCE_MISSING)] == [
        (4, column, "0099")
    ]
    assert [(f.place.row, f.value) for f in done.told(Reason.REFERENCE_TO_ITSELF)] == [(5, "0034")]
    assert [(f.place.row, f.value) for f in done.told(Reason.CYCLE)] == [(6, "0036"), (7, "0035")]
    assert len(done.all(Stakeholder)) == 6
    assert len(done.all(ReportsTo)) == 1
    assert done.count("REPORTS_TO", Outcome.LEFT_OUT) == 4


def test_a_circle_with_what_stands_already_is_told(world: World) -> None:
    done = salesforce({"Contact.csv": "Id,LastName,AccountId,ReportsToId\n0031,Kiss,001,0032\n"}, world)
    assert [fault.reason for fault in done.report.faults] == [Reason.CYCLE]


def test_two_people_of_one_id_are_left_out_with_all_that_names_it() -> None:
    done = salesforce(with_contacts("0032,Cili,Pál,,,001,,005\n0034,Dani,Bor,,,001,0032,005\n"))
    assert done.rows(Reason.KEY_AMBIGUOUS) == [3, 4]
    ambiguous = {(fault.place.file, fault.place.column) for fault in done.told(Reason.REFERENCE_AMBIGUOUS)}
    assert ambiguous == {("Contact.csv", "ReportsToId"), ("OpportunityContactRole.csv", "ContactId")}
    assert done.names(Stakeholder) == ["Anna Kiss", "Dani Bor"]


def test_a_row_that_is_there_twice_is_one() -> None:
    done = salesforce(with_contacts("0032,Béla,Nagy,bela@acme.example,CFO,002,0031,005\n"))
    assert done.rows(Reason.ROW_REPEATED) == [4]
    assert done.report.is_complete


def test_a_role_for_a_contact_who_is_not_there_is_told() -> None:
    done = salesforce({**ALL, "OpportunityContactRole.csv": ROLE + "00L,006,0099,Champion\n"})
    (fault,) = done.told(Reason.REFERENCE_MISSING)
    assert (fault.place.file, fault.place.row, fault.place.column, fault.value) == (
        "OpportunityContactRole.csv",
        3,
        "ContactId",
        "0099",
    )
    assert len(done.all(HasRoleIn)) == 1


def test_a_contact_of_an_account_that_is_not_there_is_left_out() -> None:
    done = salesforce(with_contacts("0033,Cili,Pál,,,009,,005\n"))
    (fault,) = done.told(Reason.REFERENCE_MISSING)
    assert (fault.place.column, fault.value, fault.whole) == ("AccountId", "009", True)
    assert done.count("Stakeholder", Outcome.LEFT_OUT) == 1


def test_rows_are_rejected_where_all_of_them_are_left_out() -> None:
    done = salesforce({"Contact.csv": "Id,LastName,AccountId\n0033,Pál,009\n"})
    assert (done.world, done.rejects["Contact.csv"][1][:-1]) == ({}, ["0033", "Pál", "009"])


def test_deleted_rows_are_passed_over() -> None:
    files = {"Account.csv": "Id,Name,IsDeleted\n001,Acme,\n002,Gone,1\n"}
    done = salesforce(files)
    assert (done.names(Organisation), done.rows(Reason.ROW_MARKED)) == (["Acme"], [3])
    assert done.report.is_complete


def test_parents_that_are_missing_or_in_a_circle_leave_accounts_by_themselves() -> None:
    files = {"Account.csv": "Id,Name,ParentId\n001,Alfa,009\n002,Béta,003\n003,Gamma,002\n004,Delta,004\n"}
    done = salesforce(files)
    assert done.report.accounts == 4
    assert done.rows(Reason.REFERENCE_MISSING) == [2]
    assert done.rows(Reason.CYCLE) == [3, 4]
    assert done.rows(Reason.REFERENCE_TO_ITSELF) == [5]
    assert salesforce(files, done.world).written == 0


def chain(count: int, last: str) -> dict[str, str]:
    """Organisations that are each part of the next."""
    rows = [f"{number:05},Unit {number},{number + 1:05}" for number in range(count - 1)]
    return {"Account.csv": "\n".join(["Id,Name,ParentId", *rows, f"{count - 1:05},Last,{last}", ""])}


def test_a_tree_may_be_as_deep_as_it_is() -> None:
    done = salesforce(chain(1_100, ""))
    assert (done.report.is_complete, done.report.accounts) == (True, 1)
    assert len(done.all(PartOf)) == 1_099


def test_a_large_circle_costs_little_and_is_told_in_short() -> None:
    done = salesforce(chain(2_000, "00000"))
    faults = done.told(Reason.CYCLE)
    assert (len(faults), done.report.accounts) == (2_000, 2_000)
    assert faults[0].detail.startswith("salesforce-00000 → salesforce-00001 → ")
    assert faults[0].detail.endswith(" and 1989 more")


def test_an_account_that_gets_a_parent_later_stays_one(world: World) -> None:
    done = salesforce({"Account.csv": "Id,Name,ParentId\n001,Acme,007\n007,Group,\n"}, world)
    assert done.rows(Reason.ACCOUNT_ELSEWHERE) == [2]
    assert done.world.keys() == {TEAM, SCOPE, "salesforce-007"}


def test_a_date_that_can_be_two_is_asked_about_and_not_guessed() -> None:
    rows = OPPORTUNITY.replace("2027-01-31", "03/04/2027")
    asked = salesforce({**ALL, "Opportunity.csv": rows})
    assert [(f.place.column, f.value) for f in asked.told(Reason.CELL_ASKED)] == [("CloseDate", "03/04/2027")]
    assert asked.all(Opportunity)[0].closes_on is None
    done = salesforce({**ALL, "Opportunity.csv": rows}, dates=DateOrder.DAY_FIRST)
    assert done.all(Opportunity)[0].closes_on == date(2027, 4, 3)
    assert done.report.is_complete


def test_a_value_that_the_model_refuses_is_left_out_alone() -> None:
    files = {"Account.csv": f"Id,Name,YearStarted\n001,{'x' * 301},1999\n002,Acme,-5\n"}
    done = salesforce(files)
    assert [(f.place.row, f.place.column, f.whole) for f in done.told(Reason.VALUE_INVALID)] == [
        (2, "Name", True),
        (3, "YearStarted", False),
    ]
    assert done.names(Organisation) == ["Acme"]


def test_sensitive_columns_are_never_taken_in_even_if_a_mapping_says_so() -> None:
    mapping = STANCES.replace('fields.name = "Person"', 'fields.name = "Person"\nfields.notes = "Születési dátum"')
    files = {"s.csv": "Person,Stance,Születési dátum\nAnna,Mentor,1970. 01. 01.\n"}
    done = imported(files, mapping, account="acme")
    assert [fault.place.column for fault in done.told(Reason.COLUMN_SENSITIVE)] == ["Születési dátum"]
    assert done.all(Stakeholder)[0].notes is None


def test_half_a_pair_of_surrogates_is_no_letter() -> None:
    files = {"Account.csv": "Id,Note+2AA-,Name,ParentId\n001,x,Ac+2AA-me +AOk-,+2AA-\n"}
    done = salesforce(files, encoding="utf-7")
    assert done.names(Organisation) == ["Ac?me é"]
    assert [fault.value for fault in done.told(Reason.REFERENCE_MISSING)] == ["?"]
    assert "Note?" in str(done.rejects)


def test_a_table_that_the_profile_has_not_is_told() -> None:
    done = salesforce({**ALL, "Prices.csv": "Product,Price\nA,1\n"})
    (fault,) = done.told(Reason.TABLE_UNKNOWN)
    assert fault.place.file == "Prices.csv"
    assert not done.report.is_complete


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"x\.csv is empty"):
        salesforce({"x.csv": ""})


# ---------------------------------------------------------------- again, in parts


def test_rows_that_were_left_out_are_mended_and_imported_again() -> None:
    broken = with_contacts("0033,Cili,Pál,cili@,,009,,005\n0034,Dani,Bor,,,001,,005\n")
    first = salesforce(broken)
    rejected = first.rejects["Contact.csv"]
    assert [row[0] for row in rejected] == ["Id", "0033"]
    assert "AccountId: There is no Organisation like this." in rejected[1][-1]
    buffer = StringIO()
    csv.writer(buffer).writerows(rejected)
    mended = buffer.getvalue().replace("cili@", "cili@acme.example").replace(",009,", ",001,")
    done = salesforce({"Contact.csv": mended}, first.world)
    assert done.report.is_complete
    sound = salesforce({**broken, "Contact.csv": broken["Contact.csv"].replace("cili@,,009", "cili@acme.example,,001")})
    assert fields(done.world[SCOPE]) == fields(sound.world[SCOPE])


TEAMS = """
name = "team"
[[tables]]
needs = ["Who"]
[tables.node]
label = "TeamMember"
key = [{ fields = "email", columns = [["Site", "Plant"]] }, { fields = "name" }]
fields.name = "Who"
fields.email = "Address"
fields.leftOn = "Left"
[[tables.edges]]
type = "MANAGES"
to_account = true
fixed.role = "OWNER"
[[tables.edges]]
type = "MANAGES"
to = { label = "Organisation", name = "Client", make = true }
fixed.role = "MEMBER"
"""


def test_a_row_is_rejected_once_with_all_that_is_wrong_with_it() -> None:
    files = {"t.csv": "Who,Left,Client,Plant\nSára,tomorrow,Acme,North\nTímea,,Beta,North\n"}
    done = imported(files, TEAMS)
    (rows,) = done.rejects.values()
    assert [row[:-1] for row in rows] == [
        ["Who", "Left", "Client", "Plant"],
        ["Sára", "tomorrow", "Acme", "North"],
        ["Tímea", "", "Beta", "North"],
    ]
    assert "Left: “tomorrow” is no date." in rows[1][-1]
    assert [row[-1].count("The row does not say to which account it belongs.") for row in rows[1:]] == [1, 1]


def test_a_row_by_which_something_is_made_is_rejected_whole() -> None:
    files = {"s.csv": "Person,Stance,Works for\nAnna,Mentor,Acme Drives\n"}
    mapping = STANCES.replace(
        'key = [{ fields = ["name"] }]',
        'key = [{ fields = ["name"] }]\nwithin = [{ label = "Organisation", name = "Works for", make = true }]',
    )
    first = imported({"o.csv": "Person,Stance,Works for\nX,Mentor,Acme\n"}, mapping)
    assert first.rejects == {}
    long = imported({"s.csv": f"Person,Stance,Works for\nAnna,Mentor,{'x' * 400}\n"}, mapping, account="acme")
    (rows,) = long.rejects.values()
    assert {tuple(row[:3]) for row in rows[1:]} == {("Anna", "Mentor", "x" * 400)}
    assert len(rows) == 2
    assert imported(files, mapping).report.is_complete


def test_columns_that_a_key_is_made_of_are_of_use() -> None:
    done = imported({"t.csv": "Who,Address,Plant,Shoes\nSára,s@us.example,North,41\n"}, TEAMS)
    assert [fault.place.column for fault in done.told(Reason.COLUMN_UNMAPPED)] == ["Shoes"]


def fields(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """Everything in it, but for revisions."""
    things = {**snapshot.nodes, **snapshot.edges}
    return {key: {**thing.encode(), "revision": 0} for key, thing in things.items()}


def test_a_later_file_refers_to_what_earlier_ones_brought(world: World) -> None:
    done = salesforce({"OpportunityContactRole.csv": "Id,OpportunityId,ContactId,Role\n0,006,0031,Champion\n"}, world)
    assert done.report.is_complete
    assert done.written == 1


# ---------------------------------------------------------------- one account


def test_all_of_a_source_goes_into_the_account_that_is_told() -> None:
    there = known(person("anna"))
    done = salesforce(ALL, there, account="acme")
    assert done.world.keys() == {TEAM, "acme"}
    names = {each.key: each.name for each in done.world["acme"].all(Organisation)}
    assert names == {"acme": "Acme", "salesforce-002": "Acme Drives"}  # it is called as the account is
    assert salesforce(ALL, done.world, account="acme").written == 0


def test_an_account_that_is_not_there_is_made() -> None:
    done = salesforce(PEOPLE, account="fresh")
    assert [(each.key, each.name) for each in done.all(Organisation)] == [("fresh", "fresh")]
    assert salesforce(PEOPLE, done.world, account="fresh").written == 0


def test_nothing_is_written_twice_of_one_edge() -> None:
    put_twice = {"OpportunityContactRole.csv": ROLE + "00L,006,0032,Champion\n"}
    done = salesforce({**ALL, **put_twice})
    assert [each.roles for each in done.all(HasRoleIn)] == [("ECONOMIC_BUYER", "CHAMPION")]


def test_nothing_is_repeated_of_a_sensitive_column() -> None:
    files = {"Account.csv": ACCOUNT, "Contact.csv": "Id,LastName,AccountId,SSN\n1,Kiss,001,=secret()\n"}
    done = salesforce(files)
    assert [finding.column for finding in done.report.findings if finding.value == "=secret()"] == ["SSN"]
    assert not [finding for finding in done.report.notes if finding.value == "=secret()"]
    assert not [text for text in done.report.doubts if "secret" in text]
    assert not [row for rows in done.rejects.values() for row in rows if "=secret()" in row]


@pytest.mark.parametrize("account", [TEAM, "", "x" * 201])
def test_what_cannot_be_an_account_is_refused(account: str) -> None:
    with pytest.raises(InvalidInput, match="account"):
        salesforce(ALL, account=account)
