"""`setpoint history`: what changed when, whose doing it was, and what became of it."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import deque
from collections.abc import Sequence
from typing import Final

from setpoint.cli.typed import moment
from setpoint.core.happened import Happened
from setpoint.errors import UsageWrong
from setpoint.telling.history import History
from setpoint.telling.history_text import table
from setpoint.telling.ink import Ink
from setpoint.wiring import Surroundings

USUAL: Final = 30
"""Lines that a person is shown who does not say how many."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--since", metavar="WHEN", help="so long ago (2d, 3h), or a date (2026-11-22)")
    parser.add_argument(
        "-n", type=_count, metavar="N", help=f"the newest N, 0: all; {USUAL} where nothing else is said"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line, by schemas/history.schema.json")


def run(args: Namespace, here: Surroundings) -> int:
    rows = _rows(args, here)
    if args.json:
        from setpoint.telling.plain import happened_plain, to_line

        for row in rows:
            print(to_line(happened_plain(row)), file=here.out)
        return 0
    ink = Ink(here.out, here.env)
    for line in table(rows, ink):
        print(line, file=here.out)
    if not rows and ink.terminal:
        print("nothing has happened since then" if args.since else "nothing has happened yet", file=here.out)
    return 0


def _rows(args: Namespace, here: Surroundings) -> Sequence[Happened]:
    """No more than asked for is kept at a time."""
    usual = 0 if args.json or args.since else USUAL
    number = usual if args.n is None else args.n
    first = _first(args.since, here)
    lines = History(here.state, here.machine.files, here.clock).lines()
    return deque((each for each in lines if each.at >= first), number or None)


def _first(since: str | None, here: Surroundings) -> float:
    if since is None:
        return float("-inf")
    try:
        return moment(since, here.clock.now())
    except ArgumentTypeError as error:
        raise UsageWrong("SP905", f"argument --since: {error}", hint="setpoint history --help") from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ArgumentTypeError(f'"{text}" is no number of lines')
    return int(text)
