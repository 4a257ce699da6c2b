"""SHACL, and nothing of this ontology: shapes and rules read, checked for form, and evaluated.

``graph`` reads, ``wellformed`` refuses what is ill-formed, ``rules`` derives, ``pyshacl`` checks;
``result`` is what an engine gives back.
"""
