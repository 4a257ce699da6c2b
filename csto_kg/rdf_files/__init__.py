"""Reads users' RDF files as they are: exact literals, and errors with file, line and column."""
