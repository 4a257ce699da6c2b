"""The generated pages of the manual: commands, queries, ontology, checks, sentence coverage.

Run this file after a change of commands, queries, ontology or graphs; ``tests/docs`` compares.

    python tools/reference.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pyoxigraph as ox

from csto_kg.catalog.catalog import Catalog
from csto_kg.catalog.header import Parameter
from csto_kg.cli.main import cli
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.terms import CSTO, ID, shorten
from tools import checks

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
_GENERATED = "<!-- Made by tools/reference.py; do not edit. -->"


def cli_page() -> str:
    """Return the reference of the command line, from the commands' own help."""
    lines = [
        "# Command line",
        _GENERATED,
        "Every command, with its own help. Exit codes: 0 done; 1 does not conform (a passage that"
        " has changed); 2 usage; 3 input that cannot be read; 4 store, output or environment"
        " failed; 130 interrupted.",
        _help(cli, "csto-kg"),
    ]
    context = click.Context(cli, info_name="csto-kg")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        lines += [f"## csto-kg {name}", _help(command, f"csto-kg {name}")]
    return _page(lines)


def _help(command: click.Command, path: str) -> str:
    context = click.Context(command, info_name=path, terminal_width=96, max_content_width=96)
    return f"```text\n{command.get_help(context)}\n```"


def queries_page() -> str:
    """Return the catalogue of stored queries, from their headers."""
    lines = [
        "# Stored queries",
        _GENERATED,
        "Run one with `csto-kg query NAME -p parameter=value`. Statuses are those of"
        " [how sure a record is](statuses.md); a query admits the ones given as default.",
    ]
    group = None
    for query in Catalog(str(ROOT / "queries")).all():
        if query.group != group:
            group = query.group
            lines.append(f"## {group.capitalize()}")
        header = query.header
        lines += [f"### {query.name}", f"**{header.summary}**", header.description]
        lines.append(f"*What the answer does not say:* {header.not_answered}")
        if header.parameters:
            lines.append("\n".join(map(_parameter, header.parameters)))
        lines.append(f"[queries/{group}/{query.name}.rq](../queries/{group}/{query.name}.rq)")
    return _page(lines)


def _parameter(parameter: Parameter) -> str:
    kind = parameter.type + (f" of class `{parameter.class_name}`" if parameter.class_name else "")
    notes = ["several may be given"] if parameter.multiple else []
    if parameter.required:
        notes.append("required")
    if parameter.default:
        notes.append("default " + ", ".join(f"`{value}`" for value in parameter.default))
    return f"- `{parameter.name}`: {'; '.join([kind, *notes])}. {parameter.description}"


def ontology_page() -> str:
    """Return the reference of the ontology, from labels, definitions and competency questions."""
    graph = _Graph(ROOT / "ontology" / "csto.ttl")
    lines = [
        "# Ontology",
        _GENERATED,
        "The terms of [ontology/csto.ttl](../ontology/csto.ttl): what each means, and which"
        " [competency questions](competency-questions.md) need it. Namespace"
        f" `{CSTO}`, prefix `csto:`.",
    ]
    for title, kind in (
        ("Classes", "owl:Class"),
        ("Object properties", "owl:ObjectProperty"),
        ("Datatype properties", "owl:DatatypeProperty"),
        ("Annotation properties", "owl:AnnotationProperty"),
        ("Lists and their concepts", "skos:ConceptScheme"),
    ):
        lines += [f"## {title}"]
        for term in graph.own_terms(kind):
            lines.append(graph.entry(term))
            for member in graph.members(term):
                lines.append(graph.entry(member, level="####"))
    return _page(lines)


class _Graph:
    """The ontology, for reading term by term in the order of the file."""

    def __init__(self, path: Path) -> None:
        self.about: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(
                quad.object, ox.NamedNode | ox.Literal
            ):
                properties = self.about.setdefault(quad.subject.value, defaultdict(list))
                properties[shorten(quad.predicate.value)].append(quad.object)

    def own_terms(self, kind: str) -> Iterator[str]:
        for iri, properties in self.about.items():
            kinds = {shorten(value.value) for value in properties["rdf:type"]}
            if iri.startswith(CSTO) and kind in kinds:
                yield iri

    def members(self, scheme: str) -> Iterator[str]:
        for iri, properties in self.about.items():
            if scheme in [value.value for value in properties["skos:inScheme"]]:
                yield iri

    def entry(self, iri: str, level: str = "###") -> str:
        properties = self.about[iri]
        facts = [properties["skos:definition"][0].value]
        for name, title in (
            ("rdfs:subClassOf", "Parent"),
            ("rdfs:subPropertyOf", "Parent"),
            ("rdfs:domain", "From"),
            ("rdfs:range", "To"),
        ):
            named = [f"`{shorten(v.value)}`" for v in properties[name]]
            if named:
                facts.append(f"{title}: {', '.join(named)}.")
        asked = ", ".join(value.value for value in properties["csto:competencyQuestion"])
        return f"{level} {shorten(iri)}\n\n{' '.join(facts)} ({asked})"


_COVERAGE = """
SELECT ?p ?s ?why ?record ?kind WHERE {
  ?passage csto:paragraph ?p ; csto:sentence ?s .
  OPTIONAL { ?passage csto:withoutRecord ?why }
  OPTIONAL { ?record csto:evidence ?passage ; a/rdfs:label ?kind }
}
ORDER BY ?p ?s ?record
"""


def coverage_page() -> str:
    """Return the table of the article's sentences and the records that each yields."""
    rows: dict[tuple[int, int], list[str]] = {}
    with KnowledgeBase.open() as kb:
        for row in kb.store.select(_COVERAGE):
            cell = rows.setdefault((int(row["p"].value), int(row["s"].value)), [])
            if row["record"] is not None:
                cell.append(f"`{row['record'].value.removeprefix(ID)}` ({row['kind'].value})")
            elif row["why"] is not None:
                cell.append(f"none: {row['why'].value}")
    table = ["| sentence | records |", "|---|---|"]
    table += [f"| {p}.{s} | {'; '.join(cell)} |" for (p, s), cell in rows.items()]
    return _page(
        [
            "# Sentences and their records",
            _GENERATED,
            "Every sentence of the article by paragraph and number (0 is the title and what"
            " stands with it), with the records that rest on it, or the reason why there is none.",
            "\n".join(table),
        ]
    )


def checks_page() -> str:
    """Return the checks, from the shapes."""
    return checks.checks_page(_GENERATED)


def _page(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "checks.md": checks_page,
    "cli.md": cli_page,
    "queries.md": queries_page,
    "ontology.md": ontology_page,
    "coverage.md": coverage_page,
}


def main() -> None:
    """Write all generated pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
