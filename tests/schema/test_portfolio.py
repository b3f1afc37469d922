"""Lists across accounts: what they show, whose they are, and how one goes through them."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from graph import cypher
from graph.change import Change
from graph.identity import TEAM, account_id
from graph.model import HasRoleIn, Knows, Manages, Opportunity, Stakeholder, TeamMember
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from schema.relay import encode_cursor
from scoring.parameters import DEFAULTS, Parameters
from scoring.scores import Scores
from scoring.summary import summary
from tests.graph.acme import account, edge, ident, member, opportunity, person
from tests.graph.watched import watch
from tests.schema.conftest import NOW, Ask

pytestmark = pytest.mark.both_servers

SINCE = "2026-11-01"


async def summarise(store: Store, *keys: str, parameters: Parameters = DEFAULTS) -> None:
    """What the service does a moment after each commit."""
    for key in keys:
        graph = await store.snapshot(key, LOCAL)
        assert await store.portfolio.keep(*summary(Scores(graph, NOW.date(), parameters)))


class Portfolio:
    """Accounts of a test alone: their names hold its `word`, and their keys begin with it."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.word = f"w{uuid4().hex}"
        self.ours = f"kata-{self.word}"
        self.kata = ident(TeamMember, self.ours)

    async def make(self, name: str, *more: Change, people: Mapping[str, str | None], **values: Any) -> str:
        """An account of these people, each with what we are to them; the first letters of its name are its key."""
        key = f"{self.word}-{name.lower()}"
        hired = [*(change for who in people for change in person(who, key, seniority="BOARD"))]
        known = {who: level for who, level in people.items() if level}
        told = [self.knows(key, who, level) for who, level in known.items()]
        changes = [*account(key, name=f"{name} {self.word}", **values), *hired, *told, *more]
        await self.ask.store.commit({TEAM: member(self.ours), key: changes}, LOCAL)
        return key

    def knows(self, key: str, who: str, level: str) -> Change:
        return edge(Knows, self.kata, ident(Stakeholder, who, key), level=level, by=self.kata, validFrom=SINCE)

    def owns(self, name: str) -> Change:
        return edge(Manages, self.kata, account_id(f"{self.word}-{name.lower()}"), role="OWNER")

    async def list(self, arguments: str = "", wanted: str = "", **page: Any) -> list[str]:
        """The names of the accounts of this test, without its word."""
        found = (await self.ask(self.query(arguments, wanted), **page))["accounts"]["edges"]
        return [row["summary"]["name"].split()[0] for row in found]

    def query(self, arguments: str = "", wanted: str = "", shown: str = "edges { summary { name } }") -> str:
        given = f'filter: {{text: "{self.word}" {wanted}}} {arguments}'
        return f"query ($first: Int, $after: String) {{ accounts({given} first: $first, after: $after) {{ {shown} }} }}"


@pytest.fixture
def portfolio(ask: Ask) -> Portfolio:
    return Portfolio(ask)


async def three(portfolio: Portfolio) -> list[str]:
    """Alma, whom we reach in part, Birs, whom we do not, and Citrom, of which nothing has been reckoned yet."""
    deal = opportunity("deal", f"{portfolio.word}-birs", amount="1000", currency="HUF", closesOn="2026-12-31")
    keys = [
        await portfolio.make(
            "Alma",
            portfolio.owns("Alma"),
            people={"ada": "TRUSTED_ADVISOR", "bob": None},
            tier="KEY",
            sector="Steel",
            country="HU",
            currency="EUR",
        ),
        await portfolio.make("Birs", *deal, people={"cid": None}, tier="GROWTH", sector="Retail", country="AT"),
        await portfolio.make("Citrom", people={}, tier="KEY"),
    ]
    await summarise(portfolio.ask.store, *keys[:2])
    return keys


# ---------------------------------------------------------------- what a list shows

SUMMARY = """
key name tier sector country currency day revision owners { key } people revenue stake coverage resilience status
uncovered uncoveredPower
"""


async def test_a_summary_says_what_the_account_says(ask: Ask, portfolio: Portfolio) -> None:
    alma, birs, citrom = await three(portfolio)
    told = (await ask(portfolio.query(shown=f"edges {{ summary {{ {SUMMARY} }} }}")))["accounts"]["edges"]
    by_key = {row["summary"]["key"]: row["summary"] for row in told}
    for key in (alma, birs):
        shown = by_key[key]
        whole = await ask(
            "query ($id: ID!) { account(id: $id) { revision date stakeholders { nodes { key } }"
            " coverage { score { value } resilience { value } status uncovered { power } } } }",
            id=key,
        )
        coverage = whole["account"]["coverage"]
        assert (shown["revision"], shown["day"]) == (whole["account"]["revision"], whole["account"]["date"])
        assert shown["people"] == len(whole["account"]["stakeholders"]["nodes"])
        assert shown["coverage"] == pytest.approx(coverage["score"]["value"])
        assert shown["resilience"] == coverage["resilience"]["value"]
        assert (shown["status"], shown["uncovered"]) == (coverage["status"], len(coverage["uncovered"]))
        assert shown["uncoveredPower"] == pytest.approx(sum(each["power"] for each in coverage["uncovered"]))
    assert by_key[alma]["owners"] == [{"key": portfolio.ours}]
    assert (by_key[alma]["stake"], by_key[birs]["stake"], by_key[birs]["revenue"]) == (0, 1000, None)
    assert by_key[alma]["currency"] == "EUR"
    plain = {"key": citrom, "name": f"Citrom {portfolio.word}", "tier": "KEY"}
    assert by_key[citrom] == {**dict.fromkeys(by_key[citrom]), **plain}


async def test_a_list_of_summaries_is_one_statement_and_reads_no_account(ask: Ask, portfolio: Portfolio) -> None:
    await three(portfolio)
    ran: list[str] = []
    watch(ask.store, ran.append)
    await ask(portfolio.query(shown="edges { cursor summary { name coverage } } pageInfo { hasNextPage }"))
    assert ran == [cypher.accounts([("KEY", False)])]


async def test_what_an_account_is_called_is_told_as_of_now(ask: Ask, portfolio: Portfolio) -> None:
    alma, *_ = await three(portfolio)
    await ask.commit(alma, {"putOrganisation": {"id": alma, "name": f"Eper {portfolio.word}", "tier": "STRATEGIC"}})
    shown = "edges { summary { name tier revision } node { name revision } }"
    [row] = (await ask(portfolio.query(wanted="tier: [STRATEGIC]", shown=shown)))["accounts"]["edges"]
    assert row["summary"] == {"name": f"Eper {portfolio.word}", "tier": "STRATEGIC", "revision": 1}
    assert row["node"] == {"name": f"Eper {portfolio.word}", "revision": 2}


# ---------------------------------------------------------------- which accounts, in which order


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("", ["Alma", "Birs", "Citrom"]),
        ("tier: [KEY, STRATEGIC]", ["Alma", "Citrom"]),
        ("tier: []", []),
        ('sector: ["Steel", "Retail"]', ["Alma", "Birs"]),
        ('country: ["AT"]', ["Birs"]),
        ("coverageFrom: 0.1", ["Alma"]),
        ("coverageTo: 0.1", ["Birs"]),
        ("coverageFrom: 0, coverageTo: 1", ["Alma", "Birs"]),
        ("status: [0, 1]", ["Birs"]),
        ("status: [2]", ["Alma"]),
        ("owner: OURS", ["Alma"]),
        ("owner: OURS, tier: [GROWTH]", []),
    ],
)
async def test_accounts_are_filtered(portfolio: Portfolio, wanted: str, names: list[str]) -> None:
    await three(portfolio)
    assert await portfolio.list(wanted=wanted.replace("OURS", f'"{portfolio.ours}"')) == names


async def test_an_owner_is_named_by_an_id_too(ask: Ask, portfolio: Portfolio) -> None:
    await three(portfolio)
    team = (await ask("{ teamMembers(first: 500) { nodes { id key } } }"))["teamMembers"]["nodes"]
    [ours] = [each["id"] for each in team if each["key"] == portfolio.ours]
    assert await portfolio.list(wanted=f'owner: "{ours}"') == ["Alma"]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("[]", ["Alma", "Birs", "Citrom"]),
        ("[{field: KEY, direction: DESC}]", ["Citrom", "Birs", "Alma"]),
        ("[{field: NAME, direction: DESC}]", ["Citrom", "Birs", "Alma"]),
        ("[{field: COVERAGE}]", ["Birs", "Alma", "Citrom"]),
        ("[{field: COVERAGE, direction: DESC}]", ["Alma", "Birs", "Citrom"]),
        ("[{field: UNCOVERED_POWER}]", ["Alma", "Birs", "Citrom"]),
        ("[{field: UNCOVERED_POWER, direction: DESC}]", ["Birs", "Alma", "Citrom"]),
        ("[{field: REVENUE, direction: DESC}, {field: KEY, direction: DESC}]", ["Citrom", "Birs", "Alma"]),
        ("[{field: COVERAGE}, {field: COVERAGE, direction: DESC}]", ["Birs", "Alma", "Citrom"]),
    ],
)
async def test_accounts_are_ordered_with_what_is_unknown_last(
    portfolio: Portfolio, order: str, names: list[str]
) -> None:
    await three(portfolio)
    assert await portfolio.list(f"orderBy: {order}") == names


async def test_rates_bring_amounts_to_one_unit(ask: Ask, portfolio: Portfolio) -> None:
    *_, birs, _ = await three(portfolio)
    await summarise(ask.store, birs, parameters=Parameters(rates={"HUF": 0.0025}))
    shown = "edges { summary { stake } }"
    [row] = (await ask(portfolio.query(wanted="tier: [GROWTH]", shown=shown)))["accounts"]["edges"]
    assert row["summary"] == {"stake": 2.5}


# ---------------------------------------------------------------- page by page

PAGES = """
query ($text: String!, $first: Int, $after: String, $last: Int, $before: String) {
  accounts(
    filter: {text: $text}, orderBy: [{field: COVERAGE, direction: DESC}, {field: NAME}]
    first: $first, after: $after, last: $last, before: $before
  ) {
    nodes { key }
    edges { cursor summary { key } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


async def several(portfolio: Portfolio) -> list[str]:
    """Accounts in the order of PAGES: two of a coverage, two of none, one where nobody is, one not reckoned."""
    reached = {"ada": "VENDOR"}
    people: list[dict[str, str | None]] = [{**reached}, {**reached}, {"bob": None}, {"bob": None}, {}, {}]
    keys = [await portfolio.make(f"A{number}", people=each) for number, each in enumerate(people)]
    await summarise(portfolio.ask.store, *keys[:-1])
    return keys


@pytest.mark.parametrize("size", [1, 2, 4, 50])
@pytest.mark.parametrize("backwards", [False, True])
async def test_every_account_is_on_one_page_whatever_is_inserted(
    ask: Ask, portfolio: Portfolio, size: int, backwards: bool
) -> None:
    keys = await several(portfolio)
    seen, turn = list[str](), None
    for number in range(10):
        asked = {"last": size, "before": turn} if backwards else {"first": size, "after": turn}
        page = (await ask(PAGES, text=portfolio.word, **asked))["accounts"]
        found = [row["summary"]["key"] for row in page["edges"]]
        assert [node["key"] for node in page["nodes"]] == found
        assert [row["cursor"] for row in (page["edges"][0], page["edges"][-1])] == [
            page["pageInfo"]["startCursor"],
            page["pageInfo"]["endCursor"],
        ]
        assert page["pageInfo"]["hasPreviousPage" if not backwards else "hasNextPage"] is (turn is not None)
        seen = found + seen if backwards else seen + found
        turn = page["pageInfo"]["startCursor" if backwards else "endCursor"]
        if not page["pageInfo"]["hasPreviousPage" if backwards else "hasNextPage"]:
            break
        # Where one has been already: first of all where pages go on to the last, and the other way round.
        people: dict[str, str | None] = {} if backwards else {"x": "TRUSTED_ADVISOR"}
        inserted = await portfolio.make(f"Z{number}", people=people)
        if not backwards:
            await summarise(ask.store, inserted)
    assert seen == keys


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("first: 0", "first must be 1 to 500, not 0"),
        ("last: 501", "last must be 1 to 500, not 501"),
        ("first: 1, last: 1", "give either first or last, not both"),
        ('after: "nonsense"', "after is not a cursor of this list"),
        ("filter: {coverageFrom: 0.5, coverageTo: 0.4}", "filter.coverageTo must not be below filter.coverageFrom"),
        ('filter: {owner: "nobody"}', "there is no team member 'nobody' in our team"),
    ],
)
async def test_what_cannot_be_is_refused(ask: Ask, arguments: str, told: str) -> None:
    _, errors = await ask.whole(f"{{ accounts({arguments}) {{ pageInfo {{ endCursor }} }} }}")
    assert told in errors[0]


async def test_a_cursor_of_another_order_is_refused(ask: Ask, portfolio: Portfolio) -> None:
    await several(portfolio)
    cursor = (await ask(PAGES, text=portfolio.word, first=1))["accounts"]["pageInfo"]["endCursor"]
    _, errors = await ask.whole(portfolio.query("orderBy: [{field: COVERAGE}]"), after=cursor)
    assert "after is a cursor of another list or order" in errors[0]


@pytest.mark.parametrize("values", ["1, 2, 3", '"x", "y", "z"', "null, null, null", "true, 0.5, 1e308"])
@pytest.mark.parametrize("word", ["after", "before"])
async def test_a_forged_cursor_does_no_harm(ask: Ask, portfolio: Portfolio, word: str, values: str) -> None:
    await several(portfolio)
    forged = encode_cursor(f'["COVERAGE DESC, NAME ASC, KEY ASC", {values}]')
    page = (await ask(PAGES, text=portfolio.word, **{word: forged}))["accounts"]
    assert len(page["nodes"]) <= 6


async def test_a_viewer_sees_their_accounts_and_nothing_of_others(ask: Ask, portfolio: Portfolio) -> None:
    keys = await several(portfolio)
    mine = Ask(ask.store, Viewer("anna", Role.VIEWER, frozenset([keys[0], keys[3]])))
    page = (await mine("{ accounts(first: 2) { nodes { key } edges { cursor } pageInfo { hasNextPage } } }"))[
        "accounts"
    ]
    assert [node["key"] for node in page["nodes"]] == [keys[0], keys[3]]
    assert not page["pageInfo"]["hasNextPage"]
    people = await mine("{ uncoveredDecisionMakers { nodes { account { key } } pageInfo { hasNextPage } } }")
    assert people["uncoveredDecisionMakers"] == {
        "nodes": [{"account": {"key": key}} for key in (keys[0], keys[3])],
        "pageInfo": {"hasNextPage": False},
    }


# ---------------------------------------------------------------- decision-makers

MAKERS = """
query ($owner: ID, $first: Int, $after: String, $closesFrom: Date, $closesTo: Date, $tier: [Tier!]) {
  uncoveredDecisionMakers(
    filter: {owner: $owner, tier: $tier, closesFrom: $closesFrom, closesTo: $closesTo}, first: $first, after: $after
  ) {
    edges {
      cursor
      day
      node {
        account { key }
        stakeholder { key }
        power
        coverage
        amountAtStake { amount currency }
        reasons { kind }
        introduction { steps { teamMember { key } } }
      }
    }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}
"""


async def owned(portfolio: Portfolio) -> list[str]:
    """Two accounts of ours: in one a large deal, in the other a small one and somebody without any."""

    def deal(name: str, amount: str, decider: str, closes: str) -> list[Change]:
        key = f"{portfolio.word}-{name.lower()}"
        what = opportunity("deal", key, amount=amount, currency="EUR", closesOn=closes)
        role = edge(HasRoleIn, ident(Stakeholder, decider, key), ident(Opportunity, "deal", key), roles=["DECIDER"])
        return [*what, role]

    large, small = deal("Large", "900", "ada", "2026-12-01"), deal("Small", "10", "bob", "2027-01-15")
    keys = [
        await portfolio.make("Large", portfolio.owns("Large"), *large, people={"ada": None}, tier="STRATEGIC"),
        await portfolio.make("Small", portfolio.owns("Small"), *small, people={"bob": None, "cid": None}),
    ]
    await summarise(portfolio.ask.store, *keys)
    return keys


def who(page: Any) -> list[str]:
    return [row["node"]["stakeholder"]["key"] for row in page["uncoveredDecisionMakers"]["edges"]]


async def test_decision_makers_come_with_all_that_is_to_be_said_of_them(ask: Ask, portfolio: Portfolio) -> None:
    large, _ = await owned(portfolio)
    page = await ask(MAKERS, owner=portfolio.ours)
    assert who(page) == ["ada", "bob"]
    first = page["uncoveredDecisionMakers"]["edges"][0]
    assert first["day"] == NOW.date().isoformat()
    assert first["node"] == {
        "account": {"key": large},
        "stakeholder": {"key": "ada"},
        "power": 1,
        "coverage": 0,
        "amountAtStake": [{"amount": "900", "currency": "EUR"}],
        "reasons": [{"kind": "DECIDING_ROLE"}, {"kind": "HALF_SET"}],
        "introduction": None,
    }


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"tier": ["STRATEGIC"]}, ["ada"]),
        ({"tier": ["KEY"]}, []),
        ({"closesFrom": "2026-12-02"}, ["bob"]),
        ({"closesTo": "2026-12-01"}, ["ada"]),
        ({"closesFrom": "2026-12-01", "closesTo": "2027-01-15"}, ["ada", "bob"]),
    ],
)
async def test_decision_makers_are_filtered(
    ask: Ask, portfolio: Portfolio, wanted: dict[str, Any], found: list[str]
) -> None:
    await owned(portfolio)
    assert who(await ask(MAKERS, owner=portfolio.ours, **wanted)) == found


async def test_decision_makers_come_page_by_page(ask: Ask, portfolio: Portfolio) -> None:
    await owned(portfolio)
    first = await ask(MAKERS, owner=portfolio.ours, first=1)
    told = first["uncoveredDecisionMakers"]["pageInfo"]
    second = await ask(MAKERS, owner=portfolio.ours, first=1, after=told["endCursor"])
    assert (who(first), who(second)) == (["ada"], ["bob"])
    assert (told["hasNextPage"], told["hasPreviousPage"]) == (True, False)
    assert not second["uncoveredDecisionMakers"]["pageInfo"]["hasNextPage"]


async def test_whom_we_have_reached_since_is_left_out_and_the_page_goes_on(ask: Ask, portfolio: Portfolio) -> None:
    large, _ = await owned(portfolio)
    await ask.store.commit({large: [portfolio.knows(large, "ada", "TRUSTED_ADVISOR")]}, LOCAL)
    first = await ask(MAKERS, owner=portfolio.ours, first=1)
    told = first["uncoveredDecisionMakers"]["pageInfo"]
    assert (who(first), told["hasNextPage"]) == ([], True)
    assert who(await ask(MAKERS, owner=portfolio.ours, first=1, after=told["endCursor"])) == ["bob"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"closesFrom": "2026-12-02", "closesTo": "2026-12-01"}, "filter.closesTo must not be before"),
        ({"owner": "nobody"}, "there is no team member 'nobody'"),
        ({"first": 501}, "first must be 1 to 500"),
        ({"after": "nonsense"}, "after is not a cursor of this list"),
    ],
)
async def test_what_cannot_be_asked_of_decision_makers_is_refused(ask: Ask, wanted: dict[str, Any], told: str) -> None:
    _, errors = await ask.whole(MAKERS, **wanted)
    assert told in errors[0]
