"""The documents are run: each query gives the answer that stands under it, and each table is what the code says."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

import click
import pytest

from app.cli import main
from app.upkeep import Upkeep
from graph import errors
from graph.embedded import embedded_server
from graph.store import Store
from graph.viewer import LOCAL
from schema.api import schema
from schema.context import Context
from seeds.sample import SAMPLES
from tests.reference import PAGES, SCHEMA, with_blocks

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
WITH_QUERIES = [ROOT / "README.md", ROOT / "docs" / "api.md", ROOT / "docs" / "time.md"]


def fenced(path: Path, *languages: str) -> Iterator[tuple[str, str]]:
    """The blocks of a document in these languages."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return ((language, text) for language, text in found if language in languages)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """The samples with their summaries, and nothing else."""
    with embedded_server(tmp_path) as endpoint:
        async with Store(endpoint) as opened:
            for name in SAMPLES:
                await opened.commit(SAMPLES[name](), LOCAL)
            await Upkeep(opened).sweep()
            yield opened


def to_six_digits(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {key: to_six_digits(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [to_six_digits(value) for value in answer]
    return round(answer, 6) if isinstance(answer, float) else answer


@pytest.mark.parametrize("path", WITH_QUERIES, ids=lambda path: path.name)
async def test_every_query_gives_the_answer_that_stands_under_it(path: Path, store: Store) -> None:
    blocks = list(fenced(path, "graphql", "json"))
    assert [language for language, _ in blocks] == ["graphql", "json"] * (len(blocks) // 2)
    for (_, query), (_, answer) in zip(blocks[::2], blocks[1::2], strict=True):
        result = await schema.execute(query, context_value=Context(store, LOCAL))
        assert not result.errors
        assert to_six_digits(result.data) == json.loads(answer)


def test_every_document_with_a_query_is_run() -> None:
    assert [path for path in DOCUMENTS if list(fenced(path, "graphql"))] == WITH_QUERIES


@pytest.mark.parametrize("path", [*PAGES, SCHEMA], ids=lambda path: path.name)
def test_the_reference_pages_say_what_the_code_says(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert page == (schema.as_str() + "\n" if path == SCHEMA else with_blocks(page)), "run: make docs"


def test_every_command_in_the_documents_is_one() -> None:
    lines = [line for path in DOCUMENTS for _, text in fenced(path, "sh") for line in text.splitlines()]
    commands = [line.split("#")[0].split() for line in lines if line.startswith("stakegraph ")]
    assert commands
    for _, name, *arguments in commands:
        command = main.get_command(click.Context(main), name)
        while isinstance(command, click.Group):
            command = command.get_command(click.Context(command), arguments.pop(0))
        assert command is not None
        known = {flag for parameter in command.params for flag in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("--")} <= known


def test_every_error_has_its_page_and_every_page_its_error() -> None:
    headings = re.findall("^## (.*)$", (ROOT / "docs" / "errors.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    told = {name for name, kind in getmembers(errors, isclass) if kind.__module__ == errors.__name__}
    assert set(headings) == told - {"StakegraphError", "Refused"}  # the base, and the bundle of all the others


def test_every_link_between_documents_leads_somewhere() -> None:
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            assert target.startswith("http") or (path.parent / target).exists(), f"{path.name}: {target}"
