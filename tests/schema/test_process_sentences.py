"""What the health, the warnings and the agenda say: exact sentences, in both languages."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from graph.change import Change, Put
from graph.declaration import Node
from graph.identity import TEAM, node_id
from graph.model import (
    Action,
    Competitor,
    Favours,
    HoldsStance,
    Insight,
    Kpi,
    Measurement,
    Measures,
    Plan,
    Risk,
)
from graph.snapshot import AccountGraph
from schema.language import Language
from schema.sentences.agenda import agenda_sentence
from schema.sentences.health import health_sentence
from schema.sentences.warnings import warning_sentence
from scoring.agenda import AgendaKind, agenda
from scoring.scores import Scores
from scoring.warnings import WarningKind, warnings
from tests.schema.acme import SAID, contact, deal, opportunity, person, role, scores, who

EN, HU = Language.EN, Language.HU


def put(kind: type[Node], key: str, /, **values: Any) -> list[Change]:
    return [Put(kind, {"id": node_id("a", kind.label, key), **values})]


# ---------------------------------------------------------------- health


def measured(**taken: float) -> list[Change]:
    """A KPI from 0 to 10, with a value for each day."""
    made = put(Kpi, "k", name="K", kind="OTHER", baseline=0, target=10)
    for n, (on, value) in enumerate(taken.items()):
        made += put(Measurement, f"m{n}", on=on.replace("_", "-").removeprefix("d"), value=value)
        made.append(Put(Measures, {"from": node_id("a", "Measurement", f"m{n}"), "to": node_id("a", "Kpi", "k")}))
    return made


@pytest.mark.parametrize(
    ("taken", "english", "hungarian"),
    [
        ({"d2026_11_01": 8.0}, "(good)", "(jó)"),
        (
            {"d2026_06_01": 8.0, "d2026_11_01": 3.0},
            "The health of Acme is 30 of 100 (poor). Most is lost by: KPIs (30%). Nothing is known of: coverage,"
            " chance of agreement, resilience, freshness of contacts, risks and progress of the plan."
            " It has fallen from 80 within 90 days.",
            "Acme – az ügyfélkapcsolat állapota 100-ból 30 (rossz). A legtöbbet ezek rontják rajta: mutatószámok (30%)."
            " Ezekről semmit sem tudunk: lefedettség, a megegyezés esélye, ellenálló képesség,"
            " a kapcsolatok frissessége, kockázatok és a terv előrehaladása."
            " Romlott: 90 nappal korábban 80 volt.",
        ),
        (
            {"d2026_06_01": 3.0, "d2026_11_01": 8.0},
            "It has risen from 30 within 90 days.",
            "90 nappal korábban 30 volt.",
        ),
        (
            {"d2026_06_01": 5.01, "d2026_11_01": 5.0},
            "(fair). Most is lost by: KPIs (50%)",
            "Nagyjából annyi, mint 90 nappal korábban.",
        ),
    ],
)
def test_health(taken: dict[str, float], english: str, hungarian: str) -> None:
    found = scores(measured(**taken))
    assert english in health_sentence(found, EN)
    assert hungarian in health_sentence(found, HU)


def test_full_health_loses_nothing() -> None:
    assert "Most is lost" not in health_sentence(scores(measured(d2026_11_01=10.0)), EN)


def test_no_health() -> None:
    assert health_sentence(scores(), EN) == "There is no score: nothing is known yet of the health of Acme."
    assert health_sentence(scores(), HU) == "Nincs érték: az ügyfél állapotáról még semmit sem tudunk (Acme)."


# ---------------------------------------------------------------- warnings

DECIDED = [
    *person("agnes", "Kovács Ágnes", title="CFO"),
    *person("peter", "Kiss Péter"),
    *opportunity("renewal", "Renewal"),
    role("agnes", "renewal", "DECIDER"),
]


def said(kind: WarningKind, *parts: Sequence[Change]) -> tuple[str, str]:
    """What the one warning of this kind says in both languages."""
    found = scores(*parts)
    (warning,) = [each for each in warnings(found) if each.kind is kind]
    return warning_sentence(found, warning, EN), warning_sentence(found, warning, HU)


def test_a_champion_who_left() -> None:
    gone = [*person("gone", "Régi Géza", leftOn="2026-10-01"), role("gone", "renewal", "CHAMPION")]
    assert said(WarningKind.CHAMPION_LEFT, DECIDED, gone) == (
        "Régi Géza, who stood up for us in “Renewal”, left the client on 1 October 2026.",
        "Régi Géza, aki kiállt mellettünk („Renewal”), már nincs az ügyfélnél (távozott: 2026. október 1.).",
    )


def test_a_champion_who_is_none_any_more() -> None:
    ended = [role("peter", "renewal", "COACH", validTo="2026-10-01")]
    assert said(WarningKind.CHAMPION_LEFT, DECIDED, ended) == (
        "Kiss Péter has not been champion or coach in “Renewal” since 1 October 2026.",
        "Kiss Péter már nem belső szószóló vagy tanácsadó ebben: „Renewal” (eddig volt az: 2026. október 1.).",
    )


def test_a_decider_whom_nobody_knows() -> None:
    users = [*person("x", "X"), *opportunity("press", "Press"), role("x", "press", "USER")]
    assert said(WarningKind.VACANT_DECIDER, users) == (
        "Nobody is named who decides on “Press”.",
        "Nem tudjuk, ki dönt erről: „Press”.",
    )
    vacant = [
        *person("v", "Head of IT", placeholder=True),
        *opportunity("press", "Press"),
        role("v", "press", "DECIDER"),
    ]
    assert said(WarningKind.VACANT_DECIDER, vacant) == (
        "We do not know yet who fills the role of Head of IT, on whom a decision depends: “Press”.",
        "Még nem tudjuk, ki tölti be ezt a szerepet: Head of IT. Pedig döntés függ tőle: „Press”.",
    )


def test_one_thread() -> None:
    met = [each for n in range(3) for each in contact(f"m{n}", "2026-11-20", ["agnes"], ["anna"])]
    english, hungarian = said(WarningKind.SINGLE_THREAD, DECIDED, met)
    assert (
        english
        == "Only Anna Smith has a firm tie to Kovács Ágnes (CFO), who decides on “Renewal” and holds 100% of the power."
    )
    assert hungarian.startswith("Döntéshozó, akivel egyedül Anna Smith tart szoros kapcsolatot: Kovács Ágnes (CFO).")


@pytest.mark.parametrize(
    ("more", "english", "hungarian"),
    [
        (
            [],
            "As far as is recorded, nobody has ever met Kovács Ágnes (CFO), who holds 100% of the power.",
            "A nyilvántartás szerint még senki sem találkozott vele: Kovács Ágnes (CFO),"
            " akinek a kezében a döntési súly 100%-a van.",
        ),
        (
            contact("old", "2026-08-01", ["agnes"], ["anna"]),
            "Nobody has met Kovács Ágnes (CFO), who holds 100% of the power, since 1 August 2026;"
            " it should be once in 90 days.",
            "Az utolsó találkozó napja 2026. augusztus 1. volt, pedig 90 naponta kellene: Kovács Ágnes (CFO),"
            " akinek a kezében a döntési súly 100%-a van.",
        ),
        (
            contact("next", "2026-12-01", ["agnes"], ["anna"], state="PLANNED"),
            "As far as is recorded, nobody has ever met Kovács Ágnes (CFO), who holds 100% of the power."
            " The next contact is planned for 1 December 2026.",
            "A nyilvántartás szerint még senki sem találkozott vele: Kovács Ágnes (CFO),"
            " akinek a kezében a döntési súly 100%-a van. A következő tervezett találkozó napja: 2026. december 1.",
        ),
    ],
)
def test_silence(more: list[Change], english: str, hungarian: str) -> None:
    assert said(WarningKind.SILENCE, DECIDED, more) == (english, hungarian)


def test_silence_of_one_who_should_be_met_every_day() -> None:
    daily = [*person("x", "X", cadenceDays=1), *opportunity("press", "Press"), role("x", "press", "DECIDER")]
    english, hungarian = said(WarningKind.SILENCE, daily, contact("old", "2026-11-01", ["x"], ["anna"]))
    assert english.endswith("since 1 November 2026; it should be once a day.")
    assert "pedig naponta kellene" in hungarian


def test_a_competitors_tie() -> None:
    rival = node_id(TEAM, "Competitor", "rival")
    leans = [Put(Favours, {"from": who("agnes"), "to": rival, "weight": 0.8, **SAID})]
    found = scores(DECIDED, leans)
    named, _ = Competitor.decode({"id": rival, "name": "Rival Ltd"})
    assert named is not None
    there = Scores(AccountGraph(found.account, found.graph.team.amended(2, [named])), found.day)
    (warning,) = [each for each in warnings(there) if each.kind is WarningKind.COMPETITOR_TIE]
    assert warning_sentence(there, warning, EN) == (
        "Kovács Ágnes (CFO), who holds 100% of the power, leans towards Rival Ltd, according to Anna Smith."
    )
    assert warning_sentence(there, warning, HU) == (
        "Kovács Ágnes (CFO), akinek a kezében a döntési súly 100%-a van, ehhez a versenytárshoz húz:"
        " Rival Ltd (Anna Smith szerint)."
    )


def test_a_contested_stance() -> None:
    claims = [
        Put(HoldsStance, {"from": who("agnes"), "to": deal("renewal"), "stance": value, **SAID, "by": by})
        for by, value in ((SAID["by"], -0.5), ("source:crm", 0.5))
    ]
    assert said(WarningKind.CONTESTED_STANCE, DECIDED, claims) == (
        "It is contested what Kovács Ágnes (CFO) thinks of “Renewal”:"
        " we hear different things from crm and Anna Smith.",
        "Vitatott, mit gondol Kovács Ágnes (CFO) erről: „Renewal”. Mást és mást mond: crm és Anna Smith.",
    )


@pytest.mark.parametrize(
    ("kind", "change", "english", "hungarian"),
    [
        (
            WarningKind.OVERDUE_PROMISE,
            put(Action, "x", title="Call back", kind="COMMITMENT", dueOn="2026-11-01"),
            "Promised to the client by 1 November 2026, and not done: “Call back”.",
            "Az ügyfélnek ígértük (határidő: 2026. november 1.), és nincs kész: „Call back”.",
        ),
        (
            WarningKind.OVERDUE_ACTION,
            put(Action, "x", title="Call back", dueOn="2026-11-01"),
            "Due by 1 November 2026, and not done: “Call back”.",
            "Lejárt a határideje (2026. november 1.), és nincs kész: „Call back”.",
        ),
        (
            WarningKind.OVERDUE_ANSWER,
            put(Insight, "x", kind="CONCERN", text="Is it safe?", dueOn="2026-11-01"),
            "To be answered by 1 November 2026, and not answered: “Is it safe?”",
            "Válaszolni kellett volna rá (határidő: 2026. november 1.), és nincs megválaszolva: „Is it safe?”",
        ),
        (
            WarningKind.OVERDUE_REVIEW,
            put(Risk, "x", title="It slips", category="DELIVERY", reviewOn="2026-11-01"),
            "This risk was to be looked at again by 1 November 2026: “It slips”.",
            "Ezt a kockázatot felül kellett volna vizsgálni (határidő: 2026. november 1.): „It slips”.",
        ),
    ],
)
def test_what_is_late(kind: WarningKind, change: list[Change], english: str, hungarian: str) -> None:
    assert said(kind, change) == (english, hungarian)


# ---------------------------------------------------------------- the agenda


@pytest.mark.parametrize(
    ("kind", "changes", "english", "hungarian"),
    [
        ("ACTION_DUE", put(Action, "x", title="Sign", dueOn="2026-12-01"), "Due: “Sign”", "Határidő: „Sign”"),
        (
            "ACTION_DUE",
            put(Action, "x", title="Sign", kind="MILESTONE", dueOn="2026-12-01"),
            "Milestone: “Sign”",
            "Mérföldkő: „Sign”",
        ),
        (
            "ACTION_DUE",
            put(Action, "x", title="Sign", kind="COMMITMENT", dueOn="2026-12-01"),
            "Promised to the client: “Sign”",
            "Az ügyfélnek ígértük: „Sign”",
        ),
        (
            "ANSWER_DUE",
            put(Insight, "x", kind="NEED", text="Figures", dueOn="2026-12-01"),
            "Answer due: “Figures”",
            "Válasz határideje: „Figures”",
        ),
        (
            "PLAN_REVIEW",
            put(Plan, "x", title="2026", reviewOn="2026-12-01"),
            "Review of the plan: “2026”",
            "A terv felülvizsgálata: „2026”",
        ),
        (
            "RISK_REVIEW",
            put(Risk, "x", title="Slip", category="DELIVERY", reviewOn="2026-12-01"),
            "Review of the risk: “Slip”",
            "A kockázat felülvizsgálata: „Slip”",
        ),
        (
            "DECISION",
            opportunity("x", "Deal", closesOn="2026-12-01"),
            "A decision is expected: “Deal”",
            "Várható döntés: „Deal”",
        ),
        (
            "NEXT_STEP",
            opportunity("x", "Deal", nextStepOn="2026-12-01", nextStep="Call"),
            "Next step in “Deal”: Call",
            "Következő lépés („Deal”): Call",
        ),
        (
            "CONTACT_PLANNED",
            [*person("x", "X"), *contact("m", "2026-12-01", ["x"], ["anna"], state="PLANNED", subject="Prices")],
            "Meeting with X: Prices",
            "Találkozó – X: Prices",
        ),
        (
            "CONTACT_PLANNED",
            contact("m", "2026-12-01", [], ["anna"], state="PLANNED", channel="CALL"),
            "Call",
            "Telefonhívás",
        ),
        (
            "CONTACT_DUE",
            [*person("x", "X", title="CFO", cadenceDays=30), *contact("m", "2026-11-01", ["x"], ["anna"])],
            "Last day to meet within the cadence: X (CFO)",
            "Eddig esedékes a következő találkozó: X (CFO)",
        ),
    ],
)
def test_an_entry(kind: str, changes: list[Change], english: str, hungarian: str) -> None:
    found = scores(changes)
    (entry,) = agenda(found)
    assert (entry.kind, entry.on) == (AgendaKind(kind), date(2026, 12, 1))
    assert agenda_sentence(found, entry, EN) == english
    assert agenda_sentence(found, entry, HU) == hungarian
