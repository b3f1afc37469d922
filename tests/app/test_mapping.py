"""A mapping of one's own: what it may not be called."""

import pytest

from app.mapping import mapping
from graph.errors import InvalidInput
from tests.app.sources import OWN


@pytest.mark.parametrize("name", ["own", "salesforce", "icsx"])
def test_a_mapping_may_have_almost_any_name(name: str) -> None:
    assert mapping(OWN.replace("own", name), "own.toml").name == name


@pytest.mark.parametrize("name", ["ics", "mbox"])
def test_it_may_not_be_called_like_what_reads_calendars_and_mailboxes(name: str) -> None:
    with pytest.raises(InvalidInput, match=rf"own\.toml: name: '{name}' is the name of a profile that comes with"):
        mapping(OWN.replace("own", name), "own.toml")


def test_a_mistake_is_named_by_its_field() -> None:
    with pytest.raises(InvalidInput, match=r"own\.toml: tables\[0\]\.node: there is no kind of node 'Person'"):
        mapping(OWN.replace("Stakeholder", "Person"), "own.toml")
