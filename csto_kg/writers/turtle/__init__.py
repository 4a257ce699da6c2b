"""Turtle, canonical: sorted, blank nodes nested where they can be."""
