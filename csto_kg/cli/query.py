"""``csto-kg query``: list the stored queries, describe one, or run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from csto_kg.cli.options import BY_SINK, Settings, answer_options, examples, timeout_option
from csto_kg.errors import UsageError
from csto_kg.output.answer import FORMATS, check_format, write_answer, write_rows
from csto_kg.output.sink import open_output
from csto_kg.text import visible

if TYPE_CHECKING:
    from csto_kg.catalog.catalog import Catalog
    from csto_kg.catalog.header import Parameter
    from csto_kg.catalog.stored_query import StoredQuery
    from csto_kg.catalog.values import Value


@click.command(
    "query",
    epilog=examples(
        "csto-kg query",
        "csto-kg query who-held-office --describe",
        "csto-kg query records-by-status -p status=csto:Hearsay",
        "csto-kg query status-counts --format json --output answer.json",
    ),
)
@click.argument("name", required=False)
@click.option(
    "-p",
    "--param",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a parameter; give it again for each value of one that takes several.",
)
@click.option("--describe", is_flag=True, help="Say what the query asks and takes; do not run it.")
@answer_options(FORMATS, f"{BY_SINK}; turtle for CONSTRUCT and DESCRIBE", timeout_option)
def command(
    settings: Settings,
    name: str | None,
    given: tuple[str, ...],
    describe: bool,
    format_: str | None,
    output: str | None,
    timeout: float | None,
) -> None:
    """List the stored queries, or run the one called NAME.

    Entities are named by IRI, prefix:name, local name or label.
    """
    if timeout is not None:
        from csto_kg.cli.watchdog import limit

        limit(timeout)
    with settings.open() as kb:
        if name is None:
            if given or describe:
                raise UsageError("a query must be named", hint='list them with "csto-kg query"')
            _list(kb.catalog, format_, output)
        elif describe:
            with open_output(output) as sink:
                sink.write(_description(kb.catalog.get(name)))
        else:
            answer = kb.answer(name, **_parameters(given))
            check_format(answer, format_)
            with open_output(output) as sink:
                write_answer(answer, sink, format_)


def _parameters(given: tuple[str, ...]) -> dict[str, Value | list[Value]]:
    values: dict[str, list[Value]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f'"{text}" sets no parameter', hint="write -p NAME=VALUE")
        values.setdefault(name, []).append(value)
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _list(catalog: Catalog, format_: str | None, output: str | None) -> None:
    queries = catalog.all()
    with open_output(output) as sink:
        if format_ is None and sink.terminal:
            sink.write(_grouped(queries))
        else:
            rows = [[query.group, query.name, query.header.summary] for query in queries]
            write_rows(("group", "name", "summary"), rows, sink, format_)


def _grouped(queries: list[StoredQuery]) -> str:
    width = max((len(query.name) for query in queries), default=0)
    lines: list[str] = []
    group: str | None = None
    for query in queries:
        if query.group != group:
            group = query.group
            lines += ["", group or "general"] if lines else [group or "general"]
        lines.append(f"  {query.name:<{width}}  {visible(query.header.summary)}")
    return "".join(line + "\n" for line in lines)


def _description(query: StoredQuery) -> str:
    header = query.header
    parts = [f"{query.name}: {header.summary}"]
    if header.description:
        parts.append(header.description)
    if header.not_answered:
        parts.append(f"The answer does not say: {header.not_answered}")
    if header.parameters:
        listed = "\n".join(_parameter_line(parameter) for parameter in header.parameters)
        parts.append(f"Parameters:\n{listed}")
    if header.tags:
        parts.append(f"Tags: {', '.join(header.tags)}")
    needed = "".join(f" -p {p.name}=…" for p in header.parameters if p.required)
    parts.append(f"Run it:\n  csto-kg query {query.name}{needed}")
    lines = "\n\n".join(parts).split("\n")
    return "".join(visible(line) + "\n" for line in lines)


def _parameter_line(parameter: Parameter) -> str:
    said = [parameter.type if not parameter.class_name else f"a {parameter.class_name}"]
    if parameter.required:
        said.append("required")
    if parameter.multiple:
        said.append("may be given several times")
    if parameter.choices:
        said.append(f"one of {', '.join(parameter.choices)}")
    if parameter.default:
        said.append(f"default {', '.join(parameter.default)}")
    description = f"\n      {parameter.description}" if parameter.description else ""
    return f"  {parameter.name}: {'; '.join(said)}{description}"
