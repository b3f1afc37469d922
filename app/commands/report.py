"""`stakegraph report`: how an account stands, in the terminal."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

import click

from app.database import DATABASE, existing_database
from app.logs import configure
from app.settings import Settings, takes
from app.witnessing import witnessed
from graph.errors import NotFound
from graph.store import Store
from graph.viewer import LOCAL
from schema.context import Context, Reading
from schema.introductions import best_introduction
from schema.language import Language
from schema.sentences.coverage import coverage_sentence, status_sentence
from schema.sentences.decision_makers import single_thread_sentence, uncovered_sentence
from schema.sentences.departures import resilience_sentence
from schema.voice import voice_of
from scoring.decision_makers import DecisionMaker
from scoring.summary import unreached_by

__all__ = ["report"]

WIDEST: Final = 100  # characters of a line of text


@click.command
@click.argument("account")
@click.option("--on", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="The day to report on; else today.")
@click.option(
    "--language",
    type=click.Choice([each.value for each in Language]),
    default=Language.EN.value,
    show_default=True,
    help="The language to report in.",
)
@takes(*DATABASE, "rates", "audit_log", "log_level", "log_format")
def report(settings: Settings, account: str, on: datetime | None, language: str) -> None:
    """Tell how an account stands.

        What matters most comes first: whom you do not reach though a decision depends on them, and who can bring you
    there. ACCOUNT is its key.
    """
    configure(settings.log_level, settings.log_format)
    with existing_database(settings) as endpoint, witnessed(settings, "report") as watcher:
        store = Store(endpoint, watcher=watcher)
        lines = asyncio.run(_report(store, settings, account, on.date() if on else None, Language(language)))
    click.echo("\n".join(lines))


async def _report(store: Store, settings: Settings, account: str, on: date | None, language: Language) -> list[str]:
    async with store:
        context = Context(store, LOCAL, language=language, parameters=settings.parameters)
        reading = await context.find(account, on)
        if reading is None:
            raise NotFound(f"there is no account {account!r}", ["account"])
        told = {each.person: await _uncovered(context, reading, each) for each in reading.uncovered}
        return list(_lines(reading, told, language))


async def _uncovered(context: Context, reading: Reading, maker: DecisionMaker) -> str:
    way = await best_introduction(context, reading, maker.person)
    return uncovered_sentence(reading, maker, way.found if way else None, context.language)


def _lines(reading: Reading, uncovered: dict[str, str], language: Language) -> Iterator[str]:
    voice = voice_of(language)
    yield click.style(f"{reading.graph.root.name}, {voice.day(reading.day)}", bold=True)
    first = _most_important(reading)
    threads = [single_thread_sentence(reading, each, language) for each in reading.single_threaded]
    if first is not None:
        yield from ("", click.style(_wrapped(uncovered[first]), fg="yellow"))
    yield from ("", click.style(voice.gettext("Coverage"), bold=True))
    yield from map(_wrapped, (coverage_sentence(reading, language), status_sentence(reading, language)))
    yield _wrapped(resilience_sentence(reading, language))
    others = [text for person, text in uncovered.items() if person != first]
    yield from _listed(voice.gettext("Others whom decisions depend on and whom we do not reach"), others)
    yield from _listed(voice.gettext("Decision-makers whom one of us alone reaches"), threads)


def _most_important(reading: Reading) -> str | None:
    """Whom we miss most: by power times what is at stake, then by power."""
    found = unreached_by(reading)
    return max(found, key=lambda each: (each.rank, each.power)).person if found else None


def _listed(heading: str, texts: list[str]) -> Iterator[str]:
    if texts:
        yield from ("", click.style(f"{heading} ({len(texts)})", bold=True))
        yield from (_wrapped(text, bullet="- ") for text in texts)


def _wrapped(text: str, bullet: str = "") -> str:
    width = min(WIDEST, shutil.get_terminal_size().columns)
    return click.wrap_text(text, width, initial_indent=bullet, subsequent_indent=" " * len(bullet))
