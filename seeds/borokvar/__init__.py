"""Borókvári Művek: the account that newcomers see first, wholly invented (SOURCE.md)."""
