"""Headers of stored queries: what is accepted, and what each mistake is told."""

from __future__ import annotations

import pytest

from csto_kg.catalog.header import Header, Parameter, parse_header
from csto_kg.errors import InputError, error_line

FULL = """\
#+ summary: Which tools are kept in a place?
#+ description: >
#+   Two lines
#+   of text.
#+ not_answered: "Where: a tool was before."
#+ tags: [tools, places]
#+ parameters:
#+   on: {type: date, default: 1999-12-31}
#+   state:
#+     type: iri
#+     multiple: true
#+     choices: [csto:Good, csto:Worn]
#+     default: [csto:Good, csto:Worn]
#+   place: {type: entity, class: csto:Place, required: true, description: The place}
SELECT * { VALUES ?on { UNDEF } }
#+ this: is not part of it
"""


def test_a_full_header() -> None:
    assert parse_header(FULL, "q.rq") == Header(
        summary="Which tools are kept in a place?",
        description="Two lines of text.",
        not_answered="Where: a tool was before.",
        tags=("tools", "places"),
        parameters=(
            Parameter("on", "date", "", 8, default=("1999-12-31",)),
            Parameter(
                "state", "iri", "", 10, multiple=True,
                choices=("csto:Good", "csto:Worn"), default=("csto:Good", "csto:Worn"),
            ),
            Parameter(
                "place", "entity", "The place", 14, required=True, class_name="csto:Place"
            ),
        ),
    )  # fmt: skip


def _said(*lines: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_header("\n".join(lines), "q.rq")
    return error_line(caught.value).removeprefix("csto-kg: error: ")


S = "#+ summary: s"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["SELECT * {}"],
         'q.rq:1: the stored query has no header; start the file with lines such as "#+ summary: '
         'what is asked"'),
        (["#+ just text"], 'q.rq:1: the header is no mapping; write "key: value" pairs'),
        (["#+ tags: [a]"],
         'q.rq:1: the header has no "summary"; add "#+ summary: what is asked"'),
        (["#+ summary:"],
         'q.rq:1: "summary" is no text; write one, in quotation marks if need be'),
        ([S, "#+ sumary: t"],
         'q.rq:2: the header has the unknown key "sumary"; did you mean "summary"?'),
        ([S, "#+ xyzzy: t"],
         'q.rq:2: the header has the unknown key "xyzzy"; use one of summary, description, '
         "not_answered, tags, parameters"),
        ([S, "#+ tags: [a]", "#+ tags: [b]"],
         'q.rq:3: the header has the key "tags" twice; keep one of them'),
        ([S, "#+ tags: []"],
         'q.rq:2: "tags" is empty; name at least one value, or leave it out'),
        ([S, "#+ tags: [a", "SELECT"],
         "q.rq:2:12: the header is not YAML: did not find expected ',' or ']'; put a text with "
         "colons or brackets in quotation marks"),
        ([S, "#+ parameters: [a]"],
         'q.rq:2: parameters is no mapping; write "key: value" pairs'),
        ([S, "#+ parameters:", "#+   a: {typ: iri}"],
         'q.rq:3: the parameter "a" has the unknown key "typ"; did you mean "type"?'),
        ([S, "#+ parameters:", "#+   a: {type: iri, type: date}"],
         'q.rq:3: the parameter "a" has the key "type" twice; keep one of them'),
        ([S, "#+ parameters:", "#+   a: {type: dat}"],
         'q.rq:3: the parameter "a" has the unknown type "dat"; did you mean "date"?'),
        ([S, "#+ parameters:", "#+   a: {required: true}"],
         'q.rq:3: the parameter "a" has no "type"; give it one of entity, iri, string, date, '
         "integer, decimal, boolean"),
        ([S, "#+ parameters:", "#+   a: {type: iri}", "#+   a: {type: iri}"],
         'q.rq:4: parameters has the key "a" twice; keep one of them'),
        ([S, "#+ parameters:", "#+   A-b: {type: iri}"],
         'q.rq:3: "A-b" is no name for a parameter; use small letters, digits and underscores'),
        ([S, "#+ parameters:", "#+   a: {type: iri, class: csto:X}"],
         'q.rq:3: the parameter "a" has a "class" and is no entity; use "type: entity", or leave '
         "the class out"),
        ([S, "#+ parameters:", "#+   a: {type: date, required: yes}"],
         'q.rq:3: "required" is neither true nor false; write one of the two'),
        ([S, "#+ parameters:", "#+   a: {type: date, required: true, default: 2000-01-01}"],
         'q.rq:3: the parameter "a" is required and has a default; leave one of the two out'),
        ([S, "#+ parameters:", "#+   a: {type: string, default: [x, y]}"],
         'q.rq:3: the parameter "a" has several defaults; add "multiple: true", or keep one'),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(lines: list[str], said: str) -> None:
    assert _said(*lines) == said
