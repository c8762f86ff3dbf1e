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
        raise NeedsPerson("SP902", "declined; nothing was done")


def ask(question: str, here: Surroundings) -> bool:
    print(f"{question} [y/N] ", end="", file=here.out, flush=True)
    answer = here.stdin.readline()
    if not answer:
        print(file=here.out)
    return answer.strip().casefold() in ("y", "yes")


def answer_to(question: str, here: Surroundings) -> str:
    """What is typed, "" for Enter alone. NeedsPerson (SP902) where the input ends: nobody is there any more."""
    print(f"{question} ", end="", file=here.out, flush=True)
    typed = here.stdin.readline()
    if not typed:
        print(file=here.out)
        raise NeedsPerson("SP902", "the input ended; nothing was written", hint="answer on a terminal, or pass --yes")
    return typed.strip()


def agreed(question: str, here: Surroundings) -> bool:
    """For what is harmless and usual: Enter is a yes."""
    while True:
        typed = answer_to(f"{question} [Y/n]", here).casefold()
        if typed in ("", "y", "yes", "n", "no"):
            return typed in ("", "y", "yes")
        print("  y or n", file=here.out)
