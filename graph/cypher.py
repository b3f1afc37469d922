"""Every statement that is sent to a database, by name. What varies is a parameter, or a word of the model.

All of them are Cypher that Neo4j 5 and the embedded server both understand. Every node of the model bears the
label `Entity` beside its own, so that one index finds any of them by its id, or all of a scope.
"""

from collections.abc import Iterator

from graph.declaration import Edge, Node
from graph.model import EDGES, NODES

__all__ = [
    "ACCOUNTS",
    "ANSWER",
    "ENTRIES",
    "EXISTING",
    "FOREIGN_CLAIMS",
    "FOREIGN_EDGES",
    "JOURNAL",
    "LOCK",
    "PING",
    "READ",
    "REVISIONS",
    "TOUCH",
    "create_nodes",
    "drop_edges",
    "drop_nodes",
    "put_edges",
    "schema_statements",
    "update_nodes",
]

PING = "RETURN 1 AS answer"

REVISIONS = """
MATCH (ledger:Ledger) WHERE ledger.scope IN $scopes
RETURN ledger.scope AS scope, ledger.revision AS revision
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

READ = """
OPTIONAL MATCH (node:Entity {scope: $scope})
WITH collect(properties(node)) AS nodes
OPTIONAL MATCH (source:Entity {scope: $scope})-[edge]->(target:Entity) WHERE edge.scope = $scope
WITH nodes, collect({type: type(edge), source: source.id, target: target.id, properties: properties(edge)}) AS inner
OPTIONAL MATCH (target:Entity {scope: $scope})<-[edge]-(source:Entity)
WHERE edge.scope = $scope AND source.scope <> $scope
RETURN nodes, inner,
    collect({type: type(edge), source: source.id, target: target.id, properties: properties(edge)}) AS incoming
"""

JOURNAL = """
UNWIND $entries AS entry
MATCH (ledger:Ledger {scope: entry.scope})
SET ledger.at = entry.at
CREATE (written:JournalEntry)
SET written = entry
"""

ENTRIES = """
MATCH (entry:JournalEntry {scope: $scope})
WHERE entry.revision > $after AND entry.revision <= $until
RETURN properties(entry) AS entry ORDER BY entry.revision
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

ACCOUNTS = """
MATCH (account:Organisation)
WHERE account.key = account.scope AND account.key > $after AND ($scopes IS NULL OR account.key IN $scopes)
RETURN account.key AS key ORDER BY key LIMIT $limit
"""


def schema_statements() -> Iterator[str]:
    """The constraints and indexes that the other statements rely on. Each may be sent again."""
    unique = "CREATE CONSTRAINT {} IF NOT EXISTS FOR (n:{}) REQUIRE {} IS UNIQUE"
    yield unique.format("entity_id", "Entity", "n.id")
    yield unique.format("ledger_scope", "Ledger", "n.scope")
    yield unique.format("entry_revision", "JournalEntry", "(n.scope, n.revision)")
    yield unique.format("entry_idempotency", "JournalEntry", "(n.scope, n.actor, n.idempotencyKey)")
    index = "CREATE INDEX {} IF NOT EXISTS FOR (n:{}) ON ({})"
    yield index.format("entity_scope", "Entity", "n.scope")
    yield index.format("entry_answer", "JournalEntry", "n.actor, n.idempotencyKey")
    yield index.format("stakeholder_person", "Stakeholder", "n.person")
    yield index.format("organisation_key", "Organisation", "n.key")


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


def _label(kind: type[Node] | type[Edge]) -> str:
    """The label, from the model's own table: nothing else ever gets into a statement's text."""
    return (NODES.get(kind.label) or EDGES[kind.label]).label


def _identifying(kind: type[Edge]) -> str:
    words = [word for word in kind.identifying if word not in ("from", "to")]
    return f" {{{', '.join(f'{word}: row.properties.{word}' for word in words)}}}" if words else ""
