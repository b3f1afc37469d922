"""The demonstration account: sound on whatever day it is loaded, consistent, and with something of everything in it."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.change import apply, evaluate
from graph.declaration import ALWAYS, Claim, Node
from graph.identity import TEAM, account_id, node_id
from graph.model import (
    About,
    Action,
    ActionKind,
    AlliedWith,
    AnswersFor,
    Channel,
    CompetesIn,
    Competitor,
    ConflictsWith,
    DependsOn,
    Direction,
    Favours,
    Financial,
    HasRoleIn,
    HoldsStance,
    Influences,
    Insight,
    InsightKind,
    Interaction,
    InteractionState,
    Involves,
    Knows,
    Kpi,
    Line,
    Manages,
    ManagesRole,
    Measurement,
    Measures,
    Objective,
    Offering,
    Opportunity,
    Organisation,
    OrganisationKind,
    Outcome,
    PartOf,
    Plan,
    PlanState,
    PoliticalStatus,
    ReportsTo,
    Risk,
    RiskCategory,
    Scenario,
    Seniority,
    Serves,
    Signal,
    SignalKind,
    Stakeholder,
    TeamFunction,
    TeamMember,
    UsageState,
    Uses,
    WorksIn,
)
from graph.moment import day_of
from graph.snapshot import AccountGraph, Snapshot
from scoring.authority import DECIDING, opportunity_authority
from scoring.claims import blends, standing
from scoring.coverage import covered, reach
from scoring.decision_makers import decision_makers, single_threaded, uncovered
from scoring.introductions import best_introductions, introduction_network
from scoring.power import power
from scoring.presence import is_present
from scoring.status import Status, status
from scoring.strength import ties
from seeds.borokvar.account import changes
from seeds.borokvar.days import Days
from seeds.borokvar.tables import EDGE_TABLES, NODE_TABLES, NODE_TEXTS, nodes
from seeds.generated.team import team as generated_team

__all__: list[str] = []

TODAY = date(2026, 11, 25)
BUDAPEST = ZoneInfo("Europe/Budapest")
RANKS = list(Seniority)
MEDDPICC = ("metrics", "decision_criteria", "decision_process", "paper_process", "pain", "next_step")
WRITTEN = (Channel.EMAIL, Channel.MESSAGE)
PAST = ("joined_on", "left_on", "raised_on", "answered_on", "resolved_on", "opens_on", "closed_on", "done_on", "on")


@cache
def made(today: date = TODAY) -> AccountGraph:
    """The account beside the team, both new, as of a day."""
    parts = changes(today)
    return AccountGraph(apply(Snapshot("borokvar"), parts["borokvar"]), apply(Snapshot(TEAM), parts[TEAM]))


ACCOUNT = made().account


def ident(kind: type[Node], key: str) -> str:
    return node_id(TEAM if kind.team else "borokvar", kind.label, key)


def person(key: str) -> Stakeholder:
    found = ACCOUNT.nodes[ident(Stakeholder, key)]
    assert isinstance(found, Stakeholder)
    return found


RENEWAL, ROLLOUT, MONITORING = (ident(Opportunity, key) for key in ("renewal", "mes-rollout", "condition-monitoring"))


# ---------------------------------------------------------------- sound


def test_loading_it_twice_on_one_day_changes_nothing() -> None:
    parts = changes(TODAY)
    again = [evaluate(made().account, parts["borokvar"]), evaluate(made().team, parts[TEAM])]
    assert [effect.put for effect in again] == [(), ()]


def test_it_is_of_today_in_budapest_where_no_day_is_given() -> None:
    before = day_of(datetime.now(BUDAPEST), "Europe/Budapest")
    assert changes() in (changes(before), changes(before + timedelta(days=1)))  # midnight may strike in between


def test_every_key_names_one_thing() -> None:
    kinds: dict[str, list[type[Node]]] = defaultdict(list)
    for kind, key, _ in nodes():
        kinds[key].append(kind)
    assert [key for key, of in kinds.items() if of not in ([of[0]], [Stakeholder, Stakeholder])] == []


def test_every_file_is_read() -> None:
    here = files("seeds.borokvar")
    names = {file.name for file in here.iterdir() if file.name.endswith((".csv", ".toml"))}
    ours = {f"team/{file.name}" for file in (here / "team").iterdir()}
    assert names | ours == {*NODE_TABLES, *NODE_TEXTS, *EDGE_TABLES}


def test_whoever_of_us_is_referred_to_is_there() -> None:
    named = {end for edge in ACCOUNT.edges.values() for end in (edge.source, edge.target, getattr(edge, "by", ""))}
    assert {end for end in named if end.startswith(f"{TEAM}/")} <= made().team.nodes.keys()


def test_everything_of_the_team_has_a_part_in_it() -> None:
    ends = {end for edge in ACCOUNT.edges.values() for end in (edge.source, edge.target)}
    assert made().team.nodes.keys() <= ends


def test_its_team_can_stand_beside_a_generated_one() -> None:
    both = apply(made().team, generated_team(20, 1, TODAY))
    assert made().team.nodes.items() <= both.nodes.items()


# ---------------------------------------------------------------- how the files tell days

WEDNESDAY = Days(TODAY, "Europe/Budapest")


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("-1d", date(2026, 11, 24)),
        ("+2w", date(2026, 12, 9)),
        ("-2y", date(2024, 11, 25)),
        ("-3d", date(2026, 11, 20)),  # a Sunday: the Friday before
        ("-4d", date(2026, 11, 20)),
        ("+3d", date(2026, 11, 30)),  # a Saturday to come: the Monday after
        ("+4d", date(2026, 11, 30)),
        ("start of Q+0", date(2026, 10, 1)),
        ("end of Q+0", date(2026, 12, 31)),
        ("end of Q-4", date(2025, 12, 31)),
        ("start of Q+1", date(2027, 1, 1)),
    ],
)
def test_a_day_is_told_from_today(told: str, meant: date) -> None:
    assert WEDNESDAY.day(told) == meant


@pytest.mark.parametrize("told", ["35d", "-35", "-35 d", "yesterday", "end of Q1", "2026-11-25", ""])
def test_what_is_no_such_day_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match="that is not a day, such as -35d or end of Q-1"):
        WEDNESDAY.day(told)


def test_an_instant_is_by_the_clock_of_budapest() -> None:
    assert WEDNESDAY.instant("-1d 09:30") == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    assert WEDNESDAY.instant("-140d 09:30") == datetime(2026, 7, 8, 7, 30, tzinfo=UTC)


@given(today=st.dates(date(1990, 1, 1), date(2100, 12, 31)), one=st.integers(-600, 600), other=st.integers(-600, 600))
def test_moving_what_falls_on_a_weekend_keeps_the_order(today: date, one: int, other: int) -> None:
    days = Days(today, "Europe/Budapest")
    sooner, later = (days.day(f"{count:+}d") for count in sorted((one, other)))
    assert sooner <= later
    assert sooner <= today or min(one, other) > 0
    assert sooner > today or min(one, other) <= 0


# ---------------------------------------------------------------- on whatever day


@settings(max_examples=40)
@given(today=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_what_happened_is_past_and_what_is_planned_is_to_come(today: date) -> None:
    graph = made.__wrapped__(today)
    assert [what for what, day in happened(graph) if day > today] == []
    for contact in graph.account.all(Interaction):
        assert (contact.at.astimezone(BUDAPEST).date() > today) == (contact.state is InteractionState.PLANNED)
    for figure in graph.account.all(Financial):
        assert (figure.ends_on < today) or figure.scenario is not Scenario.ACTUAL
        assert (figure.ends_on >= today) or figure.scenario is not Scenario.FORECAST
    [plan] = graph.account.all(Plan)
    assert plan.starts_on
    assert plan.ends_on
    assert plan.starts_on < today < plan.ends_on


def happened(graph: AccountGraph) -> Iterator[tuple[str, date]]:
    """Everything that must lie in the past, with its day."""
    for node in (*graph.account.nodes.values(), *graph.team.nodes.values()):
        days = [getattr(node, word, None) for word in PAST]
        yield from ((node.id, day) for day in days if day)
        if isinstance(node, Signal) and node.at:
            yield node.id, node.at.astimezone(BUDAPEST).date()
    for edge in graph.account.edges.values():
        days = [getattr(edge, word, None) for word in ("valid_from", "valid_to", "withdrawn_on")]
        yield from ((edge.key, day) for day in days if day)


@pytest.mark.parametrize("weekday", range(7))
def test_people_meet_on_working_days_in_working_hours_and_one_after_the_other(weekday: int) -> None:
    """Whatever weekday today is, as what falls on a weekend is moved to a day on which there may be something else."""
    account = made(TODAY + timedelta(days=weekday)).account
    busy: dict[str, list[datetime]] = defaultdict(list)
    for contact in account.all(Interaction):
        local = contact.at.astimezone(BUDAPEST)
        assert local.weekday() < 5
        assert 8 <= local.hour < 17
        if contact.channel not in WRITTEN and contact.state is not InteractionState.CANCELLED:
            for edge in account.out(contact.id, Involves):
                busy[edge.target].append(contact.at)
    for meetings in busy.values():
        assert all(after - before >= timedelta(minutes=20) for before, after in pairwise(sorted(meetings)))


@pytest.mark.parametrize("weekday", range(7))
def test_each_story_is_told_in_order(weekday: int) -> None:
    for told in stories(made(TODAY + timedelta(days=weekday)).account).values():
        assert all(before.at < after.at for before, after in pairwise(told))


def stories(account: Snapshot) -> Mapping[str, list[Interaction]]:
    """The contacts by story, in the order of their file."""
    found: dict[str, list[Interaction]] = defaultdict(list)
    for contact in account.all(Interaction):
        found[contact.key.rpartition("-")[0]].append(contact)
    return found


# ---------------------------------------------------------------- people


def test_about_forty_five_people_work_in_divisions_and_departments() -> None:
    assert 43 <= len(ACCOUNT.all(Stakeholder)) <= 47
    assert Counter(each.kind for each in ACCOUNT.all(Organisation)) == {
        OrganisationKind.CLIENT: 1,
        OrganisationKind.DIVISION: 3,
        OrganisationKind.DEPARTMENT: 15,
    }
    root = made().root
    assert (root.country, root.currency, root.time_zone) == ("HU", "EUR", "Europe/Budapest")


def test_addresses_are_made_of_the_names_and_lead_nowhere() -> None:
    people: list[Stakeholder | TeamMember] = [*ACCOUNT.all(Stakeholder), *made().team.all(TeamMember)]
    for each in people:
        plain = unicodedata.normalize("NFKD", each.name).encode("ascii", "ignore").decode().lower()
        if each.email:
            family, given_name = plain.split()
            assert each.email.startswith(f"{given_name}.{family}@")
            assert each.email.endswith(".example")
            assert each.key == f"{family}-{given_name}"
    assert len({each.name for each in people}) == len(people)


def test_managers_are_in_the_same_division_or_above_and_not_below_in_seniority() -> None:
    for line in ACCOUNT.all(ReportsTo):
        lower, higher = (ACCOUNT.nodes[end] for end in (line.source, line.target))
        assert isinstance(lower, Stakeholder)
        assert isinstance(higher, Stakeholder)
        assert lower.seniority
        assert higher.seniority
        assert RANKS.index(higher.seniority) <= RANKS.index(lower.seniority)
        if line.line is Line.SOLID:
            assert division(higher.id) in (division(lower.id), account_id("borokvar"))


def division(stakeholder: str) -> str:
    """The division in which somebody works, or the account where it is a department of the group."""
    [place] = [edge.target for edge in ACCOUNT.out(stakeholder, WorksIn)]
    while getattr(ACCOUNT.nodes[place], "kind", None) is OrganisationKind.DEPARTMENT:
        [place] = [edge.target for edge in ACCOUNT.out(place, PartOf)]
    return place


def test_everybody_but_the_board_reports_to_somebody() -> None:
    unled = {each.id for each in ACCOUNT.all(Stakeholder) if not ACCOUNT.out(each.id, ReportsTo)}
    assert unled == {each.id for each in ACCOUNT.all(Stakeholder) if each.seniority is Seniority.BOARD}


def test_there_are_dotted_lines_and_earlier_ones() -> None:
    lines = ACCOUNT.all(ReportsTo)
    assert any(line.line is Line.DOTTED for line in lines)
    assert any(line.valid_to and not has_left(line.source) for line in lines)


def has_left(stakeholder: str) -> bool:
    found = ACCOUNT.nodes[stakeholder]
    return isinstance(found, Stakeholder) and found.left_on is not None


def test_nobody_is_met_before_they_came_or_after_they_left() -> None:
    graph = made()
    for edge in ACCOUNT.all(Involves):
        contact, who = graph.node(edge.source), graph.node(edge.target)
        assert isinstance(contact, Interaction)
        assert isinstance(who, Stakeholder | TeamMember)
        assert is_present(who, contact.at.astimezone(BUDAPEST).date())


def test_one_has_left_and_one_has_joined_lately() -> None:
    assert [each.key for each in ACCOUNT.all(Stakeholder) if each.left_on] == ["bekesi-tibor"]
    gone = person("bekesi-tibor")
    assert [edge.valid_to for edge in ACCOUNT.out(gone.id, WorksIn)] == [gone.left_on]
    lately = [each.key for each in ACCOUNT.all(Stakeholder) if each.joined_on and (TODAY - each.joined_on).days < 60]
    assert lately == ["pasztor-hanna"]


def test_one_role_is_known_and_nobody_in_it() -> None:
    [placeholder] = [each for each in ACCOUNT.all(Stakeholder) if each.placeholder]
    kinds = {type(edge) for edge in ACCOUNT.touching(placeholder.id).values()}
    assert kinds == {WorksIn, ReportsTo, About}


def test_of_some_people_much_is_known() -> None:
    everybody = ACCOUNT.all(Stakeholder)
    for word in ("preferred_channel", "communication_style", "decision_orientation", "adaptability", "cadence_days"):
        known = sum(getattr(each, word) is not None for each in everybody)
        assert 5 < known < len(everybody), word
    standing_there = Counter(each.political_status for each in everybody)
    assert standing_there[PoliticalStatus.INNER_CIRCLE] >= 2
    assert standing_there[PoliticalStatus.POLITICAL_STRUCTURE] >= 2
    assert [each.key for each in everybody if each.person] == ["telegdi-klara"]


def test_there_are_allies_and_people_in_conflict() -> None:
    assert len(ACCOUNT.all(AlliedWith)) > 3
    assert len(ACCOUNT.all(ConflictsWith)) > 2


# ---------------------------------------------------------------- we


def test_six_of_us_look_after_them_each_with_a_function_and_the_kam_as_owner() -> None:
    ours = {member.id: member.function for member in made().team.all(TeamMember)}
    assert Counter(ours.values()) == Counter(list(TeamFunction))
    roles = {edge.role: ours[edge.source] for edge in ACCOUNT.all(Manages) if edge.role is not ManagesRole.MEMBER}
    assert roles == {ManagesRole.OWNER: TeamFunction.KAM, ManagesRole.SPONSOR: TeamFunction.EXECUTIVE_SPONSOR}
    assert {edge.source for edge in ACCOUNT.all(Manages)} == ours.keys()


def test_some_relationships_shall_become_closer() -> None:
    wishes = [(edge.level, edge.target_level) for edge in ACCOUNT.all(Knows) if edge.target_level]
    assert any(level and wish.weight > level.weight for level, wish in wishes)
    assert any(level is None for level, _ in wishes)


def test_somebody_answers_for_each_kind_of_thing() -> None:
    kinds = {type(ACCOUNT.nodes[edge.target]) for edge in ACCOUNT.all(AnswersFor)}
    assert kinds == {Stakeholder, Opportunity, Insight, Objective, Action, Risk, Kpi}


def test_claims_differ_in_who_makes_them_and_how_sure_they_are() -> None:
    claims = [edge for edge in ACCOUNT.edges.values() if isinstance(edge, Claim)]
    assert {claim.by for claim in claims} > {member.id for member in made().team.all(TeamMember)}
    assert len({claim.confidence for claim in claims}) > 4
    assert {claim.verification for claim in claims} == {"ASSUMED", "CONFIRMED"}
    assert all(claim.valid_from > ALWAYS for claim in claims)


@pytest.mark.parametrize("kind", [HoldsStance, Knows])
def test_an_older_claim_gives_way_to_a_newer_one(kind: type[Claim]) -> None:
    said = Counter((claim.source, claim.target, claim.by) for claim in ACCOUNT.all(kind))
    assert max(said.values()) == 2
    assert len(standing(ACCOUNT.all(kind), TODAY)) < len(ACCOUNT.all(kind))


def test_a_claim_was_withdrawn() -> None:
    assert any(claim.withdrawn_on for claim in ACCOUNT.all(HoldsStance))


# ---------------------------------------------------------------- opportunities


def test_three_opportunities_are_open_and_others_were_won_and_lost() -> None:
    assert Counter(each.outcome for each in ACCOUNT.all(Opportunity)) == {
        Outcome.OPEN: 3,
        Outcome.WON: 2,
        Outcome.LOST: 1,
    }
    assert all((each.closed_on is None) == (each.outcome is Outcome.OPEN) for each in ACCOUNT.all(Opportunity))


def test_in_the_open_ones_some_stances_are_unknown_and_some_contested() -> None:
    said = blends(ACCOUNT, HoldsStance, TODAY)
    for opportunity in (RENEWAL, ROLLOUT, MONITORING):
        parts = [said.get((role.source, opportunity)) for role in ACCOUNT.into(opportunity, HasRoleIn)]
        assert None in parts
        assert len([each for each in parts if each]) >= 4
    contested = [target for (_, target), each in said.items() if each.contested]
    assert {RENEWAL, ROLLOUT} <= set(contested)


def test_one_person_can_stop_the_rollout() -> None:
    assert [(role.source, role.target) for role in ACCOUNT.all(HasRoleIn) if role.veto] == [
        (ident(Stakeholder, "kardos-attila"), ROLLOUT)
    ]


def test_in_one_nobody_is_known_to_decide() -> None:
    vacant = [each for each in (RENEWAL, ROLLOUT, MONITORING) if opportunity_authority(ACCOUNT, each, TODAY).vacancy]
    assert vacant == [MONITORING]


def test_each_has_most_of_meddpicc_and_one_has_all() -> None:
    missing = {
        each.key: [word for word in MEDDPICC if getattr(each, word) is None]
        for each in ACCOUNT.all(Opportunity)
        if each.outcome is Outcome.OPEN
    }
    assert missing["mes-rollout"] == []
    assert missing["renewal"] == ["paper_process"]
    assert 0 < len(missing["condition-monitoring"]) < 4


def test_competitors_are_after_it_and_some_with_power_lean_to_them() -> None:
    assert len(made().team.all(Competitor)) == 3
    assert {edge.target for edge in ACCOUNT.all(CompetesIn)} >= {RENEWAL, ROLLOUT}
    strongest = sorted(power(ACCOUNT, TODAY).shares.items(), key=lambda item: -item[1])[:10]
    assert {edge.source for edge in ACCOUNT.all(Favours)} & {who for who, _ in strongest}


# ---------------------------------------------------------------- contacts


def test_there_are_250_contacts_of_eighteen_months_some_planned_and_some_cancelled() -> None:
    contacts = ACCOUNT.all(Interaction)
    states = Counter(contact.state for contact in contacts)
    assert len(contacts) == 250
    assert 4 <= states[InteractionState.PLANNED] <= 10
    assert 4 <= states[InteractionState.CANCELLED] <= 10
    first = min(contact.at for contact in contacts).astimezone(BUDAPEST).date()
    assert 530 <= (TODAY - first).days <= 550
    assert {contact.channel for contact in contacts} == set(Channel)


def test_a_contact_comes_from_whom_its_direction_says() -> None:
    for contact in ACCOUNT.all(Interaction):
        involved = ACCOUNT.out(contact.id, Involves)
        first = [edge.target.split("/")[1] for edge in involved if edge.initiator]
        expected = {Direction.INBOUND: ["Stakeholder"], Direction.OUTBOUND: ["TeamMember"], Direction.MUTUAL: []}
        assert first == expected[contact.direction], contact.subject
        assert {edge.target.split("/")[1] for edge in involved} == {"Stakeholder", "TeamMember"}


def test_only_what_was_held_has_a_sentiment() -> None:
    assert all(contact.sentiment is None for contact in ACCOUNT.all(Interaction) if contact.state != "HELD")


@pytest.mark.parametrize(("story", "decided"), [("mes-foundry", 361), ("mes-rollout", 0), ("renewal", 0)])
def test_people_meet_more_often_before_a_decision(story: str, decided: int) -> None:
    end = TODAY - timedelta(days=decided)
    days = [contact.at.date() for contact in stories(ACCOUNT)[story] if contact.at.date() <= end]
    late = [day for day in days if day > end - timedelta(weeks=6)]
    before = (end - min(days)).days / 7 - 6
    assert len(late) / 6 > 1.5 * (len(days) - len(late)) / before


def test_an_outage_brings_a_burst_of_contacts() -> None:
    days = [(TODAY - contact.at.date()).days for contact in stories(ACCOUNT)["service"]]
    assert sum(110 <= day <= 120 for day in days) > 10
    assert max(sum(start <= day < start + 10 for day in days) for start in (20, 60, 130, 200, 400)) <= 3


def test_some_were_never_met() -> None:
    met = {edge.target for edge in ACCOUNT.all(Involves)}
    never = {each.key for each in ACCOUNT.all(Stakeholder) if each.id not in met}
    assert never >= {"barkoczi-emil", "telegdi-klara"}


def test_the_decider_of_the_renewal_was_not_met_for_five_months() -> None:
    [decider] = [role.source for role in ACCOUNT.into(RENEWAL, HasRoleIn) if "DECIDER" in role.roles]
    talks = [ACCOUNT.nodes[edge.source] for edge in ACCOUNT.into(decider, Involves)]
    held = [each for each in talks if isinstance(each, Interaction) and each.state == "HELD"]
    last = max(each.at.date() for each in held if each.channel not in WRITTEN)
    assert 140 <= (TODAY - last).days <= 165


# ---------------------------------------------------------------- what they want, and what we do


def test_there_are_insights_of_every_kind_open_answered_and_settled_and_a_concern_overdue() -> None:
    insights = ACCOUNT.all(Insight)
    assert {each.kind for each in insights} == set(InsightKind)
    assert {(bool(each.answered_on), bool(each.resolved_on)) for each in insights} == {
        (False, False),
        (True, False),
        (True, True),
    }
    overdue = [each.key for each in insights if each.due_on and each.due_on < TODAY and not each.answered_on]
    assert overdue == ["service-credits"]
    assert any(isinstance(made().team.nodes.get(edge.source), Offering) for edge in ACCOUNT.all(Serves))


def test_there_are_signals_of_every_kind() -> None:
    assert {each.kind for each in ACCOUNT.all(Signal)} == set(SignalKind)


def test_there_are_risks_of_every_category_open_and_closed() -> None:
    risks = ACCOUNT.all(Risk)
    assert {each.category for each in risks} == set(RiskCategory)
    assert {each.closed_on is None for each in risks} == {True, False}


def test_the_plan_is_active_with_steps_done_overdue_and_to_come() -> None:
    [plan] = ACCOUNT.all(Plan)
    assert plan.state is PlanState.ACTIVE
    actions = ACCOUNT.all(Action)
    assert {each.kind for each in actions} == set(ActionKind)
    assert len(ACCOUNT.all(DependsOn)) > 4
    assert sum(each.done_on is not None for each in actions) > 3
    overdue = [each.key for each in actions if each.due_on and each.due_on < TODAY and each.done_on is None]
    assert overdue == ["audit-committee", "settle-credits"]
    served = {edge.source for edge in ACCOUNT.all(Serves)}
    assert {each.id for each in (*ACCOUNT.all(Objective), *actions)} <= served


# ---------------------------------------------------------------- figures


def test_one_kpi_is_far_from_its_target_and_the_others_are_not() -> None:
    for kpi in ACCOUNT.all(Kpi):
        values = [ACCOUNT.nodes[edge.source] for edge in ACCOUNT.into(kpi.id, Measures)]
        taken = sorted((each.on, each.value) for each in values if isinstance(each, Measurement))
        assert len(taken) == 8
        assert kpi.target
        assert kpi.baseline == taken[0][1]
        reached = kpi.target / taken[-1][1] if kpi.direction == "DOWN" else taken[-1][1] / kpi.target
        way = (taken[-1][1] - kpi.baseline) / (kpi.target - kpi.baseline)
        assert (max(reached, way) < 0.75) if kpi.key == "share-of-wallet" else (min(reached, way) > 0.8), kpi.name


def test_there_are_figures_of_eight_quarters_with_what_was_planned_and_is_foreseen() -> None:
    figures = ACCOUNT.all(Financial)
    assert Counter(each.scenario for each in figures) == {
        Scenario.ACTUAL: 8,
        Scenario.BUDGET: 12,
        Scenario.FORECAST: 4,
    }
    for scenario in Scenario:
        periods = sorted((each.starts_on, each.ends_on) for each in figures if each.scenario is scenario)
        assert all(before[1] + timedelta(days=1) == after[0] for before, after in pairwise(periods))


def test_the_margin_is_that_of_the_figures() -> None:
    booked = sorted((each.ends_on, each) for each in ACCOUNT.all(Financial) if each.scenario is Scenario.ACTUAL)
    measured = {each.on: each.value for each in ACCOUNT.all(Measurement) if each.key.startswith("margin-")}
    for day, each in booked:
        assert each.revenue
        assert each.cost
        assert measured[day] == pytest.approx(100 * float(1 - each.cost / each.revenue), abs=0.06)


def test_the_whitespace_has_every_state_and_names_who_is_there_instead_of_us() -> None:
    uses = ACCOUNT.all(Uses)
    assert {each.state for each in uses} == set(UsageState)
    names = {each.name for each in made().team.all(Competitor)}
    assert all((each.competitor in names) == (each.state is UsageState.COMPETITOR) for each in uses)
    assert all(each.value for each in uses)


# ---------------------------------------------------------------- what newcomers see


def test_power_is_spread_and_a_lead_architect_is_among_the_most_powerful() -> None:
    found = power(ACCOUNT, TODAY)
    strongest = sorted(found.shares, key=lambda who: -found.shares[who])
    assert found.basis == "ROLES"
    assert 0.1 < found.shares[strongest[0]] < 0.2
    assert 4 <= len(found.half_set) <= 8
    architect = person("majoros-agnes")
    assert architect.seniority is Seniority.MANAGER
    assert architect.id in strongest[:4]
    listeners = {edge.target for edge in ACCOUNT.out(architect.id, Influences)}
    assert listeners >= {person(key).id for key in ("lazar-nora", "redei-balazs", "vitez-andrea")}
    assert not DECIDING & {role for edge in ACCOUNT.out(architect.id, HasRoleIn) for role in edge.roles}


@pytest.mark.parametrize("weekday", range(7))
def test_we_reach_half_of_the_power_and_some_hang_by_one_thread(weekday: int) -> None:
    today = TODAY + timedelta(days=weekday)
    graph = made(today)
    found, reached = power(graph.account, today), reach(graph, today)
    makers = decision_makers(graph.account, today, found)
    share = covered(reached, found)
    assert share
    assert 0.4 < share < 0.6
    missed = [ACCOUNT.nodes[each.person].key for each in uncovered(makers, reached)]
    assert missed == ["szentivanyi-judit", "telegdi-klara", "redei-balazs", "halmagyi-gergely"]
    alone = [ACCOUNT.nodes[each.person].key for each in single_threaded(makers, reached)]
    assert alone == ["majoros-agnes", "ujhelyi-zoltan", "kardos-attila"]
    assert status(graph.account, today, reached, found) is Status.SUPPORTED


def test_somebody_we_know_well_can_bring_us_to_the_decider_of_the_renewal() -> None:
    network = introduction_network(ACCOUNT, TODAY, ties(made(), TODAY))
    way = best_introductions(network)[ident(Stakeholder, "szentivanyi-judit")]
    assert [step.target.split("/")[-1] for step in way.steps] == ["ujhelyi-zoltan", "szentivanyi-judit"]
    assert way.steps[0].strength > 0.7
    assert way.probability > 0.4
