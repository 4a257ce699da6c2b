"""N-Quads: the same bytes for the same dataset, named graphs kept."""

from __future__ import annotations

import pyoxigraph as ox

from csto_kg.writers.statements import statements, text_of

TRIG = """
    PREFIX : <x:>
    :g1 { :b :p "two\\nlines" . :a :p _:n . _:n :p _:m }
    :g2 { :a :p "x"@en }
"""


def test_lines_are_sorted_and_graphs_kept() -> None:
    assert text_of(statements(ox.parse(TRIG, format=ox.RdfFormat.TRIG))) == (
        '<x:a> <x:p> "x"@en <x:g2> .\n'
        "<x:a> <x:p> _:c14n0 <x:g1> .\n"
        '<x:b> <x:p> "two\\nlines" <x:g1> .\n'
        "_:c14n0 <x:p> _:c14n1 <x:g1> .\n"
    )


def test_names_of_blank_nodes_and_order_do_not_matter() -> None:
    one = list(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
    other = list(ox.parse(TRIG.replace("_:n", "_:q"), format=ox.RdfFormat.TRIG))
    assert one != other
    assert statements(one) == statements(reversed(other))


def test_nothing_is_nothing() -> None:
    assert text_of(statements([])) == ""
