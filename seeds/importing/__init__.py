"""Importing: what a source exports, by a profile that is data, into changes."""
