"""The command line."""

from typing import Any

import click
import structlog

from app.commands.demo import demo
from app.commands.export import export
from app.commands.query import query
from app.commands.report import report
from app.commands.schema import print_schema
from app.commands.score import score
from app.commands.seed import seed
from app.commands.serve import serve_command
from app.commands.status import status
from graph.errors import StakegraphError

__all__ = ["main"]

EXIT_CODES = "Exit codes: 0 done, 1 failed (such as a database that does not answer), 2 wrong usage."

_log = structlog.get_logger(__name__)


class _Commands(click.Group):
    """A group whose commands end in one clear line where something went wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StakegraphError as error:
            raise click.ClickException(error.message) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            _log.debug("a command failed", exc_info=True)
            text = f"something went wrong on our side: {type(error).__name__}: {error}"
            raise click.ClickException(f"{text} (STAKEGRAPH_LOG_LEVEL=debug shows where)") from error


@click.group(cls=_Commands, epilog=EXIT_CODES, context_settings={"max_content_width": 120})
@click.version_option(package_name="stakegraph", prog_name="stakegraph")
def main() -> None:
    """Stakegraph: who decides at a key account, whom your team reaches, and what to do next."""


for command in (demo, serve_command, seed, score, query, report, export, status, print_schema):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="stakegraph")
