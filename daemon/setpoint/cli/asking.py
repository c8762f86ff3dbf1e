"""Asking a person, on a terminal only. Without one, and without `--yes`, nothing is done."""

from __future__ import annotations

from setpoint.errors import NeedsPerson
from setpoint.wiring import Surroundings


def confirm(question: str, here: Surroundings, *, yes: bool) -> None:
    """Come back on a yes. NeedsPerson: SP902 declined, SP901 no terminal to ask on."""
    if yes:
        return
    if not here.interactive:
        raise NeedsPerson(
            "SP901", f"{question.rstrip('?')}: this needs a yes", hint="run it on a terminal, or pass --yes"
        )
    if not ask(question, here):
        raise NeedsPerson("SP902", "declined, nothing was done")


def ask(question: str, here: Surroundings) -> bool:
    print(f"{question} [y/N] ", end="", file=here.out, flush=True)
    answer = here.stdin.readline()
    if not answer:
        print(file=here.out)
    return answer.strip().casefold() in ("y", "yes")
