"""The manual page, `setpoint(1)`, in mdoc(7): what groff and mandoc both read. Made from the parsers' own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from setpoint.core.grammar import Given, Grammar, Option, Spoken

DATE: Final = "November 22, 2026"
"""Of the text below."""


def page(grammar: Grammar) -> str:
    common = {option.names for option in grammar.options}
    commands = [line for spoken in grammar.commands for line in _command(spoken, common)]
    synopsis = [f".Op {_spelt(option)}" for option in grammar.options if option.given]
    text = TEXT.replace("{date}", DATE).replace("{about}", grammar.about.rstrip("."))
    for name, lines in (
        ("synopsis", synopsis),
        ("options", _listed(grammar.options)),
        ("commands", commands),
    ):
        text = text.replace(f"{{{name}}}", "\n".join(lines))
    return "".join(f"{line}\n" for whole in text.splitlines() for line in _folded(whole))


def _folded(line: str) -> list[str]:
    """Lines of text below 80 bytes, as mandoc's check wants them; what begins with a dot must stay in one."""
    if line.startswith("."):
        return [line]
    return [re.sub(r"^(?=[.'])", r"\\&", each) for each in wrap(line, 79, break_on_hyphens=False)]


def _command(spoken: Spoken, common: set[tuple[str, ...]]) -> Iterator[str]:
    own = tuple(option for option in spoken.options if option.names not in common)
    yield f".Ss {spoken.name}"
    yield ".Nm setpoint"
    yield f".Cm {spoken.name}"
    yield from (f".Op {_spelt(option)}" if not option.needed else f".{_spelt(option)}" for option in own)
    yield from (_place(place) for place in spoken.places)
    yield ".Pp"
    yield _sentence(spoken.about)
    places = tuple(place for place in spoken.places if place.about)
    if places or own:
        yield ".Bl -tag -width indent"
        for place in places:
            yield f".It {_argument(place)}"
            yield _sentence(place.about)
        yield from _items(own)
        yield ".El"


def _place(place: Given) -> str:
    dots = " ..." if place.many else ""
    return f".{_argument(place)}{dots}" if place.needed else f".Op {_argument(place)}{dots}"


def _listed(options: tuple[Option, ...]) -> Iterator[str]:
    yield ".Bl -tag -width indent"
    yield from _items(options)
    yield ".El"


def _items(options: tuple[Option, ...]) -> Iterator[str]:
    for option in options:
        names = " , ".join(_flag(name) for name in option.names)
        yield f".It {names}{_value(option)}"
        yield _sentence(option.about)


def _spelt(option: Option) -> str:
    return f"{_flag(option.names[-1])}{_value(option)}"


def _flag(name: str) -> str:
    """`Fl` writes the first hyphen."""
    return f"Fl {name[1:]}"


def _value(option: Option) -> str:
    return f" {_argument(option.given)}" if option.given else ""


def _argument(given: Given) -> str:
    """Words that are given as they are, or the name of what is."""
    if given.shown.startswith("{"):
        return "Cm " + given.shown.strip("{}").replace(",", " | ")
    return f"Ar {given.shown}"


def _sentence(text: str) -> str:
    """Text for a line of its own, each sentence on one, as mandoc's own check wants it."""
    whole = text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
    lines = re.sub(r"(?<=[a-z)]\.) (?=[A-Z])", "\n", whole)
    quoted = re.sub(r"`([^`]+)`", r"\\(oq\1\\(cq", lines.replace("\\", "\\e"))
    return "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in quoted)


TEXT: Final = r""".\" Made from the command line's own words: SETPOINT_GOLDEN=write pytest tests/test_manual.py
.Dd {date}
.Dt SETPOINT 1
.Os
.Sh NAME
.Nm setpoint
.Nd keep Claude Desktop and Ollama as a profile declares them
.Sh SYNOPSIS
.Nm
{synopsis}
.Op Fl -verbose
.Ar command
.Op Ar ...
.Nm
.Fl -version
.Sh DESCRIPTION
{about}.
A profile, in YAML, says where inference comes from and which models are held.
.Nm
looks at what is there, shows what differs, and makes it so: once, or for as long as the machine runs.
It changes only the keys that it owns, never shows or stores a key, and gives everything back exactly as it was.
.Pp
These options stand before a command or behind it:
{options}
.Sh COMMANDS
{commands}
.Sh ENVIRONMENT
.Bl -tag -width SETPOINT_PROFILE
.It Ev SETPOINT_PROFILE
The profile, where
.Fl -profile
does not name one.
.It Ev OLLAMA_HOST
The server, where the profile does not name one.
.It Ev CLAUDE_USER_DATA_DIR , Ev XDG_CONFIG_HOME , Ev XDG_STATE_HOME
Where folders lie that are not at their usual places.
.It Ev NO_COLOR , Ev COLUMNS
No colour, and how wide a line may be, on a terminal.
.El
.Sh FILES
.Bl -tag -width indent
.It Pa ~/.config/setpoint/profile.yaml
The profile, on Linux.
.It Pa ~/.local/state/setpoint
What is remembered, on Linux: the ledger, backups of the files that were touched, the history.
No key is among it.
.El
.Pp
On macOS both lie in
.Pa ~/Library/Application Support/setpoint ,
on Windows in
.Pa %APPDATA%\esetpoint
and
.Pa %LOCALAPPDATA%\esetpoint .
.Sh EXIT STATUS
.Bl -tag -width 130
.It 0
In place, or done.
.It 1
Failed.
.It 2
Something differs
.Pq Cm plan , status .
.It 3
The profile is wrong.
.It 4
A person or a policy must act.
.It 5
Waiting: nothing is wrong, it is only not time yet.
.Fl -pending-ok
makes it 0.
.It 64
The command line makes no sense.
.It 130
Interrupted.
.El
.Pp
Several at once: 3, 4, 1, 5, 2 in this order.
.Sh EXAMPLES
A first profile, what it would do, and doing it:
.Bd -literal -offset indent
setpoint init --from local
setpoint plan
setpoint apply
.Ed
.Pp
Anthropic's own inference for a week, then the profile's again:
.Dl setpoint use native --for 7d
.Pp
Everything as it was before:
.Dl setpoint restore
.Sh DIAGNOSTICS
Every message ends in a code such as SP201, and the line below it, after an arrow, says what to do next.
"""
