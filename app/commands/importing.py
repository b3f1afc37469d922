"""`stakegraph import`: what a source exports, into the accounts."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from app.contact_files import read_contacts
from app.database import DATABASE, database, demand_database
from app.imported import lines
from app.importing import carry_out, settle
from app.logs import configure
from app.mapping import mapping
from app.progress import shown
from app.reading_as import DATES, DECIMALS, reading_as, stated
from app.rejects import write_rejects, write_tables
from app.restoring import restore
from app.settings import Settings, takes
from app.upload.client import Service, service_of
from app.usage import demanding_sense, once_written
from app.witnessing import witnessed
from graph.change import Change
from graph.errors import InvalidInput
from graph.store import Store
from graph.viewer import LOCAL
from graph.watcher import Watcher
from seeds.contacts.kinds import CALENDAR, MAILBOX, kind_of
from seeds.exported import changes, is_exported
from seeds.files.limits import USUAL_LIMITS, Budget
from seeds.files.source import Source
from seeds.importing.engine import Import, demand_account, importing
from seeds.importing.profile import PROFILES, Profile, Reading, shipped
from seeds.importing.proposal import proposed
from seeds.importing.report import Report

__all__ = ["LEFT_OUT", "import_command"]

LEFT_OUT = 3
"""The exit code of an import that is done, but for what it tells."""

QUIET = 2.0  # seconds after which progress is told

EPILOG = """Exit codes: 0 all is in; 1 failed, and accounts that were written are whole: where the database did not
answer, the same command goes on; 2 wrong usage, or a file or profile that cannot be read, and nothing was written;
3 done, but something was left out, which is told."""

OF_CONTACTS = (CALENDAR, MAILBOX)


@click.command("import", epilog=EPILOG)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--profile", "told", metavar="NAME|FILE", help=f"What the files are: {', '.join(PROFILES)}; or a file.")
@click.option("--propose", is_flag=True, help="Only print a first draft of a profile for these files.")
@click.option("--account", metavar="KEY", help="The account that all of it belongs to; made where there is none.")
@click.option("--dry-run", "dry", is_flag=True, help="Only tell what would be done.")
@click.option(
    "--rejects",
    type=click.Path(file_okay=False, path_type=Path),
    help="A directory to write the rows to that something is wrong with, a file for each table.",
)
@click.option("--dates", type=click.Choice([*DATES]), help="The order of dates such as 03/04/2026.")
@click.option("--decimals", type=click.Choice([*DECIMALS]), help="The decimal mark of numbers such as 1.234.")
@click.option("--currency", metavar="CODE", help="The currency of amounts that do not say theirs, such as EUR.")
@click.option("--encoding", metavar="NAME", help="The encoding of the files, such as cp1250, where names look wrong.")
@takes(*DATABASE, "url", "token_file", "audit_log", "log_level", "log_format")
def import_command(
    settings: Settings,
    paths: Sequence[Path],
    told: str | None,
    propose: bool,
    account: str | None,
    dry: bool,
    rejects: Path | None,
    **reading: str | None,
) -> None:
    """Import what a source exports: files, or directories of them.

        Each account is written whole or not at all. The same files again change nothing. An account that Stakegraph
    exported (json or csv) needs no profile.
    """
    configure(settings.log_level, settings.log_format)
    files = [file for path in paths for file in _files(path)]
    if propose:
        _propose(files, stated(Reading(), reading))
        return
    with demanding_sense():
        demand_account(account)
    service = service_of(settings) if settings.url else None
    if service is None:
        demand_database(settings)
    exported = [file for file in files if _is_exported(file)]
    rest = [file for file in files if file not in exported]
    groups = [*_groups(told, rest, reading)]
    if service is not None:
        orders = _orders(told, exported, groups, {"account": account, **reading})
        complete = _send(service, orders, rejects, dry=dry)
    else:
        complete = _import(settings, exported, groups, account, rejects, dry=dry)
    if not complete:
        raise click.exceptions.Exit(LEFT_OUT)


# ---------------------------------------------------------------- what was told


def _files(path: Path) -> list[Path]:
    """The file, or those of a directory."""
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith("."))
    if not found:
        raise click.UsageError(f"there is no file in {path}")
    return found


def _propose(files: Sequence[Path], reading: Reading) -> None:
    with demanding_sense():
        click.echo(proposed([(file, file.name) for file in files], reading), nl=False)


def _is_exported(file: Path) -> bool:
    try:
        return is_exported(Source(file.name, file), Budget(file.name, USUAL_LIMITS))
    except InvalidInput:
        return False  # why it cannot be read is told when it is


def _groups(
    told: str | None, files: Sequence[Path], reading: dict[str, str | None]
) -> Iterator[tuple[Profile, Sequence[Path]]]:
    """The files by their profiles. Calendars and mailboxes are known by themselves, and come after all others."""
    kinds = {file: told if told in OF_CONTACTS else kind_of(Source(file.name, file)) for file in files}
    if others := [file for file in files if not kinds[file]]:
        yield _profile(told, others, reading), others
    for kind in OF_CONTACTS:
        if group := [file for file in files if kinds[file] == kind]:
            yield shipped(kind), group


def _profile(told: str | None, files: Sequence[Path], reading: dict[str, str | None]) -> Profile:
    if told is None:
        raise click.UsageError(f"--profile says what {files[0].name} is: {', '.join(PROFILES)}, or a file of your own")
    with demanding_sense():
        known = shipped(told) if told in PROFILES else mapping(_text(Path(told)), told)
    return reading_as(known, reading)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        known = ", ".join(PROFILES)
        raise click.UsageError(f"there is no profile {str(path)!r}: give one of {known}, or a file") from error


def _orders(
    told: str | None,
    exported: Sequence[Path],
    groups: Sequence[tuple[Profile, Sequence[Path]]],
    given: dict[str, str | None],
) -> Iterator[tuple[Sequence[Path], dict[str, str]]]:
    """The same for a service: files, and the fields that say what they are."""
    if exported:
        yield exported, {}
    for known, group in groups:
        fields = {name: value for name, value in given.items() if value}
        if known.name in OF_CONTACTS or told in PROFILES:
            fields["profile"] = known.name
        else:
            fields["mapping"] = _text(Path(told or ""))
        yield group, fields


# ---------------------------------------------------------------- what is done


def _import(
    settings: Settings,
    exported: Sequence[Path],
    groups: Sequence[tuple[Profile, Sequence[Path]]],
    account: str | None,
    rejects: Path | None,
    *,
    dry: bool,
) -> bool:
    """Import into a database, and answer whether nothing was left out."""
    complete = True
    with witnessed(settings, "import") as watcher:
        if exported:
            _restore(settings, exported, watcher, dry=dry)
        for number, (known, group) in enumerate(groups):
            written = not dry and bool(exported or number)
            with importing(known, account) as imported, once_written(written=written):
                contacts = group if known.name in OF_CONTACTS else []
                _read(imported, [file for file in group if file not in contacts])
                _carry_out(settings, imported, contacts, watcher, dry=dry)
                _tell(imported, rejects, dry=dry)
                complete = complete and imported.report.is_complete
    return complete


def _send(
    service: Service, orders: Iterator[tuple[Sequence[Path], dict[str, str]]], rejects: Path | None, *, dry: bool
) -> bool:
    """Have a service import it, and answer whether nothing was left out."""
    complete = True
    for files, fields in orders:
        switches = {"commit": "false" if dry else "true", "leftOut": "true" if rejects else "false"}
        sent = service.send(files, {**fields, **switches})
        for line in sent.summary:
            click.echo(line)
        for path in write_tables(sent.left_out, rejects) if rejects else ():
            click.echo(f"To be mended: {path}")
        complete = complete and sent.is_complete
    return complete


def _read(imported: Import, files: Sequence[Path]) -> None:
    with shown(100, "% of the files read", QUIET) as told:
        for number, file in enumerate(files):
            with demanding_sense():
                imported.read(file, file.name, lambda share, at=number: told(int((at + share) * 100 / len(files))))  # type: ignore[misc]


def _carry_out(settings: Settings, imported: Import, contacts: Sequence[Path], watcher: Watcher, *, dry: bool) -> None:
    with database(settings) as endpoint:
        asyncio.run(_written(Store(endpoint, watcher=watcher), imported, contacts, dry=dry))


async def _written(store: Store, imported: Import, contacts: Sequence[Path], *, dry: bool) -> None:
    async with store:
        with demanding_sense():
            await read_contacts(store, imported, [Source(file.name, file) for file in contacts], LOCAL)
        await settle(store, imported, LOCAL)
        with shown(len(imported.scopes), "accounts", QUIET) as told:
            await carry_out(store, imported, LOCAL, told, dry=dry)


def _tell(imported: Import, rejects: Path | None, *, dry: bool) -> None:
    for line in lines(imported.report, dry=dry):
        click.echo(line)
    for path in write_rejects(imported, rejects) if rejects else ():
        click.echo(f"To be mended: {path}")


def _restore(settings: Settings, files: Sequence[Path], watcher: Watcher, *, dry: bool) -> None:
    with demanding_sense():
        for file in files:  # each is read once more when its turn has come: together they may be more than memory holds
            _changes(file)
    with database(settings) as endpoint:
        report = asyncio.run(_restored(Store(endpoint, watcher=watcher), files, dry=dry))
    for line in lines(report, dry=dry):
        click.echo(line)


def _changes(file: Path) -> dict[str, list[Change]]:
    return changes(Source(file.name, file), Budget(file.name, USUAL_LIMITS))


async def _restored(store: Store, files: Sequence[Path], *, dry: bool) -> Report:
    report = Report()
    async with store:
        for file in files:
            await restore(store, _changes(file), LOCAL, report, dry=dry)
    return report
