"""Answers on their way out: tables for people, SPARQL result formats and Turtle for programs."""
