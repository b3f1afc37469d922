"""`stakegraph template`: an empty stakeholder register."""

from pathlib import Path

import click

from app.register.book import register
from schema.language import Language
from schema.voice import voice_of

__all__ = ["template"]


@click.command
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), default=Path("register.xlsx"))
@click.option(
    "--language",
    type=click.Choice([each.value for each in Language]),
    default=Language.EN.value,
    show_default=True,
    help="The language of its headings and words.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def template(file: Path, language: str, force: bool) -> None:
    """Write an empty stakeholder register: a workbook to fill in and import.

        FILE is register.xlsx where none is given. `stakegraph import FILE --profile register --account KEY` reads it,
    whatever its language.
    """
    content = register(voice_of(Language(language)))
    try:
        with file.open("wb" if force else "xb") as written:
            written.write(content)
    except FileExistsError as error:
        raise click.UsageError(f"{file} is there already: give another FILE, or --force to write over it") from error
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"{file}: fill it in, then: stakegraph import {file} --profile register --account KEY")
