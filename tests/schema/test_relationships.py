"""People over the API: whom they report to, and their power with where it comes from."""

import pytest

from scoring.power import power
from tests.schema.conftest import Ask
from tests.scoring.accounts import DAY, krackhardt
from tests.scoring.test_power import OF_THE_ACCOUNT


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
