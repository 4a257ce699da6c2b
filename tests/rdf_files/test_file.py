# ruff: noqa: E501  (messages are compared whole)
"""Users' files: every format, exact literals, and what is wrong with its place."""

from __future__ import annotations

import gzip
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csto_kg.errors import InputError, error_line
from csto_kg.rdf_files.file import RdfFile
from csto_kg.rdf_files.language_tags import with_languages

if TYPE_CHECKING:
    from pathlib import Path

XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:" xml:lang="de-CH">'


def read(folder: Path, name: str, content: str | bytes, format_: str | None = None) -> list[str]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    file = RdfFile(str(path), format_)
    found = []
    for quad in file.quads():
        file.check(quad)
        found.append(str(quad.object))
    return found


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.ttl", "# \"\"\" it's \"x\"@en-GB\n<x:s> <x:p> 'a'@en-GB , \"b\" @EN , 01 , '@de-DE'@fr , \"\"\"c\"\"\"@en .",
         ['"a"@en-GB', '"b"@EN', '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
          '"@de-DE"@fr', '"c"@en']),
        ("a.ttl", '@prefix p: <x:p@en-GB#> . <x:s> p:a\\,b """a "@en-US\n"b"""@en-GB .',
         ['"a \\"@en-US\\n\\"b"@en-GB']),
        ("a.trig", '<x:g> { <x:s> <x:p> "x-k0-0"@en-GB }', ['"x-k0-0"@en-GB']),
        ("a.nt", '<x:s> <x:p> "a\\"@en-GB"@en-GB .\n', ['"a\\"@en-GB"@en-GB']),
        ("a.nq", '<x:s> <x:p> "a"@en-Latn-GB <x:g> .\n', ['"a"@en-Latn-GB']),
        ("a.rdf", f'{XML}<!-- xml:lang="en-GB" --><rdf:Description rdf:about="x:s">'
         "<x:p xml:lang='en-GB'>xml:lang=\"en-US\"</x:p><x:q>z</x:q></rdf:Description></rdf:RDF>",
         ['"xml:lang=\\"en-US\\""@en-GB', '"z"@de-CH']),
        ("a.jsonld", '{"@id": "x:s", "x:p": [{"@value": "a", "@language": "en-GB"},'
         '{"@value": "01", "@type": "http://www.w3.org/2001/XMLSchema#integer"}]}',
         ['"a"@en-GB', '"01"^^<http://www.w3.org/2001/XMLSchema#integer>']),
        ("a.jsonld", '{"@context": {"p": {"@id": "x:p", "@container": "@language"}},'
         '"@id": "x:s", "p": {"en-GB": "a"}}', ['"a"@en-GB']),
        ("a.json", '{"@context": "context.jsonld", "@id": "n", "status": "Hearsay"}',
         ["<https://w3id.org/csto-kg/ontology#Hearsay>"]),
        ("a.jsonld", '{"@context": ["https://w3id.org/csto-kg/ontology/context.jsonld",'
         '{"zz": "x:z"}], "@id": "n", "zz": 1}',
         ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>']),
        ("a.ttl.gz", gzip.compress(b"<x:s> <x:p> 'a'@en-GB .", mtime=0), ['"a"@en-GB']),
        ("a.ttl", b"\xef\xbb\xbf<x:s> <x:p> 'a' .", ['"a"']),
    ],
)  # fmt: skip
def test_literals_are_read_as_they_are_written(
    tmp_path: Path, name: str, content: str | bytes, expected: list[str]
) -> None:
    assert read(tmp_path, name, content) == expected


def test_an_xml_literal_keeps_the_tags_inside(tmp_path: Path) -> None:
    content = (
        f'{XML}<rdf:Description rdf:about="x:s"><x:r rdf:parseType="Literal">'
        '<b xml:lang="en-GB">q</b></x:r></rdf:Description></rdf:RDF>'
    )
    [value] = read(tmp_path, "a.rdf", content)
    assert 'xml:lang=\\"en-GB\\"' in value


TEXTS = st.text(alphabet="a@eGB-\"'\\\n#<>x ", max_size=12)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXTS, st.sampled_from(["en-GB", "EN", "x-PRIV", "en"])), max_size=4))
def test_tags_beside_any_text(tmp_path: Path, drawn: list[tuple[str, str]]) -> None:
    literals = with_languages(drawn)
    lines = [f"<x:s#a@EN> <x:p> {literal} . # 'x'@en-US" for literal in literals]
    expected = list(map(str, literals))
    if lines:
        assert read(tmp_path, "a.ttl", "\n".join(lines)) == expected


BAD: list[tuple[str, str | bytes, str]] = [
    ("a.ttl", "<x:s>\n  <x:p> y .", ":2:9: this is not Turtle: y is not a valid RDF object; correct "
     "it there; if the file is in another format, name that with --format"),
    ("a.ttl", '<x:s>\n <x:p> "a"@en-GB, .', ":2:19: this is not Turtle: . is not a valid RDF object; "
     "correct it there; if the file is in another format, name that with --format"),
    ("a.ttl", b'<x:s>\n <x:p> "\xff" .', ":2:9: this is not UTF-8; save it as UTF-8"),
    ("a.ttl", "", ": the file is empty; name one with facts"),
    ("a.ttl", "\n<a> <x:p> 1 .", ":2:1: there is a relative IRI and no base to resolve it; write the "
     "whole IRI, or declare a base"),
    ("a.ttl", "<x:s> <x:p> 1 .\n<x:s> <x:p> <<( <x:s> <x:p> 1 )>> .", ":2:1: there is a triple term, "
     "which is RDF 1.2 and not supported; say it in RDF 1.1"),
    ("a.nt", '<x:s> <x:p> "a" .\n<x:s> <x:p> "a"@en--ltr .', ":2:1: there is a text with a base "
     "direction, which is RDF 1.2 and not supported; say it in RDF 1.1"),
    ("a.nq", "<x:s> <x:p> 1 .", ":1:13: this is not N-Quads: The object of a triple must be an IRI, a "
     "blank node or a literal; correct it there; if the file is in another format, name that with "
     "--format"),
    ("a.rdf", f'{XML}\n<rdf:Description rdf:about="rel">\n<x:p>a</x:p></rdf:Description></rdf:RDF>',
     ":2:1: the IRI <rel> is relative and there is no base; write the whole IRI, or declare a base"),
    ("a.rdf", f"{XML}\n<rdf:Description>\n</rdf:RDF>", ":3:1: this is not RDF/XML: ill-formed "
     "document: expected `</rdf:Description>`, but `</rdf:RDF>` was found; correct it there; if the "
     "file is in another format, name that with --format"),
    ("a.jsonld", '{"@id": "x:s",\n "x:p" 1}', ":2:8: this is not JSON: expecting ':' delimiter; "
     "correct it there; if the file is in another format, name that with --format"),
    ("a.jsonld", b'{"@id": "x:s",\n "\xff": 1}', ":2:3: this is not UTF-8; save it as UTF-8"),
    ("a.jsonld", '{"@context": "https://example.org/c",\n "@id": "x:s"}', ":1:14: the context "
     '"https://example.org/c" is not here, and nothing is fetched; write it out in the file, or use '
     '"https://w3id.org/csto-kg/ontology/context.jsonld"'),
    ("a.jsonld", '{"@context": {"@import": "x:c"}, "@id": "x:s"}', ":1:15: @import is not supported; "
     "write the context out"),
    ("a.jsonld", '{"@context": {"a": "x:a"}, "@id": "x:s",\n "a": {"@id": "x:t", "bb": 1}}', ":2:22: "
     'no context says what "bb" means; correct it, or let "@context" be '
     '"https://w3id.org/csto-kg/ontology/context.jsonld"'),
    ("a.jsonld", '{"@id": "s",\n "x:p": 1}', ':1:9: the IRI "s" is relative and there is no base; '
     'write the whole IRI, or give "@base" in the context'),
    ("a.jsonld", '{"@id": "x:s", "x:p": {"@id": "x:a b"}}', ':1:31: "x:a b" is no IRI; correct it'),
    ("a.jsonld", '{"@context": "context.jsonld", "@id": "s",\n "status": "reported as fact"}',
     ':2:12: "reported as fact" is no name; write it without spaces; did you mean "ReportedAsFact"?'),
    ("a.jsonld", '{"@context": "context.jsonld", "@id": "s",\n "holder": "ann<lake"}',
     ':2:12: "ann<lake" is no name; correct it'),
    ("a.jsonld", '{"@id": "x:s", "x:p": {"@value": "a", "@language": "e_n"}}', ':1:52: "e_n" is no '
     "language tag; correct it"),
    ("a.jsonld", '{"@id": "x:s", "x:p": {"@value": "a", "@direction": "ltr"}}', ":1:39: there is a "
     "text with a base direction, which is RDF 1.2 and not supported; say it in RDF 1.1"),
    ("a.jsonld", '{"@id": "x:s", "x:p": 1e999}', ":1:23: the number 1e999 is too large for JSON; "
     "write it as text"),
    ("a.jsonld", '{"@id": "x:s",\n "x:p": 1, "x:p": 2}', ':2:2: the key "x:p" stands twice in one '
     'object; give "x:p" once, with a list of its values'),
    ("a.jsonld", '{"x:p": ' * 100_000 + "1" + "}" * 100_000, ":1:1: this is nested too deep; write it "
     "flatter"),
    ("a.csv", "a,b", ': the extension ".csv" does not say which RDF format this is; name it with '
     "--format, one of turtle, trig, ntriples, nquads, rdfxml, jsonld"),
    ("a.tll", "a,b", ': the extension ".tll" does not say which RDF format this is; name it with '
     '--format, one of turtle, trig, ntriples, nquads, rdfxml, jsonld; did you mean ".ttl"?'),
    ("a", "a,b", ": a name without extension does not say which RDF format this is; name it with "
     "--format, one of turtle, trig, ntriples, nquads, rdfxml, jsonld"),
    ("a.ttl.gz", b"no zip", ": this cannot be unzipped: not a gzipped file (b'no'); zip it again"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), BAD)
def test_what_is_wrong_is_said_in_one_line_with_its_place(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, name, content)
    assert caught.value.exit_code == 3
    assert error_line(caught.value) == f"csto-kg: error: {tmp_path / name}{said}"


def test_a_wrong_declared_format(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is not N-Triples"):
        read(tmp_path, "a.ttl", "@prefix x: <x:> .", "ntriples")


def test_no_file_and_a_directory(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").mkdir()
    for name, said in (
        ("a.ttl", "this is a directory; name the files in it"),
        ("b.ttl", "there is no such file; name a file that you may read"),
    ):
        with pytest.raises(InputError) as caught:
            RdfFile(str(tmp_path / name))
        assert error_line(caught.value) == f"csto-kg: error: {tmp_path / name}: {said}"


def test_a_file_that_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("<x:s> <x:p> 1 .")
    path.write_text("<x:s> <x:p> '1' .")
    file = RdfFile(str(path))
    file.unchanged()
    os.utime(path, ns=(1, 1))
    with pytest.raises(InputError, match="changed while it was read"):
        file.unchanged()
