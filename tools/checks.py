"""The page of the manual on checks, from the shapes' own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from csto_kg.shacl.result import SH, Severity
from csto_kg.shacl.wellformed.shapes import Shapes, load_shapes
from csto_kg.terms import PREFIXES, RDFS, shorten

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
PAGE = "https://w3id.org/csto-kg/docs/checks#"

_VERDICTS = {severity.iri: severity.word for severity in Severity}
_INTRODUCTION = {
    "structure.ttl": "What each kind of record and thing must have.",
    "terms.ttl": "Where each property stands, what it takes and how often.",
    "rotation.ttl": "What the rotation rule demands, as far as no reading matters.",
}
_SECTION = re.compile(r"^# -{20,}\n# (.+)\n# -{20,}$", re.MULTILINE)


def checks_page(generated: str) -> str:
    """Return the page; ``generated`` is the remark that says so."""
    parts = [
        "# Checks",
        generated,
        "Every check that `csto-kg validate` makes: what it demands, why, and how to mend what it"
        " finds. A result *violates* a check, *may violate* it (on some of the days that the dates"
        " allow), or leaves it *undetermined* (the sources are silent). The common checks decide"
        " whether facts conform; those of a reading do when it is asked for by name.",
    ]
    for path in shape_files():
        shapes = load_shapes([path])
        name = path.relative_to(ONTOLOGY).as_posix()
        reading = path.parent.name == "readings"
        title = f"Under the reading {path.stem}" if reading else path.stem.capitalize()
        parts += [f"## {title}", _INTRODUCTION.get(path.name, "What this reading adds.")]
        parts.append(f"Shapes: [ontology/{name}](../ontology/{name}).")
        parts += _entries(path, shapes)
    return "\n\n".join(parts) + "\n"


def shape_files() -> list[Path]:
    """The files with shapes: common ones, then readings."""
    found = [*sorted((ONTOLOGY / "shapes").glob("*.ttl"))]
    return [*found, *sorted((ONTOLOGY / "readings").glob("*.ttl"))]


def checks(shapes: Shapes) -> list[ox.NamedNode]:
    """The shapes that can give a result, in the order of their file: those with a severity."""
    found = [
        node
        for node in shapes.index.subjects()
        if isinstance(node, ox.NamedNode) and shapes.index.values(node, SH + "severity")
    ]
    return sorted(found, key=lambda node: (_line(shapes, node), node.value))


def messages(shapes: Shapes, check: ox.NamedNode) -> list[str]:
    """The messages of a check: its own, and those of its SPARQL constraints."""
    nodes = [check, *shapes.index.values(check, SH + "sparql")]
    return [text.value for node in nodes for text in shapes.index.values(node, SH + "message")]


def anchor(shapes: Shapes, check: ox.NamedNode) -> str:
    """The name of the place on the page that a check points to."""
    address = shapes.see(check) or ""
    if not address.startswith(PAGE):
        raise ValueError(f"{shorten(check.value)} has no rdfs:seeAlso <{PAGE}…>")
    return address.removeprefix(PAGE)


def _line(shapes: Shapes, node: ox.NamedNode) -> int:
    place = shapes.place(node)
    return (place.line if place else None) or 0


def _entries(path: Path, shapes: Shapes) -> Iterator[str]:
    sections = list(_sections(path))
    title = None
    for name, group in groupby(checks(shapes), key=lambda check: anchor(shapes, check)):
        found = list(group)
        section = [text for line, text in sections if line < _line(shapes, found[0])]
        if section and section[-1] != title:
            title = section[-1]
            yield f"### {title}"
        heading = f"`csto:{name}`" if path.name == "terms.ttl" else _text(shapes, found[0], "label")
        yield f'<a id="{name}"></a>\n\n#### {heading}'
        if path.name != "terms.ttl":
            yield from (_entry(shapes, check) for check in found)
        else:
            yield "\n".join(_line_of(shapes, check) for check in found)


def _sections(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    for match in _SECTION.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1]


def _line_of(shapes: Shapes, check: ox.NamedNode) -> str:
    return f"- `{shorten(check.value)}`: {_text(shapes, check, 'comment')}"


def _entry(shapes: Shapes, check: ox.NamedNode) -> str:
    severity = shapes.index.value(check, SH + "severity")
    verdict = _VERDICTS[severity.value] if severity is not None else ""
    lines = [f"`{shorten(check.value)}`, {verdict}; {_target(shapes, check)}."]
    lines.append(_text(shapes, check, "comment"))
    lines += [f"> {text}" for text in messages(shapes, check)]
    return "\n\n".join(lines)


def _target(shapes: Shapes, check: ox.NamedNode) -> str:
    found = []
    for name, words in (
        ("targetClass", "of each"),
        ("targetSubjectsOf", "of all that has"),
        ("targetObjectsOf", "of all values of"),
        ("targetNode", "of"),
    ):
        values = [shorten(value.value) for value in shapes.index.values(check, SH + name)]
        if values:
            found.append(f"{words} {', '.join(f'`{value}`' for value in values)}")
    return " and ".join(found) or "as part of other shapes"


def _text(shapes: Shapes, node: ox.NamedNode, name: str) -> str:
    value = shapes.index.value(node, RDFS + name)
    if value is None:
        raise ValueError(f"{shorten(node.value, PREFIXES)} has no rdfs:{name}")
    return value.value.replace("<", "&lt;")
