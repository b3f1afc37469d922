"""Krackhardt's managers: 21 real people of a machinery company (SOURCE.md)."""
