"""Where people stand on the picture."""

from collections.abc import Callable, Iterator
from itertools import combinations

import pytest

from app.export.picture.arrangement import Arrangement, arranged
from app.export.picture.chart import Chart, chart_of
from app.export.picture.people import people_of
from app.export.picture.rows import Figure
from app.export.subject import Subject
from graph.model import Line, ReportsTo, Stakeholder
from graph.snapshot import AccountGraph, Snapshot
from tests.app.export.accounts import borokvar_subject, generated_subject, krackhardt_subject, subject
from tests.graph.acme import edge, ident, made, person

ACCOUNTS = [borokvar_subject, krackhardt_subject, lambda: generated_subject(12), lambda: generated_subject(300)]


def laid_out(exported: Subject) -> tuple[Chart, dict[str, Figure], Arrangement]:
    chart = chart_of(exported.reading)
    figures = {key: each.figure for key, each in people_of(chart).items()}
    return chart, figures, arranged(chart, figures)


def rooms(figures: dict[str, Figure], found: Arrangement) -> Iterator[tuple[float, float, float, float]]:
    """The room of everybody: left, top, right, bottom."""
    for key, (x, y) in found.places.items():
        half, figure = max(figures[key].width / 2, figures[key].radius), figures[key]
        yield x - half, y - figure.radius, x + half, y + figure.radius + figure.height


@pytest.mark.parametrize("account", ACCOUNTS)
def test_nobody_stands_on_anybody_else_or_off_the_page(account: Callable[[], Subject]) -> None:
    _, figures, found = laid_out(account())
    taken = list(rooms(figures, found))
    for one, other in combinations(taken, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)
    assert min(min(left, top) for left, top, _, _ in taken) >= -0.1
    assert max(right for *_, right, _ in taken) <= found.width + 0.1
    assert max(bottom for *_, bottom in taken) <= found.height + 0.1


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_order_and_the_layers_are_the_map_s(account: Callable[[], Subject]) -> None:
    chart, _, found = laid_out(account())
    by_map = sorted(chart.people.values(), key=lambda node: node.x)
    assert [found.places[node.key][0] for node in by_map] == sorted(found.places[node.key][0] for node in by_map)
    for one, other in combinations(chart.people.values(), 2):
        if one.y < other.y:
            assert found.places[one.key][1] < found.places[other.key][1]


@pytest.mark.parametrize("account", [borokvar_subject, lambda: generated_subject(300)])
def test_a_page_is_about_as_broad_as_paper(account: Callable[[], Subject]) -> None:
    *_, found = laid_out(account())
    assert 1.0 < found.width / (found.height + 380) < 2.3


def test_a_box_holds_its_branch_and_a_branch_within_lies_within() -> None:
    _, figures, found = laid_out(borokvar_subject())
    rooms_of = dict(zip(found.places, rooms(figures, found), strict=True))
    assert {box.branch.division for box in found.boxes} >= {"Pénzügy (Finance)", "Beszerzés (Procurement)"}
    for box in found.boxes:
        for key in box.branch.people:
            left, top, right, bottom = rooms_of[key]
            assert box.left <= left < right <= box.right
            assert box.top <= top < bottom <= box.bottom
    for one, other in combinations(found.boxes, 2):
        apart = one.right <= other.left or other.right <= one.left
        within = one.left < other.left < other.right < one.right and one.top <= other.top < other.bottom < one.bottom
        assert apart or within


def test_of_two_solid_managers_the_first_places_somebody_and_the_other_is_drawn_too() -> None:
    people = [person(key) for key in ("anna", "bela", "cili")]
    lines = [edge(ReportsTo, ident(Stakeholder, "cili"), ident(Stakeholder, key)) for key in ("bela", "anna")]
    dotted = edge(ReportsTo, ident(Stakeholder, "bela"), ident(Stakeholder, "anna"), line="DOTTED")
    chart = chart_of(subject(AccountGraph(made(*people, [*lines, dotted]), Snapshot("team"))).reading)
    found = {(each.person, each.manager): (each.line, each.is_chief) for each in chart.reports}
    assert found == {
        ("cili", "anna"): (Line.SOLID, True),
        ("cili", "bela"): (Line.SOLID, False),
        ("bela", "anna"): (Line.DOTTED, False),
    }
