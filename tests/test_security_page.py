"""Behind each "cannot" of the security page stands a test, and it is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PAGE = (TOP / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


def promises() -> list[str]:
    """The points below each line that begins with "Cannot"."""
    found = []
    for block in re.findall(r"^Cannot[^\n]*:\n\n((?:- .*\n)+)", PAGE, re.MULTILINE):
        found += block.strip().split("\n")
    return found


def functions(path: Path) -> set[str]:
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_every_promise_names_a_test() -> None:
    assert len(promises()) > 25
    assert [line for line in promises() if "::test_" not in line] == []


def test_every_test_that_is_named_is_there() -> None:
    assert len(NAMED) == PAGE.count("::"), "each is spelled so that it is looked up"
    missing = [f"{name}::{test}" for name, test in NAMED if test not in functions(TOP / name)]
    assert missing == []


def test_every_section_on_an_attacker_says_what_cannot_be_done() -> None:
    sections = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")[1:]}
    about = [name for name in sections if name.startswith(("Another", "The ", "Ollama's", "Claude's"))]
    assert len(about) == 5
    assert [name for name in about if "\nCannot" not in sections[name]] == []


def test_nobodys_address_is_made_up() -> None:
    assert re.findall(r"[\w.]+@[\w.]+|https?://\S+", PAGE) == []
