"""The people of an account: which of them are asked for, and in which order."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from enum import StrEnum
from typing import Annotated, Any, Final

import strawberry
from strawberry.types.base import StrawberryList

from graph import model
from graph.errors import NotFound
from graph.folding import folded
from graph.viewer import Role
from schema.context import Reading
from schema.drafts import OWNER, SINCE, Draft, key_field, stakeholder_named
from schema.inputs import fields_of, input_of, verb_of
from schema.names import called, holding
from schema.nodes import as_node, described_enum
from schema.ordering import BY_ID, Column, Order, OrderDirection
from schema.references import resolve
from schema.relationships import Stakeholder
from schema.relay import After, Before, Connection, First, Last, Node, Page, paginate
from schema.writing import CommitPayload, Work, mutation
from scoring.presence import is_present

__all__ = [
    "AccountStakeholders",
    "PutStakeholderInput",
    "StakeholderFilter",
    "StakeholderMutations",
    "StakeholderOrder",
    "StakeholderOrderField",
]


@described_enum
class StakeholderOrderField(StrEnum):
    """What people are ordered by."""

    KEY = "KEY"
    NAME = "NAME"
    SENIORITY = "SENIORITY"
    POWER = "POWER"


_Value = Callable[[Reading, model.Stakeholder], str | float | None]

VALUES: Final[Mapping[StakeholderOrderField, _Value]] = {
    StakeholderOrderField.KEY: lambda _, person: person.key,
    StakeholderOrderField.NAME: lambda _, person: folded(person.name),
    StakeholderOrderField.SENIORITY: lambda _, person: _height(person),
    StakeholderOrderField.POWER: lambda reading, person: _power(reading, person),
}


@strawberry.input(description="One of the things to order people by.")
class StakeholderOrder:
    by: StakeholderOrderField = strawberry.field(
        name="field", description="By what: the more senior and the more powerful count as more."
    )
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Which way.")


@strawberry.input(description="Which people to show: those who are all of this.")
class StakeholderFilter:
    text: str | None = strawberry.field(
        default=None, description="Only whose name holds every word of it; case and accents do not count."
    )
    seniority: list[model.Seniority] | None = strawberry.field(default=None, description="Only at these levels.")
    organisations: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only who works in these organisations, or in a part of one: ids or keys."
    )
    function: str | None = strawberry.field(
        default=None, description="Only who works in this function; case and accents do not count."
    )
    placeholder: bool | None = strawberry.field(
        default=None, description="Only roles in which nobody is known, or only known people."
    )
    include_left: bool = strawberry.field(default=False, description="Also who left, or has not joined yet.")


@strawberry.type
class AccountStakeholders(Node):
    @strawberry.field(description="The people of the account; those who left are left out.")
    def stakeholders(
        self,
        filter: Annotated[  # noqa: A002
            StakeholderFilter | None, strawberry.argument(description="Which of them to show; not given: all.")
        ] = None,
        order_by: Annotated[
            list[StakeholderOrder] | None,
            strawberry.argument(description="In which order: by the first, then the next; not given: by their keys."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Stakeholder]:
        found = list(_wanted(self.reading, filter or StakeholderFilter()))
        order = _order(self.reading, order_by or ())
        return paginate(found, order, lambda each: as_node(self.reading, each.id), Page(first, after, last, before))

    @strawberry.field(description="One person of the account, also one who left; null where there is none.")
    def stakeholder(
        self,
        id: Annotated[strawberry.ID, strawberry.argument(description="The person's id, or key.")],  # noqa: A002
    ) -> Stakeholder | None:
        try:
            person = resolve(self.reading.account, model.Stakeholder, id)
        except NotFound:
            return None
        found: Stakeholder = as_node(self.reading, person)
        return found


_ManagerInput: Any = input_of(
    "ManagerInput",
    "Somebody to whom a person reports.",
    {"stakeholder": (strawberry.ID, "Who it is: an id or a key.", True), **fields_of(model.ReportsTo, "line")},
)

PutStakeholderInput: Any = verb_of(
    "PutStakeholderInput",
    "A person of an account, with where they work and to whom they report.",
    {
        "id": key_field("person"),
        **fields_of(model.Stakeholder),
        "organisation": (
            strawberry.ID,
            "Where they work, an id or a key; not given: as it is, and of somebody new the account itself.",
            False,
        ),
        "managers": (StrawberryList(_ManagerInput), "All to whom they report; not given: as it is, null: none.", False),
        "owner": OWNER,
        "since": SINCE,
    },
)


async def _put_stakeholder(work: Work, given: PutStakeholderInput) -> CommitPayload:
    draft = Draft(work, await work.read(), model.Stakeholder, given)
    draft.one(model.WorksIn, model.Organisation, "organisation", usual=work.scope)
    draft.several(model.ReportsTo, "managers", stakeholder_named)
    draft.owner()
    return await work.commit()


@strawberry.type
class StakeholderMutations:
    put_stakeholder = mutation(
        _put_stakeholder,
        role=Role.MEMBER,
        cost=600,
        description="Write what is known of a person, new or known, with where they work, to whom they report and who "
        "answers for them.",
    )


def _order(reading: Reading, wanted: Sequence[StakeholderOrder]) -> Order[model.Stakeholder]:
    return Order(*(_column(reading, each) for each in wanted), BY_ID)


def _column(reading: Reading, wanted: StakeholderOrder) -> Column[model.Stakeholder]:
    value = VALUES[wanted.by]
    return Column(wanted.by.value, lambda person: value(reading, person), wanted.direction)


def _height(person: model.Stakeholder) -> int | None:
    levels = list(model.Seniority)
    return None if person.seniority is None else len(levels) - levels.index(person.seniority)


def _power(reading: Reading, person: model.Stakeholder) -> float | None:
    return reading.power.of(person.id) if is_present(person, reading.day) else None


def _wanted(reading: Reading, wanted: StakeholderFilter) -> Iterator[model.Stakeholder]:
    named, works_in = holding(wanted.text), called(wanted.function)
    within = None if wanted.organisations is None else _people_of(reading, wanted.organisations)
    for person in reading.account.all(model.Stakeholder):
        if (
            (wanted.include_left or is_present(person, reading.day))
            and (wanted.seniority is None or person.seniority in wanted.seniority)
            and (within is None or person.id in within)
            and (wanted.placeholder is None or person.placeholder is wanted.placeholder)
            and works_in(person.function)
            and named(person.name)
        ):
            yield person


def _people_of(reading: Reading, organisations: Sequence[str]) -> Set[str]:
    """Who works on the day in one of these organisations, or in a part of one."""
    account, path = reading.account, ("filter", "organisations")
    chosen = {resolve(account, model.Organisation, each, path) for each in organisations}
    if reading.graph.root.id in chosen:
        return {person.id for person in account.all(model.Stakeholder)}
    parts = list(chosen)
    for whole in parts:  # it grows as we go down
        parts += [part.source for part in account.into(whole, model.PartOf) if part.source not in chosen]
    return {edge.source for each in parts for edge in account.into(each, model.WorksIn) if edge.stands_on(reading.day)}
