"""The examples in the docstrings are true."""

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["dates", "emails", "months", "neutral", "numbers"])
def test_examples(name: str) -> None:
    result = doctest.testmod(import_module(f"seeds.files.{name}"))
    assert result.attempted
    assert result.failed == 0
