"""Changes to the graph: checked, and put in place whole or not at all.

``requests`` takes files and sources by name, ``apply`` does a change from reading to writing with
the ``steps`` that all changes share, ``promotion`` writes, ``journal`` remembers.
"""
