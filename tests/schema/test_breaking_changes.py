"""What breaks clients of the last release must be told in the changelog, under Breaking, by its name in the schema.

`released.graphql` is the schema of the last release. Who makes the next one copies schema/schema.graphql there.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import build_schema, find_breaking_changes, specified_scalar_types

from schema.api import schema

ROOT = Path(__file__).parents[2]
RELEASED = Path(__file__).parent / "released.graphql"
CHANGELOG = ROOT / "CHANGELOG.md"


def untold(released: str, now: str, changelog: str) -> Iterator[str]:
    """What breaks, and has no line that names it."""
    told = breaking(changelog)
    known = build_schema(released).type_map.keys() - specified_scalar_types.keys()
    for change in find_breaking_changes(build_schema(released), build_schema(now)):
        named = re.findall(r"@\w+(?:\(\w+:\))?|\w+\.\w+(?:\(\w+:\))?", change.description)
        names = named[:1] or [word for word in re.findall(r"\w+", change.description) if word in known]
        if not all(f"`{name}`" in told for name in names):
            yield f"{change.description} Tell so in CHANGELOG.md, Unreleased, Breaking: `{'`, `'.join(names)}`"


def breaking(changelog: str) -> str:
    """What stands under Breaking in the first part of a changelog, which is of what is not released yet."""
    unreleased = changelog.split("\n## ")[1]
    return next((part for part in unreleased.split("\n### ") if part.startswith("Breaking\n")), "")


def test_what_breaks_clients_of_the_last_release_is_told() -> None:
    changelog = CHANGELOG.read_text(encoding="utf-8")
    assert [*untold(RELEASED.read_text(encoding="utf-8"), schema.as_str(), changelog)] == []


OLD = """
directive @limited(to: Int) on FIELD_DEFINITION
type Query { account(id: ID): Account  any: Any }
type Account { name: String!  tier: Tier  notes: String }
type Person { name: String }
enum Tier { A B }
union Any = Account | Person
input Filter { tier: Tier }
"""


@pytest.mark.parametrize(
    ("was", "is_", "name"),
    [
        ("notes: String", "", "Account.notes"),
        ("name: String!  ", "name: String  ", "Account.name"),
        ("(id: ID)", "", "Query.account(id:)"),
        ("(id: ID)", "(id: ID, key: ID!)", "Query.account(key:)"),
        ("A B", "A", "Tier.B"),
        ("tier: Tier }", "tier: Tier, name: String! }", "Filter.name"),
        ("Account | Person", "Account", "Any"),
        ("(to: Int) on", " on", "@limited(to:)"),
        ("input Filter { tier: Tier }", "", "Filter"),
    ],
)
def test_each_kind_of_break_is_asked_for_by_name(was: str, is_: str, name: str) -> None:
    assert OLD.count(was) == 1
    now = OLD.replace(was, is_)
    [asked] = untold(OLD, now, "# Changelog\n\n## Unreleased\n\n### Added\n\n- `{name}`\n")
    assert f"`{name}`" in asked
    told = f"# Changelog\n\n## Unreleased\n\n### Added\n\n- more\n\n### Breaking\n\n- {asked}\n\n## 0.1.0\n"
    assert [*untold(OLD, now, told)] == []


def test_what_an_older_release_has_told_does_not_count() -> None:
    older = "# Changelog\n\n## Unreleased\n\n- more\n\n## 0.1.0\n\n### Breaking\n\n- `Account.notes` is gone.\n"
    assert len([*untold(OLD, OLD.replace("notes: String", ""), older)]) == 1


def test_what_is_only_added_breaks_nobody() -> None:
    now = OLD.replace("notes: String", "notes: String  revision: Int").replace("A B", "A B C")
    assert [*untold(OLD, now, "# Changelog\n\n## Unreleased\n")] == []
