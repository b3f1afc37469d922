"""Sample accounts and importers, each turning a source into changes."""
