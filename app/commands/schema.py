"""`stakegraph schema`: the API's definition."""

import click

from schema.api import schema

__all__ = ["print_schema"]


@click.command("schema")
def print_schema() -> None:
    """Print the schema of the API."""
    click.echo(schema.as_str())
