"""What an argument names: a global id, or a plain key where kind and scope are fixed."""

import pytest

from graph.errors import InvalidInput
from graph.identity import TEAM, account_id
from graph.model import Stakeholder, TeamMember
from schema.references import account_key, stored_id
from schema.relay import encode_id

MALFORMED = ["", "a", "a/b/c/d", "a/Stakeholder/", "%/Stakeholder/x", "a//x"]


def test_a_plain_key_and_a_global_id_name_the_same() -> None:
    identifier = "acme/Stakeholder/anna"
    assert stored_id(Stakeholder, "acme", "anna") == identifier
    assert stored_id(Stakeholder, "acme", encode_id("Stakeholder", identifier)) == identifier
    assert stored_id(TeamMember, "acme", "kam") == f"{TEAM}/TeamMember/kam"
    assert account_key("acme") == "acme"
    for type_name in ("Account", "Organisation"):
        assert account_key(encode_id(type_name, account_id("a c/me"))) == "a c/me"


@pytest.mark.parametrize("identifier", [*MALFORMED, "acme/Stakeholder/anna", "acme/Organisation/part"])
def test_what_is_no_accounts_id_is_refused_by_its_path(identifier: str) -> None:
    with pytest.raises(InvalidInput, match="not the id of an account") as refused:
        account_key(encode_id("Account", identifier), ["accountId"])
    assert refused.value.path == ("accountId",)


@pytest.mark.parametrize("identifier", [*MALFORMED, "acme/Kpi/anna"])
def test_what_is_the_id_of_another_kind_is_refused_by_its_path(identifier: str) -> None:
    with pytest.raises(InvalidInput, match="not the id of a Stakeholder") as refused:
        stored_id(Stakeholder, "acme", encode_id("Stakeholder", identifier), ["to"])
    assert refused.value.path == ("to",)
