"""SHACL, and nothing of this ontology: shapes and rules read, checked for form, and evaluated.

``graph`` reads, ``wellformed`` refuses what is ill-formed, ``rules`` derives; ``engine`` is what
checks facts, as ``pyshacl`` does, and ``result`` is what it gives back.
"""
