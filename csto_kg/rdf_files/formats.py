"""The RDF formats, read and written: their names, extensions and what they can hold."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pyoxigraph as ox

from csto_kg.errors import InputError, Location, did_you_mean


@dataclass(frozen=True)
class Format:
    """A format: ``name`` on the command line, ``title`` for people, whether it has named graphs
    and whether each line is a triple.
    """

    name: str
    title: str
    engine: ox.RdfFormat
    extensions: tuple[str, ...]
    graphs: bool = False
    lines: bool = False


FORMATS = {
    form.name: form
    for form in (
        Format("turtle", "Turtle", ox.RdfFormat.TURTLE, (".ttl", ".turtle")),
        Format("trig", "TriG", ox.RdfFormat.TRIG, (".trig",), graphs=True),
        Format("ntriples", "N-Triples", ox.RdfFormat.N_TRIPLES, (".nt", ".ntriples"), lines=True),
        Format(
            "nquads", "N-Quads", ox.RdfFormat.N_QUADS, (".nq", ".nquads"), graphs=True, lines=True
        ),
        Format("rdfxml", "RDF/XML", ox.RdfFormat.RDF_XML, (".rdf", ".xml", ".owl")),
        Format("jsonld", "JSON-LD", ox.RdfFormat.JSON_LD, (".jsonld", ".json"), graphs=True),
    )
}
GZIP = ".gz"
BY_EXTENSION = {extension: form for form in FORMATS.values() for extension in form.extensions}


def split_name(path: str) -> tuple[str, str, bool]:
    """Return a file's stem, its extension in lower case, and whether ``.gz`` follows."""
    name = os.path.basename(path)
    zipped = name.lower().endswith(GZIP)
    stem, extension = os.path.splitext(name[: -len(GZIP)] if zipped else name)
    return stem, extension.lower(), zipped


def choose_format(path: str, chosen: str | None = None, option: str = "--format") -> Format:
    """Return the chosen format, else the one of the file's extension; ``option`` chooses it.

    Raises InputError for an extension that is of no format.
    """
    if chosen is not None:
        return FORMATS[chosen]
    extension = split_name(path)[1]
    if extension in BY_EXTENSION:
        return BY_EXTENSION[extension]
    named = f'the extension "{extension}"' if extension else "a name without extension"
    close = did_you_mean(extension, BY_EXTENSION) if extension else None
    raise InputError(
        f"{named} does not say which RDF format this is",
        hint=f"name it with {option}, one of {', '.join(FORMATS)}"
        + (f"; {close}" if close else ""),
        location=Location(path),
    )
