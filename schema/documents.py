"""The documents of requests: each is parsed, checked and priced once, and kept for whoever sends it again."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graph.viewer import Viewer
from graph.watcher import UNWATCHED, Count, Watcher
from schema.allowance import Allowance, allowed
from schema.cost import Estimate, Pricing, size_of
from schema.limits import Excess, Limits, OverLimit, demand_shape
from schema.permission import Permissions

__all__ = ["OPERATION_NAME_MISSING", "UNLIMITED", "Documents", "Prepared"]

OPERATION_NAME_MISSING: Final = "OPERATION_NAME_MISSING"

KEPT: Final = 200_000  # characters of documents, each of which takes about 110 bytes of memory
TOKEN: Final = 20  # characters, of which a document may have as many as so long tokens make
COMPARISONS: Final = 5  # of fields with each other, for each token that a document may have
ERRORS: Final = 20  # that are told of a document
ESTIMATES: Final = 8  # of a document, each for variables that ask for lists of other lengths


class Documents:
    """Documents that are valid, those used last, up to a number of characters.

    Without limits, as on the command line, every valid document will do.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits
        self._kept: OrderedDict[str, _Document] = OrderedDict()
        self._length = 0

    def read(self, schema: GraphQLSchema, text: str) -> "_Document":
        """A document, with its faults. Raises OverLimit, and GraphQLSyntaxError."""
        known = self._kept.get(text)
        if known is not None:
            self._kept.move_to_end(text)
            return known
        node = self._parsed(text)
        if self.limits is not None:
            demand_shape(node, self.limits)
        document = _Document(schema, node, self._faults(schema, node))
        if not document.faults:
            self._keep(text, document)
        return document

    def holds(self, text: str) -> bool:
        """Whether a document is kept."""
        return text in self._kept

    def refusals(self, document: "_Document", name: str | None, viewer: Viewer) -> list[GraphQLError]:
        """What the operation of this name asks for and the viewer's role does not permit. Raises GraphQLError."""
        operation = document.operation(name)
        return [] if operation is None else document.permissions.refusals(operation, viewer.role)

    def allow(self, document: "_Document", name: str | None, variables: Mapping[str, Any]) -> Allowance | None:
        """What the operation of this name may take; null where there is no limit. Raises GraphQLError."""
        operation = document.operation(name)
        if operation is None or self.limits is None:
            return None
        allowance = Allowance(self.limits, document.estimate(operation, variables), operation.operation)
        allowance.demand_cost()
        return allowance

    def _parsed(self, text: str) -> DocumentNode:
        if self.limits is None:
            return parse(text)
        most = self.limits.max_tokens
        try:
            return parse(text, max_lexical_tokens=most, max_comments=most, max_source_length=most * TOKEN)
        except GraphQLSyntaxError as error:
            if not error.message.endswith("Parsing aborted."):
                raise
            is_deep = "nested too deeply" in error.message
            raise _too_deep(self.limits) if is_deep else _too_long(self.limits) from error

    def _faults(self, schema: GraphQLSchema, node: DocumentNode) -> list[GraphQLError]:
        limits = self.limits or Limits()
        budget = None if self.limits is None else COMPARISONS * limits.max_tokens
        rules = _rules(budget, limits.introspection)
        errors = validate(schema, node, rules, ERRORS, hide_suggestions=not limits.suggestions)
        if errors and errors[-1].message == "Validation aborted.":
            text = "the request asks for too much: the same fields stand in it too often to be compared"
            raise OverLimit(Excess.REPETITION, f"{text} (setting max_tokens)", limits.max_tokens, "max_tokens")
        return errors

    def _keep(self, text: str, document: "_Document") -> None:
        self._kept[text] = document
        self._length += len(text)
        while self._length > KEPT:
            dropped, _ = self._kept.popitem(last=False)
            self._length -= len(dropped)


class _Document:
    """A document, its faults, and what its operations cost if it has none."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode, faults: list[GraphQLError]) -> None:
        self.node = node
        self.faults = faults
        self.operations = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]
        self.permissions = Permissions(schema, node)
        self._pricing = Pricing(schema, node)
        self._sized: dict[str | None, tuple[str, ...]] = {}
        self._estimates: dict[Any, Estimate] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The one of this name; null where it is not there. Raises GraphQLError where it is not said which."""
        if name is None and len(self.operations) > 1:
            text = f"the request holds {len(self.operations)} operations: say in operationName which is meant"
            raise GraphQLError(text, extensions={"code": OPERATION_NAME_MISSING})
        wanted = (each for each in self.operations if name is None or (each.name and each.name.value == name))
        return next(wanted, None)

    def estimate(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Estimate:
        """What an operation costs with these variables."""
        name = operation.name.value if operation.name else None
        sized = self._sized.get(name)
        if sized is not None and (known := self._estimates.get(_key(name, sized, variables))):
            return known
        estimate, sized = self._pricing.of(operation, variables)
        if len(self._estimates) >= ESTIMATES:
            self._estimates.clear()
        self._sized[name] = sized
        self._estimates[_key(name, sized, variables)] = estimate
        return estimate


def _key(name: str | None, sized: Sequence[str], variables: Mapping[str, Any]) -> Any:
    return name, *((size_of(variables[each]) if each in variables else -1.0) for each in sized)


@lru_cache
def _rules(comparisons: int | None, introspection: bool) -> Sequence[type[ASTValidationRule]]:
    """All rules by which documents are valid; made once a process."""

    class Frugal(OverlappingFieldsCanBeMergedRule):
        """Gives up after so many comparisons, which are quadratic in the length of a document."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            if comparisons is not None:
                self.rule_context.remaining_complexity_budget = comparisons

    usual = [Frugal if each is OverlappingFieldsCanBeMergedRule else each for each in specified_rules]
    closed = [] if introspection else [NoSchemaIntrospectionCustomRule]
    return (*usual, MaybeNullValidationRule, OneOfInputValidationRule, *closed)


def _too_long(limits: Limits) -> OverLimit:
    most = limits.max_tokens
    text = f"the request asks for too much: it has more than {most} tokens, or {most * TOKEN} characters"
    return OverLimit(Excess.LENGTH, f"{text} (setting max_tokens); give what is long as variables", most, "max_tokens")


def _too_deep(limits: Limits) -> OverLimit:
    text = f"the request asks for too much: it is more than {limits.max_depth} levels deep (setting max_depth)"
    return OverLimit(Excess.DEPTH, text, limits.max_depth, "max_depth")


UNLIMITED: Final = Documents()
"""Where nobody is to be kept from anything."""


class Prepared(SchemaExtension):
    """Gives an operation its document, checked and within the limits of the request's context."""

    def on_parse(self) -> Iterator[None]:
        """In place of parsing and validating."""
        asked, watcher = self.execution_context, self._watcher
        documents: Documents = asked.context.documents if asked.context else UNLIMITED
        watcher.count(Count.DOCUMENT_HELD if documents.holds(asked.query or "") else Count.DOCUMENT_READ)
        with watcher.span("prepare"):
            document = documents.read(asked.schema._schema, asked.query or "")
            name, variables = asked._provided_operation_name, asked.variables or {}
            errors = document.faults
            if asked.context and not errors:
                asked.context.operation = document.operation(name)
                errors = documents.refusals(document, name, asked.context.rights)
            asked.graphql_document, asked.pre_execution_errors = document.node, errors
            allowance = None if errors else documents.allow(document, name, variables)
        allowed.set(allowance)
        if asked.context:
            asked.context.allowance = allowance
        yield

    def on_execute(self) -> Iterator[None]:
        """Around the fields."""
        with self._watcher.span("execute"):
            yield

    @property
    def _watcher(self) -> Watcher:
        context = self.execution_context.context
        return context.watcher if context else UNWATCHED
