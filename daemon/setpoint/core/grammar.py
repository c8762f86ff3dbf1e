"""The command line as values: which words, options and values there are. For completion scripts and the manual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from setpoint.value import value

Kind = Literal["word", "file", "folder"]


@value
class Word:
    """One that can be given as it is; `about` may be empty. With `open` something more is typed right behind it."""

    text: str
    about: str = ""
    open: bool = False


@value
class Given:
    """What stands at a place of its own, or behind an option. `shown`: its name in a usage line, such as PATH.

    `kind` word: one of `words` where there are some, else anything. `many`: as often as one likes.
    """

    shown: str
    about: str
    kind: Kind = "word"
    words: tuple[Word, ...] = ()
    many: bool = False
    needed: bool = True


@value
class Option:
    """`names`: all spellings, the short one first. `given` None: a switch."""

    names: tuple[str, ...]
    about: str
    given: Given | None = None
    needed: bool = False


@value
class Spoken:
    """A command."""

    name: str
    about: str
    options: tuple[Option, ...]
    places: tuple[Given, ...]


@value
class Grammar:
    """`options`: what can stand before a command."""

    version: str
    about: str
    options: tuple[Option, ...]
    commands: tuple[Spoken, ...]

    def spoken(self) -> Iterator[Spoken]:
        """The program itself, named "" and with its commands for a place, and each command."""
        words = tuple(Word(command.name, command.about) for command in self.commands)
        yield Spoken("", self.about, self.options, (Given("COMMAND", "what to do", words=words),))
        yield from self.commands

    def valued(self) -> tuple[str, ...]:
        """Every spelling of an option behind which a value stands. None is a switch elsewhere: a test sees to it."""
        options = [option for spoken in self.spoken() for option in spoken.options if option.given]
        return tuple(sorted({name for option in options for name in option.names}))
