"""A first draft of a profile for tables that nobody has described yet: what was understood, and what was not."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from graph.declaration import Kind, Property
from graph.errors import InvalidInput
from graph.model import NODES
from seeds.contacts.kinds import CALENDAR, MAILBOX
from seeds.files.findings import Findings
from seeds.files.limits import USUAL_LIMITS, Limits
from seeds.files.table import Row, Table
from seeds.importing.guess import Guess, guess
from seeds.importing.profile import Reading, profile
from seeds.importing.sensitive import sensitivity
from seeds.importing.sources import opened
from seeds.importing.trial import Trial, trial

__all__ = ["proposed"]

SEEN: Final = 2_000  # rows by which a table is judged

_OTHERS: Final = ("id", "first", "last", "organisation", "parent", "manager", "owner", "offering", "people")
_ANSWERED_FOR: Final = {"Stakeholder", "Opportunity"}
_MADE: Final = {"Organisation", "TeamMember", "Offering"}
_UNSTATED: Final = Reading()
_READING: Final = {
    "dates": '# dates = "DAY_FIRST"      # or "MONTH_FIRST": where dates such as 03/04/2026 are asked about',
    "decimals": '# decimals = ","           # or ".": where numbers such as 1.234 are asked about',
    "currency": '# currency = "EUR"         # of amounts that do not say theirs',
    "zone": '# zone = "Europe/Budapest" # of times that do not say theirs',
}


class _Seen(NamedTuple):
    """A table with its first rows, and what is guessed of it."""

    table: Table
    rows: Sequence[Row]
    guess: Guess
    reading: Reading

    def cells(self, heading: str) -> list[str]:
        at = self.table.headings.index(heading)
        return [row.cells[at] for row in self.rows]


def proposed(
    files: Sequence[tuple[Path | bytes, str]], reading: Reading = _UNSTATED, limits: Limits = USUAL_LIMITS
) -> str:
    """The draft, as TOML with comments: it can be used as it is, and better once it was looked through. It states how
    the files are to be read where that is told.

    Raises InvalidInput where no table is understood, or a file cannot be read.
    """
    parts: list[str] = []
    understood = False
    for content, name in files:
        with opened(content, name, Findings(), reading, limits) as tables:
            for table in tables:
                lines = [*_of_table(table, reading)]
                understood = understood or "[[tables]]" in lines
                parts.append("\n".join(lines))
    if not understood:
        raise InvalidInput(
            "in none of these tables is anything understood: write the profile by hand (docs/importing.md)"
        )
    text = "\n\n".join([_head([name for _, name in files], reading), *parts]) + "\n"
    profile(text, "the draft")  # so that a draft that cannot be used is never given
    return text


def _head(names: Sequence[str], reading: Reading) -> str:
    return "\n".join(
        [
            "# A first draft, made from the headings. Look it through: what is marked with ? was guessed.",
            "# Where the rows do not name their account, import them with --account KEY.",
            f'name = "{_name(names[0])}"',
            f"says = {_text('Of ' + ', '.join(names))}",
            "",
            "[reading]",
            *(f"{word} = {_text(value)}" for word, value in reading.model_dump(exclude_defaults=True).items()),
            *(line for word, line in _READING.items() if word not in reading.model_fields_set),
        ]
    )


def _name(file: str) -> str:
    """A name for the source: it stays the same for the next export, so it has no date in it."""
    letters = re.sub(r"[^a-z]", "", re.sub(r"\.\w+\Z", "", file).lower())
    return letters[:30] if letters not in ("", CALENDAR, MAILBOX) else "mine"


def _text(text: str) -> str:
    """A string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# ---------------------------------------------------------------- a table


def _of_table(table: Table, reading: Reading) -> Iterator[str]:
    rows = [*islice(table.rows(telling=False), SEEN)]
    called = table.sheet or re.sub(r"\.\w+\Z", "", table.file.rsplit("/", 1)[-1])
    found = guess(called, table.headings, [row.cells for row in rows])
    yield f"# ------------------------------------------------ {table.sheet or table.file}"
    if found is None:
        yield "# Nothing was understood here. Its headings:"
        yield from (f"#   {_shown(heading)}" for heading in table.headings)
        return
    seen = _Seen(table, rows, found, reading)
    used = [*found.meanings.values()]
    yield f"# What a row is: {found.label}."
    yield "[[tables]]"
    yield f"names = [{_text(called)}]"
    yield f"needs = [{', '.join(f'[{_text(heading)}]' for heading in _needed(found))}]"
    yield ""
    yield from _node(seen)
    yield from _edges(seen)
    yield from _rest(table, used)


def _needed(found: Guess) -> list[str]:
    """The headings that a table must have to be this one."""
    required = [known.word for known in NODES[found.label].properties if known.required]
    words = [word for word in (*required, "first", "last") if word in found.meanings]
    return [found.meanings[word] for word in words[:2]] or [found.meanings["id"]]


def _shown(heading: str) -> str:
    return re.sub(r"\s+", " ", heading)


def _node(seen: _Seen) -> Iterator[str]:
    found = seen.guess
    kind: Kind = NODES[found.label]
    yield "[tables.node]"
    yield f"label = {_text(found.label)}"
    yield from _key(seen)
    yield from _within(seen)
    yield from _whole_name(found)
    fields = {word: heading for word, heading in found.meanings.items() if word not in _OTHERS}
    for known in kind.properties:
        if known.word in fields:
            yield from _field(seen, known, fields[known.word])
    if found.label == "Organisation":
        yield 'fixed.kind = "CLIENT"'
    if found.label == "Interaction" and "channel" not in fields:
        yield 'fixed.channel = "MEETING"  # ? no heading tells it'


def _key(seen: _Seen) -> Iterator[str]:
    """By what rows are known again: an id that is filled in, else the address, else the name."""
    meanings, keys = seen.guess.meanings, []
    if heading := meanings.get("id"):
        filled = [cell for cell in seen.cells(heading) if cell]
        if len(filled) * 2 > len(seen.rows):
            keys.append(f"{{ id = {_text(heading)} }}")
            if twice := len(filled) - len(set(filled)):
                yield f"# {_shown(heading)}: {twice} rows have an id of another row too: all of them are left out."
    if "email" in meanings and not keys:
        keys.append('{ fields = ["email"] }')
    required = next(each.word for each in NODES[seen.guess.label].properties if each.required)
    if not keys or "email" in keys[0]:
        keys.append(f'{{ fields = ["{required}"] }}')
    yield f"key = [{', '.join(keys)}]"


def _within(seen: _Seen) -> Iterator[str]:
    meanings = seen.guess.meanings
    told = [
        _reference(seen, "Organisation", meanings[meaning], make=meaning == "organisation")
        for meaning in ("organisation", "parent")
        if meaning in meanings
    ]
    if heading := meanings.get("people"):
        told.append(_reference(seen, "Stakeholder", heading, several=True))
    if told:
        yield f"within = [{', '.join(told)}]"


def _whole_name(found: Guess) -> Iterator[str]:
    parts = [found.meanings[part] for part in ("first", "last") if part in found.meanings]
    if parts and "name" not in found.meanings:
        yield f"fields.name = {{ join = [{', '.join(f'[{_text(part)}]' for part in parts)}] }}"
    if found.label == "Opportunity" and "title" not in found.meanings:
        yield f"fields.title = {_text(found.meanings['id'])}  # ? no heading tells what it is called"


def _field(seen: _Seen, known: Property, heading: str) -> Iterator[str]:
    """A field with what is doubtful about it; one of which next to nothing can be read is only proposed."""
    tried: Trial = trial(seen.table, seen.rows, known, heading, seen.reading)
    doubt = f"  # ? {tried.doubt}" if tried.doubt else "  # ? guessed" if heading in seen.guess.doubts else ""
    mark = "# " if tried.is_vain and not known.required else ""
    value = _text(heading)
    if known.required and known.word == "channel":
        value = f'{{ headings = {value}, otherwise = "MEETING" }}'
    yield f"{mark}fields.{known.word} = {value}{doubt}"
    if tried.words:
        yield f"#   not understood: {', '.join(_text(_shown(word)) for word in tried.words)}"
        yield f'#   fields.{known.word} = {{ headings = {_text(heading)}, words = {{ {tried.example} = ["…"] }} }}'


# ---------------------------------------------------------------- what a row names


def _edges(seen: _Seen) -> Iterator[str]:
    label, meanings = seen.guess.label, seen.guess.meanings
    if heading := meanings.get("manager"):
        yield from _edge(seen, "REPORTS_TO", "to", label, heading)
    if (heading := meanings.get("owner")) and label in _ANSWERED_FOR:
        yield from _edge(seen, "ANSWERS_FOR", "from", "TeamMember", heading)
    if (heading := meanings.get("owner")) and label == "Organisation":
        yield from _edge(seen, "MANAGES", "from", "TeamMember", heading, 'fixed.role = "OWNER"')
    if (heading := meanings.get("offering")) and label == "Opportunity":
        yield from _edge(seen, "OFFERS", "to", "Offering", heading)
    if label == "Interaction":
        for meaning, who in (("people", "Stakeholder"), ("owner", "TeamMember")):
            if heading := meanings.get(meaning):
                yield from _edge(seen, "INVOLVES", "to", who, heading)


def _edge(seen: _Seen, kind: str, end: str, label: str, heading: str, more: str = "") -> Iterator[str]:
    yield ""
    yield "[[tables.edges]]"
    yield f'type = "{kind}"'
    make = label == "TeamMember" and seen.guess.label != "TeamMember"
    yield f"{end} = {_reference(seen, label, heading, make=make or label == 'Offering')}"
    if more:
        yield more


def _reference(seen: _Seen, label: str, heading: str, *, make: bool = False, several: bool = False) -> str:
    """How a column names another thing: by an address, by an id, or by a name."""
    by = _by(seen, label, heading)
    parts = [f'label = "{label}"', f"{by} = {_text(heading)}"]
    parts += ["several = true"] if several else []
    parts += ["make = true"] if make and by == "name" and label in _MADE else []
    return f"{{ {', '.join(parts)} }}"


def _by(seen: _Seen, label: str, heading: str) -> str:
    cells = {cell for cell in seen.cells(heading) if cell}
    if cells and sum("@" in cell for cell in cells) * 2 > len(cells):
        return "email"
    own = seen.guess.meanings.get("id")
    is_own = label == seen.guess.label and own is not None and bool(cells & {*seen.cells(own)})
    return "id" if is_own or re.search(r"(?<![a-z])(?:id|ids)\Z|Ids?\Z|ID\Z", heading) else "name"


def _rest(table: Table, used: Sequence[str]) -> Iterator[str]:
    """The columns of which nothing is taken."""
    left = [heading for heading in table.headings if heading not in used]
    private = [heading for heading in left if sensitivity(heading)]
    others = [heading for heading in left if heading not in private]
    if private:
        yield ""
        yield f"# Never taken in: {', '.join(map(_shown, private))}"
    if others:
        yield ""
        yield f"# Not understood, and left out: {', '.join(map(_shown, others))}"
