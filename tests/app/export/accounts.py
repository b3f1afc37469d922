"""Accounts to export, without a database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import schema.api  # noqa: F401  # makes the API's types known, as every process has them
from app.export.subject import Subject
from graph.change import Change, apply, completed
from graph.identity import TEAM
from graph.snapshot import AccountGraph, Snapshot
from graph.viewer import LOCAL, Viewer
from schema.context import Reading
from schema.language import Language
from scoring.introductions import best_introductions, introduction_network
from scoring.recommendations import recommendations
from seeds.borokvar import account as borokvar
from seeds.generated.portfolio import account, account_key
from seeds.generated.team import team
from seeds.krackhardt import account as krackhardt

__all__ = ["DAY", "borokvar_subject", "generated_subject", "graph_of", "krackhardt_subject", "subject"]

DAY: Final = date(2026, 11, 25)


def graph_of(changes: Mapping[str, list[Change]], day: date = DAY) -> AccountGraph:
    """The account and the team that these changes make of nothing."""
    (key,) = changes.keys() - {TEAM}
    theirs, ours = (
        apply(Snapshot(scope), completed(changes.get(scope, []), "source:test", day)) for scope in (key, TEAM)
    )
    return AccountGraph(theirs, ours)


def subject(graph: AccountGraph, language: Language = Language.EN, day: date = DAY, viewer: Viewer = LOCAL) -> Subject:
    """The account as an export sees it, with the introductions that lead over this account alone."""
    reading = Reading(graph, day, None)
    ways = best_introductions(introduction_network(graph.account, day, reading.ties, reading.parameters))
    return Subject(reading, viewer, language, ways)


def borokvar_subject(language: Language = Language.EN) -> Subject:
    made = subject(graph_of(borokvar.changes(DAY)), language)
    return replace(made, recommendations=recommendations(made.reading, made.introductions))


def generated_subject(people: int) -> Subject:
    """A made-up account of so many people."""
    return subject(graph_of({account_key(1, 1): account(1, people, 1, DAY), TEAM: list(team(1, 1, DAY))}))


def krackhardt_subject(language: Language = Language.EN) -> Subject:
    return subject(graph_of(krackhardt.changes()), language)
