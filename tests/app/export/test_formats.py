"""The table of formats, and the page that tells of it."""

import re
from pathlib import Path

import pytest

from app.export.formats import FORMATS
from app.export.order import LONGEST, Order, exported
from graph.change import Change
from graph.errors import InvalidInput
from graph.identity import TEAM
from graph.store import Store
from graph.viewer import LOCAL
from schema.context import Context
from tests.graph.acme import account

PAGE = (Path(__file__).parents[3] / "docs" / "exporting.md").read_text(encoding="utf-8")


def test_the_page_tells_of_each_format_and_whether_day_and_language_matter() -> None:
    told = re.findall(r"^\| `(\w+)` \| [^|]+\| (yes)? ?\| (yes)? ?\|$", PAGE, flags=re.MULTILINE)
    assert {name: (bool(dated), bool(worded)) for name, dated, worded in told} == {
        name: (each.is_dated, each.is_worded) for name, each in FORMATS.items()
    }


def test_an_order_that_makes_no_sense_is_refused_before_anything_is_read() -> None:
    with pytest.raises(InvalidInput, match="give no day"):
        Order.of("acme", "csv", on="2026-01-31").demand_sense()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("acme", "acme"),
        ("../../etc/passwd", "etc-passwd"),
        ('a"b\r\nc', "a-b-c"),
        ("Ügyfél", "gyf-l"),
        ("ű", "account"),
    ],
)
async def test_a_file_is_called_after_the_account(store: Store, key: str, name: str) -> None:
    changes: list[Change] = account(key)
    await store.commit({key: changes, TEAM: []}, LOCAL)
    found = await exported(Context(store, LOCAL), Order.of(key, "json"))
    assert re.fullmatch(rf"{name}-\d{{4}}-\d\d-\d\d\.json", found.name)


async def test_a_name_is_not_longer_than_files_may_have(store: Store) -> None:
    key = "k" * 200
    await store.commit({key: account(key)}, LOCAL)
    assert len((await exported(Context(store, LOCAL), Order.of(key, "csv"))).name) < LONGEST + 20
