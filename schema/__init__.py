"""The GraphQL layer: types, queries and mutations, one file a domain."""
