"""Consensus over the API: the reference's figures, what they come from, and what is said of each verdict."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given

from graph.change import Change, Put
from graph.identity import TEAM
from graph.model import HoldsStance, Influences
from graph.snapshot import AccountGraph, Snapshot
from graph.viewer import LOCAL
from schema.consensus import Consensus
from schema.context import Reading
from schema.language import Language
from schema.scores import Evidence
from schema.sentences.consensus import consensus_sentence, gap_sentence, stance_text
from scoring.consensus import Verdict
from scoring.gaps import gap_pairs
from scoring.scores import Scores
from seeds.krackhardt.account import changes
from tests.schema.acme import DAY, EN, HU, SAID, deal, opportunity, person, role, scores, who
from tests.schema.conftest import Ask
from tests.scoring.accounts import DAY as SCORED
from tests.scoring.test_consensus import decisions

NewAccount = Callable[..., Awaitable[str]]

ROLES = {"A07": "DECIDER", "A02": "ECONOMIC_BUYER", "A14": "APPROVER", "A18": "TECHNICAL_BUYER", "A21": "GATEKEEPER"}
STANCES = {
    "A07": (0, "ASSUMED"),
    "A02": (0.5, "CONFIRMED"),
    "A14": (-0.5, "ASSUMED"),
    "A18": (1, "CONFIRMED"),
    "A21": (-1, "CONFIRMED"),
}


@pytest.fixture
async def managers(ask: Ask) -> str:
    """Krackhardt's managers once more, with the reference's opportunity put on them."""
    key = f"managers-{uuid4()}"
    await ask.store.commit({key: [_moved(each, key) for each in changes()["krackhardt"]]}, LOCAL)
    await ask.write(
        key,
        {"putOpportunity": {"id": "renewal", "title": "Renewal"}},
        {"putFor": {"from": "renewal", "to": key}},
        *({"putHasRoleIn": {"from": each, "to": "renewal", "roles": [named]}} for each, named in ROLES.items()),
        *(stance(each, value, verification=word) for each, (value, word) in STANCES.items()),
    )
    return key


def _moved(change: Change, scope: str) -> Change:
    """A change of the sample, in another account."""
    assert isinstance(change, Put)
    parts = {name: value.split("/") for name, value in change.values.items() if str(value).startswith("krackhardt/")}
    moved = {name: [scope, label, scope if key == "krackhardt" else key] for name, (_, label, key) in parts.items()}
    return Put(change.kind, {**change.values, **{name: "/".join(told) for name, told in moved.items()}})


def stance(who: str, value: float, towards: str = "renewal", **more: Any) -> dict[str, Any]:
    return {"claimStance": {"from": who, "to": {"opportunity": towards}, "stance": value, **more}}


async def decided(ask: Ask, account: str, fields: str, opportunity: str = "renewal", **at: Any) -> Any:
    query = f"""query ($id: ID!, $on: Date, $asOf: AsOf) {{ account(id: $id, on: $on, asOf: $asOf) {{
        opportunities {{ nodes {{ key {fields} }} }}
    }} }}"""
    found = (await ask(query, id=account, **at))["account"]["opportunities"]["nodes"]
    return next(each for each in found if each["key"] == opportunity)


async def standing(ask: Ask, account: str, fields: str, opportunity: str = "renewal", **at: Any) -> Any:
    return (await decided(ask, account, f"consensus {{ {fields} }}", opportunity, **at))["consensus"]


# ---------------------------------------------------------------- the reference

FIGURES = """
support { value standardDeviation } agreementProbability vacantPower threshold supportGap
consensus polarization disagreement knownPower verdict
"""


async def test_the_managers_standing_agrees_with_the_reference(ask: Ask, managers: str) -> None:
    found = await standing(ask, managers, FIGURES)
    assert found["support"]["value"] == pytest.approx(0.045645, abs=5e-7)
    assert found["support"]["standardDeviation"] == pytest.approx(0.105047, abs=5e-7)
    assert found["polarization"] == pytest.approx(0.054538, abs=5e-7)
    assert found["disagreement"] == pytest.approx(0.030743, abs=5e-7)
    assert found["knownPower"] == pytest.approx(0.726126, abs=5e-7)
    assert found["consensus"] == pytest.approx(1 - 0.054538**0.5, abs=2e-6)
    assert (found["threshold"], found["vacantPower"], found["verdict"]) == (0.25, 0, "SPLIT")
    assert found["supportGap"] == pytest.approx(0.25 - 0.045645, abs=5e-7)


async def test_the_managers_forecasts_agree_with_the_reference(ask: Ask, managers: str) -> None:
    fields = "participants { stakeholder { key } power forecast { value standardDeviation } }"
    found = {each["stakeholder"]["key"]: each for each in (await decided(ask, managers, fields))["participants"]}
    forecasts = {"A07": -0.007366, "A02": 0.184941, "A14": -0.133345, "A18": 0.445918, "A21": -0.431787}
    shares = {"A07": 0.185457, "A02": 0.185086, "A14": 0.134925, "A18": 0.111904, "A21": 0.108755}
    assert {key: each["forecast"]["value"] for key, each in found.items()} == pytest.approx(forecasts, abs=5e-7)
    assert {key: each["power"] for key, each in found.items()} == pytest.approx(shares, abs=5e-7)
    assert all(0 < each["forecast"]["standardDeviation"] < 0.4 for each in found.values())


@pytest.mark.parametrize(
    ("threshold", "vetoers", "expected"), [(0.1, "", 0.30243), (-0.05, "A07", 0.47828), (-0.05, "A07 A02 A14", 0.1494)]
)
async def test_the_managers_probability_agrees_with_the_reference(
    ask: Ask, managers: str, threshold: float, vetoers: str, expected: float
) -> None:
    await ask.write(
        managers,
        {"putOpportunity": {"id": "renewal", "threshold": threshold}},
        *({"putHasRoleIn": {"from": each, "to": "renewal", "veto": True}} for each in vetoers.split()),
    )
    found = await standing(ask, managers, "agreementProbability threshold")
    assert found["agreementProbability"] == pytest.approx(expected, abs=3e-4)
    assert found["threshold"] == threshold


async def test_the_stances_with_power_sum_to_the_support(ask: Ask, managers: str) -> None:
    evidence = "evidence { kind contribution on text node { key } claims { type value word by } }"
    found = await standing(ask, managers, f"support {{ value }} {evidence}")
    parts = found["evidence"]
    expected = [("A18", 0.1007), ("A21", -0.0979), ("A02", 0.0833), ("A14", -0.0405), ("A07", 0.0)]
    assert [each["node"]["key"] for each in parts] == [key for key, _ in expected]
    assert [each["contribution"] for each in parts] == pytest.approx([part for _, part in expected], abs=5e-5)
    assert sum(each["contribution"] for each in parts) == pytest.approx(found["support"]["value"], abs=1e-12)
    assert {each["kind"] for each in parts} == {"STANCE"}
    assert parts[0]["claims"] == [{"type": "HOLDS_STANCE", "value": 1, "word": "MENTOR", "by": "source:local"}]
    assert parts[0]["text"] == "A18 holds 11% of the power and is a mentor, according to local."
    assert parts[0]["on"] == "2026-11-25"


async def test_who_stands_apart_and_who_could_bridge(ask: Ask, managers: str) -> None:
    pairs = "gapPairs(first: 3) { one { key } other { key } gap sentence bridge { stakeholder { key } hold } }"
    found = (await standing(ask, managers, pairs))["gapPairs"]
    assert (found[0]["one"]["key"], found[0]["other"]["key"]) == ("A18", "A21")
    widest = (0.111904 * 0.108755) ** 0.5 * (0.445918 + 0.431787) / 2
    assert found[0]["gap"] == pytest.approx(widest, abs=1e-6)
    assert [each["gap"] for each in found] == sorted((each["gap"] for each in found), reverse=True)
    assert found[0]["bridge"]["stakeholder"]["key"] in ("A07", "A02")
    assert 0 < found[0]["bridge"]["hold"] < 1
    assert found[0]["sentence"].startswith("“Renewal”: A18 settles nearer to a yes than A21. Both listen to ")
    assert (await standing(ask, managers, "gapPairs(first: -1) { gap }"))["gapPairs"] == []


async def test_the_camps_are_everybody_and_their_power_is_all_of_it(ask: Ask, managers: str) -> None:
    found = (await standing(ask, managers, "camps { stakeholders { key power { value } } power stance }"))["camps"]
    assert sum(len(each["stakeholders"]) for each in found) == 21
    assert sum(each["power"] for each in found) == pytest.approx(1)
    assert [each["power"] for each in found] == sorted((each["power"] for each in found), reverse=True)
    assert all(each["stance"] is None or -1 <= each["stance"] <= 1 for each in found)


async def test_the_fewest_to_win(ask: Ask, managers: str) -> None:
    fields = "persuasion { sets { stakeholders { key } supportGained } certain impossible askFirst { key } }"
    found = await standing(ask, managers, fields)
    assert found["persuasion"] == {
        "sets": [
            {
                "stakeholders": [{"key": "A02"}, {"key": "A07"}, {"key": "A14"}, {"key": "A21"}],
                "supportGained": pytest.approx(0.5 * (0.185086 + 0.185457 + 0.134925 + 0.108755), abs=1e-6),
            }
        ],
        "certain": True,
        "impossible": False,
        "askFirst": [],
    }


async def test_whose_stance_is_not_known_is_to_be_asked_first(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putOpportunity": {"id": "o", "title": "O", "threshold": 0.4}},
        {"putFor": {"from": "o", "to": key}},
        *({"putHasRoleIn": {"from": each, "to": "o", "roles": ["DECIDER"]}} for each in ("anna", "bela")),
        stance("anna", 0.5, "o", verification="CONFIRMED"),
    )
    fields = "persuasion { sets { stakeholders { key } supportGained } certain impossible askFirst { key } }"
    found = (await standing(ask, key, fields, "o"))["persuasion"]
    assert found == {
        "sets": [{"stakeholders": [{"key": "anna"}, {"key": "bela"}], "supportGained": pytest.approx(0.5)}],
        "certain": True,
        "impossible": False,
        "askFirst": [{"key": "bela"}],
    }


# ---------------------------------------------------------------- what it is, and when


@given(decisions())
def test_parts_sum_to_the_support_and_all_is_told(made: tuple[Snapshot, str] | None) -> None:
    if made is None:
        return
    snapshot, told = made
    reading = Reading(AccountGraph(snapshot, Snapshot(TEAM)), SCORED, None)
    found: Any = Consensus(reading=reading, opportunity=told)
    parts: list[Evidence] = found.evidence(1_000_000)
    support = found.support()
    amounts = [each.contribution or 0.0 for each in parts]
    assert sum(amounts) == pytest.approx(support.value if support else 0.0, abs=1e-12)
    assert [*map(abs, amounts)] == pytest.approx(sorted(map(abs, amounts), reverse=True), abs=1e-12)
    assert (support is None) is (found.known_power() == 0)
    standing = reading.consensus_in(told)
    texts = [consensus_sentence(reading, told, language) for language in Language]
    texts += [each.tell(language) for each in parts for language in Language]
    texts += [
        gap_sentence(reading, told, pair, language)
        for pair in gap_pairs(standing, reading.beliefs)
        for language in Language
    ]
    for text in texts:
        assert text[-1] == "."
        assert "%(" not in text


NOTHING_KNOWN = f"{FIGURES} evidence {{ kind }} gapPairs {{ gap }} persuasion {{ impossible sets {{ supportGained }} }}"


async def test_where_nobody_is_there_nothing_is_said(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    await ask.write(key, {"putOpportunity": {"id": "o", "title": "O"}}, {"putFor": {"from": "o", "to": key}})
    found = await standing(ask, key, f"{NOTHING_KNOWN} camps {{ power }} sentence", "o")
    assert found == {
        "support": None,
        "agreementProbability": None,
        "vacantPower": 0,
        "threshold": 0.25,
        "supportGap": 0.25,
        "consensus": None,
        "polarization": None,
        "disagreement": None,
        "knownPower": 0,
        "verdict": "UNKNOWN",
        "evidence": [],
        "gapPairs": [],
        "persuasion": {"impossible": True, "sets": []},
        "camps": [],
        "sentence": "There is no score: we know nobody at Acme yet.",
    }


async def test_where_nobody_takes_part_power_goes_by_level(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putOpportunity": {"id": "o", "title": "O"}},
        {"putFor": {"from": "o", "to": key}},
        {"putStakeholder": {"id": "anna", "seniority": "C_LEVEL"}},
        stance("anna", 0.5, "o", confidence=0.8),
    )
    found = await standing(ask, key, f"{NOTHING_KNOWN} sentence evidence {{ node {{ key }} contribution }}", "o")
    assert found["knownPower"] == pytest.approx(1 / 1.1)
    assert found["support"]["value"] == pytest.approx(0.4 / 1.1)
    assert [each["node"]["key"] for each in found["evidence"]] == ["anna"]
    assert "As nobody is known to take part in the decision, power goes by level." in found["sentence"]
    assert found["gapPairs"] == []


async def test_a_champion_alone_makes_no_agreement(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    await ask.write(
        key,
        {"putOpportunity": {"id": "o", "title": "O"}},
        {"putFor": {"from": "o", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "o", "roles": ["CHAMPION"]}},
        stance("anna", 1, "o", verification="CONFIRMED"),
    )
    found = await standing(ask, key, FIGURES, "o")
    assert found["vacantPower"] == pytest.approx(1 / 1.2)
    assert (found["verdict"], found["agreementProbability"], found["consensus"]) == ("UNKNOWN", None, None)
    assert found["support"]["value"] == pytest.approx(0.9 / 6)
    assert found["polarization"] > 0


async def test_a_veto_blocks_what_all_others_want(ask: Ask, managers: str) -> None:
    await ask.write(managers, {"putHasRoleIn": {"from": "A21", "to": "renewal", "veto": True}})
    found = await standing(ask, managers, "verdict agreementProbability sentence")
    assert found["verdict"] == "BLOCKED"
    assert found["agreementProbability"] < 0.01
    assert found["sentence"].startswith(
        "“Renewal” is blocked by one who can stop it and is likely to be against it: A21 ("
    )


async def test_who_left_takes_part_no_more(ask: Ask, managers: str) -> None:
    await ask.write(managers, {"putStakeholder": {"id": "A18", "leftOn": "2026-11-24"}})
    fields = "participants { stakeholder { key } forecast { value } } consensus { evidence { node { key } } }"
    found = await decided(ask, managers, fields)
    forecasts = {each["stakeholder"]["key"]: each["forecast"] for each in found["participants"]}
    assert forecasts["A18"] is None
    assert forecasts["A07"] is not None
    assert "A18" not in [each["node"]["key"] for each in found["consensus"]["evidence"]]


async def test_it_is_as_of_the_revision_and_on_the_day_asked_for(ask: Ask, managers: str) -> None:
    before = (await ask("query ($id: ID!) { account(id: $id) { revision } }", id=managers))["account"]["revision"]
    await ask.write(managers, stance("A21", 1, verification="CONFIRMED", by="source:later", validFrom="2026-11-20"))
    now = await standing(ask, managers, "support { value }")
    assert now["support"]["value"] > 0.1
    recorded = await standing(ask, managers, "support { value }", asOf={"revision": before})
    assert recorded["support"]["value"] == pytest.approx(0.045645, abs=5e-7)
    earlier = await standing(ask, managers, "support { value } verdict evidence { kind }", on="2026-11-19")
    assert earlier == {"support": None, "verdict": "UNKNOWN", "evidence": []}  # nobody had said anything by then


async def test_the_sentence_speaks_the_language_asked_for(ask: Ask, managers: str) -> None:
    found = await standing(ask, managers, "sentence hungarian: sentence(language: HU)")
    assert found["sentence"] == (
        "“Renewal” splits those who decide. A18 and A02 would pull it towards a yes, A21 and A14 away from it."
        " The support is 20% short of the 25% that is needed, and the probability of an agreement is 2.6%."
        " The stance of 27% of the power is not known: A06 (4.1%), A17 (3.6%) and 13 others."
    )
    assert found["hungarian"].startswith(
        "„Renewal”: a döntéshozók megosztottak. Az igen felé húz A18 és A02, az ellenkező irányba A21 és A14."
    )


# ---------------------------------------------------------------- what is said


def says(key: str, value: float, **more: Any) -> Change:
    return Put(HoldsStance, {"from": who(key), "to": deal("o"), "stance": value, **SAID, **more})


SURE = {"verification": "CONFIRMED"}
PEOPLE = {"agnes": "Kovács Ágnes", "peter": "Kiss Péter", "nora": "Nagy Nóra", "otto": "Tóth Ottó"}


def deciding(roles: dict[str, Any], *more: Change, **values: Any) -> Scores:
    """Of these four, some take part in “Press”."""
    parts: list[Sequence[Change]] = [person(key, name) for key, name in PEOPLE.items()]
    takes_part = [role(key, "o", *held) for key, held in roles.items()]
    return scores(*parts, opportunity("o", "Press", **values), takes_part, more)


def told(found: Scores, language: Language) -> str:
    return consensus_sentence(found, deal("o"), language)


def veto(key: str, *roles: str) -> Change:
    return role(key, "o", *roles, veto=True)


BOTH = {"agnes": ["DECIDER"], "peter": ["APPROVER"]}


def test_what_is_as_good_as_agreed() -> None:
    found = deciding(BOTH, says("agnes", 1), says("peter", 0.75, **SURE))
    assert told(found, EN) == (
        "“Press” is as good as agreed. The support is 63%, where 25% is needed, and the probability of an agreement is"
        " 96%. The support comes from Kovács Ágnes and Kiss Péter."
    )
    assert told(found, HU) == (
        "„Press”: az egyetértés gyakorlatilag megvan. A támogatottság 63% (a szükséges 25%), az egyetértés"
        " valószínűsége 96%. A támogatás forrása: Kovács Ágnes és Kiss Péter."
    )


def test_what_leans_our_way_without_enough_support() -> None:
    found = deciding({"agnes": ["DECIDER"], "peter": ["BUYER"]}, says("agnes", 0.5), says("peter", -0.25))
    assert told(found, EN) == (
        "“Press” leans our way, but is not agreed yet. The support is 10% short of the 25% that is needed,"
        " and the probability of an agreement is 36%. The opposition comes from Kiss Péter."
    )
    assert told(found, HU) == (
        "„Press”: felénk hajlik a mérleg, de még nincs egyetértés."
        " A támogatottság 10%-kal marad el a szükséges 25%-tól, az egyetértés valószínűsége 36%."
        " Az ellenállás forrása: Kiss Péter."
    )


def test_what_leans_our_way_without_being_sure() -> None:
    found = deciding(BOTH, says("agnes", 0.5), says("peter", 0.5), threshold=0.2)
    assert told(found, EN) == (
        "“Press” leans our way, but is not agreed yet. The support is 30%, where 20% is needed,"
        " and the probability of an agreement is 65%."
    )
    assert told(found, HU) == (
        "„Press”: felénk hajlik a mérleg, de még nincs egyetértés. A támogatottság 30% (a szükséges 20%),"
        " az egyetértés valószínűsége 65%."
    )


def test_what_hangs_in_the_balance() -> None:
    found = deciding(BOTH, says("agnes", 0), says("peter", 0))
    assert told(found, EN).startswith(
        "“Press” hangs in the balance. The support is 25% short of the 25% that is needed"
    )
    assert told(found, HU).startswith("„Press”: egyelőre bármerre dőlhet. A támogatottság 25%-kal marad el")


def test_what_splits_those_who_decide() -> None:
    """Nóra stands in the middle, and so on neither side."""
    roles = {"agnes": ["DECIDER"], "peter": ["DECIDER"], "nora": ["APPROVER"]}
    found = deciding(roles, says("agnes", 1, **SURE), says("peter", -1, **SURE), says("nora", 0))
    assert told(found, EN) == (
        "“Press” splits those who decide. Kovács Ágnes would pull it towards a yes, Kiss Péter away from it."
        " The support is 25% short of the 25% that is needed, and the probability of an agreement is 3.6%."
    )
    assert told(found, HU) == (
        "„Press”: a döntéshozók megosztottak. Az igen felé húz Kovács Ágnes, az ellenkező irányba Kiss Péter."
        " A támogatottság 25%-kal marad el a szükséges 25%-tól, az egyetértés valószínűsége 3,6%."
    )


def test_a_split_does_not_count_those_of_unknown_stance_as_against_it() -> None:
    found = deciding({"agnes": ["DECIDER"]}, says("agnes", 1, **SURE), veto("nora", "GATEKEEPER"))
    assert told(found, EN) == (
        "“Press” splits those who decide. Far from all others: Kovács Ágnes."
        " The support is 69%, where 25% is needed, and the probability of an agreement is 50%."
        " A veto cannot be ruled out: Nagy Nóra (50%). The stance of 23% of the power is not known: Nagy Nóra (23%)."
    )
    assert told(found, HU) == (
        "„Press”: a döntéshozók megosztottak. Mindenki mástól távol áll: Kovács Ágnes."
        " A támogatottság 69% (a szükséges 25%), az egyetértés valószínűsége 50%."
        " Nem zárható ki a vétó: Nagy Nóra (50%). A döntési súly 23%-áról nem tudjuk, hová áll: Nagy Nóra (23%)."
    )


def test_a_split_of_those_who_only_listen_to_others_counts_where_they_settle() -> None:
    """Nobody knows Ágnes' and Péter's own stances, but nearly all that they hear: Nóra's and Ottó's."""
    heard = {"agnes": "nora", "peter": "otto"}
    roles = [role(each, "o", "DECIDER", openness=0.95) for each in heard]
    ties = [Put(Influences, {"from": who(of), "to": who(each), "weight": 1, **SAID}) for each, of in heard.items()]
    found = deciding({}, *roles, *ties, says("nora", 1, confidence=0.95), says("otto", -1, confidence=0.95))
    assert found.consensus_in(deal("o")).verdict is Verdict.SPLIT
    assert "Kovács Ágnes would pull it towards a yes, Kiss Péter away from it." in told(found, EN)


def test_what_meets_more_opposition_than_support() -> None:
    found = deciding(BOTH, says("agnes", -0.5), says("peter", -0.5, **SURE))
    assert told(found, EN) == (
        "“Press” meets more opposition than support. The support is 62% short of the 25% that is needed,"
        " and the probability of an agreement is 0.2%. The opposition comes from Kiss Péter and Kovács Ágnes."
    )
    assert told(found, HU) == (
        "„Press”: több az ellenzés, mint a támogatás. A támogatottság 62%-kal marad el a szükséges 25%-tól,"
        " az egyetértés valószínűsége 0,2%. Az ellenállás forrása: Kiss Péter és Kovács Ágnes."
    )


def test_what_a_veto_blocks() -> None:
    found = deciding({"agnes": ["DECIDER"]}, says("agnes", 1, **SURE), veto("nora"), says("nora", -0.75, **SURE))
    assert told(found, EN) == (
        "“Press” is blocked by one who can stop it and is likely to be against it: Nagy Nóra (100%)."
        " The support is 64%, where 25% is needed, and the probability of an agreement is <0.1%."
    )
    assert told(found, HU) == (
        "„Press”: vétóba ütközik, mert aki megállíthatja, valószínűleg ellene lesz: Nagy Nóra (100%)."
        " A támogatottság 64% (a szükséges 25%), az egyetértés valószínűsége <0,1%."
    )


def test_what_several_vetoes_block_and_another_may() -> None:
    against = [
        veto("nora"),
        says("nora", -1),
        veto("peter"),
        says("peter", -1, **SURE),
        veto("otto"),
        says("otto", 0.25),
    ]
    found = deciding({"agnes": ["DECIDER"]}, says("agnes", 1, **SURE), *against)
    assert told(found, EN).startswith(
        "“Press” is blocked by some who can stop it and are likely to be against it: Kiss Péter (100%) and Nagy Nóra"
        " (95%). The support is "
    )
    assert told(found, EN).endswith(" A veto cannot be ruled out: Tóth Ottó (34%).")
    assert told(found, HU).startswith(
        "„Press”: vétóba ütközik, mert akik megállíthatják, valószínűleg ellene lesznek: Kiss Péter (100%) és Nagy Nóra"
        " (95%). A támogatottság "
    )
    assert told(found, HU).endswith(" Nem zárható ki a vétó: Tóth Ottó (34%).")


def test_what_cannot_be_told_yet() -> None:
    found = deciding({"agnes": ["DECIDER"], "peter": ["BUYER"], "nora": ["USER"]}, says("peter", 1))
    assert told(found, EN) == (
        "Whether “Press” will be agreed cannot be told: too little is known."
        " The stance of 71% of the power is not known: Kovács Ágnes (59%) and Nagy Nóra (12%)."
    )
    assert told(found, HU) == (
        "„Press”: nem látható előre, lesz-e egyetértés, mert túl keveset tudunk."
        " A döntési súly 71%-áról nem tudjuk, hová áll: Kovács Ágnes (59%) és Nagy Nóra (12%)."
    )


def test_what_nobody_is_named_to_decide() -> None:
    found = deciding({"agnes": ["CHAMPION"]}, says("agnes", 1))
    assert told(found, EN) == (
        "Whether “Press” will be agreed cannot be told: too little is known."
        " 83% of the power is nobody's, as no decider is named."
    )
    assert told(found, HU) == (
        "„Press”: nem látható előre, lesz-e egyetértés, mert túl keveset tudunk."
        " A döntési súly 83%-a senkié, mert nincs megnevezett döntéshozó."
    )


def test_what_nobody_takes_part_in() -> None:
    found = deciding({})
    assert told(found, EN) == (
        "Whether “Press” will be agreed cannot be told: too little is known."
        " As nobody is known to take part in the decision, power goes by level."
        " The stance of 100% of the power is not known: Kovács Ágnes (25%), Nagy Nóra (25%) and 2 others."
    )
    assert told(found, HU) == (
        "„Press”: nem látható előre, lesz-e egyetértés, mert túl keveset tudunk."
        " Mivel a döntésnek nincs ismert résztvevője, a döntési súly a beosztást követi."
        " A döntési súly 100%-áról nem tudjuk, hová áll: Kovács Ágnes (25%), Nagy Nóra (25%) és még 2 ember."
    )


def test_unknown_stances_of_many_with_little_power_are_told_all_the_same() -> None:
    crowd = {f"p{number:03}": f"P{number:03}" for number in range(300)}
    deals = opportunity("o", "Press")
    roles = [role("agnes", "o", "DECIDER"), *(role(key, "o", "USER", openness=0) for key in crowd)]
    people = [person(key, name) for key, name in {"agnes": "Kovács Ágnes", **crowd}.items()]
    found = scores(*people, deals, roles, [says("agnes", 1, **SURE)])
    assert told(found, EN).endswith(
        "The stance of 98% of the power is not known: P000 (0.3%), P001 (0.3%) and 298 others."
    )


def test_a_decision_that_was_closed() -> None:
    closed = {"closedOn": DAY.replace(day=2), "outcome": "LOST"}
    assert told(deciding(BOTH, says("agnes", 1), **closed), EN).endswith(
        " The decision has been closed since 2 November 2026."
    )
    assert told(deciding(BOTH, says("agnes", 1), **closed), HU).endswith(" A döntés lezárult: 2026. november 2.")
    coming = {"closedOn": DAY.replace(day=26), "outcome": "LOST"}
    assert "closed" not in told(deciding(BOTH, says("agnes", 1), **coming), EN)


@pytest.mark.parametrize(
    ("value", "english", "hungarian"),
    [
        (-1, "an opponent", "ellenző"),
        (-0.5, "rather against it", "inkább ellenző"),
        (-0.25, "neutral, disinclined to it", "semleges, de hajlik a nemre"),
        (0.1, "neutral", "semleges"),
        (0.25, "neutral, inclined to it", "semleges, de hajlik az igenre"),
        (0.5, "a supporter", "támogató"),
        (1, "a mentor", "mentor"),
    ],
)
def test_a_stance(value: float, english: str, hungarian: str) -> None:
    found = deciding(BOTH, says("peter", value), says("peter", value, by="source:CRM"))
    assert stance_text(found, deal("o"), who("peter"), EN) == (
        f"Kiss Péter holds 44% of the power and is {english}, according to CRM and Anna Smith."
    )
    assert stance_text(found, deal("o"), who("peter"), HU) == (
        f"Kiss Péter kezében van a döntési súly 44%-a, álláspontja: {hungarian} (CRM és Anna Smith szerint)."
    )


def test_a_gap() -> None:
    ties = [Put(Influences, {"from": who("nora"), "to": who(key), "weight": 1, **SAID}) for key in BOTH]
    found = deciding(BOTH, says("agnes", -0.5), says("peter", 0.5), says("nora", 0.5), *ties)
    [pair] = gap_pairs(found.consensus_in(deal("o")), found.beliefs)
    assert gap_sentence(found, deal("o"), pair, EN) == (
        "“Press”: Kiss Péter settles nearer to a yes than Kovács Ágnes."
        " Both listen to Nagy Nóra, who could bring them together."
    )
    assert gap_sentence(found, deal("o"), pair, HU) == (
        "„Press”: Kiss Péter közelebb áll az igenhez, mint Kovács Ágnes."
        " Mindketten adnak Nagy Nóra véleményére, aki közelebb hozhatja őket egymáshoz."
    )


def test_a_gap_that_nobody_could_bridge() -> None:
    found = deciding(BOTH, says("agnes", 0.5), says("peter", -0.5))
    [pair] = gap_pairs(found.consensus_in(deal("o")), found.beliefs)
    assert gap_sentence(found, deal("o"), pair, EN) == (
        "“Press”: Kovács Ágnes settles nearer to a yes than Kiss Péter. We know nobody who could bring them together."
    )
    assert gap_sentence(found, deal("o"), pair, HU) == (
        "„Press”: Kovács Ágnes közelebb áll az igenhez, mint Kiss Péter."
        " Nem ismerünk senkit, aki közelebb hozhatná őket egymáshoz."
    )
