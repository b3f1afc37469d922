"""The command line."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click
import structlog

from graph.errors import StakegraphError

__all__ = ["COMMANDS", "main"]

COMMANDS: Final[Mapping[str, str]] = {
    "demo": "app.commands.demo:demo",
    "export": "app.commands.export:export",
    "import": "app.commands.importing:import_command",
    "key": "app.commands.key:key",
    "query": "app.commands.query:query",
    "report": "app.commands.report:report",
    "schema": "app.commands.schema:print_schema",
    "score": "app.commands.score:score",
    "seed": "app.commands.seed:seed",
    "serve": "app.commands.serve:serve_command",
    "status": "app.commands.status:status",
    "template": "app.commands.template:template",
}
"""Each command, and where it is: what it needs is loaded when it is called, as the whole API takes a second."""

EXIT_CODES = "Exit codes: 0 done, 1 failed (such as a database that does not answer), 2 wrong usage."

_log = structlog.get_logger(__name__)


class _Commands(click.Group):
    """A group whose commands end in one clear line where something went wrong."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

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


if __name__ == "__main__":
    main(prog_name="stakegraph")
