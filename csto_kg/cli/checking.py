"""Options that ``validate``, ``add`` and ``retract`` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from csto_kg.rdf_files.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def checking_options(default: str) -> Callable[[F], F]:
    """``--reading``, ``--strict`` and ``--engine``, passed on under these names (readings)."""
    reading = click.option(
        "--reading",
        "readings",
        multiple=True,
        metavar="NAME",
        help='Let this reading decide too; again for more. "all": every reading beside the common '
        f'checks, without deciding; "none": the common checks alone (default: {default}).',
    )
    strict = click.option("--strict", is_flag=True, help="Let warnings count as violations.")
    engine = click.option(
        "--engine",
        default="compiled",
        show_default=True,
        metavar="NAME",
        help="The engine that checks: compiled or, for comparison, pyshacl.",
    )
    return lambda function: reading(strict(engine(function)))


def facts_format_option(function: F) -> F:
    """``--facts-format F``; passed on as ``facts_format`` (None: by the extension)."""
    return click.option(
        "--facts-format",
        type=click.Choice(list(FORMATS)),
        metavar="FORMAT",
        help=f"The format of the facts: {', '.join(FORMATS)} (default: by the extension; .gz may "
        "follow it).",
    )(function)


def by_option(function: F) -> F:
    """``--by WHO``; passed on as ``by`` (None: the login name)."""
    return click.option(
        "--by", metavar="WHO", help="Who makes the change (default: your login name)."
    )(function)
