from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.core.quoting import comment, powershell, sh, windows_line

HOSTILE = ["", "a b", "it's", '"', "$(id)", "`id`", "%PATH%", "^&|<>", "a\nb", "!x", "\\", "é", "-n", "*", "~", "a\\'b"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="there is no sh here")


@posix
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_shell_gives_every_word_back_as_it_was(shell: str) -> None:
    line = "printf '%s\\0' " + " ".join(map(sh, HOSTILE))
    out = subprocess.run([shell, "-c", line], capture_output=True, check=True, timeout=10).stdout
    assert out.decode().split("\0")[:-1] == HOSTILE


@pytest.mark.parametrize("text", [*HOSTILE, "‘quoted’", "😀", "a\r\nb"])
def test_a_powershell_expression_is_plain_ascii_with_every_quote_doubled(text: str) -> None:
    expression = powershell(text)
    assert expression.isascii()
    assert expression.isprintable()
    assert expression.startswith("(")
    assert _evaluated(expression) == text


def _evaluated(expression: str) -> str:
    """What PowerShell makes of it: quoted texts with doubled quotes, and [char] numbers, joined by plus."""
    units = bytearray()
    inside, at = expression[1:-1], 0
    while at < len(inside):
        if inside.startswith("[string][char]", at):
            number = inside[at + 14 :].split(" ", 1)[0]
            units += int(number).to_bytes(2, "little")
            at += 14 + len(number)
        else:
            assert inside[at] == "'", inside
            at += 1
            while inside[at] != "'" or inside[at : at + 2] == "''":
                units += inside[at].encode("utf-16-le")
                at += 2 if inside[at] == "'" else 1
            at += 1
        at += 3 if inside.startswith(" + ", at) else 0
    return units.decode("utf-16-le")


@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"))))
def test_a_windows_command_line_splits_into_the_same_arguments(arguments: list[str]) -> None:
    assert _split(windows_line(arguments)) == arguments


def _split(line: str) -> list[str]:
    """The rules of CommandLineToArgvW for all but the program's own name, as Microsoft documents them."""
    found: list[str] = []
    at, quoted, word = 0, False, None
    while at < len(line):
        slashes = len(line) - at - len(line[at:].lstrip("\\"))
        if slashes:
            quote = line[at + slashes : at + slashes + 1] == '"'
            word = (word or "") + "\\" * (slashes // 2 if quote else slashes)
            at += slashes
            if quote and slashes % 2:
                word, at = word + '"', at + 1
        elif line[at] == '"':
            quoted, word, at = not quoted, word or "", at + 1
        elif line[at] in " \t" and not quoted:
            if word is not None:
                found.append(word)
            word, at = None, at + 1
        else:
            word, at = (word or "") + line[at], at + 1
    return found if word is None else [*found, word]


def test_a_comment_stays_on_its_line() -> None:
    assert comment("a\nrm -rf ~ \u2028 é\x00") == "a?rm -rf ~ ? ??"
