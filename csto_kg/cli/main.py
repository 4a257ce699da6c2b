"""The program: the list of commands, the global options, and the entry point."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from csto_kg.__about__ import __version__
from csto_kg.cli.options import Settings, examples, store_option, update_endpoint_option
from csto_kg.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

# Name: (module, help in the overview). A command's module is imported when it is called.
COMMANDS = {
    "query": ("csto_kg.cli.query", "List the stored queries, or run one."),
    "sparql": ("csto_kg.cli.sparql", "Ask in SPARQL; read-only."),
    "show": ("csto_kg.cli.show", "Show what the graph says of one thing."),
    "find": ("csto_kg.cli.find", "Find a text in names, paraphrases, quotations and notes."),
    "timeline": ("csto_kg.cli.timeline", "List every dated record in order."),
    "evidence": ("csto_kg.cli.evidence", "Show and verify what a record rests on."),
    "reason": ("csto_kg.cli.reason", "Ask an OWL reasoner for contradictions and inferences."),
    "validate": ("csto_kg.cli.validate", "Check the graph, or new facts in its context."),
    "shacl": ("csto_kg.cli.shacl", "Check any RDF files against any SHACL shapes."),
    "add": ("csto_kg.cli.add", "Add new facts to a store, if they hold."),
    "retract": ("csto_kg.cli.retract", "Take a source out of a store."),
    "sources": ("csto_kg.cli.sources", "List the graphs held, each with its source."),
    "rotation": ("csto_kg.cli.rotation", "Show whose turn it is, under each reading."),
    "push": ("csto_kg.cli.push", "Copy the graph to a SPARQL endpoint."),
    "pull": ("csto_kg.cli.pull", "Copy an endpoint's graphs into a store."),
    "import": ("csto_kg.cli.import_", "Read RDF files into a store."),
    "export": ("csto_kg.cli.export", "Write the graph, or tables of it, for other tools."),
}


class CommandList(click.Group):
    """The commands of :data:`COMMANDS`; each module has its command as ``command``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the list."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command to run. Raises UsageError for a name that is none."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise UsageError(
                f'there is no command "{args[0]}"',
                hint=did_you_mean(args[0], COMMANDS) or f"use one of {', '.join(COMMANDS)}",
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the overview without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=CommandList,
    context_settings={"help_option_names": ["--help"], "max_content_width": 100},
    epilog=examples(
        "csto-kg query",
        'csto-kg sparql "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"',
        "csto-kg --store my-graph query",
    ),
)
@click.version_option(__version__, prog_name="csto-kg", message="%(prog)s %(version)s")
@store_option(read_environment=True)
@update_endpoint_option(read_environment=True)
@click.pass_context
def cli(context: click.Context) -> None:
    """Ask a knowledge graph in which every fact leads back to its evidence.

    Answers go to standard output and everything else to standard error. Exit codes: 0 done,
    1 does not conform, 2 wrong usage, 3 unreadable input, 4 store, output or environment failed,
    130 interrupted.
    """
    context.ensure_object(Settings)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program with the arguments of the process, and end it."""
    from csto_kg.cli.run import run
    from csto_kg.cli.watchdog import guard_interrupt

    guard_interrupt()
    code = run(cli, sys.argv[1:] if arguments is None else list(arguments))
    # All output is flushed. Taking the interpreter down in order would cost 7 ms, and try in vain
    # to write what is left for an output that is closed or full.
    os._exit(code)
