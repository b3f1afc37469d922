"""The table of constants: complete, and guarded."""

from dataclasses import fields
from typing import Any

import pytest

from graph.model import BuyingRole, Seniority
from scoring.parameters import DEFAULTS, Parameters, table


def test_the_table_holds_every_constant_with_its_default_and_meaning() -> None:
    rows = list(table())
    assert [name for name, _, _ in rows] == [field.name for field in fields(DEFAULTS)]
    assert all(default == getattr(DEFAULTS, name) and meaning for name, default, meaning in rows)


@pytest.mark.parametrize(
    "wrong",
    [
        {"confidence_cap": 1},
        {"openness_cap": 1},
        {"assumed_confidence": -0.1},
        {"participant_weight": 0},
        {"role_weights": {"DECIDER": 2}},
        {"rates": {"EUR": 0}},
        {"tolerance": float("nan")},
        {"no_such_constant": 1},
    ],
)
def test_what_is_outside_its_range_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Parameters(**wrong)


def test_roles_and_levels_are_named_by_the_models_words() -> None:
    assert set(DEFAULTS.role_weights) <= set(BuyingRole)
    assert set(DEFAULTS.seniority_weights) == set(Seniority)
