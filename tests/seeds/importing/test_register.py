"""The register, filled in and imported: what was filled in is there, and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.register.sheets import sheets
from app.register.words import choices
from graph.declaration import Verification
from graph.errors import InvalidInput
from graph.model import (
    Adaptability,
    AlliedWith,
    AnswersFor,
    BuyingRole,
    Channel,
    ConflictsWith,
    DecisionOrientation,
    Direction,
    For,
    HasRoleIn,
    HoldsStance,
    Influences,
    Interaction,
    InteractionState,
    Involves,
    Knows,
    Manages,
    ManagesRole,
    MobilizerProfile,
    Opportunity,
    OpportunityKind,
    Organisation,
    OrganisationKind,
    Outcome,
    PartOf,
    PoliticalStatus,
    RelationshipLevel,
    ReportsTo,
    ResponseMode,
    Seniority,
    Stakeholder,
    StanceWord,
    TeamFunction,
    TeamMember,
    WorksIn,
)
from schema.language import Language
from schema.voice import Voice, voice_of
from seeds.files.words import stands_for_a_sum, stands_for_nothing
from seeds.importing.profile import profile, shipped
from seeds.importing.recognition import headings_of
from seeds.importing.report import Outcome as Became
from seeds.importing.report import Reason
from seeds.importing.words import meanings, spelt
from tests.app.register.filled import filled
from tests.seeds.importing.imported import Imported, imported

WORDS = [
    *(OrganisationKind, TeamFunction, ManagesRole, Seniority, PoliticalStatus, DecisionOrientation, Adaptability),
    *(Channel, Verification, RelationshipLevel, OpportunityKind, Outcome, BuyingRole, ResponseMode, MobilizerProfile),
    *(StanceWord, InteractionState, Direction),
]
INFLUENCE = "has influence on"
TIE = {"Who": "Béla", "Tie": INFLUENCE, "Whom": "Cili", "Strength": 1}


def read(content: bytes, world: Any = None) -> Imported:
    return imported({"register.xlsx": content}, "register", world, account="acme")


def said(voice: Voice, member: StrEnum) -> str:
    return choices(voice, type(member))[[*type(member)].index(member)]


def example(language: Language) -> dict[str, list[dict[str, Any]]]:
    """A register as somebody fills it in: a little of everything."""
    voice = voice_of(language)
    yes, strong, influence = voice.gettext("Yes"), voice.gettext("Strong"), voice.gettext("has influence on")
    return {
        "The client": [
            {"Organisation": "Acme Works", "Kind": said(voice, OrganisationKind.CLIENT), "Country": "Hungary"},
            {"Organisation": "Finance", "Kind": said(voice, OrganisationKind.DEPARTMENT), "Part of": "Acme Works"},
        ],
        "Our team": [
            {
                "Name": "Zoe Kovács",
                "E-mail": "zoe@us.example",
                "What they do": said(voice, TeamFunction.KAM),
                "In this account": said(voice, ManagesRole.OWNER),
            },
            {"Name": "Adam"},
        ],
        "People": [
            {
                "Name": "Anna Kiss",
                "E-mail": "anna@acme.example",
                "Title": "CFO",
                "Organisation": "Finance",
                "Reports to": "Béla Nagy",
                "Level of work": said(voice, Seniority.C_LEVEL),
                "Language": "hu",
                "Joined on": date(2020, 1, 31),
                "Political status": said(voice, PoliticalStatus.INNER_CIRCLE),
                "Interest": strong,
                "Days between contacts": 30,
                "Who of us answers for them": "zoe@us.example",
            },
            {"Name": "Béla Nagy", "E-mail": "bela@acme.example", "Interest": 0.37},
            {"Name": "Head of IT", "Role only": yes},
        ],
        "Ties": [
            {"Who": "Anna Kiss", "Tie": influence, "Whom": "bela@acme.example", "Strength": strong},
            {"Who": "Béla Nagy", "Tie": voice.gettext("stands together with"), "Whom": "Anna Kiss", "Strength": 0.4,
             "In what": "Prices", "Since": date(2026, 1, 1)},
            {"Who": "Head of IT", "Tie": voice.gettext("is in conflict with"), "Whom": "Anna Kiss", "Strength": "60%"},
        ],
        "Our relationships": [
            {
                "Who of us": "Zoe Kovács",
                "Whom": "Anna Kiss",
                "What we are to them": said(voice, RelationshipLevel.VENDOR),
                "What we want to be": said(voice, RelationshipLevel.TRUSTED_ADVISOR),
                "How sure": said(voice, Verification.CONFIRMED),
            }
        ],
        "Opportunities": [
            {
                "Opportunity": "Renewal 2027",
                "Kind": said(voice, OpportunityKind.RENEWAL),
                "Amount": 1200000.5,
                "Currency": "HUF",
                "Decision by": date(2027, 3, 1),
                "Outcome": said(voice, Outcome.OPEN),
                "What hurts them": "Downtime",
            }
        ],
        "Roles": [
            {
                "Who": "Anna Kiss",
                "Opportunity": "Renewal 2027",
                "Roles": f"{said(voice, BuyingRole.DECIDER)}; {said(voice, BuyingRole.CHAMPION)}",
                "Can stop it": yes,
                "Openness": 0.4,
            }
        ],
        "Stances": [
            {"Who": "Anna Kiss", "Opportunity": "Renewal 2027", "Stance": said(voice, StanceWord.SUPPORTER)},
            {"Who": "Béla Nagy", "Stance": said(voice, StanceWord.NON_SUPPORTER), "Note": "He said so"},
        ],
        "Contacts": [
            {
                "When": datetime(2026, 10, 1, 14, 30),  # noqa: DTZ001  # as it stands in a cell
                "How": said(voice, Channel.MEETING),
                "Who of us": "Zoe Kovács; Adam",
                "Whom": "Anna Kiss; bela@acme.example",
                "What about": "Kick-off",
                "How it went": voice.gettext("Well"),
            },
            {"When": date(2026, 10, 2), "How": said(voice, Channel.EMAIL), "Who of us": "Adam", "Whom": "Béla Nagy"},
        ],
    }  # fmt: skip


@pytest.fixture(scope="module", params=list(Language))
def done(request: pytest.FixtureRequest) -> Imported:
    return read(filled(request.param, example(request.param)))


def by_name(found: Imported, kind: Any) -> dict[str, Any]:
    return {getattr(item, "name", "") or item.title: item for item in found.all(kind)}


def ends(found: Imported, kind: Any) -> set[tuple[str, str]]:
    names = {item.id: getattr(item, "name", "") or getattr(item, "title", "") or str(item.at)
             for known in (Organisation, Stakeholder, TeamMember, Opportunity, Interaction)
             for item in found.all(known)}  # fmt: skip
    return {(names[edge.source], names[edge.target]) for edge in found.all(kind)}


# ---------------------------------------------------------------- what was filled in is there


def test_nothing_is_left_out(done: Imported) -> None:
    assert done.report.faults == []
    assert done.report.is_complete
    assert {outcome for _, outcome in done.report.counts} == {Became.MADE}


def test_the_client_and_its_departments_are_there(done: Imported) -> None:
    organisations = by_name(done, Organisation)
    assert {name: each.kind for name, each in organisations.items()} == {
        "Acme Works": "CLIENT",
        "Finance": "DEPARTMENT",
    }
    assert organisations["Acme Works"].key == "acme"
    assert organisations["Acme Works"].country == "HU"
    assert ends(done, PartOf) == {("Finance", "Acme Works")}


def test_people_are_there_with_all_that_was_said_of_them(done: Imported) -> None:
    people = by_name(done, Stakeholder)
    anna = people["Anna Kiss"]
    assert (anna.email, anna.title, anna.seniority, anna.language) == ("anna@acme.example", "CFO", "C_LEVEL", "hu")
    assert (anna.joined_on, anna.political_status, anna.interest) == (date(2020, 1, 31), "INNER_CIRCLE", 0.75)
    assert anna.cadence_days == 30
    assert people["Béla Nagy"].interest == 0.37
    assert [name for name, each in people.items() if each.placeholder] == ["Head of IT"]
    assert ends(done, WorksIn) == {("Anna Kiss", "Finance"), ("Béla Nagy", "Acme Works"), ("Head of IT", "Acme Works")}
    assert ends(done, ReportsTo) == {("Anna Kiss", "Béla Nagy")}
    assert ends(done, AnswersFor) == {("Zoe Kovács", "Anna Kiss")}


def test_our_team_is_there(done: Imported) -> None:
    team = by_name(done, TeamMember)
    assert (team["Zoe Kovács"].function, team["Zoe Kovács"].email) == ("KAM", "zoe@us.example")
    assert {*team} == {"Zoe Kovács", "Adam"}
    [manages] = done.all(Manages)
    assert (ends(done, Manages), manages.role) == ({("Zoe Kovács", "Acme Works")}, "OWNER")


def test_ties_are_there(done: Imported) -> None:
    assert ends(done, Influences) == {("Anna Kiss", "Béla Nagy")}
    assert [claim.weight for claim in done.all(Influences)] == [0.75]
    [allied] = done.all(AlliedWith)
    assert (allied.weight, allied.topic, allied.valid_from) == (0.4, "Prices", date(2026, 1, 1))
    assert [claim.weight for claim in done.all(ConflictsWith)] == [0.6]
    [knows] = done.all(Knows)
    assert (knows.level, knows.target_level, knows.verification) == ("VENDOR", "TRUSTED_ADVISOR", "CONFIRMED")
    assert ends(done, Knows) == {("Zoe Kovács", "Anna Kiss")}
    assert {claim.by for kind in (Influences, AlliedWith, Knows, HoldsStance) for claim in done.all(kind)} == {
        "source:register"
    }


def test_opportunities_roles_and_stances_are_there(done: Imported) -> None:
    [renewal] = done.all(Opportunity)
    assert (renewal.kind, str(renewal.amount), renewal.currency) == ("RENEWAL", "1200000.5", "HUF")
    assert (renewal.closes_on, renewal.pain) == (date(2027, 3, 1), "Downtime")
    assert ends(done, For) == {("Renewal 2027", "Acme Works")}
    [role] = done.all(HasRoleIn)
    assert (role.roles, role.veto, role.openness) == (("DECIDER", "CHAMPION"), True, 0.4)
    assert {(who, what): claim.stance for claim in done.all(HoldsStance) for who, what in [_pair(done, claim)]} == {
        ("Anna Kiss", "Renewal 2027"): 0.5,
        ("Béla Nagy", "Acme Works"): -0.5,
    }


def _pair(found: Imported, claim: Any) -> tuple[str, str]:
    names = {item.id: getattr(item, "name", "") or item.title
             for kind in (Organisation, Stakeholder, Opportunity) for item in found.all(kind)}  # fmt: skip
    return names[claim.source], names[claim.target]


def test_contacts_are_there(done: Imported) -> None:
    meeting, mail = sorted(done.all(Interaction), key=lambda each: each.at)
    assert (meeting.channel, meeting.subject, meeting.sentiment) == ("MEETING", "Kick-off", 0.5)
    assert (meeting.at.isoformat(), mail.channel) == ("2026-10-01T14:30:00+00:00", "EMAIL")
    assert {who for contact, who in ends(done, Involves) if contact == str(meeting.at)} == {
        *("Zoe Kovács", "Adam", "Anna Kiss", "Béla Nagy")
    }


@pytest.mark.parametrize(("first", "then"), [(Language.EN, Language.EN), (Language.EN, Language.HU)])
def test_the_same_again_writes_nothing_in_whatever_language(first: Language, then: Language) -> None:
    once = read(filled(first, example(first)))
    again = read(filled(then, example(then)), once.world)
    assert again.written == 0
    assert {outcome for _, outcome in again.report.counts} == {Became.UNCHANGED}


# ---------------------------------------------------------------- what is wrong in it is told


@pytest.mark.parametrize(
    ("sheet", "row", "reason", "proposal"),
    [
        ("People", {"Name": "Anna", "Reports to": "Annna"}, Reason.REFERENCE_MISSING, "Anna"),
        ("People", {"Name": "Anna", "Level of work": "Directr"}, Reason.WORD_UNKNOWN, None),
        ("People", {"Name": "Anna", "Joined on": "soon"}, Reason.CELL_UNREAD, None),
        ("People", {"E-mail": "x@acme.example"}, Reason.FIELD_MISSING, None),
        ("Ties", {**TIE, "Tie": "has influnce on"}, Reason.WORD_UNKNOWN, INFLUENCE),
        ("Ties", {**TIE, "Whom": "Nobody"}, Reason.REFERENCE_MISSING, None),
        ("Ties", {**TIE, "Strength": 3}, Reason.VALUE_INVALID, None),
        ("Opportunities", {"Opportunity": "X", "Amount": 5}, Reason.CURRENCY_MISSING, None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_the_rest_is_there(
    sheet: str, row: Mapping[str, Any], reason: Reason, proposal: str | None
) -> None:
    rows: dict[str, Sequence[Mapping[str, Any]]] = {"People": [{"Name": "Béla"}, {"Name": "Cili"}]}
    rows[sheet] = [*rows.get(sheet, ()), row]
    found = read(filled(Language.EN, rows))
    assert reason in {fault.reason for fault in found.report.faults}
    assert {"Béla", "Cili"} <= {*found.names(Stakeholder)}
    if proposal:
        assert proposal in {fault.proposal for fault in found.told(reason)}


def test_two_of_one_name_are_told_and_named_by_their_addresses() -> None:
    rows = {
        "People": [{"Name": "Anna", "E-mail": "a1@acme.example"}, {"Name": "Anna", "E-mail": "a2@acme.example"}],
    }
    assert read(filled(Language.EN, rows)).told(Reason.KEY_AMBIGUOUS)


def test_an_empty_register_of_a_new_account_makes_the_account_alone() -> None:
    found = read(filled(Language.EN, {}))
    assert found.report.faults == []
    assert found.all(Stakeholder) == []


# ---------------------------------------------------------------- the profile knows the workbook


@pytest.mark.parametrize("language", list(Language))
def test_the_profile_knows_every_sheet_and_heading(language: Language) -> None:
    tables = shipped("register").tables
    for sheet in sheets(voice_of(language)):
        [known] = [table for table in tables if spelt(sheet.name) in map(spelt, table.names)]
        words = {spelt(word) for headings in headings_of(known) for word in headings}
        words |= {spelt(word) for edge in known.edges if edge.only for word in edge.only.headings}
        assert {entry.heading for entry in sheet.entries if spelt(entry.heading) not in words} == set()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_word_to_choose_from_is_understood(words: Any, language: Language) -> None:
    names = {spelt(value): value for value in words.__members__}
    known = {**names, **meanings(words.__name__)}
    assert {member: known.get(spelt(said(voice_of(language), member))) for member in words} == {
        member: member.value for member in words
    }


# ---------------------------------------------------------------- whatever is filled in

LETTERS = "abdefghijkmnoprstuvyzáéíóöőúüűÁÉŐŰABCDEKLMNSZßłøçñžšćαβгд"
NAMES = st.text(LETTERS, min_size=2, max_size=12).filter(
    lambda name: not stands_for_nothing(name) and not stands_for_a_sum(name)
)
SHARES = st.integers(1, 100).map(lambda percent: percent / 100)


@st.composite
def registers(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """People with their fields, and ties between them, by English words."""
    voice = voice_of(Language.EN)
    names = draw(st.lists(NAMES, min_size=2, max_size=5, unique_by=spelt))
    people = [
        {
            "Name": name,
            "E-mail": f"{number}@acme.example",
            "Level of work": said(voice, draw(st.sampled_from(Seniority))),
            "Interest": draw(SHARES),
            "Joined on": draw(st.dates(date(1990, 1, 1), date(2026, 1, 1))),
            "Title": draw(NAMES),
        }
        for number, name in enumerate(names)
    ]
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=4, unique=True))
    ties = [
        {"Who": one, "Tie": "has influence on", "Whom": other, "Strength": draw(SHARES)}
        for one, other in pairs
        if one != other
    ]
    return {"People": people, "Ties": ties}


@given(registers())
@settings(max_examples=6)
def test_whatever_is_filled_in_is_what_is_there(rows: dict[str, list[dict[str, Any]]]) -> None:
    voice = voice_of(Language.EN)
    found = read(filled(Language.EN, rows))
    assert found.report.faults == []
    assert [
        {
            "Name": each.name,
            "E-mail": each.email,
            "Level of work": said(voice, each.seniority),
            "Interest": each.interest,
            "Joined on": each.joined_on,
            "Title": each.title,
        }
        for each in sorted(found.all(Stakeholder), key=lambda each: each.email)
    ] == rows["People"]
    names = {each.id: each.name for each in found.all(Stakeholder)}
    told = {(names[claim.source], names[claim.target]): claim.weight for claim in found.all(Influences)}
    assert told == {(tie["Who"], tie["Whom"]): tie["Strength"] for tie in rows["Ties"]}


# ---------------------------------------------------------------- what profiles can say for its sake

MAPPING = """
name = "ties"
passes = ["Guide"]
[[tables]]
needs = ["A", "B"]
[[tables.edges]]
type = "{type}"
from = {{ label = "Stakeholder", {end} }}
to = {{ label = "Stakeholder", name = "B" }}
fixed.weight = 0.5
"""


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ('email = "A", name = "C"', "give exactly one of id, email and name, or the same headings"),
        ('id = "A", email = "A", name = "A"', "give exactly one of id, email and name"),
    ],
)
def test_a_reference_is_by_one_thing_or_by_an_address_or_a_name_in_one_column(end: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        profile(MAPPING.format(type="INFLUENCES", end=end), "x.toml")


def test_other_columns_stand_beside_fields_in_a_key() -> None:
    with pytest.raises(InvalidInput, match="columns stand beside fields"):
        profile(
            '[[tables]]\nneeds = ["A"]\n[tables.node]\nlabel = "Stakeholder"\nfields.name = "A"\n'
            'key = [{ id = "A", columns = ["B"] }]\n',
            "x.toml",
        )
