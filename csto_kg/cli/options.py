"""Options that several commands share, each defined once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import click

from csto_kg.errors import UsageError
from csto_kg.text import DAY_FORM, parse_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from csto_kg.knowledge_base import KnowledgeBase

F = TypeVar("F", bound="Callable[..., Any]")


@dataclass
class Settings:
    """What the global options say; every command finds it in ``click``'s ``ctx.obj``."""

    store: str | None = None
    endpoint: str | None = None
    update_endpoint: str | None = None
    typed: set[str] = field(default_factory=set)
    """The options that were typed; the others come from the environment."""

    def open(self) -> KnowledgeBase:
        """Open the knowledge base that the options name. Raises as KnowledgeBase.open does.

        What is typed goes before what the environment says; raises UsageError where neither
        decides between a store and an endpoint.
        """
        from csto_kg.knowledge_base import KnowledgeBase

        store, endpoint = self.store, self.endpoint
        if store and endpoint:
            if ("store" in self.typed) is ("endpoint" in self.typed):
                raise UsageError(
                    "there are both a store and an endpoint to ask",
                    hint="give one of --store and --endpoint, or unset one of "
                    "CSTO_KG_STORE and CSTO_KG_ENDPOINT",
                )
            store, endpoint = (store, None) if "store" in self.typed else (None, endpoint)
        update = self.update_address if endpoint else None
        return KnowledgeBase.open(store, endpoint=endpoint, update_endpoint=update)

    def open_store(self) -> KnowledgeBase:
        """Open the store or the shipped graph; an endpoint that is named is the other side."""
        from csto_kg.knowledge_base import KnowledgeBase

        return KnowledgeBase.open(self.store)

    @property
    def update_address(self) -> str | None:
        """Where updates go, if that was said of this endpoint and not of the environment's."""
        if "endpoint" in self.typed and "update_endpoint" not in self.typed:
            return None
        return self.update_endpoint


pass_settings = click.make_pass_decorator(Settings, ensure=True)


def _set(context: click.Context, option: click.Parameter, value: str | None) -> None:
    # The option stands before or after the command; the later one wins, and none changes nothing.
    name = option.name or ""
    if value:
        settings = context.ensure_object(Settings)
        setattr(settings, name, value)
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            settings.typed.add(name)


def _setting(flag: str, metavar: str, variable: str | None, text: str) -> Callable[[F], F]:
    return click.option(
        flag, metavar=metavar, envvar=variable, callback=_set, expose_value=False, help=text
    )


def store_option(*, read_environment: bool = False) -> Callable[[F], F]:
    """``--store DIR`` and ``--endpoint URL``: on the group and on each command that asks."""
    credentials = (
        " Credentials come from the environment: $CSTO_KG_ENDPOINT_USER and "
        "$CSTO_KG_ENDPOINT_PASSWORD, or $CSTO_KG_ENDPOINT_TOKEN."
    )
    store = _setting(
        "--store", "DIR", "CSTO_KG_STORE" if read_environment else None,
        "Use the store in DIR, filled with the shipped graph if it is new "
        "(default: $CSTO_KG_STORE, else the shipped graph in memory).",
    )  # fmt: skip
    endpoint = _setting(
        "--endpoint", "URL", "CSTO_KG_ENDPOINT" if read_environment else None,
        "Use the SPARQL endpoint at URL in place of a store (default: $CSTO_KG_ENDPOINT)."
        + (credentials if read_environment else ""),
    )  # fmt: skip
    return lambda function: store(endpoint(function))


def update_endpoint_option(*, read_environment: bool = False) -> Callable[[F], F]:
    """``--update-endpoint URL``: on the group and on each command that changes an endpoint."""
    return _setting(
        "--update-endpoint", "URL", "CSTO_KG_UPDATE_ENDPOINT" if read_environment else None,
        "Send updates to URL (default: $CSTO_KG_UPDATE_ENDPOINT, else found out from the "
        "endpoint's address).",
    )  # fmt: skip


BY_SINK = "table on a terminal, else tsv"
BY_SINK_TEXT = "text on a terminal, else tsv"
BY_EXTENSION = "by the extension; .gz may follow it"


def format_option(formats: Iterable[str], default: str) -> Callable[[F], F]:
    """``--format F``, one of ``formats``; passed on as ``format_``.

    ``default`` is one of them, or says what decides when none is given (None is passed on then).
    """
    names = list(formats)
    return click.option(
        "--format",
        "format_",
        type=click.Choice(names),
        default=default if default in names else None,
        metavar="FORMAT",
        help=f"One of {', '.join(names)} (default: {default}).",
    )


def day_option(name: str, passed_as: str, text: str, metavar: str = "DAY") -> Callable[[F], F]:
    """An option that takes a day (YYYY-MM-DD); passed on as a ``date`` (None: not given)."""
    return click.option(name, passed_as, metavar=metavar, callback=_day, help=text)


def _day(_context: click.Context, option: click.Parameter, value: str | None) -> date | None:
    day = None if value is None else parse_day(value)
    if value is not None and day is None:
        raise UsageError(f'{option.opts[0]} takes a day, and "{value}" is none', hint=DAY_FORM)
    return day


def output_option(function: F) -> F:
    """``--output FILE``; passed on as ``output`` (None: standard output)."""
    return click.option(
        "--output",
        metavar="FILE",
        help="Write to FILE, whole or not at all; - is standard output.",
    )(function)


def sources_option(function: F) -> F:
    """``--source NAME``, again for more; passed on as ``sources`` (none: all graphs)."""
    return click.option(
        "--source",
        "sources",
        multiple=True,
        metavar="NAME",
        help='Only this source, by local name, label or graph; again for more; "ontology" for the '
        "terms (default: all, the ontology too).",
    )(function)


def timeout_option(function: F) -> F:
    """``--timeout SECONDS``; passed on as ``timeout`` (None: no limit)."""
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Give up after SECONDS, with exit code 4.",
    )(function)


def answer_options(
    formats: Iterable[str], default: str, *more: Callable[[Any], Any]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What most commands have: ``--format``, ``--output``, ``more``, ``--store``, and settings."""

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        function = store_option()(pass_settings(function))
        for option in more:
            function = option(function)
        return format_option(formats, default)(output_option(function))

    return decorated


def examples(*lines: str) -> str:
    """Return a help epilog with one runnable example per line."""
    listed = "\n".join(f"  {line}" for line in lines)
    return f"\b\nExamples:\n{listed}"
