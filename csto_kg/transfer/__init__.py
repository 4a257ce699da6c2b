"""Copies graphs between a store of ours and a SPARQL endpoint, and compares what arrived."""
