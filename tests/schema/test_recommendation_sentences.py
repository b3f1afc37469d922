"""What recommendations say: the first of each kind on the demonstration account, in both languages."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import pytest

from graph.change import Change, Put, apply
from graph.identity import TEAM, node_id
from graph.model import About, Favours, HoldsStance, Influences, Insight, RecommendationKind
from graph.snapshot import AccountGraph, Snapshot
from schema.language import Language
from schema.sentences.recommendations import recommendation_sentence, recommendation_title
from scoring.recommendation import Recommendation
from scoring.recommendations import recommendations
from scoring.scores import Scores
from seeds.borokvar.account import changes
from tests.schema.acme import SAID, deal, opportunity, person, role, scores, who

Kind = RecommendationKind
EN, HU = Language.EN, Language.HU
DAY = date(2026, 11, 25)

SENTENCES: dict[RecommendationKind, tuple[str, str]] = {
    Kind.COVER: (
        "Meet Telegdi Klára (Member of the Board, chair of the audit committee): Bálint Vera can introduce "
        "you through Újhelyi Zoltán and Szentiványi Judit; coverage rises by 3.8 points.",
        "Telegdi Klára (Member of the Board, chair of the audit committee) megkeresése: Bálint Vera be tud "
        "mutatni Újhelyi Zoltán és Szentiványi Judit révén; a lefedettség 3,8 százalékponttal nő.",
    ),
    Kind.BACK_UP: (
        "Give Majoros Ágnes (Lead Enterprise Architect) a second contact among us: so far, only Szalay "
        "Dorottya reaches them; Havas Júlia is best placed for it; coverage rises by 1 point, and 1 point "
        "more of it would outlast the loss of any one of us.",
        "Majoros Ágnes (Lead Enterprise Architect) mellé második kapcsolattartó közülünk: eddig csak Szalay "
        "Dorottya éri el; erre Havas Júlia a legalkalmasabb; a lefedettség 1 százalékponttal nő, és "
        "bármelyikünk távozása után 1 százalékponttal több marad meg.",
    ),
    Kind.REVIVE: (
        "Get in touch with Szentiványi Judit (Chief Financial Officer) again: the last contact was 2 months ago; "
        "Bálint Vera is best placed for it; coverage rises by 2.7 points.",
        "Szentiványi Judit (Chief Financial Officer) újbóli megkeresése: a legutóbbi kapcsolatfelvétel 2 hónappal "
        "ezelőtt volt; erre Bálint Vera a legalkalmasabb; a lefedettség 2,7 százalékponttal nő.",
    ),
    Kind.DEEPEN: (
        "Bálint Vera should become a problem solver to Szentiványi Judit (Chief Financial Officer): so far a "
        "vendor; coverage rises by 5.8 points.",
        "Szentiványi Judit (Chief Financial Officer) szemében Bálint Vera legyen problémamegoldó: eddig "
        "beszállító; a lefedettség 5,8 százalékponttal nő.",
    ),
    Kind.IDENTIFY: (
        "Find out who decides on “Condition monitoring for the pump plants”: no decider is named yet; Bálint "
        "Vera is best placed for it; coverage rises by 0.8 points.",
        "Kiderítendő, kinek a döntése „Condition monitoring for the pump plants”: döntéshozót még nem "
        "ismerünk; erre Bálint Vera a legalkalmasabb; a lefedettség 0,8 százalékponttal nő.",
    ),
    Kind.ASK: (
        "Ask Telegdi Klára (Member of the Board, chair of the audit committee) what they think of “Managed "
        "operations: renewal for three years”: nobody has said so far; Bálint Vera is best placed for it; the "
        "uncertainty about the support falls by 25%.",
        "Telegdi Klára (Member of the Board, chair of the audit committee) véleményének kikérése („Managed "
        "operations: renewal for three years”): az álláspontjáról eddig senki sem mondott semmit; erre Bálint "
        "Vera a legalkalmasabb; a támogatottság bizonytalansága 25%-kal csökken.",
    ),
    Kind.CONVENE: (
        "Bring Szekeres Bertalan (Plant Manager) and Vitéz Andrea (Head of the Drives Division) together on "
        "“MES rollout to the drives division”: they stand apart, and both listen to Rigó Kálmán; Havas Júlia "
        "is best placed for it; agreement becomes likelier by 1.8 points, and the support that is missing "
        "shrinks by 10%.",
        "Szekeres Bertalan (Plant Manager) és Vitéz Andrea (Head of the Drives Division) közös egyeztetése "
        "(„MES rollout to the drives division”): távol állnak egymástól, és mindketten adnak Rigó Kálmán "
        "véleményére; erre Havas Júlia a legalkalmasabb; a megegyezés 1,8 százalékponttal valószínűbb lesz, "
        "és a hiányzó támogatottság 10%-kal csökken.",
    ),
    Kind.PERSUADE: (
        "Persuade Telegdi Klára (Member of the Board, chair of the audit committee) of “Managed operations: "
        "renewal for three years”: their stance is not known yet; Bálint Vera is best placed for it; "
        "agreement becomes likelier by 15 points, and the support reaches what is needed.",
        "Telegdi Klára (Member of the Board, chair of the audit committee) meggyőzése („Managed operations: "
        "renewal for three years”): az álláspontját még nem ismerjük; erre Bálint Vera a legalkalmasabb; a "
        "megegyezés 15 százalékponttal valószínűbb lesz, és a támogatottság eléri a szükségeset.",
    ),
    Kind.RESOLVE: (
        "Settle the concern “The service credits for the outage are still not settled; controlling wants them "
        "in cash” with Bodó Kinga, Szentiványi Judit and Újhelyi Zoltán: an answer was due on 23 October "
        "2026; it weighs on “Managed operations: renewal for three years”; Koncz Mátyás is best placed for "
        "it; agreement becomes likelier by 18 points, and the support reaches what is needed.",
        "Aggály rendezése („The service credits for the outage are still not settled; controlling wants them "
        "in cash”; érintettek: Bodó Kinga, Szentiványi Judit és Újhelyi Zoltán): a válasz határideje 2026. "
        "október 23. volt; hátráltatja „Managed operations: renewal for three years” ügyét; erre Koncz Mátyás "
        "a legalkalmasabb; a megegyezés 18 százalékponttal valószínűbb lesz, és a támogatottság eléri a "
        "szükségeset.",
    ),
    Kind.COUNTER: (
        "Counter the pull of Hallenfels Automation on Rédei Balázs: it weighs on “MES rollout to the drives "
        "division”; they listen to Dobos Ambrus, who is for it; Bálint Vera is best placed for it; agreement "
        "becomes likelier by 0.7 points, and the support that is missing shrinks by 3.6%.",
        "Hallenfels Automation vonzerejének ellensúlyozása (Rédei Balázs): hátráltatja „MES rollout to the "
        "drives division” ügyét; ad a támogató Dobos Ambrus véleményére; erre Bálint Vera a legalkalmasabb; a "
        "megegyezés 0,7 százalékponttal valószínűbb lesz, és a hiányzó támogatottság 3,6%-kal csökken.",
    ),
    Kind.PROPOSE: (
        "Propose Data platform to Borókvári Művek Nyrt.: it would serve what they want: “Quality data of the "
        "foundry in the goods receipt of the drives division”; it is worth €220,000 a year; Bálint Vera is "
        "best placed for it.",
        "Data platform ajánlása (Borókvári Művek Nyrt.): ezt az igényüket szolgálná: „Quality data of the "
        "foundry in the goods receipt of the drives division”; évi 220\xa0000\xa0EUR értékű; erre Bálint Vera "
        "a legalkalmasabb.",
    ),
    Kind.CORRECT: (
        "Bring “Share of their spending on IT services” back on course: it has come 28% of the way to its "
        "target; Bálint Vera is best placed for it.",
        "„Share of their spending on IT services” javítása: a célig vezető út 28%-át tette meg; erre Bálint "
        "Vera a legalkalmasabb.",
    ),
}


@cache
def borokvar() -> Scores:
    told = changes(DAY)
    team = apply(Snapshot(TEAM), told[TEAM])
    return Scores(AccountGraph(apply(Snapshot("borokvar"), told["borokvar"]), team), DAY)


@cache
def first_of_each() -> dict[RecommendationKind, Recommendation]:
    found: dict[RecommendationKind, Recommendation] = {}
    for each in recommendations(borokvar()):
        found.setdefault(each.kind, each)
    return found


def test_every_kind_has_its_sentence() -> None:
    assert SENTENCES.keys() == first_of_each().keys() == set(Kind)


@pytest.mark.parametrize("kind", SENTENCES)
def test_the_first_of_each_kind(kind: RecommendationKind) -> None:
    found = first_of_each()[kind]
    assert tuple(recommendation_sentence(borokvar(), found, language) for language in (EN, HU)) == SENTENCES[kind]


@pytest.mark.parametrize("kind", SENTENCES)
def test_its_title_is_what_to_do_and_no_more(kind: RecommendationKind) -> None:
    title = recommendation_title(borokvar(), first_of_each()[kind], EN)
    assert SENTENCES[kind][0].startswith(title)
    assert len(title) <= 300
    assert "best placed" not in title


def test_every_sentence_is_one_and_says_no_key() -> None:
    for each in recommendations(borokvar()):
        for language in Language:
            said = recommendation_sentence(borokvar(), each, language)
            assert said.endswith(".")
            assert not any(word in said for word in ("%(", "None", "  ", "..", "/"))


# ---------------------------------------------------------------- as things stand otherwise


def said(*parts: Sequence[Change], kind: RecommendationKind) -> tuple[str, str]:
    """What the only recommendation of a kind says of the account Acme with these in it."""
    account = scores(*parts)
    (found,) = (each for each in recommendations(account) if each.kind is kind)
    english, hungarian = (recommendation_sentence(account, found, language) for language in (EN, HU))
    return english, hungarian


def stance(by: str, value: float, **more: Any) -> Change:
    told = {"by": f"source:{by}", "validFrom": "2026-11-01", "stance": value, **more}
    return Put(HoldsStance, {"from": who("nora"), "to": deal("press"), **told})


def insight(kind: str, text: str, **more: Any) -> list[Change]:
    worry = node_id("a", "Insight", "worry")
    return [
        Put(Insight, {"id": worry, "kind": kind, "text": text, **more}),
        Put(About, {"from": worry, "to": who("nora")}),
    ]


NORA = [*person("nora", "Nagy Nóra"), *opportunity("press", "Press"), role("nora", "press", "DECIDER")]


@pytest.mark.parametrize(
    ("stances", "english", "hungarian"),
    [
        ([], "nobody has said so far", "az álláspontjáról eddig senki sem mondott semmit"),
        ([stance("x", 0.5, confidence=0.1)], "what is said of it is not sure", "bizonytalan, amit"),
        ([stance("x", 1), stance("y", -1)], "what is said of it differs", "ellentmondásos, amit"),
    ],
)
def test_why_somebody_is_asked(stances: list[Change], english: str, hungarian: str) -> None:
    told = said(NORA, stances, kind=Kind.ASK)
    assert told[0].startswith(f"Ask Nagy Nóra what they think of “Press”: {english}; ")
    assert told[1].startswith(f"Nagy Nóra véleményének kikérése („Press”): {hungarian}")


def test_a_concern_and_an_obstacle() -> None:
    known = [stance("x", 0, confidence=0.9)]
    concern = said(NORA, known, insight("CONCERN", "It was late."), kind=Kind.RESOLVE)
    assert concern[0].startswith("Settle the concern “It was late” with Nagy Nóra: it weighs on “Press”; ")
    assert concern[1].startswith("Aggály rendezése („It was late”; érintettek: Nagy Nóra): hátráltatja „Press” ügyét; ")
    due = said(NORA, known, insight("OBSTACLE", "No budget", dueOn="2026-11-24"), kind=Kind.RESOLVE)
    assert due[0].startswith("Remove the obstacle “No budget” with Nagy Nóra: an answer was due on 24 November 2026; ")
    assert due[1].startswith("Akadály elhárítása („No budget”; érintettek: Nagy Nóra): a válasz határideje 2026. ")
    today = said(NORA, known, insight("OBSTACLE", "No budget", dueOn="2026-11-25"), kind=Kind.RESOLVE)
    assert "was due" not in today[0]


def test_of_a_long_text_only_its_first_words_are_told() -> None:
    text = "The service was late, and " + "late again, " * 20
    told, _ = said(NORA, [stance("x", 0, confidence=0.9)], insight("CONCERN", text), kind=Kind.RESOLVE)
    quoted = told.split("“")[1].split("”")[0]
    assert len(quoted) <= 100
    assert text.startswith(quoted.removesuffix("…"))
    assert quoted.endswith("again…")


def test_who_fills_a_role_is_to_be_found_out() -> None:
    vacant = [*person("nora", "Head of IT", placeholder=True), *NORA[2:]]
    told = said(vacant, kind=Kind.IDENTIFY)
    assert told[0].startswith("Find out who fills the role of Head of IT: Anna Smith is best placed for it; ")
    assert told[1].startswith("Kiderítendő, ki tölti be a következő szerepet (Head of IT): erre Anna Smith ")


def test_several_supporters_are_listened_to() -> None:
    friends = [
        *person("bela", "Kiss Béla"),
        *person("cili", "Tóth Cili"),
        *(
            change
            for each in ("bela", "cili")
            for change in (
                role(each, "press", "USER"),
                Put(HoldsStance, {"from": who(each), "to": deal("press"), **SAID, "stance": 1, "confidence": 0.9}),
                Put(Influences, {"from": who(each), "to": who("nora"), **SAID, "weight": 0.3}),
            )
        ),
        Put(Favours, {"from": who("nora"), "to": node_id(TEAM, "Competitor", "Rival"), **SAID, "weight": 1}),
    ]
    told = said(NORA, [stance("x", 0, confidence=0.9)], friends, kind=Kind.COUNTER)
    assert told[0].startswith(
        "Counter the pull of Rival on Nagy Nóra: it weighs on “Press”;"
        " they listen to Kiss Béla and Tóth Cili, who are for it; "
    )
    assert told[1].startswith(
        "Rival vonzerejének ellensúlyozása (Nagy Nóra): hátráltatja „Press” ügyét;"
        " ad a támogató Kiss Béla és Tóth Cili véleményére; "
    )
