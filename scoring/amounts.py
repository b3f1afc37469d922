"""What are amounts of several currencies worth?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from statistics import median

from graph.identity import account_id
from graph.model import Opportunity, Organisation
from graph.snapshot import Snapshot
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import open_opportunities

__all__ = ["amounts", "completed", "opportunity_amounts", "sums_by_currency"]


def amounts(
    snapshot: Snapshot,
    sums: Sequence[tuple[Decimal | None, str | None]],
    parameters: Parameters = DEFAULTS,
    *,
    across: bool = False,
) -> list[float | None]:
    """What sums of an account are worth, in one unit; null for those that are missing.

    A sum that names no currency is in the account's. Where all share one currency, they are as they are; else
    `Parameters.rates` bring them to one unit, and what has no rate is missing. `across` accounts, the unit is that of
    the rates wherever there are any. Linear in the sums.

    >>> parameters = Parameters(rates={"EUR": 1, "HUF": 0.0025})
    >>> amounts(Snapshot("empty"), [(Decimal(100), "HUF"), (None, "HUF")], parameters)
    [100.0, None]
    >>> amounts(Snapshot("empty"), [(Decimal(100), "HUF"), (Decimal(1), "USD")], parameters, across=True)
    [0.25, None]
    """
    root = snapshot.nodes.get(account_id(snapshot.scope))
    default = root.currency if isinstance(root, Organisation) else None
    currencies = {currency or default for amount, currency in sums if amount is not None}
    are_alike = len(currencies) == 1 and not (across and parameters.rates)
    rates: dict[str | None, float] = dict.fromkeys(currencies, 1.0) if are_alike else dict(parameters.rates.items())
    return [
        None if amount is None or (rate := rates.get(currency or default)) is None else float(amount) * rate
        for amount, currency in sums
    ]


def completed(found: Iterable[float | None], otherwise: float) -> list[float]:
    """The amounts, each missing one as the median of the others; where all are missing, as `otherwise`.

    Linear in them, and a sort.

    >>> completed([1.0, None, 5.0], 0.0)
    [1.0, 3.0, 5.0]
    """
    told = list(found)
    middle = median([amount for amount in told if amount is not None] or [otherwise])
    return [middle if amount is None else amount for amount in told]


def opportunity_amounts(
    snapshot: Snapshot,
    day: date,
    parameters: Parameters = DEFAULTS,
    *,
    across: bool = False,
    otherwise: float = 0.0,
) -> Mapping[str, float]:
    """What each opportunity that is open on a day is worth, by id, in one unit.

    As `amounts` has it, `completed`. Linear in the opportunities, and a sort.

    >>> opportunity_amounts(Snapshot("empty"), date(2026, 1, 1))
    {}
    """
    running = open_opportunities(snapshot, day)
    found = amounts(snapshot, [(each.amount, each.currency) for each in running], parameters, across=across)
    return {each.id: amount for each, amount in zip(running, completed(found, otherwise), strict=True)}


def sums_by_currency(snapshot: Snapshot, opportunities: Iterable[str]) -> Mapping[str | None, Decimal]:
    """What some opportunities, by id, are worth together, one sum a currency; null: none is named, nor the account's.

    Linear in them, and a sort.

    >>> sums_by_currency(Snapshot("empty"), [])
    {}
    """
    root = snapshot.nodes.get(account_id(snapshot.scope))
    default = root.currency if isinstance(root, Organisation) else None
    sums: dict[str | None, Decimal] = {}
    for identifier in opportunities:
        each = snapshot.nodes[identifier]
        if isinstance(each, Opportunity) and each.amount is not None:
            currency = each.currency or default
            sums[currency] = sums.get(currency, Decimal(0)) + each.amount
    return {currency: sums[currency] for currency in sorted(sums, key=lambda word: word or "")}
