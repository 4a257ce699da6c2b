"""SPARQL rules (``sh:SPARQLRule``, SHACL Advanced Features) run until nothing new follows.

``rule_set`` makes rules from a shapes graph, ``construct`` checks the text of each and
``refusals`` says what it must not hold; ``fixpoint`` derives triples. pyshacl with ``advanced``
and ``iterate_rules`` derives the same.
"""
