"""Readings, derived datasets, verdicts, and the report of a check with what explains it."""
