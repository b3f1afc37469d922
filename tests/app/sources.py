"""Files to import, and a mapping of one's own for others."""

from tests.graph.acme import new_scope

__all__ = ["OURS", "OWN", "files", "mark"]

OURS = {"X-Requested-With": "tests"}
"""What an upload bears that no page of another origin can send."""

OWN = """name = "own"
[[tables]]
needs = ["Who"]
[tables.node]
label = "Stakeholder"
key = [{ fields = "name" }]
fields.name = "Who"
"""


def files(mark: str) -> dict[str, str]:
    """Two accounts, their people, deals and roles, with ids that no other test has."""
    return {
        "Account.csv": f"Id,Name,OwnerId\n{mark}1,Acme,{mark}9\n{mark}2,Beta,{mark}9\n",
        "Contact.csv": f"Id,LastName,Email,AccountId,ReportsToId\n{mark}3,Kiss,kiss@{mark}.example,{mark}1,\n"
        f"{mark}4,Nagy,,{mark}1,{mark}3\n{mark}5,Pál,,{mark}2,\n",
        "User.csv": f"Id,Username,Name,Email\n{mark}9,u,Sára,sara@{mark}.example\n",
        "Opportunity.csv": f"Id,Name,AccountId,StageName\n{mark}6,Drives,{mark}1,Prospecting\n",
        "OpportunityContactRole.csv": f"Id,OpportunityId,ContactId,Role\n{mark}7,{mark}6,{mark}4,Economic Buyer\n",
    }


def mark() -> str:
    return new_scope().removeprefix("test-").replace("-", "")[:12]
