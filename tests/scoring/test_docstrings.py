"""A public function of scoring/ is a page of a paper: it says what, shows an example that runs, and tells its cost."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import scoring

FORMULA = re.compile(r"::\n|[ΣΠ]|sqrt\(|exp\(|\b\w_[a-z]{1,2}\b")  # one set apart, or a sign or an index of one
OWN = "Stakegraph's own definition"


def public_functions() -> Iterator[Any]:
    for found in pkgutil.iter_modules(scoring.__path__):
        module = importlib.import_module(f"scoring.{found.name}")
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isfunction(value):
                yield pytest.param(value, id=f"{found.name}.{name}")


@pytest.mark.parametrize("function", list(public_functions()))
def test_it_says_what_it_does_and_shows_it(function: Callable[..., Any]) -> None:
    text = inspect.getdoc(function) or ""
    assert text.split("\n")[0].endswith((".", "?", ";"))
    assert ">>>" in text


@pytest.mark.parametrize("function", list(public_functions()))
def test_what_walks_a_snapshot_tells_its_cost(function: Callable[..., Any]) -> None:
    if {"snapshot", "graph"} & inspect.signature(function).parameters.keys():
        assert "linear" in (inspect.getdoc(function) or "").lower()


@pytest.mark.parametrize("function", list(public_functions()))
def test_a_formula_names_its_source_or_says_that_it_is_our_own(function: Callable[..., Any]) -> None:
    text = inspect.getdoc(function) or ""
    told = "\n".join(line for line in text.split("\n") if not line.startswith(">>>"))
    if FORMULA.search(told):
        assert "\nReferences\n" in told or OWN in " ".join(told.split())


@pytest.mark.parametrize("name", [found.name for found in pkgutil.iter_modules(scoring.__path__)])
def test_each_file_opens_with_its_question(name: str) -> None:
    module = importlib.import_module(f"scoring.{name}")
    assert name == "parameters" or (module.__doc__ or "").strip().endswith("?")
