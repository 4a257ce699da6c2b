"""The page of the manual on checks, from the shapes' own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
_FOLDERS = ("shapes", "shapes/by-reading", "readings")
_HEAD = re.compile(r"(?:# .+\n)+")


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
    shapes = load_shapes(shape_files())
    for path, found in groupby(checks(shapes), key=lambda check: _place(shapes, check)[1]):
        name = path.relative_to(ONTOLOGY).as_posix()
        title, _, introduction = _head(path).partition(": ")
        parts.append(f"## {title}")
        if introduction:
            parts.append(introduction[0].upper() + introduction[1:])
        parts.append(f"Shapes: [ontology/{name}](../ontology/{name}).")
        parts += _entries(shapes, found, by_property=name == "shapes/terms.ttl")
    return "\n\n".join(parts) + "\n"


def shape_files() -> list[Path]:
    """The files with shapes: common ones, those checked under each reading, readings' own."""
    return [path for name in _FOLDERS for path in sorted((ONTOLOGY / name).glob("*.ttl"))]


def checks(shapes: Shapes) -> list[ox.NamedNode]:
    """The shapes that can give a result (those with a severity), as they stand in their files."""
    found = [
        node
        for node in shapes.graph.subjects()
        if isinstance(node, ox.NamedNode) and shapes.graph.objects(node, SH + "severity")
    ]
    return sorted(found, key=lambda node: _place(shapes, node))


def messages(shapes: Shapes, check: ox.NamedNode) -> list[str]:
    """The messages of a check: its own, and those of its SPARQL constraints."""
    nodes = [check, *shapes.graph.objects(check, SH + "sparql")]
    return [text.value for node in nodes for text in shapes.graph.objects(node, SH + "message")]


def anchor(shapes: Shapes, check: ox.NamedNode) -> str:
    """The name of the place on the page that a check points to."""
    address = shapes.see(check) or ""
    if not address.startswith(PAGE):
        raise ValueError(f"{shorten(check.value)} has no rdfs:seeAlso <{PAGE}…>")
    return address.removeprefix(PAGE)


def _place(shapes: Shapes, node: ox.NamedNode) -> tuple[int, Path, int]:
    """Where a check stands, as it is sorted: in which folder, the file, the line."""
    place = shapes.graph.place(node)
    assert place is not None
    path = Path(place.file)
    return _FOLDERS.index(path.parent.relative_to(ONTOLOGY).as_posix()), path, place.line or 0


def _head(path: Path) -> str:
    """What the first lines of a file say belongs in it: a title, a colon, and more."""
    found = _HEAD.match(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path.name} does not begin with what belongs in it")
    return found[0].replace("\n# ", " ").removeprefix("# ").strip()


def _entries(shapes: Shapes, found: Iterable[ox.NamedNode], *, by_property: bool) -> Iterator[str]:
    for name, group in groupby(found, key=lambda check: anchor(shapes, check)):
        first, *more = group
        heading = f"`csto:{name}`" if by_property else _text(shapes, first, "label")
        yield f'<a id="{name}"></a>\n\n#### {heading}'
        if by_property:
            yield "\n".join(_line_of(shapes, check) for check in (first, *more))
        else:
            yield from (_entry(shapes, check) for check in (first, *more))


def _line_of(shapes: Shapes, check: ox.NamedNode) -> str:
    return f"- `{shorten(check.value)}`: {_text(shapes, check, 'comment')}"


def _entry(shapes: Shapes, check: ox.NamedNode) -> str:
    severity = shapes.graph.value(check, SH + "severity")
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
        values = [shorten(value.value) for value in shapes.graph.objects(check, SH + name)]
        if values:
            found.append(f"{words} {', '.join(f'`{value}`' for value in values)}")
    return " and ".join(found) or "as part of other shapes"


def _text(shapes: Shapes, node: ox.NamedNode, name: str) -> str:
    value = shapes.graph.value(node, RDFS + name)
    if value is None:
        raise ValueError(f"{shorten(node.value, PREFIXES)} has no rdfs:{name}")
    return value.value.replace("<", "&lt;")
