"""How good the forecasts were, over the accounts that one may see."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.upkeep import Upkeep
from graph.viewer import LOCAL
from schema.language import Language
from tests.schema.conftest import NOW, Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]

BACKTEST = """
query ($filter: AccountFilter, $days: [Int!], $hindsight: Boolean) {
  backtest(filter: $filter, daysBefore: $days, hindsight: $hindsight) {
    accounts unreckoned sentence
    horizons {
      daysBefore ended forecasts unknown notOpen hindsight baseRate brierScore skill isTooFew sentence
      calibration { from to count forecast won }
    }
  }
}
"""


def on(days_ago: int) -> str:
    return (NOW.date() - timedelta(days=days_ago)).isoformat()


def deal(key: str, account: str, outcome: str, stance: float | None, **more: Any) -> list[dict[str, Any]]:
    """An opportunity that ended ten days ago, and what Anna, who alone decides, was always said to think of it."""
    about = {"title": key.title(), "opensOn": on(200), "closedOn": on(10), "outcome": outcome, **more}
    changes: list[dict[str, Any]] = [
        {"putOpportunity": {"id": key, **about}},
        {"putFor": {"from": key, "to": account}},
        {"putHasRoleIn": {"from": "anna", "to": key, "roles": ["DECIDER"]}},
    ]
    if stance is not None:
        said = {"stance": stance, "validFrom": on(190), "verification": "CONFIRMED"}
        changes.append({"claimStance": {"from": "anna", "to": {"opportunity": key}, **said}})
    return changes


@pytest.fixture
def backtest(ask: Ask) -> Callable[..., Awaitable[Any]]:
    """What somebody is answered who sees these accounts, with a summary of each but the `stale`."""

    async def asked(*accounts: str, stale: tuple[str, ...] = (), **variables: Any) -> Any:
        upkeep = Upkeep(ask.store)
        for account in accounts:
            if account not in stale:
                assert await upkeep.refresh(account)
        language = variables.pop("language", Language.EN)
        theirs = Ask(ask.store, replace(LOCAL, accounts=frozenset(accounts)), language=language)
        return (await theirs(BACKTEST, **variables))["backtest"]

    return asked


async def test_forecasts_are_judged_by_the_outcomes(
    ask: Ask, new_account: NewAccount, backtest: Callable[..., Awaitable[Any]]
) -> None:
    one, other = await new_account("anna"), await new_account("anna")
    await ask.write(one, *deal("won", one, "WON", 1.0), *deal("lost", one, "LOST", -1.0))
    await ask.write(other, *deal("surprise", other, "LOST", 1.0), *deal("unknown", other, "WON", None))
    await ask.write(other, *deal("given-up", other, "ABANDONED", 1.0))
    found = await backtest(one, other)
    assert (found["accounts"], found["unreckoned"]) == (2, 0)
    assert [each["daysBefore"] for each in found["horizons"]] == [30, 60, 90]
    for each in found["horizons"]:
        assert (each["ended"], each["forecasts"], each["unknown"], each["notOpen"]) == (4, 3, 1, 0)
        assert each["hindsight"] == 3
        assert each["baseRate"] == pytest.approx(1 / 3)
        assert each["isTooFew"]
        low, high = each["calibration"]
        assert (low["from"], low["to"], low["count"], low["won"]) == (0.0, 0.1, 1, 0.0)
        assert (high["from"], high["to"], high["count"], high["won"]) == (0.9, 1.0, 2, 0.5)
        p, q = high["forecast"], low["forecast"]  # both deals of the upper band were forecast alike
        score = ((1 - p) ** 2 + p**2 + q**2) / 3
        assert each["brierScore"] == pytest.approx(score)
        assert each["skill"] == pytest.approx(1 - score / (1 / 3 * 2 / 3))


async def test_what_one_may_not_see_does_not_count(
    ask: Ask, new_account: NewAccount, backtest: Callable[..., Awaitable[Any]]
) -> None:
    seen, unseen = await new_account("anna"), await new_account("anna")
    await ask.write(seen, *deal("won", seen, "WON", 1.0))
    await ask.write(unseen, *deal("lost", unseen, "LOST", 1.0))
    await backtest(unseen)
    found = await backtest(seen, days=[30])
    assert [(each["ended"], each["baseRate"]) for each in found["horizons"]] == [(1, 1.0)]


async def test_it_can_be_asked_of_some_accounts_and_days_only(
    ask: Ask, new_account: NewAccount, backtest: Callable[..., Awaitable[Any]]
) -> None:
    plain, key = await new_account("anna"), await new_account("anna")
    await ask.write(plain, *deal("won", plain, "WON", 1.0))
    await ask.write(key, *deal("late", key, "LOST", -1.0, opensOn=on(50)))
    await ask.write(key, {"putOrganisation": {"id": key, "name": "Acme", "kind": "CLIENT", "tier": "KEY"}})
    found = await backtest(plain, key, filter={"tier": ["KEY"]}, days=[60, 30, 60])
    assert found["accounts"] == 1
    assert [(each["daysBefore"], each["ended"], each["forecasts"], each["notOpen"]) for each in found["horizons"]] == [
        (30, 1, 1, 0),
        (60, 1, 0, 1),
    ]


async def test_nothing_is_passed_over_in_silence(
    ask: Ask, new_account: NewAccount, backtest: Callable[..., Awaitable[Any]]
) -> None:
    empty, missing = await new_account(), await new_account("anna")
    await ask.write(missing, *deal("won", missing, "WON", 1.0))
    found = await backtest(empty, missing, stale=(missing,), days=[30])
    assert (found["accounts"], found["unreckoned"]) == (2, 1)
    [each] = found["horizons"]
    assert [each[word] for word in ("ended", "forecasts", "unknown", "notOpen", "hindsight")] == [0] * 5
    assert [each[word] for word in ("baseRate", "brierScore", "skill")] == [None] * 3
    assert (each["isTooFew"], each["calibration"]) == (True, [])
    assert found["sentence"] == (
        "1 account of 2 has no summary yet. No opportunity has been won or lost yet of which there are summaries."
    )


async def test_it_says_how_good_they_were_in_both_languages(
    ask: Ask, new_account: NewAccount, backtest: Callable[..., Awaitable[Any]]
) -> None:
    key = await new_account("anna")
    await ask.write(key, *deal("won", key, "WON", 1.0), *deal("lost", key, "LOST", -1.0))
    await ask.write(key, *deal("unknown", key, "WON", None), *deal("late", key, "LOST", None, opensOn=on(20)))
    english = (await backtest(key))["sentence"]
    assert english.startswith("30 days before the end, 2 forecasts had a Brier score of 0.0")
    assert english.endswith(
        "better than to forecast for each what share of all was won, 50%. These are too few to judge by: it takes 30. "
        "2 of them were made with hindsight. Too little was known of 1 opportunity. 1 was not open yet."
    )
    hungarian = (await backtest(key, language=Language.HU))["sentence"]
    assert hungarian.startswith("A lezárás előtt 30 nappal 2 előrejelzés Brier-pontszáma 0,0")
    assert hungarian.endswith("Közülük 2 utólag készült. 1 lehetőségről túl kevés volt ismert. 1 még nem volt nyitva.")


@pytest.mark.parametrize(
    ("days", "message"),
    [([30, 45], "daysBefore must be any of 30, 60, 90, not 45"), ([], "daysBefore must be any of 30, 60, 90; none")],
)
async def test_other_days_are_refused(ask: Ask, days: list[int], message: str) -> None:
    data, errors = await ask.whole(BACKTEST, days=days)
    assert data is None
    assert len(errors) == 1
    assert errors[0].startswith(message)


async def test_the_demonstration_account_has_forecasts_that_came_true_and_some_that_did_not(
    borokvar: str, backtest: Callable[..., Awaitable[Any]]
) -> None:
    found = await backtest(borokvar)
    assert [(each["ended"], each["forecasts"], each["unknown"], each["notOpen"]) for each in found["horizons"]] == [
        (3, 2, 1, 0),
        (3, 1, 1, 1),
        (3, 0, 2, 1),
    ]
    month = found["horizons"][0]
    assert month["baseRate"] == 0.5
    assert month["brierScore"] == pytest.approx(((1 - 0.12286799703) ** 2 + 0.05757321238**2) / 2)
    assert month["skill"] < 0
    assert found["horizons"][1]["skill"] is None
