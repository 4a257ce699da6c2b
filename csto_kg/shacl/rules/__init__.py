"""SPARQL rules (``sh:SPARQLRule``, SHACL Advanced Features) run until nothing new follows.

``rule_set`` reads and checks the rules' files, ``fixpoint`` derives triples with them,
``readings`` finds the readings. pyshacl with ``advanced`` and ``iterate_rules`` derives the same.
"""
