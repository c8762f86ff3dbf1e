"""Text inside scripts and command lines, so that nothing in it is ever taken for more than text."""

from __future__ import annotations

import re
from collections.abc import Sequence


def sh(text: str) -> str:
    """One word for a POSIX shell. A NUL cannot be in it; every other character is kept."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def word(text: str) -> str:
    """The same in a line that a person copies: quoted only where that is needed."""
    return sh(text) if re.search(r"[^\w@%+=:,./-]", text) else text


def powershell(text: str) -> str:
    """An expression that gives the text, in pure ASCII.

    Windows PowerShell 5.1 reads a script without BOM in the ANSI code page, and takes typographic quotes for quotes:
    so what is not plain ASCII is written as UTF-16 code units.
    """
    pieces = re.findall(r"[ -~]+|[^ -~]", text)
    return "(" + (" + ".join(_powershell_piece(piece) for piece in pieces) or "''") + ")"


def _powershell_piece(piece: str) -> str:
    if " " <= piece[0] <= "~":
        return "'" + piece.replace("'", "''") + "'"
    units = piece.encode("utf-16-le", "surrogatepass")
    codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    return " + ".join(f"[string][char]{code}" for code in codes)


def windows_line(arguments: Sequence[str]) -> str:
    """A command line that a Windows program splits into these arguments again (the rules of CommandLineToArgvW)."""
    return " ".join(_windows_argument(argument) for argument in arguments)


def _windows_argument(argument: str) -> str:
    if argument and not re.search(r'[\s"]', argument):
        return argument
    # Backslashes count only before a quote: there each is doubled, and the quote gets one of its own.
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', argument)
    escaped = re.sub(r"(\\+)$", r"\1\1", escaped)
    return f'"{escaped}"'


def shown(text: str, limit: int) -> str:
    """One line that a person is shown: no control characters, at most `limit` signs."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def comment(text: str) -> str:
    """Text that is safe behind `#`: one line of plain ASCII."""
    return re.sub(r"[^ -~]", "?", text)
