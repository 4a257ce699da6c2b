"""Where the shipped data is: ontology, rules, shapes, graphs and stored queries.

In an installed wheel they stand in ``csto_kg/_data/``; in a clone, in the repository root beside
the package. The environment variable ``CSTO_KG_DATA`` names another folder with the same layout
(``ontology/csto.ttl``, ``graphs/*.ttl``, ``queries/**/*.rq`` and, where there are any, the Turtle
files of ``ontology/rules/``, ``ontology/readings/``, ``ontology/shapes/`` and
``ontology/shapes/by-reading/``): for tests, and for another organisation's graph.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property

from csto_kg.errors import EnvironmentFailure
from csto_kg.terms import ONTOLOGY_GRAPH, graph_iri

DATA_VARIABLE = "CSTO_KG_DATA"


@dataclass(frozen=True)
class GraphFile:
    """A Turtle file and the IRI of the named graph that it loads into."""

    path: str
    graph: str


@dataclass(frozen=True)
class Resources:
    """The data under one folder, ``root``; ``shipped``: it came with this installation."""

    root: str
    shipped: bool = False

    @property
    def ontology_dir(self) -> str:
        return os.path.join(self.root, "ontology")

    @property
    def graphs_dir(self) -> str:
        return os.path.join(self.root, "graphs")

    @property
    def queries_dir(self) -> str:
        return os.path.join(self.root, "queries")

    @property
    def rules_dir(self) -> str:
        """The folder of the rules that all readings share."""
        return os.path.join(self.ontology_dir, "rules")

    @property
    def readings_dir(self) -> str:
        """The folder with one file for each reading: its rules, and shapes that it alone has."""
        return os.path.join(self.ontology_dir, "readings")

    @property
    def shapes_dir(self) -> str:
        """The folder of the shapes that hold whatever the reading."""
        return os.path.join(self.ontology_dir, "shapes")

    @property
    def by_reading_dir(self) -> str:
        """The folder of the shapes that are checked under each reading."""
        return os.path.join(self.shapes_dir, "by-reading")

    @cached_property
    def rule_files(self) -> tuple[str, ...]:
        """The Turtle files of ``rules_dir`` in order of name; none where there is no folder."""
        return _turtle_files(self.rules_dir)

    @cached_property
    def reading_files(self) -> tuple[str, ...]:
        """The Turtle files of ``readings_dir`` in order of name; none where there is no folder."""
        return _turtle_files(self.readings_dir)

    @cached_property
    def shape_files(self) -> tuple[str, ...]:
        """The Turtle files of ``shapes_dir`` in order of name; none where there is no folder."""
        return _turtle_files(self.shapes_dir)

    @cached_property
    def by_reading_files(self) -> tuple[str, ...]:
        """The Turtle files of ``by_reading_dir`` in order of name; none without such a folder."""
        return _turtle_files(self.by_reading_dir)

    @cached_property
    def graph_files(self) -> tuple[GraphFile, ...]:
        """The ontology, then each file of ``graphs/`` in order of name.

        Raises EnvironmentFailure when the ontology or the folder cannot be read.
        """
        ontology = os.path.join(self.ontology_dir, "csto.ttl")
        if not os.path.isfile(ontology):
            raise _missing(self.root, "ontology/csto.ttl")
        try:
            paths = _listed(self.graphs_dir)
        except OSError as error:
            raise _missing(self.root, "graphs/") from error
        files = [GraphFile(ontology, ONTOLOGY_GRAPH)]
        for path in paths:
            stem = os.path.splitext(os.path.basename(path))[0]
            files.append(GraphFile(path, graph_iri(stem)))
        return tuple(files)

    @cached_property
    def fingerprint(self) -> str:
        """A SHA-256 over the graph files, names included: changes whenever the data does."""
        import hashlib  # only a store on disk asks

        digest = hashlib.sha256()
        for file in self.graph_files:
            with open(file.path, "rb") as stream:
                content = stream.read()
            digest.update(f"{file.graph} {len(content)}\n".encode())
            digest.update(content)
        return digest.hexdigest()


def find_resources(root: str | os.PathLike[str] | None = None) -> Resources:
    """Return the shipped data: under ``root`` when given, else where this installation has it.

    Raises EnvironmentFailure when there is no such folder.
    """
    chosen = os.fspath(root) if root is not None else os.environ.get(DATA_VARIABLE)
    if chosen:
        if not os.path.isdir(chosen):
            raise EnvironmentFailure(
                f'there is no data folder "{chosen}"',
                hint=f"point {DATA_VARIABLE} at a folder with ontology/, graphs/ and queries/",
            )
        return Resources(chosen)
    package = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(package, "_data")
    if os.path.isdir(installed):
        return Resources(installed, shipped=True)
    return Resources(os.path.dirname(package), shipped=True)


def _turtle_files(folder: str) -> tuple[str, ...]:
    try:
        return tuple(_listed(folder))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise EnvironmentFailure(
            f'cannot read the folder "{folder}": {error.strerror}', hint="check its permissions"
        ) from error


def _listed(folder: str) -> list[str]:
    """Return the paths of a folder's Turtle files in order of name, hidden ones left out."""
    return [
        os.path.join(folder, name)
        for name in sorted(os.listdir(folder))
        if name.endswith(".ttl") and not name.startswith(".")
    ]


def _missing(root: str, what: str) -> EnvironmentFailure:
    return EnvironmentFailure(
        f'the data folder "{root}" has no {what}',
        hint=f"install csto-kg again, or point {DATA_VARIABLE} at a folder that has it",
    )
