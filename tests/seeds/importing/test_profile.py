"""Profiles: what comes with Stakegraph is sound, and a mistake is named by its field."""

import pytest

from graph.errors import InvalidInput
from seeds.importing.profile import PROFILES, Profile, profile, shipped

SOUND = """
name = "own"
[[tables]]
needs = ["Id"]
[tables.node]
label = "Stakeholder"
key = [{ id = "Id" }]
fields.name = "Name"
fields.seniority = { headings = ["Level"], words = { VP = ["vice"] } }
[[tables.edges]]
type = "REPORTS_TO"
to = { label = "Stakeholder", id = "Boss" }
"""

LEVEL = "fields.seniority = {"
INTEREST = 'fields.interest = {{ headings = ["Interest"], {} }}\nfields.seniority = {{'


@pytest.mark.parametrize("name", PROFILES)
def test_those_that_come_with_stakegraph_are_sound(name: str) -> None:
    known = shipped(name)
    assert known.name == name
    assert known.says


def test_those_that_the_documents_name_are_there() -> None:
    assert {"crm", "dynamics", "hubspot", "salesforce"} <= set(PROFILES)


def test_a_mapping_of_ones_own_has_the_same_form() -> None:
    own = profile(SOUND, "own.toml")
    assert isinstance(own, Profile)
    assert own.name == "own"
    assert own.tables[0].node is not None
    assert own.tables[0].node.fields["name"].headings == ["Name"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "own"', 'name = "My own"', "own.toml: name: "),
        ("needs", "need", "own.toml: tables[0].need: there is no such field in a profile"),
        ('needs = ["Id"]', "", "own.toml: tables[0]: give names or needs"),
        ('"Stakeholder"\nkey', '"Person"\nkey', "there is no kind of node 'Person'"),
        ('{ id = "Id" }', '{ id = "Id", fields = "name" }', "own.toml: tables[0].node.key[0]: give "),
        ('fields.name = "Name"', "", "Stakeholder needs the field name"),
        ("fields.seniority", "fields.level", "there is no field of Stakeholder 'level'"),
        ("VP =", "BOSS =", "there is no Stakeholder.seniority 'BOSS'"),
        ("REPORTS_TO", "REPORTS", "there is no type of edge 'REPORTS'; the nearest is 'REPORTS_TO'"),
        ('id = "Boss"', 'id = "Boss", name = "Boss"', "own.toml: tables[0].edges[0].to: give exactly one"),
        ("[[tables]]", "[[tables]", "own.toml is no TOML"),
        (
            "[[t",
            '[reading]\nzone = "Europe/Nowhere"\n[[t',
            "own.toml: reading.zone: Europe/Nowhere is not an IANA time",
        ),
        ("[[t", '[reading]\ndelimiter = ", "\n[[t', 'own.toml: reading.delimiter: give one character, such as ";"'),
        ("[[t", "[reading]\ndelimiter = '\"'\n[[t", "own.toml: reading.delimiter: give one character"),
        ("[[t", '[reading]\ndelimiter = ""\n[[t', "own.toml: reading.delimiter: give one character"),
        (LEVEL, INTEREST.format("scale = [3, 3]"), "fields.interest.scale: give two numbers that differ"),
        (LEVEL, INTEREST.format("scale = [0, inf]"), "fields.interest.scale[1]: Input should be a finite number"),
        (LEVEL, INTEREST.format("times = nan"), "fields.interest.times: Input should be a finite number"),
        (LEVEL, INTEREST.format("otherwise = inf"), "fields.interest.otherwise"),
        (
            LEVEL,
            INTEREST.format('words = { much = ["high"] }'),
            "words of Stakeholder.interest stand for numbers, and 'much' is none",
        ),
        (
            LEVEL,
            INTEREST.format('words = { nan = ["high"] }'),
            "words of Stakeholder.interest stand for numbers, and 'nan' is none",
        ),
    ],
)
def test_a_mistake_is_named_by_its_field(old: str, new: str, told: str) -> None:
    assert old in SOUND
    with pytest.raises(InvalidInput) as refused:
        profile(SOUND.replace(old, new, 1), "own.toml")
    assert told in refused.value.message
