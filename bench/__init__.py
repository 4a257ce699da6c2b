"""Benchmarks: a generator of graphs of the ontology's shape, and what is measured on them."""
