"""Every check explains itself, and what it points to is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.shacl.messages import places
from csto_kg.shacl.result import SH, Severity
from csto_kg.shacl.wellformed.shapes import Shapes, load_shapes
from csto_kg.terms import PREFIXES, RDFS, shorten
from tools import checks
from tools.reference import DOCS

FILES = checks.shape_files()
NAMES = {path.relative_to(checks.ONTOLOGY).as_posix() for path in FILES}
SHAPES = {path.name: load_shapes([path]) for path in FILES}
EVERY = [(name, check) for name, shapes in SHAPES.items() for check in checks.checks(shapes)]


def test_the_files_of_shapes_are_there() -> None:
    assert {
        "shapes/structure.ttl", "shapes/terms.ttl", "shapes/rotation.ttl",
        "readings/turn-passes.ttl", "readings/turn-stays.ttl",
    } <= NAMES  # fmt: skip
    assert len(EVERY) > 300


def test_every_link_of_a_check_leads_to_a_place_on_the_page() -> None:
    page = (DOCS / "checks.md").read_text(encoding="utf-8")
    anchors = re.findall(r'^<a id="([^"]+)"></a>$', page, re.MULTILINE)
    assert [name for name, count in Counter(anchors).items() if count > 1] == []
    links = {shapes.see(node) for shapes in SHAPES.values() for node in shapes.index.subjects()}
    wanted = {link.removeprefix(checks.PAGE) for link in links if link is not None}
    assert wanted == set(anchors)


@pytest.mark.parametrize(("file", "check"), EVERY, ids=lambda value: getattr(value, "value", value))
def test_a_check_has_label_comment_severity_message_and_link(
    file: str, check: ox.NamedNode
) -> None:
    shapes = SHAPES[file]
    assert check.value.startswith(PREFIXES["shape"])
    for prop in ("label", "comment"):
        (text,) = shapes.index.values(check, RDFS + prop)
        assert isinstance(text, ox.Literal)
        assert text.language == "en"
        assert text.value.strip() == text.value != ""
    (severity,) = shapes.index.values(check, SH + "severity")
    assert severity.value in {level.iri for level in Severity}
    assert checks.anchor(shapes, check)
    texts = checks.messages(shapes, check)
    assert texts
    # A message that names nothing does not help to find it.
    assert all(places(text) for text in texts)


def test_no_two_checks_share_a_message() -> None:
    texts = Counter(text for name, check in EVERY for text in checks.messages(SHAPES[name], check))
    assert [text for text, count in texts.items() if count > 1] == []


def test_no_two_checks_share_a_name() -> None:
    names = Counter(check.value for _, check in EVERY)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_targeted_has_a_severity(path: Path) -> None:
    """Whatever finds something by itself is on the page; rules have targets too, and no parts."""
    shapes = SHAPES[path.name]
    listed = set(checks.checks(shapes))
    silent = [
        shorten(node.value)
        for node in _with_targets(shapes)
        if node not in listed and not shapes.index.values(node, SH + "rule")
    ]
    assert silent == []


def _with_targets(shapes: Shapes) -> list[ox.NamedNode]:
    return [
        node for node in shapes.index.subjects()
        if isinstance(node, ox.NamedNode)
        and any(p.startswith(SH + "target") for p in shapes.index.properties(node))
    ]  # fmt: skip
