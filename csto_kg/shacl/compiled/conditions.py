"""Conditions in SPARQL, written and put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.graph.paths import Path, Predicate
from csto_kg.sparql.guard import is_writable
from csto_kg.store.embedded.lexical_forms import at_risk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.shacl.graph.shapes_graph import Node
    from csto_kg.shacl.result import Term

NEVER, ALWAYS = "false", "true"
"""Conditions that are known."""


class NoDoubtError(Exception):
    """There is no condition for a constraint: all its focus nodes must be looked at."""


def any_of(conditions: Iterable[str]) -> str:
    """Return where one of several conditions holds."""
    found = list(dict.fromkeys(each for each in conditions if each != NEVER))
    if ALWAYS in found:
        return ALWAYS
    return f"({' || '.join(found)})" if len(found) > 1 else "".join(found) or NEVER


def all_of(conditions: Iterable[str]) -> str:
    """Return where all of several conditions hold."""
    found = list(dict.fromkeys(each for each in conditions if each != ALWAYS))
    if NEVER in found:
        return NEVER
    return f"({' && '.join(found)})" if len(found) > 1 else "".join(found) or ALWAYS


def not_(condition: str) -> str:
    """Return where a condition does not hold."""
    return {NEVER: ALWAYS, ALWAYS: NEVER}.get(condition, f"!{condition}")


def written(node: Node) -> str:
    """Return a node as SPARQL writes it. Raises NoDoubtError for one that it cannot."""
    if not is_writable(node):
        raise NoDoubtError
    return str(node)


def property_of(path: Path | None) -> str:
    """Return the property that a path is. Raises NoDoubtError for another path."""
    if not isinstance(path, Predicate):
        raise NoDoubtError
    return written(ox.NamedNode(path.iri))


def exists(pattern: str, condition: str) -> str:
    """Return where a pattern matches with a condition."""
    held = "" if condition == ALWAYS else f" FILTER ({condition})"
    return f"EXISTS {{ {pattern}{held} }}"


def unless(condition: str) -> str:
    """Return where a condition does not hold, or is an error."""
    return f"COALESCE(!({condition}), true)"


def can_be(term: Term, value: str) -> str:
    """Return where a value can only be a term; a form that is rewritten is none here."""
    if isinstance(term, ox.BlankNode) or not is_writable(term):
        return NEVER
    if isinstance(term, ox.Literal) and not term.language and at_risk(term):
        return NEVER
    return f"sameTerm({value}, {term})"
