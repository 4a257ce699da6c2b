"""Runs a command and turns whatever happens into an exit code and at most one line on stderr.

No exception and no traceback leaves this module. ``CSTO_KG_DEBUG=1`` prints the traceback too.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from csto_kg.cli.watchdog import interrupted
from csto_kg.errors import (
    PROGRAM,
    CstoKgError,
    EnvironmentFailure,
    ExitCode,
    UsageError,
    did_you_mean,
    error_line,
)
from csto_kg.output.sink import ClosedPipeError, output_failure

if TYPE_CHECKING:
    from collections.abc import Sequence

DEBUG_VARIABLE = "CSTO_KG_DEBUG"
_COMPLETION_VARIABLE = "_CSTO_KG_COMPLETE"  # set by the completion script that click writes


def run(command: click.Command, arguments: Sequence[str]) -> int:
    """Run ``command`` and return the exit code of the process."""
    try:
        code = _call(command, arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001  (a panic of the engine is a BaseException)
        code = _report(error)
    return code


def _call(command: click.Command, arguments: Sequence[str]) -> int:
    try:
        if _COMPLETION_VARIABLE in os.environ:
            command.main(args=list(arguments), prog_name=PROGRAM)
        # Not command.main(): it exits with 1 on a closed pipe and writes to stderr on Ctrl-C.
        with command.make_context(PROGRAM, list(arguments)) as context:
            result = command.invoke(context)
    except click.exceptions.Exit as done:  # --help and --version leave in this way
        return done.exit_code
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else ExitCode.OK
    # A command returns an exit code of its own, such as NOT_CONFORMING, or nothing.
    return int(result) if isinstance(result, int) else ExitCode.OK


def _report(error: BaseException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return ExitCode.USAGE
    worded = _worded(error)
    if os.environ.get(DEBUG_VARIABLE, "0") not in ("", "0"):
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    if not isinstance(worded, ClosedPipeError):
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(error_line(worded) + "\n")
            sys.stderr.flush()
    return worded.exit_code


def _worded(error: BaseException) -> CstoKgError:
    if isinstance(error, CstoKgError):
        return error
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return interrupted()
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, OSError) and error.filename is None:
        # Commands word the failures of files themselves; what is left is a write of click's.
        return output_failure(error)
    if isinstance(error, OSError):
        return EnvironmentFailure(f'"{error.filename}": {error.strerror}', hint="check that path")
    if isinstance(error, MemoryError):
        return EnvironmentFailure("out of memory", hint="narrow the query")
    said = " ".join(str(error).split())
    return EnvironmentFailure(
        f"internal error: {type(error).__name__}{': ' + said if said else ''}",
        hint=f"report it, with what {DEBUG_VARIABLE}=1 prints",
    )


def _usage(error: click.ClickException) -> CstoKgError:
    """Return click's complaint in our words."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else PROGRAM
    see = f'see "{path} --help"'
    if isinstance(error, click.NoSuchOption):
        known = [
            name
            for parameter in (context.command.get_params(context) if context else ())
            for name in parameter.opts
            if name.startswith("--")
        ]
        return UsageError(
            f'there is no option "{error.option_name}" here',
            hint=did_you_mean(error.option_name, known) or see,
        )
    message = " ".join(error.format_message().split()).rstrip(".")
    return UsageError(message[:1].lower() + message[1:], hint=see)
