"""Options that several commands share, each defined once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csto_kg.knowledge_base import KnowledgeBase

F = TypeVar("F", bound="Callable[..., Any]")


@dataclass
class Settings:
    """What the global options say; every command finds it in ``click``'s ``ctx.obj``."""

    store: str | None = None

    def open(self) -> KnowledgeBase:
        """Open the knowledge base that the options name. Raises as KnowledgeBase.open does."""
        from csto_kg.knowledge_base import KnowledgeBase

        return KnowledgeBase.open(self.store)


pass_settings = click.make_pass_decorator(Settings, ensure=True)


def _set_store(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    # The option stands before or after the command; the later one wins, and none changes nothing.
    if value:
        context.ensure_object(Settings).store = value


def store_option(*, read_environment: bool = False) -> Callable[[F], F]:
    """``--store DIR``: on the group and on each command that uses the graph."""
    return click.option(
        "--store",
        metavar="DIR",
        envvar="CSTO_KG_STORE" if read_environment else None,
        callback=_set_store,
        expose_value=False,
        help="Use the store in DIR, filled with the shipped graph if it is new "
        "(default: $CSTO_KG_STORE, else the shipped graph in memory).",
    )


def format_option(formats: Sequence[str]) -> Callable[[F], F]:
    """``--format F``, one of ``formats``; passed on as ``format_`` (None: the default)."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(list(formats)),
        metavar="FORMAT",
        help=f"One of {', '.join(formats)} (default: table on a terminal, else tsv; "
        "turtle for CONSTRUCT and DESCRIBE)."
        if "turtle" in formats
        else f"One of {', '.join(formats)} (default: table on a terminal, else tsv).",
    )


def output_option(function: F) -> F:
    """``--output FILE``; passed on as ``output`` (None: standard output)."""
    return click.option(
        "--output",
        metavar="FILE",
        help="Write to FILE, whole or not at all; - is standard output.",
    )(function)


def timeout_option(function: F) -> F:
    """``--timeout SECONDS``; passed on as ``timeout`` (None: no limit)."""
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Give up after SECONDS, with exit code 4.",
    )(function)


def examples(*lines: str) -> str:
    """Return a help epilog with one runnable example per line."""
    listed = "\n".join(f"  {line}" for line in lines)
    return f"\b\nExamples:\n{listed}"
