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

SHAPES = load_shapes(checks.shape_files())
EVERY = checks.checks(SHAPES)


def test_every_file_of_shapes_has_checks() -> None:
    files = {Path(place.file) for place in map(SHAPES.graph.place, EVERY) if place}
    assert {*(checks.ONTOLOGY / "shapes").glob("*.ttl")} - files == {
        checks.ONTOLOGY / "shapes" / "prefixes.ttl"
    }
    assert len(EVERY) > 300


def test_every_link_of_a_check_leads_to_a_place_on_the_page() -> None:
    page = (DOCS / "checks.md").read_text(encoding="utf-8")
    anchors = re.findall(r'^<a id="([^"]+)"></a>$', page, re.MULTILINE)
    assert [name for name, count in Counter(anchors).items() if count > 1] == []
    links = {SHAPES.see(node) for node in SHAPES.graph.subjects()}
    wanted = {link.removeprefix(checks.PAGE) for link in links if link is not None}
    assert wanted == set(anchors)


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.value)
def test_a_check_has_label_comment_severity_message_and_link(check: ox.NamedNode) -> None:
    assert check.value.startswith(PREFIXES["shape"])
    for prop in ("label", "comment"):
        (text,) = SHAPES.graph.objects(check, RDFS + prop)
        assert isinstance(text, ox.Literal)
        assert text.language == "en"
        assert text.value.strip() == text.value != ""
    (severity,) = SHAPES.graph.objects(check, SH + "severity")
    assert severity.value in {level.iri for level in Severity}
    assert checks.anchor(SHAPES, check)
    texts = checks.messages(SHAPES, check)
    assert texts
    # A message that names nothing does not help to find it.
    assert all(places(text) for text in texts)


def test_no_two_checks_share_a_message() -> None:
    texts = Counter(text for check in EVERY for text in checks.messages(SHAPES, check))
    assert [text for text, count in texts.items() if count > 1] == []


def test_no_two_checks_share_a_name() -> None:
    texts = (path.read_text(encoding="utf-8") for path in checks.shape_files())
    heads = re.compile(r"^(shape:\S+) a ", re.MULTILINE)
    names = Counter(name for text in texts for name in heads.findall(text))
    assert names.keys() >= {shorten(check.value) for check in EVERY}
    assert [name for name, count in names.items() if count > 1] == []


def test_what_is_targeted_has_a_severity() -> None:
    """Whatever finds something by itself is on the page; rules have targets too, and no parts."""
    silent = [
        shorten(node.value)
        for node in set(_with_targets(SHAPES)) - set(EVERY)
        if not SHAPES.graph.objects(node, SH + "rule")
    ]
    assert silent == []


def _with_targets(shapes: Shapes) -> list[ox.NamedNode]:
    return [
        node for node in shapes.graph.subjects()
        if isinstance(node, ox.NamedNode)
        and any(p.startswith(SH + "target") for p in shapes.graph.properties(node))
    ]  # fmt: skip
