"""The command line itself: parse, run one command, say what happened."""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import traceback
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from mlcore import settings as all_settings
from mlcore.commands import data, jobs, models, predict, repair, runs, serve, sweep, train, watch
from mlcore.commands.command import Answer, Command, Session
from mlcore.errors import LoupeError, unexpected

COMMANDS: tuple[Command, ...] = (
    *data.COMMANDS,
    *train.COMMANDS,
    *runs.COMMANDS,
    *predict.COMMANDS,
    *models.COMMANDS,
    *serve.COMMANDS,
    *watch.COMMANDS,
    *jobs.COMMANDS,
    *sweep.COMMANDS,
    *repair.COMMANDS,
)
DONE, OUR_FAULT, BAD_INPUT = 0, 1, 2


def parser() -> ArgumentParser:
    """Return the parser of all commands."""
    whole = ArgumentParser(
        prog="python -m mlcore",
        description="Loupe on the command line.",
        parents=[_common()],
    )
    words = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        part = words.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(part)
        part.set_defaults(run=command.run)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 bad input, 1 our fault."""
    options, rest = _common().parse_known_args(arguments)
    args = parser().parse_args(rest, namespace=options)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    try:
        _say(_run(args), args.json)
    except LoupeError as error:
        return _refuse(error, args.debug)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return OUR_FAULT
    except BrokenPipeError:  # whoever read it has seen enough; nothing is said at the end either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as cause:  # the last resort: no traceback unless asked for
        return _fail(cause, args.debug)
    return DONE


def _run(args: Namespace) -> Answer:
    settings = all_settings.load(home=args.home)
    answer: Answer = args.run(args, Session(settings, args.workspace, args.json))
    return answer


def _common() -> ArgumentParser:
    """Return the options that may stand anywhere on the line."""
    options = ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument("--home", metavar="DIR", help="where things last")
    options.add_argument("--workspace", metavar="ID", default="default", help="whose work")
    options.add_argument("--json", action="store_true", help="print one JSON value")
    options.add_argument("--debug", action="store_true", help="show tracebacks")
    return options


def _say(answer: Answer, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer.json, ensure_ascii=False, allow_nan=False, default=str))
    else:
        for line in answer.lines:
            print(line)
    sys.stdout.flush()


def _refuse(error: LoupeError, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    print(f"error: {error}", file=sys.stderr)
    return OUR_FAULT if error.code == "unexpected" else BAD_INPUT


def _fail(cause: Exception, debug: bool) -> int:
    reference = secrets.token_hex(4)
    if debug:
        traceback.print_exc()
    print(f"error: {unexpected(cause)} (reference {reference}; --debug says more)", file=sys.stderr)
    return OUR_FAULT
