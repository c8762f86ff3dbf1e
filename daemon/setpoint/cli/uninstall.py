"""`setpoint uninstall`: suspended, the agent gone, all given back. The ledger stays: it knows what was there before."""

from __future__ import annotations

from argparse import Namespace
from functools import partial

from setpoint.adapters import beacon
from setpoint.cli import passes, restore
from setpoint.cli.failing import tell_failure
from setpoint.cli.service import PATIENCE
from setpoint.core.report import exit_code
from setpoint.errors import PlatformTrouble
from setpoint.telling.ink import Ink, printable
from setpoint.wiring import Surroundings

arguments = restore.arguments


def run(args: Namespace, here: Surroundings) -> int:
    installed = here.platform.service().state(here.machine).installed
    lines = ("service   the agent stops, and starts at no login any more",) if installed else ()
    refused: set[int] = set()
    code = restore.give_back(args, here, restore.Also(lines, partial(_off, here, installed, refused)))
    code = exit_code({code, *refused})
    if code == 0:
        folder = printable(passes.place(str(here.state), here))
        print(f"What was there before us, and copies of it, stay in {folder}.", file=here.out)
        print(
            "The program itself goes with the tool that installed it: uv tool uninstall setpoint, say.", file=here.out
        )
    return code


def _off(here: Surroundings, installed: bool, refused: set[int]) -> None:
    """A service that cannot be removed keeps nobody from getting everything back: suspended, it does nothing."""
    if not installed:
        return
    beacon.dismiss(here.state, PATIENCE)
    try:
        done = here.platform.service().uninstall(here.machine)
    except PlatformTrouble as trouble:
        refused.add(tell_failure(trouble, here))
        return
    ink = Ink(here.out, here.env)
    for line in done:
        print(f"{ink('good', '✓')} {printable(passes.place(line, here))}", file=here.out)
