"""Answers about the graph beyond a single query: dossiers, evidence, rotation."""
