"""Namespaces and the short names made from them.

The prefixes in :data:`PREFIXES` may be used in any query without declaring them, shorten IRIs
in tables and head the Turtle that we write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

CSTO = "https://w3id.org/csto-kg/ontology#"
ID = "https://w3id.org/csto-kg/id/"
GRAPH = "https://w3id.org/csto-kg/graph/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Mapping[str, str] = {
    "csto": CSTO,
    "id": ID,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": XSD,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "shape": "https://w3id.org/csto-kg/shapes#",
    "rules": "https://w3id.org/csto-kg/rules#",
}

ONTOLOGY_GRAPH = GRAPH + "ontology"

STATUS = ox.NamedNode(CSTO + "status")
COUNTS = ox.NamedNode(CSTO + "countsInChecks")
LABEL = ox.NamedNode(RDFS + "label")

# A local name that needs no escape in SPARQL and Turtle; the full grammar allows more, and what
# falls outside is shown as a whole IRI instead.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?", re.UNICODE)
_CURIE = re.compile(r"([A-Za-z][\w.-]*)?:(.*)", re.DOTALL)


def expand_curie(text: str, prefixes: Mapping[str, str] = PREFIXES) -> str | None:
    """Return the IRI that ``prefix:local`` stands for, or None when it is no such name.

    ``None`` also for an unknown prefix, and for ``http://…``, where the local part starts with
    ``//``.
    """
    match = _CURIE.fullmatch(text)
    if match is None or match[2].startswith("//"):
        return None
    namespace = prefixes.get(match[1] or "")
    return None if namespace is None else namespace + match[2]


def shorten(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return ``prefix:local`` for an IRI under a known namespace, else ``<iri>``.

    The longest namespace wins, and of two prefixes for it the one listed first.
    """
    best: tuple[int, str] | None = None
    for prefix, namespace in prefixes.items():
        if not iri.startswith(namespace) or (best and len(namespace) <= best[0]):
            continue
        local = iri[len(namespace) :]
        if _PLAIN_LOCAL.fullmatch(local):
            best = (len(namespace), f"{prefix}:{local}")
    return best[1] if best else f"<{iri}>"


def local_name(iri: str) -> str:
    """Return the end of an IRI, after the last ``#`` or ``/``."""
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


def graph_iri(stem: str) -> str:
    """Return the named graph for the file ``graphs/STEM.ttl``."""
    return GRAPH + stem


# Staging, reports, bookkeeping and derived graphs live under this name; no query sees them
# unless the caller names them.
INTERNAL_GRAPHS = GRAPH + "internal/"
# The graph of new facts that belong to no source yet.
STAGING = INTERNAL_GRAPHS + "staging"
# Under this name, the records of literals in forms that the engine does not keep, graph by graph.
LITERAL_RECORDS = INTERNAL_GRAPHS + "literals/"
# Under the first of these names, what rules derive from the facts, reading by reading; in the graph
# of the second, by which rules. They go whenever the facts change.
DERIVED_GRAPHS = INTERNAL_GRAPHS + "derived/"
DERIVED_STAMPS = INTERNAL_GRAPHS + "derived-rules"
# Who added and took out what, and when.
CHANGES_GRAPH = INTERNAL_GRAPHS + "changes"


def lexical(term: object) -> str:
    """Return an IRI, the name of a blank node or the lexical form of a literal."""
    return str(getattr(term, "value", term))


def is_internal(graph: str) -> bool:
    """Whether the named graph is ours alone, outside the dataset that queries see."""
    return graph.startswith(INTERNAL_GRAPHS)


def is_derived(graph: str) -> bool:
    """Whether the named graph holds what follows from the facts, and must go when they change."""
    return graph.startswith(DERIVED_GRAPHS) or graph == DERIVED_STAMPS
