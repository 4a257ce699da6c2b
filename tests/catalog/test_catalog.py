"""The catalogue: queries found by name, checked, and bound to values."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.catalog.catalog import COMMANDS, DESCRIPTION, TABLES, Catalog
from csto_kg.catalog.stored_query import StoredQuery
from csto_kg.errors import CstoKgError, InputError, UsageError, error_line
from csto_kg.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def data(root: Path, tmp_path: Path) -> Path:
    return shutil.copytree(root / "tests" / "fixtures" / "data", tmp_path / "data")


@pytest.fixture
def kb(data: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(data=data) as opened:
        yield opened


def _tools(kb: KnowledgeBase, **values: object) -> list[str]:
    answer = kb.answer("tools-in", **values)  # type: ignore[arg-type]
    return [row["tool"].value.rsplit("/", 1)[1] for row in answer]  # type: ignore[union-attr]


def _refusal(kb: KnowledgeBase, name: str, **values: object) -> str:
    with pytest.raises(UsageError) as caught:
        kb.answer(name, **values)  # type: ignore[arg-type]
    return error_line(caught.value).removeprefix("csto-kg: error: ")


def test_the_listing_leaves_out_commands_and_expected_answers(data: Path) -> None:
    (data / "queries" / "expected").mkdir()
    (data / "queries" / "expected" / "all-tools.rq").write_text("not a query")
    catalog = Catalog(str(data / "queries"))
    assert catalog.names() == ["all-tools", "any-on", "named", "tools-in"]
    assert [(query.group, query.name) for query in catalog.all()] == [
        ("places", "any-on"),
        ("places", "named"),
        ("tools", "all-tools"),
        ("tools", "tools-in"),
    ]


def test_every_shipped_query_fits_its_header(root: Path) -> None:
    # Those behind commands and exports too: none is checked when it runs.
    folder = root / "queries"
    catalog = Catalog(str(folder))
    queries = catalog.all()
    for name in (COMMANDS, TABLES, DESCRIPTION):
        for path in (folder / name).glob("**/"):
            queries += catalog.behind(path.relative_to(folder).as_posix())
    for query in queries:
        query.check()
    assert {query.path for query in queries} == {str(path) for path in folder.rglob("*.rq")}


def test_a_shipped_query_is_not_checked_when_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(query: StoredQuery) -> None:
        pytest.fail(f"{query.name} was checked")

    monkeypatch.setattr(StoredQuery, "check", refuse)
    with KnowledgeBase.open() as kb:
        assert len(list(kb.answer("member-states"))) > 0  # type: ignore[arg-type]


def test_one_of_a_users_own_is_checked_when_it_runs(data: Path) -> None:
    path = data / "queries" / "tools" / "bad.rq"
    path.write_text(HEADER + "SELECT * { ?s ?p ?a }")
    with KnowledgeBase.open(data=data) as kb, pytest.raises(InputError) as caught:
        kb.answer("bad")
    assert error_line(caught.value) == (
        f'csto-kg: error: {path}:3: the parameter "a" is not used in the query; add VALUES '
        "?a { UNDEF }, or leave the parameter out"
    )


def test_a_default_holds_until_a_value_is_given(kb: KnowledgeBase) -> None:
    assert _tools(kb, place="shed") == ["saw", "big-hammer"]
    assert _tools(kb, place="attic") == []
    assert _tools(kb, place="attic", state="csto:Worn") == ["small-hammer"]
    assert _tools(kb, place="attic", state=["csto:Good", "Worn"]) == ["small-hammer"]


@pytest.mark.parametrize(
    "place", ["shed", "Shed", "SHED", "id:shed", "<https://w3id.org/csto-kg/id/shed>",
              "https://w3id.org/csto-kg/id/shed", ox.NamedNode("https://w3id.org/csto-kg/id/shed")]
)  # fmt: skip
def test_an_entity_is_named_in_many_ways(kb: KnowledgeBase, place: str | ox.NamedNode) -> None:
    assert _tools(kb, place=place) == ["saw", "big-hammer"]


@pytest.mark.parametrize(
    "day",
    ["2001-01-01", date(2001, 1, 1),
     ox.Literal("2001-01-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))],
)  # fmt: skip
def test_python_values_are_terms_of_their_type(kb: KnowledgeBase, day: object) -> None:
    assert _tools(kb, place="shed", **{"from": day}) == ["big-hammer"]


def test_ask_and_construct_are_bound_too(kb: KnowledgeBase) -> None:
    assert bool(kb.answer("any-on"))
    assert not bool(kb.answer("any-on", on="2000-01-01", limit=7))
    assert len(list(kb.answer("named", name="Saw"))) == 2  # type: ignore[arg-type]
    assert list(kb.answer("named", name='Saw" } #')) == []  # type: ignore[arg-type]


def test_no_such_query(kb: KnowledgeBase) -> None:
    assert _refusal(kb, "tool-in") == (
        'there is no stored query "tool-in"; did you mean "tools-in"?'
    )
    assert _refusal(kb, "xyzzy") == (
        'there is no stored query "xyzzy"; list them with "csto-kg query"'
    )
    assert _refusal(kb, "labels").startswith('there is no stored query "labels"')


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, 'the query "tools-in" needs the parameter "place": The place; give it with '
         "-p place=…"),
        ({"place": "shed", "sate": "x"},
         'the query "tools-in" has no parameter "sate"; did you mean "state"?'),
        ({"place": "shed", "xyzzy": "x"},
         'the query "tools-in" has no parameter "xyzzy"; it takes place, state, from'),
        ({"place": ["shed", "attic"]},
         'the parameter "place" takes one value, and 2 values came; give one'),
        ({"place": "shed", "state": []},
         'the parameter "state" takes one value, and no value came; give at least one'),
        ({"place": "shed", "state": "csto:Bad"},
         '"csto:Bad" is not among the choices of the parameter "state"; use one of csto:Good, '
         "csto:Worn"),
        ({"place": "shed", "state": "gud"},
         'the parameter "state" takes an iri, and "gud" is none; write <https://…> or prefix:name'),
        ({"place": "shed", "from": "2 May"},
         'the parameter "from" takes a date, and "2 May" is none; write a day as YYYY-MM-DD, as in '
         "2018-11-02"),
        ({"place": "shed", "from": "2001-02-30"},
         'the parameter "from" takes a date, and "2001-02-30" is none; there is no such day'),
        ({"place": "shed", "from": 5},
         'the parameter "from" takes a date, and "5" is none; it is an integer'),
        ({"place": "shed", "from": ox.Literal("x")},
         'the parameter "from" takes a date, and ""x"" is none; it is of the type xsd:string'),
        ({"place": ox.Literal("x")},
         'the parameter "place" takes an entity, and ""x"" is none; it is of the type xsd:string'),
        ({"place": "shd"},
         'nothing of the class csto:Place is called "shd"; did you mean "Shed"?'),
        ({"place": "big-hammer"},
         '"big-hammer" is big-hammer (csto:Hammer), and nothing of the class csto:Place; there '
         "are, for example, attic, saw-mill, shed"),
        ({"place": "\udc80"},
         'the parameter "place" takes an entity, and "\\udc80" is none; write it in UTF-8'),
    ],
)  # fmt: skip
def test_each_wrong_value_is_told_what_is_wrong(
    kb: KnowledgeBase, values: dict[str, object], said: str
) -> None:
    assert _refusal(kb, "tools-in", **values) == said


@pytest.mark.parametrize("value", ["1.5", "x", "1 2", "٣", 1.5, True, Decimal("1.5"), "UNDEF"])
def test_what_is_no_integer(kb: KnowledgeBase, value: object) -> None:
    assert 'the parameter "limit" takes an integer' in _refusal(kb, "any-on", limit=value)


HEADER = "#+ summary: s\n#+ parameters:\n#+   a: {type: iri, default: csto:X}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "SELECT * { ?s ?p ?a }",
         '3: the parameter "a" is not used in the query; add VALUES ?a { UNDEF }, or leave the '
         "parameter out"),
        (HEADER + "# VALUES ?a { csto:X }\nSELECT * { ?s ?p 'VALUES ?a { csto:X }' }",
         '3: the parameter "a" is not used in the query; add VALUES ?a { UNDEF }, or leave the '
         "parameter out"),
        (HEADER + "SELECT * {\n  VALUES ?a { UNDEF } }",
         '5: the block of the parameter "a" does not hold its default; write VALUES ?a { '
         "<https://w3id.org/csto-kg/ontology#X> }"),
        (HEADER + "SELECT * {\n VALUES ?a { csto:X }\n VALUES ?a { csto:Y } }",
         '6: the block of the parameter "a" does not hold its default; write VALUES ?a { '
         "<https://w3id.org/csto-kg/ontology#X> }"),
        (HEADER.replace(", default: csto:X", "") + "SELECT * { VALUES ?a { csto:X } }",
         '4: the block of the parameter "a" does not hold its default; write VALUES ?a { UNDEF }'),
        (HEADER.replace("csto:X", "nope:X") + "SELECT * { VALUES ?a { UNDEF } }",
         '3: the parameter "a" takes an iri, and "nope:X" is none; write <https://…> or '
         "prefix:name"),
        (HEADER.replace("default: csto:X", "choices: [csto:Y], default: csto:X")
         + "SELECT * { VALUES ?a { csto:X } }",
         '3: "csto:X" is not among the choices of the parameter "a"; use one of csto:Y'),
        (HEADER.replace("iri, default: csto:X", "date, default: soon")
         + "SELECT * { VALUES ?a { csto:X } }",
         '3: the parameter "a" takes a date, and "soon" is none; write a day as YYYY-MM-DD, as in '
         "2018-11-02"),
    ],
)  # fmt: skip
def test_a_query_that_does_not_fit_its_header(data: Path, text: str, said: str) -> None:
    path = data / "queries" / "tools" / "bad.rq"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        Catalog(str(data / "queries")).get("bad").check()
    assert error_line(caught.value) == f"csto-kg: error: {path}:{said}"


def test_a_block_of_another_variable_needs_no_parameter(data: Path) -> None:
    (data / "queries" / "tools" / "good.rq").write_text(
        "#+ summary: s\nSELECT * { VALUES ?b { 1 2 } VALUES (?c ?d) { (1 2) } }"
    )
    with KnowledgeBase.open(data=data) as kb:
        assert len(list(kb.answer("good"))) == 2  # type: ignore[arg-type]


def test_every_block_of_a_parameter_is_bound(data: Path) -> None:
    (data / "queries" / "tools" / "twice.rq").write_text(
        "#+ summary: s\n#+ parameters:\n#+   a: {type: integer}\n"
        "SELECT ?a { values $a{UNDEF} { SELECT (?a AS ?b) { VALUES ?a { UNDEF # no\n } } } }"
    )
    query = Catalog(str(data / "queries")).get("twice")
    text = query.bind({"a": 7}, lambda *_: pytest.fail("no entity here"))
    seven = '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert text.split("\n", 3)[3] == (
        f"SELECT ?a {{ values $a{{ {seven} }} "
        f"{{ SELECT (?a AS ?b) {{ VALUES ?a {{ {seven} }} }} }} }}"
    )


def test_two_files_of_one_name(data: Path) -> None:
    first = data / "queries" / "places" / "named.rq"
    second = data / "queries" / "tools" / "named.rq"
    shutil.copy(first, second)
    with pytest.raises(InputError) as caught:
        Catalog(str(data / "queries")).names()
    assert error_line(caught.value) == (
        f'csto-kg: error: {second}: the stored query "named" is also in "{first}"; '
        "rename one of the two"
    )


def test_a_name_out_of_style(data: Path) -> None:
    path = data / "queries" / "Bad_Name.rq"
    path.write_text("#+ summary: s\nASK {}")
    with pytest.raises(InputError) as caught:
        Catalog(str(data / "queries")).names()
    assert error_line(caught.value) == (
        f'csto-kg: error: {path}: "Bad_Name" is no name for a stored query; '
        "use small letters and digits, with hyphens between words"
    )


def test_one_broken_file_does_not_stop_another_query(data: Path) -> None:
    (data / "queries" / "tools" / "broken.rq").write_text("SELECT")
    with KnowledgeBase.open(data=data) as kb:
        assert _tools(kb, place="shed") == ["saw", "big-hammer"]
        with pytest.raises(CstoKgError):
            kb.catalog.all()


def test_a_file_that_is_not_utf_8(data: Path) -> None:
    path = data / "queries" / "tools" / "latin.rq"
    path.write_bytes(b"#+ summary: s\n# \xe9\nASK {}")
    with pytest.raises(InputError) as caught:
        Catalog(str(data / "queries")).get("latin")
    assert error_line(caught.value) == (
        f"csto-kg: error: {path}:2: this is not UTF-8; save the file as UTF-8"
    )


def test_a_syntax_error_in_a_stored_query_names_its_file_and_line(data: Path) -> None:
    path = data / "queries" / "tools" / "broken.rq"
    path.write_text("#+ summary: s\nSELECT ?x {\n  ?x foo ?y }")
    with KnowledgeBase.open(data=data) as kb, pytest.raises(InputError) as caught:
        kb.answer("broken")
    assert error_line(caught.value) == (
        f'csto-kg: error: {path}:3:6: "foo" does not fit here; check the syntax just before it'
    )
