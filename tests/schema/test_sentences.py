"""What scores say: exact sentences of a small account, in both languages."""

from dataclasses import replace
from typing import Any

import pytest

from graph.change import Put
from graph.model import (
    AlliedWith,
    HasRoleIn,
    HoldsStance,
    Influences,
    Interaction,
    Knows,
    ReportsTo,
)
from schema.language import Language
from schema.sentences.coverage import coverage_sentence, reach_sentence, status_sentence
from schema.sentences.decision_makers import single_thread_sentence, uncovered_sentence
from schema.sentences.departures import departure_sentence, resilience_sentence
from schema.sentences.evidence import (
    contact_text,
    departure_text,
    level_text,
    listening_text,
    relationship_text,
    role_text,
)
from schema.sentences.introductions import introduction_sentence
from schema.sentences.power import power_sentence
from scoring.decision_makers import DecisionMaker
from scoring.departures import Departure
from scoring.introductions import Introduction, Step, introduction_network, introductions
from scoring.scores import Scores
from tests.schema.acme import EN, HU, ROOT, SAID, contact, member, opportunity, person, role, scores, who


def acme() -> Scores:
    """Kovács decides and was not met for half a year; Kiss has her ear, and is known; of one role nobody is known."""
    return scores(
        person("agnes", "Kovács Ágnes", title="CFO", seniority="C_LEVEL"),
        person("peter", "Kiss Péter", seniority="DIRECTOR"),
        person("nora", "Nagy Nóra"),
        person("vacant", "Head of IT", placeholder=True),
        person("gone", "Régi Géza", leftOn="2026-10-01"),
        person("coming", "Új Éva", joinedOn="2027-01-01"),
        opportunity("renewal", "Renewal", amount="480000", currency="EUR", closesOn="2026-12-15"),
        opportunity("press", "Press", amount="20000", currency="EUR", closesOn="2026-11-01"),
        [
            role("agnes", "renewal", "DECIDER", "ECONOMIC_BUYER", veto=True),
            role("agnes", "press", "APPROVER"),
            role("peter", "press"),
            role("vacant", "press", "DECIDER"),
            Put(Influences, {"from": who("peter"), "to": who("agnes"), "weight": 0.8, **SAID}),
            Put(ReportsTo, {"from": who("nora"), "to": who("agnes")}),
            Put(AlliedWith, {"from": who("nora"), "to": who("peter"), "weight": 0.8, **SAID}),
            Put(Knows, {"from": member("anna"), "to": who("peter"), "level": "TRUSTED_ADVISOR", **SAID}),
        ],
        contact("fair", "2026-11-03", ["peter", "nora"], ["anna", "bela"]),
        contact("lunch", "2026-10-03", ["peter"], ["anna"]),
        contact("mail", "2026-06-03", ["agnes"], ["anna"], channel="EMAIL", direction="OUTBOUND"),
    )


def best(found: Scores, to: str) -> Introduction:
    [way] = introductions(introduction_network(found.account, found.day, found.ties), who(to), 1)
    return way


def maker(found: Scores, key: str) -> DecisionMaker:
    [each] = [each for each in found.decision_makers if each.person == who(key)]
    return each


@pytest.fixture(scope="module")
def here() -> Scores:
    return acme()


# ---------------------------------------------------------------- power


@pytest.mark.parametrize(
    ("key", "language", "sentence"),
    [
        (
            "agnes",
            EN,
            "Kovács Ágnes holds 67% of the power, of which 98% as decider and economic buyer in “Renewal”"
            " and approver in “Press” and 1.9% because Nagy Nóra listens to them.",
        ),
        (
            "agnes",
            HU,
            "Kovács Ágnes kezében van a döntési súly 67%-a, ebből 98% mint döntéshozó és gazdasági döntéshozó"
            " („Renewal”) és jóváhagyó („Press”) és 1,9% a rá hallgató Nagy Nóra révén.",
        ),
        ("vacant", EN, "Head of IT holds 2% of the power, all of it as decider in “Press”."),
        ("vacant", HU, "Head of IT kezében van a döntési súly 2%-a, teljes egészében mint döntéshozó („Press”)."),
        ("gone", EN, "There is no score: Régi Géza left the client on 1 October 2026."),
        ("gone", HU, "Nincs érték: Régi Géza már nincs az ügyfélnél (távozott: 2026. október 1.)."),
        ("coming", EN, "There is no score: Új Éva joins the client on 1 January 2027."),
        ("coming", HU, "Nincs érték: Új Éva még nincs az ügyfélnél (érkezik: 2027. január 1.)."),
    ],
)
def test_power(here: Scores, key: str, language: Language, sentence: str) -> None:
    assert power_sentence(here, who(key), language) == sentence


def test_power_of_several_listeners() -> None:
    found = scores(
        *(person(key, key.upper(), seniority="STAFF") for key in "abcde"),
        person("x", "X", seniority="BOARD"),
        [Put(Influences, {"from": who("x"), "to": who(key), "weight": 1, **SAID}) for key in "abcde"],
    )
    assert power_sentence(found, who("x"), EN).endswith(
        " by level (board member) and 3.6% because A, B and 3 others listen to them."
    )
    assert power_sentence(found, who("x"), HU).endswith(
        " a beosztása révén (igazgatósági tag) és 3,6% a rá hallgató A, B és még 3 ember révén."
    )


def test_power_of_one_whose_level_is_not_known() -> None:
    found = scores(person("x", "X"))
    assert power_sentence(found, who("x"), EN) == (
        "X holds 100% of the power, all of it although their level is not known."
    )
    assert power_sentence(found, who("x"), HU) == (
        "X kezében van a döntési súly 100%-a, teljes egészében ismeretlen beosztási szinttel."
    )


def test_no_power() -> None:
    found = scores(person("x", "X"), person("y", "Y"), opportunity("o", "O"), [role("x", "o", "DECIDER")])
    assert power_sentence(found, who("y"), EN) == (
        "Y holds no power: they have no role in an open opportunity, and nobody who has a say listens to them."
    )
    assert power_sentence(found, who("y"), HU) == (
        "Y döntési súlya nulla: nincs szerepe nyitott lehetőségben, és nem ad a véleményére senki,"
        " akinek beleszólása van."
    )


# ---------------------------------------------------------------- coverage


@pytest.mark.parametrize(
    ("key", "language", "sentence"),
    [
        (
            "peter",
            EN,
            "We cover Kiss Péter to 56% (repeated contact). One of us has a firm tie to them: Anna Smith."
            " The last contact was on 3 November 2026, 3 weeks ago.",
        ),
        (
            "peter",
            HU,
            "Kiss Péter lefedettsége 56% (ismétlődő kapcsolat). Egy kollégánknak van vele szoros kapcsolata:"
            " Anna Smith. Az utolsó kapcsolatfelvétel: 2026. november 3. (3 héttel ezelőtt).",
        ),
        (
            "agnes",
            EN,
            "We cover Kovács Ágnes to 0.9% (no contact). None of us has a firm tie to them."
            " The last contact was on 3 June 2026, 6 months ago.",
        ),
        (
            "agnes",
            HU,
            "Kovács Ágnes lefedettsége 0,9% (nincs kapcsolat). Egyikünknek sincs vele szoros kapcsolata."
            " Az utolsó kapcsolatfelvétel: 2026. június 3. (6 hónappal ezelőtt).",
        ),
        ("vacant", EN, "We do not know yet who fills this role: Head of IT."),
        ("vacant", HU, "Még nem tudjuk, ki tölti be ezt a szerepet: Head of IT."),
        ("gone", EN, "There is no score: Régi Géza left the client on 1 October 2026."),
    ],
)
def test_the_coverage_of_a_person(here: Scores, key: str, language: Language, sentence: str) -> None:
    assert reach_sentence(here, who(key), language) == sentence


def test_the_coverage_of_one_whom_many_met_today() -> None:
    everybody = ["anna", "bela", "carl", "dora"]
    found = scores(person("x", "X"), *(contact(f"{n}", "2026-11-25", ["x"], everybody) for n in range(4)))
    assert reach_sentence(found, who("x"), EN) == (
        "We cover X to 74% (in-depth contact). 4 of us have a firm tie to them: Anna Smith, Szabó Béla and 2 others."
        " The last contact was on 25 November 2026."
    )
    assert reach_sentence(found, who("x"), HU) == (
        "X lefedettsége 74% (mély kapcsolat). 4 kollégánknak van vele szoros kapcsolata:"
        " Anna Smith, Szabó Béla és még 2 ember. Az utolsó kapcsolatfelvétel: 2026. november 25."
    )


def test_the_coverage_of_one_whom_nobody_met() -> None:
    found = scores(person("x", "X"))
    assert reach_sentence(found, who("x"), EN) == (
        "We cover X to 0% (no contact). None of us has a firm tie to them."
        " As far as is recorded, nobody has ever been in touch with them."
    )
    assert reach_sentence(found, who("x"), HU) == (
        "X lefedettsége 0% (nincs kapcsolat). Egyikünknek sincs vele szoros kapcsolata."
        " A nyilvántartás szerint még senki sem lépett vele kapcsolatba."
    )


def test_the_coverage_of_an_account(here: Scores) -> None:
    assert coverage_sentence(here, EN) == (
        "We reach 16% of the power at Acme."
        " Missing, though decisions depend on them: Kovács Ágnes (67%) and Head of IT (2%)."
    )
    assert coverage_sentence(here, HU) == (
        "Acme: a döntési súly 16%-át érjük el."
        " Hiányoznak, pedig döntések múlnak rajtuk: Kovács Ágnes (67%) és Head of IT (2%)."
    )


def test_the_coverage_of_an_account_in_which_nobody_decides() -> None:
    found = scores(person("x", "X"), opportunity("o", "O"), [role("x", "o")])
    assert coverage_sentence(found, EN) == (
        "We reach 0% of the power at Acme. 83% of the power is nobody's, as no decider is named."
    )
    assert coverage_sentence(found, HU) == (
        "Acme: a döntési súly 0%-át érjük el. A döntési súly 83%-a senkié, mert nincs megnevezett döntéshozó."
    )


def test_the_coverage_of_an_account_of_one() -> None:
    alone = person("x", "X", seniority="BOARD")
    assert coverage_sentence(scores(alone), EN) == (
        "We reach 0% of the power at Acme. Missing, though a decision depends on them: X (100%)."
    )
    assert coverage_sentence(scores(alone), HU) == (
        "Acme: a döntési súly 0%-át érjük el. Hiányzik, pedig döntés múlik rajta: X (100%)."
    )
    met = scores(alone, contact("m", "2026-11-25", ["x"], ["anna"]))
    assert coverage_sentence(met, EN) == (
        "We reach 28% of the power at Acme. Everybody on whom a decision depends is reached."
    )
    assert coverage_sentence(met, HU) == "Acme: a döntési súly 28%-át érjük el. Mindenkit elérünk, akin döntés múlik."


def test_an_account_of_nobody() -> None:
    for sentence in (coverage_sentence, resilience_sentence):
        assert sentence(scores(), EN) == "There is no score: we know nobody at Acme yet."
        assert sentence(scores(), HU) == "Nincs érték: az ügyfélnél még senkit sem ismerünk (Acme)."


def test_status() -> None:
    board = person("x", "X", seniority="BOARD")
    met = contact("m", "2026-11-25", ["x"], ["anna"])
    other = [*person("y", "Y", seniority="STAFF"), *contact("n", "2026-11-25", ["y"], ["anna"])]
    for_us = [Put(HoldsStance, {"from": who("x"), "to": ROOT, "stance": 1, "verification": "CONFIRMED", **SAID})]
    steps = [scores(board), scores(board, other), scores(board, met), scores(board, met, for_us)]
    assert [status_sentence(each, EN) for each in steps] == [
        "None of us has a tie to anybody there yet.",
        "We have ties there, but we reach none of the key players.",
        "We reach key players, but none of them is known to support us.",
        "We reach key players, and at least one of them supports us.",
    ]
    assert [status_sentence(each, HU) for each in steps] == [
        "Egyikünknek sincs még ott kapcsolata senkivel.",
        "Vannak ott kapcsolataink, de a kulcsszereplők egyikét sem érjük el.",
        "Elérünk kulcsszereplőket, de egyikükről sem tudjuk, hogy támogatna minket.",
        "Elérünk kulcsszereplőket, és legalább egyikük támogat minket.",
    ]


# ---------------------------------------------------------------- departures


def test_the_departure_of_one_of_us(here: Scores) -> None:
    anna, bela = here.departures
    assert departure_sentence(here, anna, EN) == (
        "If Anna Smith leaves, the coverage falls from 16% to 5.6%. The greatest loss is the tie to Kiss Péter."
    )
    assert departure_sentence(here, anna, HU) == (
        "Ha Anna Smith távozik, a lefedettség 16%-ról 5,6%-ra csökken. A legnagyobb veszteség: Kiss Péter."
    )
    assert departure_sentence(here, bela, EN) == "If Szabó Béla leaves, the coverage stays at about 16%."
    assert departure_sentence(here, bela, HU) == "Ha Szabó Béla távozik, a lefedettség nagyjából 16% marad."


def test_the_departure_of_one_of_them(here: Scores) -> None:
    peter = here.stakeholder_departures[0]
    assert departure_sentence(here, peter, EN) == "If Kiss Péter leaves, the coverage falls from 16% to 1.3%."
    assert departure_sentence(here, peter, HU) == "Ha Kiss Péter távozik, a lefedettség 16%-ról 1,3%-ra csökken."


def test_resilience(here: Scores) -> None:
    assert resilience_sentence(here, EN) == (
        "Anna Smith is the one whose leaving would cost most: the coverage would fall from 16% to 5.6%,"
        " so that 34% of it would be left."
    )
    assert resilience_sentence(here, HU) == (
        "Anna Smith távozásával veszítenénk a legtöbbet: a lefedettség 16%-ról 5,6%-ra csökkenne,"
        " vagyis 34%-a maradna meg."
    )


def test_resilience_where_all_have_met_everybody_and_where_nobody_has() -> None:
    both = scores(person("x", "X"), contact("m", "2026-11-25", ["x"], ["anna", "bela"]))
    assert resilience_sentence(both, EN) == "Whoever of us leaves, the coverage stays at about 28%."
    assert resilience_sentence(both, HU) == "Bárki távozik is közülünk, a lefedettség nagyjából 28% marad."
    nobody = scores(person("x", "X"))
    assert resilience_sentence(nobody, EN) == "There is no score: we reach nobody yet, so there is nothing to lose."
    assert resilience_sentence(nobody, HU) == "Nincs érték: még senkit sem érünk el, ezért nincs mit elveszíteni."


# ---------------------------------------------------------------- decision-makers


def test_an_uncovered_decision_maker(here: Scores) -> None:
    agnes = maker(here, "agnes")
    assert uncovered_sentence(here, agnes, best(here, "agnes"), EN) == (
        "We do not reach Kovács Ágnes (CFO), who decides on, controls the budget of and can stop “Renewal”,"
        " must approve “Press” and holds 67% of the power."
        " At stake: €500,000, with a decision by 15 December 2026."
        " Nobody has been in touch with them since 3 June 2026."
        " Anna Smith can introduce us through Kiss Péter (chance: 27%)."
    )
    assert uncovered_sentence(here, agnes, best(here, "agnes"), HU) == (
        "Döntéshozó, akit nem érünk el: Kovács Ágnes (CFO)."
        " A kezében van a döntés, a költségkeret és a vétójog („Renewal”), a jóváhagyás („Press”)"
        " és a döntési súly 67%-a."
        " A tét 500\xa0000\xa0EUR, a döntés várható határideje 2026. december 15."
        " 2026. június 3. óta senki sem lépett vele kapcsolatba."
        " Anna Smith eljuthat hozzá Kiss Péter révén (esély: 27%)."
    )


def test_an_uncovered_role_in_which_nobody_is_known(here: Scores) -> None:
    vacant = maker(here, "vacant")
    assert uncovered_sentence(here, vacant, None, EN) == (
        "We do not know yet who fills the role of Head of IT, who decides on “Press”."
        " At stake: €20,000. We know nobody who could introduce us."
    )
    assert uncovered_sentence(here, vacant, None, HU) == (
        "Még nem tudjuk, ki tölti be ezt a szerepet: Head of IT. A kezében van a döntés („Press”)."
        " A tét 20\xa0000\xa0EUR. Nem ismerünk senkit, aki bemutathatna minket."
    )


def test_an_uncovered_decision_maker_whom_one_of_us_has_written_to() -> None:
    found = scores(
        person("x", "X", seniority="BOARD"),
        contact("mail", "2026-11-20", ["x"], ["anna"], channel="EMAIL"),
        opportunity("o", "O", closesOn="2026-12-01"),
        [role("x", "o", "DECIDER")],
    )
    way = Introduction((Step(member("anna"), who("x"), Knows, 0.06),))
    assert uncovered_sentence(found, maker(found, "x"), way, EN) == (
        "We do not reach X, who decides on “O” and holds 100% of the power."
        " A decision is expected by 1 December 2026. The last contact was on 20 November 2026, 5 days ago."
        " Of us, Anna Smith knows them best."
    )
    assert uncovered_sentence(found, maker(found, "x"), way, HU) == (
        "Döntéshozó, akit nem érünk el: X. A kezében van a döntés („O”) és a döntési súly 100%-a."
        " A döntés várható határideje 2026. december 1."
        " Az utolsó kapcsolatfelvétel: 2026. november 20. (5 nappal ezelőtt)."
        " Közülünk Anna Smith ismeri őt a legjobban."
    )


def test_one_who_decides_in_many_opportunities_and_currencies() -> None:
    money = {"a": ("40", "EUR"), "b": ("30", "EUR"), "c": ("20", "EUR"), "d": ("10", "USD"), "e": (None, None)}
    found = scores(
        person("x", "X"),
        *(opportunity(key, key.upper(), amount=amount, currency=unit) for key, (amount, unit) in money.items()),
        [role("x", key, *(["APPROVER"] if key == "c" else []), veto=True) for key in money],
    )
    assert uncovered_sentence(found, maker(found, "x"), None, EN).startswith(
        "We do not reach X, who can stop “A”, “B” and 2 more and must approve and can stop “C”."
        " At stake: €90 and US$10. As far as is recorded, nobody has ever been in touch with them."
    )
    assert uncovered_sentence(found, maker(found, "x"), None, HU).startswith(
        "Döntéshozó, akit nem érünk el: X. A kezében van a vétójog („A”, „B” és további 2)"
        " és a jóváhagyás és a vétójog („C”). A tét 90\xa0EUR és 10\xa0USD."
    )


def test_one_who_counts_for_their_power_alone() -> None:
    found = scores(person("x", "X", seniority="BOARD"))
    assert uncovered_sentence(found, maker(found, "x"), None, EN) == (
        "We do not reach X, who holds 100% of the power."
        " As far as is recorded, nobody has ever been in touch with them. We know nobody who could introduce us."
    )


def test_a_single_thread() -> None:
    found = scores(person("x", "X", title="CEO", seniority="BOARD"), contact("m", "2026-11-25", ["x"], ["anna"]))
    assert single_thread_sentence(found, maker(found, "x"), EN) == (
        "Only Anna Smith has a firm tie to X (CEO), who holds 100% of the power."
    )
    assert single_thread_sentence(found, maker(found, "x"), HU) == (
        "Döntéshozó, akivel egyedül Anna Smith tart szoros kapcsolatot: X (CEO). A kezében van a döntési súly 100%-a."
    )


# ---------------------------------------------------------------- introductions


def step(kind: Any, source: str, target: str, strength: float = 0.5) -> Introduction:
    return Introduction((Step(source, target, kind, strength),))


@pytest.mark.parametrize(
    ("way", "english", "hungarian"),
    [
        (
            step(Knows, member("anna"), who("peter"), 0.9),
            "Anna Smith knows Kiss Péter well. Chance of success: 90%.",
            "Anna Smith és Kiss Péter jól ismerik egymást. A siker esélye: 90%.",
        ),
        (
            step(Knows, member("anna"), who("peter")),
            "Anna Smith knows Kiss Péter. Chance of success: 50%.",
            "Anna Smith és Kiss Péter ismerik egymást. A siker esélye: 50%.",
        ),
        (
            step(Knows, member("anna"), who("peter"), 0.08),
            "Anna Smith hardly knows Kiss Péter. Chance of success: 8%.",
            "Anna Smith és Kiss Péter csak futólag ismerik egymást. A siker esélye: 8%.",
        ),
        (
            step(Influences, who("peter"), who("agnes")),
            "Kiss Péter has the ear of Kovács Ágnes. Chance of success: 50%.",
            "Kovács Ágnes ad Kiss Péter véleményére. A siker esélye: 50%.",
        ),
        (
            step(Influences, who("agnes"), who("peter")),
            "Kiss Péter has the ear of Kovács Ágnes. Chance of success: 50%.",
            "Kovács Ágnes ad Kiss Péter véleményére. A siker esélye: 50%.",
        ),
        (
            step(ReportsTo, who("nora"), who("agnes")),
            "Nagy Nóra reports to Kovács Ágnes. Chance of success: 50%.",
            "Nagy Nóra felettese Kovács Ágnes. A siker esélye: 50%.",
        ),
        (
            step(ReportsTo, who("agnes"), who("nora")),
            "Nagy Nóra reports to Kovács Ágnes. Chance of success: 50%.",
            "Nagy Nóra felettese Kovács Ágnes. A siker esélye: 50%.",
        ),
        (
            step(AlliedWith, who("peter"), who("nora")),
            "Kiss Péter and Nagy Nóra stand together. Chance of success: 50%.",
            "Kiss Péter és Nagy Nóra egy oldalon áll. A siker esélye: 50%.",
        ),
    ],
)
def test_a_step_of_an_introduction(here: Scores, way: Introduction, english: str, hungarian: str) -> None:
    assert introduction_sentence(here, way, EN) == english
    assert introduction_sentence(here, way, HU) == hungarian


def test_an_introduction(here: Scores) -> None:
    assert introduction_sentence(here, best(here, "agnes"), EN) == (
        "Anna Smith knows Kiss Péter; Kiss Péter has the ear of Kovács Ágnes. Chance of success: 27%."
    )


# ---------------------------------------------------------------- evidence


def heard(found: Scores, speaker: str, listener: str) -> list[Any]:
    [part] = [each for each in found.power.contributions(who(speaker)) if each.listener == who(listener)]
    return [found.account.edges[key] for key in part.edges]


def test_roles_and_levels(here: Scores) -> None:
    decides, takes_part = here.account.out(who("agnes"), HasRoleIn)[1], here.account.out(who("peter"), HasRoleIn)[0]
    assert role_text(here, decides, EN) == "Kovács Ágnes takes part as decider and economic buyer in “Renewal”."
    assert role_text(here, decides, HU) == "Kovács Ágnes szerepe: döntéshozó és gazdasági döntéshozó („Renewal”)."
    assert role_text(here, takes_part, EN) == "Kiss Péter takes part as participant in “Press”."
    assert role_text(here, takes_part, HU) == "Kiss Péter szerepe: résztvevő („Press”)."
    assert level_text(here, who("agnes"), EN) == "The level at which Kovács Ágnes works: C-level."
    assert level_text(here, who("agnes"), HU) == "Kovács Ágnes beosztási szintje: felsővezető."
    assert level_text(here, who("nora"), EN) == "The level at which Nagy Nóra works is not known."
    assert level_text(here, who("nora"), HU) == "Nagy Nóra beosztási szintje nem ismert."


@pytest.mark.parametrize(
    ("speaker", "listener", "english", "hungarian"),
    [
        (
            "peter",
            "agnes",
            "Kovács Ágnes listens to Kiss Péter, according to Anna Smith.",
            "Anna Smith szerint Kovács Ágnes ad Kiss Péter véleményére.",
        ),
        ("agnes", "nora", "Nagy Nóra reports to Kovács Ágnes.", "Nagy Nóra közvetlen felettese Kovács Ágnes."),
        (
            "peter",
            "nora",
            "Nagy Nóra and Kiss Péter stand together, according to Anna Smith.",
            "Anna Smith szerint Nagy Nóra és Kiss Péter egy oldalon áll.",
        ),
    ],
)
def test_who_listens(here: Scores, speaker: str, listener: str, english: str, hungarian: str) -> None:
    edges = heard(here, speaker, listener)
    assert listening_text(here, who(speaker), who(listener), edges, EN) == english
    assert listening_text(here, who(speaker), who(listener), edges, HU) == hungarian


def test_a_dotted_line_and_what_several_say() -> None:
    claims = [{**SAID, "by": by} for by in ("source:CRM", member("bela"))]
    found = scores(
        person("x", "X"),
        person("y", "Y"),
        person("z", "Z"),
        [
            Put(ReportsTo, {"from": who("x"), "to": who("y"), "line": "DOTTED"}),
            *(Put(Influences, {"from": who("z"), "to": who("x"), "weight": 1, **said}) for said in claims),
        ],
    )
    line, said = heard(found, "y", "x"), heard(found, "z", "x")
    assert listening_text(found, who("y"), who("x"), line, EN) == "X reports to Y by a dotted line."
    assert listening_text(found, who("y"), who("x"), line, HU) == "X szakmai (nem közvetlen) felettese Y."
    assert listening_text(found, who("z"), who("x"), said, EN) == "X listens to Z, according to CRM and Szabó Béla."
    assert listening_text(found, who("z"), who("x"), said, HU) == "CRM és Szabó Béla szerint X ad Z véleményére."


def test_contacts_and_relationships(here: Scores) -> None:
    fair, _, mail = here.account.all(Interaction)
    assert contact_text(here, fair, EN) == (
        "Meeting on 3 November 2026: Anna Smith and Szabó Béla with Nagy Nóra and Kiss Péter."
    )
    assert contact_text(here, mail, HU) == (
        "E-mail (2026. június 3.): részünkről Anna Smith, az ügyfél részéről Kovács Ágnes."
    )
    [claim] = here.account.all(Knows)
    assert relationship_text(here, claim, EN) == (
        "To Kiss Péter, Anna Smith is a trusted advisor, according to Anna Smith since 1 March 2026."
    )
    assert relationship_text(here, claim, HU) == (
        "Kiss Péter szemében Anna Smith bizalmi tanácsadó (Anna Smith szerint, 2026. március 1. óta)."
    )


def test_what_a_departure_leaves(here: Scores) -> None:
    anna = here.departures[0]
    assert departure_text(here, anna, who("peter"), EN) == (
        "Through Kiss Péter we reach 15% of the power; once Anna Smith has left, 4.9%."
    )
    assert departure_text(here, anna, who("peter"), HU) == (
        "Kiss Péter révén a döntési súly 15%-át érjük el, Anna Smith távozása után 4,9%-át."
    )
    unmoved = replace(anna, losses=())
    assert "; once Anna Smith has left, 15%." in departure_text(here, unmoved, who("peter"), EN)


def test_departures_are_told_of_nobody_else(here: Scores) -> None:
    alone = Departure(who("peter"), 0.1, ((who("peter"), 0.1),))
    assert "greatest" not in departure_sentence(here, alone, EN)
