"""Uploads: files that are sent to a service, and imported there; and what sends them."""
