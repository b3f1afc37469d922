"""People over the API: whom they report to, and their power with where it comes from."""

from collections.abc import Awaitable, Callable

import pytest

from scoring.power import power
from tests.schema.conftest import Ask
from tests.scoring.accounts import DAY, krackhardt
from tests.scoring.test_power import OF_THE_ACCOUNT

NewAccount = Callable[..., Awaitable[str]]


async def test_every_managers_power_agrees_with_the_reference(ask: Ask) -> None:
    found = await ask('{ account(id: "krackhardt") { stakeholders { nodes { key power { value basis reason } } } } }')
    nodes = found["account"]["stakeholders"]["nodes"]
    shares = {node["key"]: node["power"]["value"] for node in nodes}
    assert len(shares) == 21
    assert {key: shares[key] for key in OF_THE_ACCOUNT} == pytest.approx(OF_THE_ACCOUNT, abs=5e-7)
    computed = {who.rsplit("/", 1)[1]: share for who, share in power(krackhardt(), DAY).shares.items()}
    assert shares == pytest.approx(computed, abs=1e-12)
    assert {(node["power"]["basis"], node["power"]["reason"]) for node in nodes} == {("SENIORITY", None)}


async def test_power_names_the_very_claims_that_it_came_from(ask: Ask) -> None:
    found = await ask(
        """{ account(id: "krackhardt") { stakeholder(id: "A02") { power {
        value evidenceCount
        evidence(first: 100) { kind contribution node { key }
          claims { key type from { key } to { key } value word confidence verification by validFrom validUntil } }
        } } } }"""
    )
    score = found["account"]["stakeholder"]["power"]
    parts = score["evidence"]
    assert len(parts) == score["evidenceCount"]
    assert sum(part["contribution"] for part in parts) == pytest.approx(score["value"], abs=1e-9)
    assert [part["contribution"] for part in parts] == sorted((p["contribution"] for p in parts), reverse=True)
    assert {part["kind"] for part in parts} == {"SENIORITY", "INFLUENCE", "ALLIANCE"}
    (advice,) = next(part["claims"] for part in parts if part["kind"] == "INFLUENCE" and part["node"]["key"] == "A07")
    assert (advice["type"], advice["from"]["key"], advice["to"]["key"]) == ("INFLUENCES", "A02", "A07")
    assert (advice["value"], advice["confidence"], advice["verification"]) == (1, 0.9, "CONFIRMED")
    assert (advice["by"], advice["validFrom"], advice["validUntil"]) == ("source:Krackhardt (1987)", "1987-01-01", None)


async def test_evidence_can_be_cut_short(ask: Ask) -> None:
    query = """{ account(id: "krackhardt") { stakeholder(id: "A02") {
        power { evidence(first: 2) { kind } evidenceCount }
    } } }"""
    score = (await ask(query))["account"]["stakeholder"]["power"]
    assert len(score["evidence"]) == 2 < score["evidenceCount"]


async def test_managers_reports_and_home(ask: Ask) -> None:
    query = """query ($id: ID!) { account(id: "krackhardt") {
        stakeholder(id: $id) { managers { key } reports { key } organisation { key name } }
    } }"""
    found = (await ask(query, id="A02"))["account"]["stakeholder"]
    assert found["managers"] == [{"key": "A07"}]
    assert [each["key"] for each in found["reports"]] == ["A01", "A04", "A16"]
    assert found["organisation"] == {"key": "department-4", "name": "Department 4"}
    chief = (await ask(query, id="A07"))["account"]["stakeholder"]
    assert chief["managers"] == []
    assert chief["organisation"]["key"] == "krackhardt"


async def test_somebody_unknown_is_null(ask: Ask) -> None:
    assert (await ask('{ account(id: "krackhardt") { stakeholder(id: "A99") { name } } }'))["account"] == {
        "stakeholder": None
    }


IN_FULL = """
query ($id: ID!, $on: Date) { account(id: $id, on: $on) { stakeholder(id: "anna") {
  id
  owner { key name }
  roles { opportunity { id key } roles veto stakeholder { key } }
  risks { key }
} } }
"""


async def test_who_answers_for_a_person_and_what_they_decide_on_the_day(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putAnswersFor": {"from": "kata", "to": {"stakeholder": "anna"}}},
        *({"putOpportunity": {"id": each, "title": each}} for each in ("first", "second")),
        *({"putFor": {"from": each, "to": key}} for each in ("first", "second")),
        {"putHasRoleIn": {"from": "anna", "to": "first", "roles": ["USER"], "validTo": "2026-06-01"}},
        {"putHasRoleIn": {"from": "anna", "to": "second", "roles": ["DECIDER"], "veto": True}},
        {"putHasRoleIn": {"from": "bela", "to": "first", "roles": ["USER"]}},
        {"putRisk": {"id": "leaves", "title": "She leaves", "category": "RELATIONSHIP"}},
        {"putAbout": {"from": {"risk": "leaves"}, "to": {"stakeholder": "anna"}}},
    )
    now = (await ask(IN_FULL, id=key))["account"]["stakeholder"]
    then = (await ask(IN_FULL, id=key, on="2026-05-31"))["account"]["stakeholder"]
    assert (now["owner"], now["risks"]) == ({"key": "kata", "name": "Kata"}, [{"key": "leaves"}])
    (role,) = now["roles"]
    assert (role["roles"], role["veto"], role["stakeholder"]) == (["DECIDER"], True, {"key": "anna"})
    assert [each["opportunity"]["key"] for each in now["roles"]] == ["second"]
    assert [each["opportunity"]["key"] for each in then["roles"]] == ["first", "second"]
    assert then["roles"][1]["opportunity"]["id"] != role["opportunity"]["id"]  # the day carries through
    again = await ask(
        "query ($id: ID!) { node(id: $id) { ... on Stakeholder { roles { opportunity { id } } } } }", id=then["id"]
    )
    assert [each["opportunity"]["id"] for each in again["node"]["roles"]] == [
        each["opportunity"]["id"] for each in then["roles"]
    ]


async def test_nobody_need_answer_for_a_person(ask: Ask) -> None:
    query = """{ account(id: "krackhardt") { stakeholder(id: "A07") {
        owner { key } roles { veto } favours { weight { value } }
    } } }"""
    assert (await ask(query))["account"]["stakeholder"] == {"owner": None, "roles": [], "favours": []}
