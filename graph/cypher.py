"""Every statement that is sent to a database, by name. What varies is a parameter, or a word of the model.

All of them are Cypher that Neo4j 5 and the embedded server both understand. Every node of the model bears the
label `Entity` beside its own, so that one index finds any of them by its id, or all of a scope.
"""

from collections.abc import Iterable, Iterator, Sequence

from graph.declaration import Edge, Node
from graph.keyset import after, before, order
from graph.model import EDGES, NODES

__all__ = [
    "ACCOUNTS",
    "ANSWER",
    "CONNECTORS",
    "DROP_FORECASTS",
    "DROP_KEY",
    "DROP_KEYS_OF",
    "DROP_RECOMMENDED",
    "DROP_RECOMMENDED_TO",
    "DROP_SUMMARIES",
    "DROP_UNREACHED",
    "ENGAGED",
    "ENTRIES",
    "ENTRIES_OF",
    "EXISTING",
    "FORECAST",
    "FORECASTS",
    "FOREIGN_CLAIMS",
    "FOREIGN_EDGES",
    "JOURNAL",
    "KEY",
    "KEYS",
    "LOCK",
    "MANAGED",
    "NAMING",
    "PING",
    "PUT_FORECASTS",
    "PUT_KEY",
    "PUT_RECOMMENDED",
    "PUT_SUMMARY",
    "PUT_UNREACHED",
    "READ",
    "REVISIONS",
    "REVISION_AT",
    "REWRITE",
    "REWRITTEN",
    "SAME_PERSON",
    "STALE",
    "TOUCH",
    "TOUCH_ALL",
    "UNREACHED",
    "accounts",
    "create_nodes",
    "drop_edges",
    "drop_nodes",
    "lookup",
    "put_edges",
    "schema_statements",
    "search",
    "update_nodes",
]

PING = "RETURN 1 AS answer"

# `team` is the team's revision beside which the scope was last written: it has reached that one at least.
REVISIONS = """
MATCH (ledger:Ledger) WHERE ledger.scope IN $scopes
RETURN ledger.scope AS scope, ledger.revision AS revision, ledger.team AS team
"""

# The first statement of every commit: it makes all others on these scopes wait for this one, or fail.
LOCK = """
UNWIND $scopes AS scope
MERGE (ledger:Ledger {scope: scope})
ON CREATE SET ledger.revision = 0
SET ledger.revision = ledger.revision + 1
WITH ledger
OPTIONAL MATCH (team:Ledger {scope: $team})
RETURN ledger.scope AS scope, ledger.revision AS revision, ledger.at AS at, team.revision AS team
"""

# Both servers read what was committed last, statement by statement. A reader that has written to the ledger waits
# for a commit in progress, or conflicts with it and is tried again: it cannot mix two revisions.
TOUCH = """
MATCH (ledger:Ledger {scope: $scope})
SET ledger.touched = $token
RETURN ledger.revision AS revision
"""

# Who has written to every ledger waits for all commits in progress, or conflicts with them: only for the rare drop of
# a team member, whom a claim names without an edge that would tell.
TOUCH_ALL = """
MATCH (ledger:Ledger)
SET ledger.touched = $token
"""

# Three rows of everything: a list carried from one part to the next would be compared, all of it, edge by edge.
# The last source has no label: for one, the embedded server begins at all the entities that there are.
READ = """
MATCH (node:Entity {scope: $scope})
RETURN collect(properties(node)) AS nodes, [] AS edges
UNION ALL
MATCH (source:Entity {scope: $scope})-[edge]->(target:Entity) WHERE edge.scope = $scope
RETURN [] AS nodes,
    collect({type: type(edge), source: source.id, target: target.id, properties: properties(edge)}) AS edges
UNION ALL
MATCH (target:Entity {scope: $scope})<-[edge]-(source)
WHERE edge.scope = $scope AND source.scope <> $scope
RETURN [] AS nodes,
    collect({type: type(edge), source: source.id, target: target.id, properties: properties(edge)}) AS edges
"""

JOURNAL = """
UNWIND $entries AS entry
MATCH (ledger:Ledger {scope: entry.scope})
SET ledger.at = entry.at, ledger.team = entry.teamRevision
CREATE (written:JournalEntry)
SET written = entry
"""

ENTRIES = """
MATCH (entry:JournalEntry {scope: $scope})
WHERE entry.revision > $after AND entry.revision <= $until
RETURN properties(entry) AS entry ORDER BY entry.revision
"""

# The newest revision that had been written by an instant.
REVISION_AT = """
MATCH (entry:JournalEntry {scope: $scope})
WHERE entry.at <= $at
RETURN max(entry.revision) AS revision
"""

ENTRIES_OF = """
UNWIND $revisions AS revision
MATCH (entry:JournalEntry {scope: $scope, revision: revision})
RETURN properties(entry) AS entry ORDER BY entry.revision
"""

# How many entries of these an erasure has rewritten; the erasure's own is one of them.
REWRITTEN = """
MATCH (entry:JournalEntry {scope: $scope})
WHERE entry.revision > $after AND entry.revision <= $until AND entry.rewrittenAt IS NOT NULL
RETURN count(entry) AS count
"""

# For erasure only: what a journal says is never changed otherwise.
REWRITE = """
UNWIND $rows AS row
MATCH (entry:JournalEntry {scope: row.scope, revision: row.revision})
SET entry = row
RETURN count(entry) AS count
"""

# Looks through every journal: only for the rare erasure of a team member.
NAMING = """
MATCH (entry:JournalEntry)
WHERE entry.actor IN $actors OR any(told IN $told WHERE entry.changes CONTAINS told OR entry.actor CONTAINS told
    OR entry.idempotencyKey CONTAINS told)
RETURN DISTINCT entry.scope AS scope
"""

ANSWER = """
MATCH (entry:JournalEntry {actor: $actor, idempotencyKey: $key})
RETURN entry.scope AS scope, entry.revision AS revision
"""

EXISTING = """
UNWIND $ids AS id
MATCH (node:Entity {id: id})
RETURN collect(node.id) AS ids
"""

FOREIGN_EDGES = """
UNWIND $ids AS id
MATCH (node:Entity {id: id})-[edge]-()
WHERE edge.scope <> $scope
RETURN node.id AS id, collect(DISTINCT edge.scope) AS scopes
"""

# Reads every edge of the database: only for the rare drop of a team member.
FOREIGN_CLAIMS = """
MATCH (:Entity)-[edge]->(:Entity)
WHERE edge.by IN $ids
RETURN edge.by AS id, collect(DISTINCT edge.scope) AS scopes
"""

SAME_PERSON = """
MATCH (someone:Stakeholder)
WHERE someone.person IN $persons AND ($scopes IS NULL OR someone.scope IN $scopes)
RETURN someone.person AS person, someone.id AS id ORDER BY id
"""

ACCOUNTS = """
MATCH (account:Organisation)
WHERE account.key = account.scope AND account.key > $after AND ($scopes IS NULL OR account.key IN $scopes)
RETURN account.key AS key ORDER BY key LIMIT $limit
"""

# Where one of us looks after something, answers for it, or takes part in a contact.
ENGAGED = """
MATCH (:Entity {id: $id})-[edge:MANAGES|ANSWERS_FOR|INVOLVES]-()
WHERE $scopes IS NULL OR edge.scope IN $scopes
RETURN DISTINCT edge.scope AS scope ORDER BY scope
"""

# What one of us looks after, a whole account or a part of it, from when to when, and until when they are one of us.
MANAGED = """
MATCH (member:Entity {id: $id})-[edge:MANAGES]->(:Entity)
MATCH (account:Organisation {key: edge.scope}) WHERE account.scope = account.key
RETURN edge.scope AS scope, edge.validFrom AS begins, edge.validTo AS ends, account.timeZone AS timeZone,
    member.leftOn AS left
"""

# An account is stale where its summary is not of its newest revision beside the team's, nor of these constants, nor of
# the day that it is there now. `$all` takes the others too.
STALE = """
OPTIONAL MATCH (team:Ledger {scope: $team})
WITH coalesce(team.revision, 0) AS team
MATCH (ledger:Ledger) WHERE ledger.scope > $after AND ($scopes IS NULL OR $scopes[ledger.scope])
MATCH (account:Organisation {key: ledger.scope}) WHERE account.scope = account.key
OPTIONAL MATCH (summary:AccountSummary {scope: ledger.scope})
WITH ledger, summary, team
WHERE $all OR summary IS NULL OR summary.revision <> ledger.revision OR summary.teamRevision <> team
    OR summary.parameters <> $parameters OR NOT (summary.begins <= $now AND $now < summary.ends)
RETURN ledger.scope AS scope ORDER BY scope LIMIT $limit
"""

# The ledger was touched before, so nobody else writes this summary now. No row: there is one beside a newer team.
PUT_SUMMARY = """
MERGE (summary:AccountSummary {scope: $scope})
WITH summary WHERE coalesce(summary.teamRevision, 0) <= $summary.teamRevision
SET summary = $summary
RETURN summary.scope AS scope
"""

PUT_UNREACHED = "UNWIND $rows AS row CREATE (unreached:UncoveredDecisionMaker) SET unreached = row"
PUT_FORECASTS = "UNWIND $rows AS row CREATE (forecast:Forecast) SET forecast = row"
PUT_RECOMMENDED = "UNWIND $rows AS row CREATE (recommended:Recommendation) SET recommended = row"

DROP_SUMMARIES = "MATCH (summary:AccountSummary) WHERE summary.scope IN $scopes DELETE summary"
DROP_UNREACHED = "MATCH (unreached:UncoveredDecisionMaker) WHERE unreached.scope IN $scopes DELETE unreached"
DROP_RECOMMENDED = "MATCH (recommended:Recommendation) WHERE recommended.scope IN $scopes DELETE recommended"
DROP_FORECASTS = "MATCH (forecast:Forecast) WHERE forecast.scope IN $scopes DELETE forecast"
DROP_RECOMMENDED_TO = "MATCH (recommended:Recommendation) WHERE recommended.actor = $actor DELETE recommended"

KEYS = "MATCH (key:ApiKey) RETURN properties(key) AS key ORDER BY key.name, key.id"
KEY = "MATCH (key:ApiKey {id: $id}) RETURN key.id AS id"
PUT_KEY = "MERGE (key:ApiKey {id: $id}) SET key = $key"
DROP_KEY = "MATCH (key:ApiKey {id: $id}) DELETE key"
DROP_KEYS_OF = "MATCH (key:ApiKey) WHERE key.calendar IN $ids DELETE key"

FORECASTS = "MATCH (forecast:Forecast {scope: $scope}) RETURN properties(forecast) AS forecast"

_RANKING = (("unreached.rank", True), ("unreached.power", True), ("unreached.person", False))

# By power times stake. `$closesFrom` and `$closesTo` leave out those of whom no such day is known.
UNREACHED = f"""
MATCH (account:Organisation)
WHERE account.key = account.scope AND ($scopes IS NULL OR $scopes[account.key])
    AND ($tiers IS NULL OR account.tier IN $tiers) AND ($countries IS NULL OR account.country IN $countries)
MATCH (summary:AccountSummary {{scope: account.key}}) WHERE $owner IS NULL OR $owner IN summary.owners
MATCH (unreached:UncoveredDecisionMaker {{scope: account.key}})
WHERE ($closesFrom IS NULL OR unreached.closesOn >= $closesFrom)
    AND ($closesTo IS NULL OR unreached.closesOn <= $closesTo)
    AND {after(_RANKING, "$after")}
RETURN properties(unreached) AS unreached, summary.day AS day
ORDER BY {order(_RANKING)} LIMIT $limit
"""

# Those of the accounts that are wanted, each with its summary; an AND may follow.
_WANTED = """MATCH (account:Organisation)
WHERE account.key = account.scope AND ($scopes IS NULL OR $scopes[account.key])
    AND ($tiers IS NULL OR account.tier IN $tiers) AND ($sectors IS NULL OR account.sector IN $sectors)
    AND ($countries IS NULL OR account.country IN $countries)
    AND all(word IN $words WHERE account.searchName CONTAINS word)
OPTIONAL MATCH (summary:AccountSummary {scope: account.key})
WITH account, summary
WHERE ($owner IS NULL OR $owner IN summary.owners) AND ($statuses IS NULL OR summary.status IN $statuses)
    AND ($coverageFrom IS NULL OR summary.coverage >= $coverageFrom)
    AND ($coverageTo IS NULL OR summary.coverage <= $coverageTo)"""

RECKONED = f"""
{_WANTED}
RETURN count(account) AS accounts, count(summary) AS reckoned
"""

# Added up where they are: a row for each tenth of the probabilities, and one for all that is no forecast.
FORECAST = f"""
{_WANTED}
MATCH (forecast:Forecast {{scope: account.key}})
WHERE forecast.daysBefore IN $daysBefore AND ($hindsight IS NULL OR forecast.hindsight = $hindsight)
RETURN forecast.daysBefore AS daysBefore, forecast.band AS band, forecast.wasOpen AS wasOpen, count(forecast) AS count,
    sum(CASE WHEN forecast.won THEN 1 ELSE 0 END) AS won, sum(CASE WHEN forecast.hindsight THEN 1 ELSE 0 END) AS late,
    sum(coalesce(forecast.probability, 0.0)) AS probability, sum(coalesce(forecast.loss, 0.0)) AS loss
ORDER BY daysBefore, band
"""

_URGENCY = (("rank", True), ("recommended.scope", False), ("recommended.key", False))


def _recommended(name: str) -> str:
    return f"""
MATCH ({name}:Recommendation)
WHERE ($actor IS NULL OR {name}.actor = $actor) AND ($scopes IS NULL OR $scopes[{name}.scope])
    AND ($accounts IS NULL OR {name}.scope IN $accounts) AND ($kinds IS NULL OR {name}.kind IN $kinds)"""


# By priority times weight: where none is known, the greatest of those that are asked for stands for it.
RECOMMENDED = f"""
{_recommended("other")}
WITH coalesce(max(other.weight), 1.0) AS most
{_recommended("recommended")}
WITH recommended, recommended.priority * coalesce(recommended.weight, most) AS rank
WHERE {after(_URGENCY, "$after")}
RETURN properties(recommended) AS recommended, rank
ORDER BY {order(_URGENCY)} LIMIT $limit
"""

_BREADTH = (("accounts", True), ("person", False))

# Of each who is there in several accounts, a row for each account.
CONNECTORS = f"""
MATCH (someone:Stakeholder)
WHERE someone.person IS NOT NULL AND ($scopes IS NULL OR $scopes[someone.scope])
    AND NOT coalesce(someone.placeholder, false)
    AND (someone.joinedOn IS NULL OR someone.joinedOn <= $day) AND (someone.leftOn IS NULL OR $day < someone.leftOn)
WITH someone.person AS person, count(DISTINCT someone.scope) AS accounts, collect(someone.id) AS ids
WHERE accounts > 1 AND {after(_BREADTH, "$after")}
WITH person, accounts, ids ORDER BY {order(_BREADTH)} LIMIT $limit
UNWIND ids AS id
MATCH (someone:Entity {{id: id}})
MATCH (account:Organisation {{key: someone.scope}}) WHERE account.scope = account.key
RETURN person, accounts, id, someone.name AS name, someone.title AS title, account.name AS account
ORDER BY {order(_BREADTH)}, id
"""


def schema_statements() -> Iterator[str]:
    """The constraints and indexes that the other statements rely on. Each may be sent again."""
    unique = "CREATE CONSTRAINT {} IF NOT EXISTS FOR (n:{}) REQUIRE {} IS UNIQUE"
    yield unique.format("entity_id", "Entity", "n.id")
    yield unique.format("ledger_scope", "Ledger", "n.scope")
    yield unique.format("entry_revision", "JournalEntry", "(n.scope, n.revision)")
    yield unique.format("entry_idempotency", "JournalEntry", "(n.scope, n.actor, n.idempotencyKey)")
    yield unique.format("summary_scope", "AccountSummary", "n.scope")
    yield unique.format("key_id", "ApiKey", "n.id")
    index = "CREATE INDEX {} IF NOT EXISTS FOR (n:{}) ON ({})"
    yield index.format("entity_scope", "Entity", "n.scope")
    yield index.format("entry_answer", "JournalEntry", "n.actor, n.idempotencyKey")
    yield index.format("stakeholder_person", "Stakeholder", "n.person")
    yield index.format("organisation_key", "Organisation", "n.key")
    yield index.format("unreached_scope", "UncoveredDecisionMaker", "n.scope")
    yield index.format("recommendation_scope", "Recommendation", "n.scope")
    yield index.format("forecast_scope", "Forecast", "n.scope")
    yield index.format("recommendation_actor", "Recommendation", "n.actor")
    for kind in NODES.values():
        if any(known.searched for known in kind.properties):
            yield index.format(f"{kind.label.lower()}_search", kind.label, "n.searchName")


def create_nodes(kind: type[Node]) -> str:
    return f"UNWIND $rows AS row CREATE (node:Entity:{_label(kind)}) SET node = row"


def update_nodes() -> str:
    return "UNWIND $rows AS row MATCH (node:Entity {id: row.id}) SET node = row RETURN count(node) AS count"


def drop_nodes() -> str:
    """Without DETACH: a node that something still hangs on is not deleted, whatever we believed."""
    return "UNWIND $ids AS id MATCH (node:Entity {id: id}) DELETE node"


def put_edges(kind: type[Edge]) -> str:
    return f"""
UNWIND $rows AS row
MATCH (source:Entity {{id: row.source}})
MATCH (target:Entity {{id: row.target}})
MERGE (source)-[edge:{_label(kind)}{_identifying(kind)}]->(target)
SET edge = row.properties
RETURN count(edge) AS count
"""


def drop_edges(kind: type[Edge]) -> str:
    return f"""
UNWIND $rows AS row
MATCH (:Entity {{id: row.source}})-[edge:{_label(kind)}{_identifying(kind)}]->(:Entity {{id: row.target}})
DELETE edge
"""


def search(kinds: Sequence[type[Node]]) -> str:
    """What of these kinds has a name that holds all `$words`, the best first.

    `$first` is one of the words: what lacks it is passed over soonest. A row's `key` is its rank, the length of the
    name, the name and the id, and so what rows are ordered by and a page goes on `$after`. `$roots` is true for
    accounts alone, false for their parts alone, null for both. `$scopes` has a true for each account that may be seen;
    it is null where all may.
    """
    fields = dict.fromkeys(known.word for kind in kinds for known in kind.properties if known.searched)
    return f"""
MATCH (node:{"|".join(_label(kind) for kind in kinds)})
WHERE node.searchName CONTAINS $first AND all(word IN $words WHERE node.searchName CONTAINS word)
    AND ($scopes IS NULL OR $scopes[node.scope])
    AND ($roots IS NULL OR NOT node:Organisation OR (node.key = node.scope) = $roots)
WITH node, node.searchName AS name
WITH node, CASE
        WHEN name = $text THEN '0'
        WHEN name STARTS WITH $text THEN '1'
        WHEN all(word IN $words WHERE ' ' + name CONTAINS ' ' + word) THEN '2'
        ELSE '3'
    END + right('00' + toString(size(name)), 3) + name + ' ' + node.id AS key
WHERE key > $after
WITH node, key ORDER BY key LIMIT $limit
MATCH (account:Organisation {{key: node.scope}}) WHERE account.scope = account.key
RETURN key, node.id AS id, {_fields("node", fields)} AS fields, account.name AS account
ORDER BY key
"""


def lookup(kind: type[Node]) -> str:
    """The nodes of a kind that have one of `$keys`, `$emails` or `$names`, each of which has a true for what is sought.

    So has `$scopes` for each account that may be seen; it is null where all may. `$encoded` has the keys as they stand
    in ids, for those who were merged into a person.
    """
    return f"""
MATCH (node:{_label(kind)})
WHERE ($scopes IS NULL OR $scopes[node.scope])
    AND ($keys[node.key] OR $emails[toLower(node.email)] OR $names[node.searchName]
        OR any(old IN coalesce(node.mergedIds, []) WHERE $encoded[split(old, '/')[2]]))
RETURN node.id AS id, node.key AS key, toLower(node.email) AS email, node.searchName AS name,
    coalesce(node.mergedIds, []) AS merged
"""


def accounts(by: Sequence[tuple[str, bool]], *, backwards: bool = False) -> str:
    """Accounts with their summaries, by some columns, of which each falls or rises; nulls are last.

    From the place `$after` on, up to the place `$before`, where they are given: they hold a value for each column.
    The name holds all `$words`, and `$scopes` has a true for each account that may be seen, as in a search.
    `backwards`, the rows come from the last to the first.
    """
    columns = [(_COLUMNS[word], falls) for word, falls in by]
    return f"""
{_WANTED}
    AND {after(columns, "$after")}
    AND {before(columns, "$before")}
RETURN {_fields("account", ("key", "name", "searchName", "tier", "sector", "country", "currency"))} AS account,
    properties(summary) AS summary
ORDER BY {order(columns, backwards=backwards)} LIMIT $limit
"""


_COLUMNS = {
    "KEY": "account.key",
    "NAME": "account.searchName",
    "REVENUE": "summary.revenue",
    "COVERAGE": "summary.coverage",
    "UNCOVERED_POWER": "summary.uncoveredPower",
}


def _fields(variable: str, words: Iterable[str]) -> str:
    return f"{{{', '.join(f'{word}: {variable}.{word}' for word in words)}}}"


def _label(kind: type[Node] | type[Edge]) -> str:
    """The label, from the model's own table: nothing else ever gets into a statement's text."""
    return (NODES.get(kind.label) or EDGES[kind.label]).label


def _identifying(kind: type[Edge]) -> str:
    words = [word for word in kind.identifying if word not in ("from", "to")]
    return f" {{{', '.join(f'{word}: row.properties.{word}' for word in words)}}}" if words else ""
