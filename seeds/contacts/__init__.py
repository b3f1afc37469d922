"""Contacts out of calendars and mailboxes: who met or wrote to whom, and when; never what was said."""
