"""The accounts of a generated portfolio, each the same for the same seed and day, however many there are beside it."""

from datetime import date

from graph.change import Change
from seeds.generated.chart import chart, organisations
from seeds.generated.contacts import contacts
from seeds.generated.draw import Draw
from seeds.generated.frame import Frame
from seeds.generated.opportunities import opportunities
from seeds.generated.people import directors, people
from seeds.generated.plans import figures, insights, plan, risks, whitespace
from seeds.generated.team import desk
from seeds.generated.ties import relationships, ties
from seeds.generated.words import COUNTRIES, SECTORS

__all__ = ["account", "account_key"]


def account_key(seed: int, number: int) -> str:
    """The key of the account of this number, which counts from 1."""
    return _frame(number, seed, date.min).scope


def account(number: int, persons: int, seed: int, today: date) -> list[Change]:
    """The account of this number, with so many people, as of this day. It refers to its desk (`team`)."""
    frame = _frame(number, seed, today)
    drawn = chart(frame, persons)
    staff, changes = people(frame, drawn.places)
    board, seats = directors(frame, persons)
    everybody = [*staff, *board]
    deals, sought = opportunities(frame, everybody)
    return [
        *organisations(frame, drawn, persons),
        *changes,
        *seats,
        *ties(frame, everybody),
        *relationships(frame, everybody),
        *sought,
        *contacts(frame, everybody, deals),
        *insights(frame, everybody, deals),
        *risks(frame, deals),
        *figures(frame),
        *plan(frame),
        *whitespace(frame, drawn),
    ]


def _frame(number: int, seed: int, today: date) -> Frame:
    draw = Draw(seed, number)
    country, sector = draw.one_of(COUNTRIES), draw.one_of(list(SECTORS))
    return Frame(seed, number, today, country, sector, desk(seed, number), draw)
