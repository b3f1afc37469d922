"""The agenda of one of us as an iCalendar feed (RFC 5545), for whatever calendar they subscribe with."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Final, cast
from uuid import NAMESPACE_URL, uuid5

from icalendar import TRANSP, Calendar, Event, Timezone
from starlette.requests import Request
from starlette.responses import Response

from app.answers import refusal
from app.authentication import admission_of
from app.media import listed
from graph.errors import NotFound, Unavailable
from graph.identity import TEAM
from graph.model import TeamMember
from graph.moment import day_of
from graph.store import Store
from schema.agenda import AgendaEntry, agenda_of
from schema.context import Context
from schema.language import Language, negotiated
from schema.references import resolve, stored_id
from schema.sentences.agenda import agenda_sentence
from scoring.parameters import Parameters

__all__ = ["calendar_feed"]

BEHIND: Final = timedelta(days=90)
AHEAD: Final = timedelta(days=365)
REFRESHED: Final = timedelta(hours=1)
LONGEST: Final = 200  # characters of a summary
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # what no text of a calendar may hold
PRODUCT: Final = "-//Stakegraph//Stakegraph//EN"


def calendar_feed(store: Store, parameters: Parameters) -> Callable[[Request], Awaitable[Response]]:
    """What answers with the feed of the one of us whom the path names by key."""

    async def answer(request: Request) -> Response:
        language = negotiated(listed(request.headers, "accept-language"))
        admission = admission_of(request)
        context = Context(store, admission.viewer, language=language, parameters=parameters)
        try:
            feed = await _feed(context, request.path_params["key"], admission.calendar)
        except NotFound as error:
            return refusal(404, error.message)
        except Unavailable as error:
            return refusal(503, error.message)
        headers = {"Content-Language": language.value, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
        return Response(feed, media_type="text/calendar; charset=utf-8", headers=headers)

    return answer


async def _feed(context: Context, key: str, only: str | None) -> bytes:
    """Of the one of this key, who must be the `only` one of this id, where there is one."""
    if only is not None and stored_id(TeamMember, TEAM, key) != only:
        raise NotFound("this address opens another calendar")
    team = (await context.team()).graph.team
    member = cast("TeamMember", team.nodes[resolve(team, TeamMember, key)])
    now = context.clock()
    today = day_of(now, None)
    found = await agenda_of(context, member.id, today - BEHIND, today + AHEAD)
    events = [_event(entry, now, context.language) for entry in found]
    calendar = Calendar.new(
        prodid=PRODUCT,
        name=CONTROLS.sub(" ", f"Stakegraph: {member.name}"),
        uid=_identifier(member.id),
        refresh_interval=REFRESHED,
        subcomponents=events or [Timezone.from_tzid("UTC")],  # a calendar has one component at the least
    )
    feed: bytes = calendar.to_ical()
    return feed


def _event(entry: AgendaEntry, now: datetime, language: Language) -> Event:
    account = entry.reading.graph.root
    said = CONTROLS.sub(" ", f"{account.name}: {agenda_sentence(entry.reading, entry.found, language)}")
    summary = shorten(said, LONGEST, placeholder=" …")
    return Event.new(
        uid=_identifier(entry.found.kind.value, entry.found.node),
        stamp=now,
        start=entry.found.at or entry.found.on,
        summary=summary,
        description=None if summary == said else said,
        categories=[entry.found.kind.value],
        transparency=None if entry.found.at else TRANSP.TRANSPARENT,
    )


def _identifier(*parts: str) -> str:
    """The same for the same thing, however often it is asked for."""
    return str(uuid5(NAMESPACE_URL, "\n".join(("stakegraph", *parts))))
