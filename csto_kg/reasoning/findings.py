"""What reasoning over a graph gives back: see :func:`csto_kg.reasoning.consistency.reason`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from csto_kg.errors import Location


@dataclass(frozen=True)
class Fact:
    """A triple, what it says in words, and where it stands: in a graph, or in a file of facts."""

    triple: ox.Triple
    text: str
    graph: str | None = None
    location: Location | None = None


@dataclass(frozen=True)
class Conflict:
    """Facts that cannot all be true; ``because``: the axioms that they break, if asked for.

    No facts: the ontology contradicts itself. ``minimal``: no fact or axiom can be spared; else
    time was up before the smallest conflict was found.
    """

    facts: tuple[Fact, ...]
    because: tuple[str, ...] = ()
    minimal: bool = True


@dataclass(frozen=True)
class Inference:
    """Something that follows about a thing, and the status of that thing, if it is a record.

    ``counts``: whether records of that status count as facts; None where there is no status. An
    inference takes nothing away from it.
    """

    triple: ox.Triple
    text: str
    status: str | None = None
    counts: bool | None = None


@dataclass(frozen=True)
class Consistency:
    """What a reasoner says of the graph.

    ``graphs``: triples by graph; ``files``: by file of new facts. ``left_out``: triples that no
    reasoner can read, by datatype IRI. ``unseen``: facts that are no OWL 2 DL, which it passes
    over. ``unsatisfiable``: classes that can have no member. ``inferences``: None if not asked for.
    """

    consistent: bool
    reasoner: str
    graphs: Mapping[str, int]
    files: Mapping[str, int]
    triples: int
    left_out: Mapping[str, int]
    unseen: tuple[Fact, ...] = ()
    unsatisfiable: tuple[str, ...] = ()
    conflict: Conflict | None = None
    inferences: tuple[Inference, ...] | None = None

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong: consistent, and every class can have members."""
        return self.consistent and not self.unsatisfiable
