"""Imports: what became of the files that came with a request."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final

import strawberry
from strawberry import Info

from graph.errors import InvalidInput
from graph.message import Message
from graph.viewer import Role
from schema.context import Context
from schema.cost import ListSize, cost_of
from schema.permission import permitted_to
from schema.voice import voice_of

__all__ = [
    "ImportCount",
    "ImportDoubt",
    "ImportDuplicate",
    "ImportExtent",
    "ImportFault",
    "ImportQueries",
    "ImportReason",
    "ImportReport",
    "ImportTable",
    "ImportVanished",
]

MOST: Final = 10_000
USUAL: Final = 500

_First = Annotated[int, strawberry.argument(description=f"How many of them, 1 to {MOST}: the first ones.")]
_SIZED: Final = ListSize(slicing_arguments=["first"])


@strawberry.enum(description="How much was left out.")
class ImportExtent(StrEnum):
    TABLE = "TABLE"
    COLUMN = "COLUMN"
    ROW = "ROW"
    CELL = "CELL"


@strawberry.enum(description="Why something was left out, or is told.")
class ImportReason(StrEnum):
    TABLE_UNKNOWN = "TABLE_UNKNOWN"
    TABLE_UNREAD = "TABLE_UNREAD"
    COLUMN_SENSITIVE = "COLUMN_SENSITIVE"
    COLUMN_UNMAPPED = "COLUMN_UNMAPPED"
    ROW_MARKED = "ROW_MARKED"
    ROW_REPEATED = "ROW_REPEATED"
    ROW_UNREAD = "ROW_UNREAD"
    KEY_MISSING = "KEY_MISSING"
    KEY_AMBIGUOUS = "KEY_AMBIGUOUS"
    FIELD_MISSING = "FIELD_MISSING"
    ACCOUNT_MISSING = "ACCOUNT_MISSING"
    ACCOUNT_UNSEEN = "ACCOUNT_UNSEEN"
    REFERENCE_MISSING = "REFERENCE_MISSING"
    REFERENCE_AMBIGUOUS = "REFERENCE_AMBIGUOUS"
    REFERENCE_ELSEWHERE = "REFERENCE_ELSEWHERE"
    REFERENCE_TO_ITSELF = "REFERENCE_TO_ITSELF"
    CYCLE = "CYCLE"
    WORD_UNKNOWN = "WORD_UNKNOWN"
    CELL_UNREAD = "CELL_UNREAD"
    CELL_ASKED = "CELL_ASKED"
    VALUE_INVALID = "VALUE_INVALID"
    CURRENCY_MISSING = "CURRENCY_MISSING"
    ACCOUNT_ELSEWHERE = "ACCOUNT_ELSEWHERE"
    ENTRY_UNREAD = "ENTRY_UNREAD"
    ENTRY_IN_PART = "ENTRY_IN_PART"
    ENTRY_PASSED = "ENTRY_PASSED"
    PART_PASSED = "PART_PASSED"
    REFUSED = "REFUSED"


_SENTENCES: Final[Mapping[ImportReason, Message]] = {
    ImportReason.TABLE_UNKNOWN: Message("The profile has no such table: %(detail)s."),
    ImportReason.COLUMN_SENSITIVE: Message("The column is of a kind that is never taken in: %(detail)s."),
    ImportReason.COLUMN_UNMAPPED: Message("The profile has no use for the column."),
    ImportReason.ROW_MARKED: Message("The row is marked as one to leave out."),
    ImportReason.ROW_REPEATED: Message("The row says what row %(detail)s says."),
    ImportReason.KEY_MISSING: Message("The row has nothing by which it is known again: %(detail)s."),
    ImportReason.KEY_AMBIGUOUS: Message("Several rows that differ have this id: %(detail)s."),
    ImportReason.FIELD_MISSING: Message("%(detail)s is required."),
    ImportReason.ACCOUNT_MISSING: Message("The row does not say to which account it belongs."),
    ImportReason.ACCOUNT_UNSEEN: Message("There is no account of this to which you may write."),
    ImportReason.REFERENCE_MISSING: Message("There is no %(detail)s like this."),
    ImportReason.REFERENCE_AMBIGUOUS: Message("There are several of this: %(detail)s."),
    ImportReason.REFERENCE_ELSEWHERE: Message("This belongs to another account than the row: %(detail)s."),
    ImportReason.REFERENCE_TO_ITSELF: Message("The row names itself."),
    ImportReason.CYCLE: Message("This closes a circle: %(detail)s."),
    ImportReason.WORD_UNKNOWN: Message("The word is not known."),
    ImportReason.CURRENCY_MISSING: Message("An amount needs a currency: state which."),
}
"""What is wrong, by reason, with a place for its detail. Of other reasons the detail is the whole sentence."""

_STOPPED: Final = {ImportReason.VALUE_INVALID, ImportReason.ACCOUNT_ELSEWHERE, ImportReason.REFUSED}


@strawberry.type(description="What became of things of one kind.")
class ImportCount:
    label: str = strawberry.field(description="The label of the nodes, or the type of the edges.")
    made: int = strawberry.field(description="How many were not there.")
    changed: int = strawberry.field(description="How many were there, and are said to be otherwise.")
    unchanged: int = strawberry.field(description="How many are as they are said to be.")
    matched: int = strawberry.field(description="How many, of these, were found by something else than their key.")
    left_out: int = strawberry.field(description="How many were left out.")
    vanished: int = strawberry.field(description="How many an earlier import had, and this one has not; they stay.")


@strawberry.type(description="Something that was left out.")
class ImportFault:
    detail: strawberry.Private[str]
    file: str = strawberry.field(description="The file.")
    sheet: str | None = strawberry.field(description="The sheet or object in it, where it has several.")
    row: int | None = strawberry.field(description="The row, as people count them, from 1; of a calendar, its line.")
    column: str | None = strawberry.field(description="The column, by its heading.")
    value: str = strawberry.field(description="What stands there; empty where it is about more than a cell.")
    reason: ImportReason = strawberry.field(description="Why it was left out.")
    extent: ImportExtent = strawberry.field(description="How much was left out.")
    proposal: str | None = strawberry.field(description="What was probably meant; null where nobody can tell.")
    is_on_purpose: bool = strawberry.field(description="Whether nothing is wrong with it, so that nobody need mend it.")

    @strawberry.field(description="What is wrong, in the language of `Accept-Language`; details of it in English.")
    def message(self, info: Info[Context, None]) -> str:
        stop = "." if self.reason in _STOPPED else ""
        voice, known = voice_of(info.context.language), _SENTENCES.get(self.reason)
        told = known and voice.told(Message(known.sentence, detail=self.detail))
        sentence = told or f"{self.detail}{stop}"
        if self.proposal is None:
            return sentence
        question = Message("Did you mean “%(proposal)s”?", proposal=self.proposal)
        return f"{sentence} {voice.told(question)}"


@strawberry.type(description="Something that was read, and may be wrong.")
class ImportDoubt:
    file: str = strawberry.field(description="The file.")
    sheet: str | None = strawberry.field(description="The sheet or object in it, where it has several.")
    row: int | None = strawberry.field(description="The row, as people count them, from 1.")
    column: str | None = strawberry.field(description="The column, by its heading.")
    message: str = strawberry.field(description="What was found, in English.")


@strawberry.type(description="Two people who are likely to be one. They stay apart until `mergeStakeholders`.")
class ImportDuplicate:
    account: str = strawberry.field(description="The account's key.")
    one: str = strawberry.field(description="The stored id of the one.")
    other: str = strawberry.field(description="The stored id of the other.")
    one_name: str = strawberry.field(description="What the one is called.")
    other_name: str = strawberry.field(description="What the other is called.")
    why: str = strawberry.field(description="What speaks for it, in English.")


@strawberry.type(description="What an earlier import of the source made, and this one does not name. It stays.")
class ImportVanished:
    account: str = strawberry.field(description="The account's key; `team`: it is of our team.")
    label: str = strawberry.field(description="The label of the node, or the type of the edge.")
    key: str = strawberry.field(description="The stored id of the node, or the key of the edge.")
    name: str = strawberry.field(description="What it is called; empty where it has no name.")


@strawberry.type(description="The rows of a table that something is wrong with, to be mended and imported again.")
class ImportTable:
    name: str = strawberry.field(description="What its file is to be called.")
    content: str = strawberry.field(description="Its text, as CSV; a last column says why each row was left out.")


@strawberry.type(description="What an import did or, in a preview, what it would do.")
class ImportReport:
    all_faults: strawberry.Private[Sequence[ImportFault]]
    all_vanished: strawberry.Private[Sequence[ImportVanished]]
    committed: bool = strawberry.field(description="Whether it was written; else this is a preview.")
    token: str | None = strawberry.field(
        description="Of a preview: stands for the files and for the accounts as they were looked at. A commit that"
        " gives it is refused if either is another. Null once it is committed."
    )
    rows: int = strawberry.field(description="How many rows were read.")
    accounts: int = strawberry.field(description="How many accounts they are about.")
    written: int = strawberry.field(description="How many of these there was something to write to.")
    is_complete: bool = strawberry.field(description="Whether nothing was left out but on purpose.")
    counts: list[ImportCount] = strawberry.field(description="What became of what, by kind.")
    doubts: list[ImportDoubt] = strawberry.field(description="What was read, and may be wrong: at most 10,000.")
    duplicates: list[ImportDuplicate] = strawberry.field(description="People who are new and likely to be there.")
    summary: list[str] = strawberry.field(description="All of it, as `stakegraph import` says it: lines in English.")
    left_out: list[ImportTable] | None = strawberry.field(
        description="What is to be mended, table by table; null where the request did not ask for it."
    )

    @strawberry.field(
        description="What was left out, first what is to be mended; 10,000 of it are kept.", directives=[_SIZED]
    )
    def faults(self, first: _First = USUAL) -> list[ImportFault]:
        return list(self.all_faults[: _size(first)])

    @strawberry.field(description="What is not named any more; the first 10,000 are kept.", directives=[_SIZED])
    def vanished(self, first: _First = USUAL) -> list[ImportVanished]:
        return list(self.all_vanished[: _size(first)])


@strawberry.type
class ImportQueries:
    @strawberry.field(
        description="What became of the files that came with this request; null where none did. They come by"
        " `POST /imports`, which docs/importing.md tells.",
        directives=[cost_of(10), permitted_to(Role.MEMBER)],
    )
    async def import_report(self, info: Info[Context, None]) -> ImportReport | None:
        report: ImportReport | None = info.context.imported
        return report


def _size(first: int) -> int:
    if not 1 <= first <= MOST:
        raise InvalidInput(f"first must be 1 to {MOST}, not {first}", ["first"])
    return first
