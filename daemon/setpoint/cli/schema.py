"""`setpoint schema`: the public contracts, as JSON schemas (draft 2020-12)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from setpoint import shipped
from setpoint.wiring import Surroundings


def arguments(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--status", dest="name", action="store_const", const="status", help="of what `setpoint status --json` prints"
    )
    which.add_argument(
        "--plan", dest="name", action="store_const", const="plan", help="of what `setpoint plan --json` prints"
    )
    parser.set_defaults(name="profile")


def run(args: Namespace, here: Surroundings) -> int:
    print(shipped.read("schemas", f"{args.name}.schema.json"), end="", file=here.out)
    return 0
