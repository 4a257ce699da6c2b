"""Graphs as people have them: of rdflib, of pyoxigraph, in files, as text. Nothing is fetched."""

from __future__ import annotations

import dataclasses
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.errors import InputError, UsageError
from csto_kg.rdf_files.file import RdfFile
from csto_kg.rdf_files.formats import BY_EXTENSION, FORMATS
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.graph.shapes_graph import ShapesFile, ShapesGraph

if TYPE_CHECKING:
    import rdflib

_NAMES = {
    "ttl": "turtle", "longturtle": "turtle", "nt": "ntriples", "nt11": "ntriples",
    "ntriples": "ntriples", "n-triples": "ntriples", "nq": "nquads", "n-quads": "nquads",
    "xml": "rdfxml", "pretty-xml": "rdfxml", "rdf": "rdfxml", "json-ld": "jsonld",
}  # fmt: skip
_STARTS = ("#", "@", "<", "\n", "{", "[", "PREFIX", "BASE")
_LONGEST_PATH = 1000


def data_graph(
    source: Any, format_: str | None = None, also: Iterable[ox.Triple] | None = None
) -> DataGraph:
    """Return the facts of a source, or of several in a list, and those that are there ``also``.

    A store of pyoxigraph with a default graph alone is used as it is. Of a dataset, all graphs are
    taken together. ``format_``: of a text or a file, as rdflib or this project names it. Raises
    InputError for what cannot be read, UsageError for what is no graph.
    """
    if isinstance(source, ox.Store) and also is None and not any(source.named_graphs()):
        if source.query("ASK { ?s ?p ?o FILTER (ISTRIPLE(?o)) }"):
            raise _triple_term()
        return DataGraph(source)
    found = (triple for each in _listed(source) for triple in triples_of(each, format_))
    return DataGraph.of([*found, *(also or ())])


def shapes_graph(source: Any, format_: str | None = None) -> ShapesGraph:
    """Return a shapes graph; of files, each shape with its place. Raises as ``data_graph`` does."""
    files: dict[str, ShapesFile] = {}
    others = []
    for each in _listed(source):
        file = _file(each, format_)
        if file is None:
            others.append(each)
            continue
        made = as_shapes(file)
        if made.path in files:  # texts have no names of their own
            made = dataclasses.replace(made, path=f"{made.path} {len(files) + 1}")
        files[made.path] = made
    triples = (triple for each in others for triple in triples_of(each, format_))
    return ShapesGraph(triples, files=files.values())


def as_shapes(file: RdfFile) -> ShapesFile:
    """Return a file that is to be read as a shapes graph."""
    with file.open() as stream:
        return ShapesFile(file.shown, stream.read(), file.format, file.problem)


def triples_of(source: Any, format_: str | None = None) -> Iterator[ox.Triple]:
    """Yield the triples of a source, those of all its graphs."""
    file = _file(source, format_)
    if file is not None:
        yield from _own_blank_nodes(quad.triple for quad in file.quads())
    elif isinstance(source, ox.Store | ox.Dataset):
        for quad in source:
            if isinstance(quad.object, ox.Triple):
                raise _triple_term()
            yield quad.triple
    elif "rdflib" in sys.modules and isinstance(source, sys.modules["rdflib"].Graph):
        yield from _from_rdflib(source)
    else:
        raise UsageError(
            f"{type(source).__name__} is no graph",
            hint="give a graph of rdflib, a Store or Dataset of pyoxigraph, a path, or RDF as text",
        )


def _triple_term() -> InputError:
    return InputError(
        "the graph has triples about triples (RDF 1.2), which SHACL does not know",
        hint="take them out",
    )


def _listed(source: Any) -> Sequence[Any]:
    return source if isinstance(source, list | tuple) else [source]


def _own_blank_nodes(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples of one file; a label in another one is of another blank node."""
    known: dict[object, ox.BlankNode] = {}

    def own(node: Any) -> Any:
        return known.setdefault(node, ox.BlankNode()) if isinstance(node, ox.BlankNode) else node

    return (ox.Triple(own(t.subject), t.predicate, own(t.object)) for t in triples)


def _file_name(source: Any) -> str | None:
    """Return the path that a source is; None for any other."""
    if isinstance(source, os.PathLike):
        return os.fsdecode(source)
    if not isinstance(source, str):
        return None
    if source.startswith(("http:", "https:")):
        raise UsageError(
            f"{source} would be fetched, and nothing is", hint="download it and give the file"
        )
    if source.startswith("file:"):
        from urllib.parse import unquote, urlsplit

        return unquote(urlsplit(source).path)
    text = source.startswith(_STARTS) or "\n" in source or len(source) > _LONGEST_PATH
    return None if text or not source else source


def _file(source: Any, format_: str | None) -> RdfFile | None:
    """Return a path, a text or an open file as a file; None for what is none of them."""
    if isinstance(source, RdfFile):
        return source
    name = _file_name(source)
    if name is not None:
        return RdfFile(name, _format_name(format_))
    if not isinstance(source, str | bytes | bytearray | io.IOBase):
        return None
    content = source.read() if isinstance(source, io.IOBase) else source
    content = content.encode() if isinstance(content, str) else bytes(content)
    shown = str(getattr(source, "name", "<text>"))
    form = _format(format_, shown, content)
    return RdfFile(shown, form, option="the format", content=content)


def _format(given: str | None, name: str, content: bytes) -> str:
    """Return our name of the format of a text: as given, by its name, or by how it begins."""
    chosen = _format_name(given)
    if chosen is not None:
        return chosen
    extension = os.path.splitext(name)[1].lower()
    if extension in BY_EXTENSION:
        return BY_EXTENSION[extension].name
    start = content.lstrip()[:5]
    if start.startswith((b"{", b"[{", b"[ {")):
        return "jsonld"
    return "rdfxml" if start in (b"<?xml", b"<rdf:") else "turtle"


def _format_name(given: str | None) -> str | None:
    """Return our name of a format. Raises UsageError for one that is not known."""
    if given is None:
        return None
    name = given.lower()
    name = _NAMES.get(name, name)
    if name not in FORMATS:
        raise UsageError(
            f'there is no RDF format "{given}"', hint=f"use one of {', '.join(FORMATS)}"
        )
    return name


def _from_rdflib(graph: rdflib.Graph) -> Iterator[ox.Triple]:
    import rdflib

    from csto_kg.shacl.rdflib_terms import from_rdflib

    statements: Iterable[Sequence[Any]] = graph
    if isinstance(graph, rdflib.ConjunctiveGraph | rdflib.Dataset):
        statements = graph.quads((None, None, None, None))
    known: dict[Any, Any] = {}
    for statement in statements:
        terms = []
        for term in statement[:3]:
            if term not in known:
                try:
                    known[term] = from_rdflib(term)
                except (TypeError, ValueError) as error:
                    raise InputError(
                        f"the graph has {str(term)!r}, which is no term of RDF",
                        hint="correct it, or take it out",
                    ) from error
            terms.append(known[term])
        try:
            yield ox.Triple(*terms)
        except TypeError as error:
            raise InputError(
                f"the graph has {' '.join(map(str, terms))}, which is no triple of RDF",
                hint="correct it, or take it out",
            ) from error
