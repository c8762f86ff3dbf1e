"""`setpoint schema`: the public contracts, as JSON schemas (draft 2020-12, or said again in draft-07)."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Final

from setpoint import shipped
from setpoint.errors import UsageWrong
from setpoint.wiring import Surroundings

PRINTED: Final = ("status", "plan", "validate", "test", "doctor", "explain", "history")
"""The commands whose output for machines has a contract."""


def arguments(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    for name in PRINTED:
        says = f"of what `setpoint {name} --json` prints"
        which.add_argument(f"--{name}", dest="name", action="store_const", const=name, help=says)
    parser.add_argument(
        "--draft", choices=("2020-12", "07"), default="2020-12", help="07: for SchemaStore and editors of before 2026"
    )
    parser.add_argument("--id", type=_address, metavar="URL", help="draft 07: the address that it is to be served from")
    parser.set_defaults(name="profile")


def run(args: Namespace, here: Surroundings) -> int:
    if args.id and args.draft != "07":
        raise UsageWrong("SP905", "--id belongs to draft 07", hint="setpoint schema --draft 07 --id URL")
    text = shipped.read("schemas", f"{args.name}.schema.json")
    if args.draft == "07":
        import json

        from setpoint.core.draft_07 import said_again

        text = json.dumps(said_again(json.loads(text), args.id or ""), indent=2, ensure_ascii=False) + "\n"
    print(text, end="", file=here.out)
    return 0


def _address(text: str) -> str:
    if not text.startswith("https://"):
        raise ArgumentTypeError(f'"{text}" is no https address')
    return text
