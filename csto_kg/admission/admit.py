"""Lets facts in or refuses them, with the place of the first that may not be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.admission.assertions import Assertions
from csto_kg.admission.ownership import Protected, Territory
from csto_kg.admission.vocabulary import check_vocabulary
from csto_kg.errors import InputError

if TYPE_CHECKING:
    from csto_kg.rdf_files.staged import Staged


def admit(staged: Staged, protected: Protected) -> list[ox.Quad]:
    """Return the facts that are not there yet, in order, each once.

    Raises InputError, with file and line, for the first term that the ontology does not have, and
    for the first fact that may not be said.
    """
    new = list(dict.fromkeys(quad for quad in staged.quads() if not is_there(quad, protected)))
    _terms(staged, protected, new)
    territory, assertions = Territory(protected, new), Assertions(protected, new)
    for quad in new:
        problem = territory.problem(quad) or assertions.problem(quad)
        if problem is not None:
            raise InputError(problem[0], hint=problem[1], location=staged.place(quad))
    for quad, (message, hint) in assertions.together():
        raise InputError(message, hint=hint, location=staged.place(quad))
    return new


def is_there(quad: ox.Quad, protected: Protected) -> bool:
    """Whether the fact is in its graph already."""
    name = quad.graph_name
    return isinstance(name, ox.NamedNode) and quad.triple in protected.graphs.get(name.value, ())


def _terms(staged: Staged, protected: Protected, quads: Iterable[ox.Quad]) -> None:
    seen: list[ox.Quad] = []

    def noted() -> Iterator[tuple[ox.Quad, str, int | None]]:
        for quad in quads:
            seen[:] = [quad]
            yield quad, "", None

    try:
        check_vocabulary(noted(), protected.vocabulary)
    except InputError as error:
        place = staged.place(seen[0]) if seen else None
        raise InputError(error.message, hint=error.hint, location=place) from error
