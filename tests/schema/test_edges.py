"""The graph as a whole over the API: in a generated account, whatever leads somewhere is led back from there."""

from datetime import date
from typing import Any

import pytest

from graph.identity import TEAM
from graph.viewer import LOCAL
from seeds.generated.portfolio import account, account_key
from seeds.generated.team import team
from tests.schema.conftest import Ask

SEED, TODAY = 5, date(2026, 11, 25)

WHOLE = """
query ($id: ID!) { account(id: $id) {
  organisations { id parent { id } parts { id } stakeholders(first: 500) { nodes { id organisation { id } } }
    team { teamMember { id } } uses { organisation { id } offering { id } } insights { id } risks { id } }
  stakeholders(first: 500, filter: {includeLeft: true}) { nodes {
    id managers { id } reports { id } organisation { id } owner { id } insights { id } risks { id } actions { id }
    roles { opportunity { id } } favours { competitor { id } } interactions(first: 500) { nodes { id } }
  } }
  interactions(first: 500) { nodes { id stakeholders { id } teamMembers { id } initiator { id } } }
  insights { id about { id __typename } servedBy { id } owner { id } isOpen }
  signals { nodes { id about { id } } }
  risks { id about { id } owner { id } isOpen exposure exposureAmount { amount currency } }
  plans { id objectives { id plans { id } owner { id } actions {
    id objectives { id } dependsOn { id } requiredBy { id } owner { id } isOverdue
  } } }
  kpis { id owner { id } latest { id value } attainment measurements(first: 500) { nodes { id kpi { id } } } }
  financials { id margin { amount currency } about { id } }
  opportunities { nodes { id organisation { id } offerings { offering { id } amount { amount } } competitors { id }
    participants { stakeholder { id } } owner { id } insights { id } risks { id } isOpen } }
  offerings { offering { id } opportunities { id } serves { id } }
  competitors { competitor { id } opportunities { id } favouredBy { stakeholder { id } } }
  whitespace { organisations { id } offerings { id } cells { organisation { id } offering { id } } }
} }
"""

Ways = set[tuple[str, str]]


@pytest.fixture
async def whole(ask: Ask) -> Any:
    """A generated account of forty people, asked for whole."""
    await ask.store.commit({TEAM: team(1, SEED, TODAY), account_key(SEED, 1): account(1, 40, SEED, TODAY)}, LOCAL)
    return (await ask(WHOLE, id=account_key(SEED, 1)))["account"]


def ways(rows: list[Any], *fields: str) -> Ways:
    """Where a field of some rows leads, and from where; further fields go on from there."""
    found: Ways = set()
    for row in rows:
        reached: Any = [row]
        for field in fields:
            reached = [each for one in reached for each in listed(one[field])]
        found |= {(row["id"], each["id"]) for each in reached}
    return found


def listed(value: Any) -> list[Any]:
    value = value["nodes"] if isinstance(value, dict) and "nodes" in value else value
    return value if isinstance(value, list) else [value]


async def test_whatever_leads_somewhere_is_led_back_from_there(whole: Any) -> None:
    people, deals = whole["stakeholders"]["nodes"], whole["opportunities"]["nodes"]
    places, divisions = whole["organisations"], whole["organisations"][1:]
    contacts = whole["interactions"]["nodes"]
    objectives = [each for plan in whole["plans"] for each in plan["objectives"]]
    actions = [each for objective in objectives for each in objective["actions"]]
    measurements = [each for kpi in whole["kpis"] for each in kpi["measurements"]["nodes"]]
    pairs: list[tuple[Ways, Ways]] = [
        (ways(people, "managers"), ways(people, "reports")),
        (ways(people, "interactions"), ways(contacts, "stakeholders")),
        (ways(people, "roles", "opportunity"), ways(deals, "participants", "stakeholder")),
        (ways(places, "parts"), ways(divisions, "parent")),
        (ways(whole["plans"], "objectives"), ways(objectives, "plans")),
        (ways(objectives, "actions"), ways(actions, "objectives")),
        (ways(actions, "dependsOn"), ways(actions, "requiredBy")),
        (ways(whole["kpis"], "measurements"), ways(measurements, "kpi")),
    ]
    for there, backwards in pairs:
        assert there
        assert there == {(here, far) for far, here in backwards}
    for kind in ("insights", "risks"):
        about = {(far, here) for here, far in ways(whole[kind], "about")}
        told = ways([*people, *deals], kind)
        assert told
        assert told <= about


async def test_what_is_worked_out_is_there_for_all_of_a_generated_account(whole: Any) -> None:
    assert all(risk["exposure"] is not None and risk["exposureAmount"] for risk in whole["risks"])
    assert all(figures["margin"] for figures in whole["financials"])
    assert all(
        kpi["latest"] == {"id": kpi["measurements"]["nodes"][-1]["id"], "value": kpi["latest"]["value"]}
        for kpi in whole["kpis"]
    )
    grid = whole["whitespace"]
    cells = [(cell["organisation"]["id"], cell["offering"]["id"]) for cell in grid["cells"]]
    assert 0 < len(set(cells)) == len(cells) < len(grid["organisations"]) * len(grid["offerings"])
    assert {place for place, _ in cells} <= {each["id"] for each in grid["organisations"]}
