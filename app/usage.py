"""Usage: what is wrong with what a command was given, which ends it with exit code 2 where nothing was written."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from graph.errors import InvalidInput

__all__ = ["demanding_sense", "once_written"]


@contextmanager
def demanding_sense() -> Iterator[None]:
    """Within the block, InvalidInput is told as wrong usage: before anything is written."""
    try:
        yield
    except InvalidInput as error:
        raise click.UsageError(error.message) from error


@contextmanager
def once_written(*, written: bool) -> Iterator[None]:
    """Within the block, wrong usage is told as a failure, which has exit code 1, where something was written before."""
    try:
        yield
    except click.UsageError as error:
        if not written:
            raise
        raise click.ClickException(error.message) from error
