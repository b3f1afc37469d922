"""The sheets of the register, and their columns. The profile `register` reads them by these names and headings."""

from app.register.entry import Entry, Form, Sheet
from app.register.words import choices, sentiments, strengths, ties, yes_or_no
from graph.declaration import Verification
from graph.model import (
    Adaptability,
    BuyingRole,
    Channel,
    DecisionOrientation,
    Direction,
    InteractionState,
    ManagesRole,
    MobilizerProfile,
    OpportunityKind,
    OrganisationKind,
    Outcome,
    PoliticalStatus,
    RelationshipLevel,
    ResponseMode,
    Seniority,
    StanceWord,
    TeamFunction,
)
from schema.voice import Voice

__all__ = ["sheets"]


def sheets(voice: Voice) -> list[Sheet]:
    """All sheets, in their order."""
    parts = (_client, _team, _people, _ties, _relationships, _opportunities, _roles, _stances, _interactions)
    return [part(voice) for part in parts]


def _client_name(voice: Voice) -> str:
    return voice.gettext("The client")


def _team_name(voice: Voice) -> str:
    return voice.gettext("Our team")


def _people_name(voice: Voice) -> str:
    return voice.gettext("People")


def _opportunities_name(voice: Voice) -> str:
    return voice.gettext("Opportunities")


# ---------------------------------------------------------------- columns of several sheets


def _one_of_us(voice: Voice, heading: str, *, required: bool = True, several: bool = False) -> Entry:
    says = voice.gettext("Several are parted by semicolons.") if several else ""
    return Entry(heading=heading, width=24, required=required, says=says, among=_team_name(voice))


def _person(voice: Voice, heading: str, *, several: bool = False, required: bool = True) -> Entry:
    by = voice.gettext("By name; by e-mail address where two have the same name.")
    says = f"{by} {voice.gettext('Several are parted by semicolons.')}" if several else by
    return Entry(heading=heading, width=24, required=required, says=says, among=_people_name(voice))


def _opportunity(voice: Voice, *, required: bool = True, says: str = "") -> Entry:
    return Entry(
        heading=voice.gettext("Opportunity"), width=32, required=required, says=says, among=_opportunities_name(voice)
    )


def _claim(voice: Voice) -> tuple[Entry, ...]:
    """What every opinion has: since when, how sure it is, and why."""
    since = voice.gettext("From when on it is so; today where nothing is filled in.")
    return (
        Entry(heading=voice.gettext("Since"), width=12, form=Form.DAY, says=since),
        Entry(heading=voice.gettext("How sure"), width=14, choices=choices(voice, Verification)),
        Entry(heading=voice.gettext("Note"), width=40),
    )


# ---------------------------------------------------------------- the sheets


def _client(voice: Voice) -> Sheet:
    part = voice.gettext("What it is a part of; empty for the client itself.")
    return Sheet(
        name=_client_name(voice),
        says=voice.gettext("The client in the first row, and below it its divisions and departments."),
        entries=(
            Entry(heading=voice.gettext("Organisation"), width=36, required=True),
            Entry(heading=voice.gettext("Kind"), width=18, required=True, choices=choices(voice, OrganisationKind)),
            Entry(heading=voice.gettext("Part of"), width=36, says=part, among=_client_name(voice)),
            Entry(heading=voice.gettext("Line of business"), width=24),
            Entry(heading=voice.gettext("Country"), width=16),
            Entry(heading=voice.gettext("Employees"), width=14, form=Form.AMOUNT),
            Entry(heading=voice.gettext("Notes"), width=40),
        ),
    )


def _team(voice: Voice) -> Sheet:
    return Sheet(
        name=_team_name(voice),
        says=voice.gettext("Those of us who deal with the account."),
        entries=(
            Entry(heading=voice.gettext("Name"), width=28, required=True),
            Entry(heading=voice.gettext("E-mail"), width=32, says=voice.gettext("By it they are found again.")),
            Entry(heading=voice.gettext("What they do"), width=24, choices=choices(voice, TeamFunction)),
            Entry(heading=voice.gettext("In this account"), width=24, choices=choices(voice, ManagesRole)),
        ),
    )


def _people(voice: Voice) -> Sheet:
    return Sheet(
        name=_people_name(voice),
        says=voice.gettext("The client's people, those who left included."),
        entries=(*_who_they_are(voice), *_what_they_are_like(voice), *_what_we_do(voice)),
    )


def _who_they_are(voice: Voice) -> tuple[Entry, ...]:
    where = voice.gettext("Where they work; empty: the client itself.")
    unknown = voice.gettext(
        "Yes where the role must exist and you do not know who has it: then the name is the role's."
    )
    return (
        Entry(heading=voice.gettext("Name"), width=28, required=True),
        Entry(heading=voice.gettext("E-mail"), width=32, says=voice.gettext("By it they are found again.")),
        Entry(heading=voice.gettext("Title"), width=28),
        Entry(heading=voice.gettext("Organisation"), width=24, says=where, among=_client_name(voice)),
        _person(voice, voice.gettext("Reports to"), required=False),
        Entry(heading=voice.gettext("Level of work"), width=18, choices=choices(voice, Seniority)),
        Entry(heading=voice.gettext("Function"), width=18),
        Entry(heading=voice.gettext("Phone"), width=20),
        Entry(heading=voice.gettext("Language"), width=12),
        Entry(heading=voice.gettext("Place of work"), width=18),
        Entry(heading=voice.gettext("Role only"), width=11, says=unknown, choices=yes_or_no(voice)),
        Entry(heading=voice.gettext("Joined on"), width=12, form=Form.DAY),
        Entry(heading=voice.gettext("Left on"), width=12, form=Form.DAY),
    )


def _what_they_are_like(voice: Voice) -> tuple[Entry, ...]:
    interest = voice.gettext("How much our business matters to them: a word, or a share such as 0.6.")
    return (
        Entry(heading=voice.gettext("Political status"), width=16, choices=choices(voice, PoliticalStatus)),
        Entry(heading=voice.gettext("Looks first at"), width=18, choices=choices(voice, DecisionOrientation)),
        Entry(heading=voice.gettext("Meets the new as"), width=18, choices=choices(voice, Adaptability)),
        Entry(heading=voice.gettext("Interest"), width=14, says=interest, choices=strengths(voice)),
        Entry(heading=voice.gettext("Preferred channel"), width=18, choices=choices(voice, Channel)),
        Entry(heading=voice.gettext("How to speak to them"), width=30),
    )


def _what_we_do(voice: Voice) -> tuple[Entry, ...]:
    often = voice.gettext("They should be met at least once in so many days.")
    return (
        Entry(heading=voice.gettext("Days between contacts"), width=14, form=Form.NUMBER, says=often),
        _one_of_us(voice, voice.gettext("Who of us answers for them"), required=False),
        Entry(heading=voice.gettext("Notes"), width=40),
    )


def _ties(voice: Voice) -> Sheet:
    strength = voice.gettext("A word, or a share such as 0.6.")
    return Sheet(
        name=voice.gettext("Ties"),
        says=voice.gettext("How the client's people stand to each other."),
        entries=(
            _person(voice, voice.gettext("Who")),
            Entry(heading=voice.gettext("Tie"), width=24, required=True, choices=ties(voice)),
            _person(voice, voice.gettext("Whom")),
            Entry(heading=voice.gettext("Strength"), width=14, required=True, says=strength, choices=strengths(voice)),
            Entry(heading=voice.gettext("In what"), width=24),
            *_claim(voice),
        ),
    )


def _relationships(voice: Voice) -> Sheet:
    return Sheet(
        name=voice.gettext("Our relationships"),
        says=voice.gettext("What each of us is to the client's people."),
        entries=(
            _one_of_us(voice, voice.gettext("Who of us")),
            _person(voice, voice.gettext("Whom")),
            Entry(heading=voice.gettext("What we are to them"), width=22, choices=choices(voice, RelationshipLevel)),
            Entry(heading=voice.gettext("What we want to be"), width=22, choices=choices(voice, RelationshipLevel)),
            *_claim(voice),
        ),
    )


def _opportunities(voice: Voice) -> Sheet:
    return Sheet(
        name=_opportunities_name(voice),
        says=voice.gettext("What the client must agree on."),
        entries=(
            Entry(heading=voice.gettext("Opportunity"), width=36, required=True),
            Entry(heading=voice.gettext("Kind"), width=18, choices=choices(voice, OpportunityKind)),
            Entry(heading=voice.gettext("Stage"), width=18),
            Entry(heading=voice.gettext("Amount"), width=16, form=Form.AMOUNT),
            Entry(heading=voice.gettext("Currency"), width=10, says=voice.gettext("Three letters, such as EUR.")),
            Entry(heading=voice.gettext("Open since"), width=12, form=Form.DAY),
            Entry(heading=voice.gettext("Decision by"), width=12, form=Form.DAY),
            Entry(heading=voice.gettext("Outcome"), width=14, choices=choices(voice, Outcome)),
            Entry(heading=voice.gettext("Ended on"), width=12, form=Form.DAY),
            _one_of_us(voice, voice.gettext("Who of us answers for it"), required=False),
            Entry(heading=voice.gettext("Next step"), width=30),
            Entry(heading=voice.gettext("Next step on"), width=12, form=Form.DAY),
            Entry(heading=voice.gettext("Gain in figures"), width=30),
            Entry(heading=voice.gettext("What they judge by"), width=30),
            Entry(heading=voice.gettext("How they decide"), width=30),
            Entry(heading=voice.gettext("What must be signed"), width=30),
            Entry(heading=voice.gettext("What hurts them"), width=30),
        ),
    )


def _roles(voice: Voice) -> Sheet:
    several = voice.gettext("Several are parted by semicolons.")
    openness = voice.gettext("How open they are to be moved: a word, or a share such as 0.6.")
    return Sheet(
        name=voice.gettext("Roles"),
        says=voice.gettext("Who is what in a decision."),
        entries=(
            _person(voice, voice.gettext("Who")),
            _opportunity(voice),
            Entry(heading=voice.gettext("Roles"), width=30, says=several, choices=choices(voice, BuyingRole)),
            Entry(heading=voice.gettext("Can stop it"), width=12, choices=yes_or_no(voice)),
            Entry(heading=voice.gettext("Openness"), width=14, says=openness, choices=strengths(voice)),
            Entry(heading=voice.gettext("Sees today as"), width=24, choices=choices(voice, ResponseMode)),
            Entry(heading=voice.gettext("Moves a group as"), width=18, choices=choices(voice, MobilizerProfile)),
        ),
    )


def _stances(voice: Voice) -> Sheet:
    whole = voice.gettext("Empty: whether they are for us in the account as a whole.")
    return Sheet(
        name=voice.gettext("Stances"),
        says=voice.gettext("Who is for it, and who against. Leave out whom you do not know: unknown is not neutral."),
        entries=(
            _person(voice, voice.gettext("Who")),
            _opportunity(voice, required=False, says=whole),
            Entry(heading=voice.gettext("Stance"), width=24, required=True, choices=choices(voice, StanceWord)),
            *_claim(voice),
        ),
    )


def _interactions(voice: Voice) -> Sheet:
    when = voice.gettext("The day, or the day and the time, such as 2026-01-31 14:30.")
    return Sheet(
        name=voice.gettext("Contacts"),
        says=voice.gettext("When who of us met whom, and what is planned."),
        entries=(
            Entry(heading=voice.gettext("When"), width=18, form=Form.MOMENT, required=True, says=when),
            Entry(heading=voice.gettext("How"), width=16, required=True, choices=choices(voice, Channel)),
            _one_of_us(voice, voice.gettext("Who of us"), several=True),
            _person(voice, voice.gettext("Whom"), several=True),
            Entry(heading=voice.gettext("What about"), width=36),
            Entry(heading=voice.gettext("State"), width=14, choices=choices(voice, InteractionState)),
            Entry(heading=voice.gettext("Who came to whom"), width=20, choices=choices(voice, Direction)),
            Entry(heading=voice.gettext("How it went"), width=22, choices=sentiments(voice)),
            Entry(heading=voice.gettext("Notes"), width=40),
        ),
    )
