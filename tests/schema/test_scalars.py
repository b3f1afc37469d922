"""The scalars that GraphQL does not have."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLScalarType, is_specified_scalar_type
from hypothesis import given
from hypothesis import strategies as st

from schema.api import schema

OWN = {
    name: each
    for name, each in schema._schema.type_map.items()
    if isinstance(each, GraphQLScalarType) and not is_specified_scalar_type(each)
}
FULL_DATE = r"\d{4}-\d\d-\d\d"
OFFSET = r"(Z|[+-]\d\d:\d\d)"


@pytest.mark.parametrize("name", OWN)
def test_each_tells_where_it_is_specified(name: str) -> None:
    assert (OWN[name].specified_by_url or "").startswith("https://")
    assert f"scalar {name} @specifiedBy(url: " in schema.as_str()


@given(value=st.dates())
def test_a_day_is_a_full_date_of_rfc_3339(value: date) -> None:
    is_written_as("Date", value, FULL_DATE)


@given(value=st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_a_date_time_of_rfc_3339(value: datetime) -> None:
    is_written_as("DateTime", value, rf"{FULL_DATE}T\d\d:\d\d:\d\d(\.\d+)?{OFFSET}")


@given(value=st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_is_one_of_xml_schema(value: Decimal) -> None:
    is_written_as("Decimal", value, r"[+-]?(\d+(\.\d*)?|\.\d+)")


def is_written_as(name: str, value: Any, form: str) -> None:
    """In this form, from which it can be read again."""
    written = OWN[name].serialize(value)
    assert re.fullmatch(form, written, re.ASCII)
    assert OWN[name].parse_value(written) == value
