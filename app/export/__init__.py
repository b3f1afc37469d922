"""Accounts as files: to keep, to take elsewhere, to draw, and to show."""
