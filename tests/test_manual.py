"""docs/setpoint.1 is what the parsers say. SETPOINT_GOLDEN=write makes it anew."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from setpoint.cli.grammar import grammar
from setpoint.core.report import PRECEDENCE
from setpoint.telling.manual import page

PAGE = Path(__file__).resolve().parent.parent / "docs" / "setpoint.1"


def test_the_committed_page_is_up_to_date() -> None:
    if os.environ.get("SETPOINT_GOLDEN") == "write":
        PAGE.write_text(page(grammar()), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(grammar()), "SETPOINT_GOLDEN=write pytest tests/test_manual.py"


def test_every_command_and_option_is_in_it() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.isascii()
    for spoken in grammar().commands:
        assert f"\n.Ss {spoken.name}\n" in text
        flags = {f"Fl {name[1:]}" for option in spoken.options for name in option.names}
        assert [flag for flag in flags if not re.search(rf"{flag}(?=\s)", text)] == []


def test_it_knows_the_exit_codes_in_their_order() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"Several at once: {', '.join(map(str, PRECEDENCE))} in this order." in text


@pytest.mark.shells
@pytest.mark.parametrize(
    "check",
    [("mandoc", "-Tlint", "-Wstyle"), ("groff", "-mandoc", "-Tutf8", "-ww", "-z")],
    ids=lambda check: check[0],
)
def test_nothing_is_wrong_with_it(check: tuple[str, ...]) -> None:
    ended = subprocess.run([*check, PAGE], capture_output=True, check=False, timeout=30)
    assert (ended.stdout + ended.stderr).decode() == ""


@pytest.mark.shells
def test_it_reads_as_it_should() -> None:
    seen = subprocess.run(["mandoc", "-Tascii", PAGE], capture_output=True, check=True, timeout=30).stdout.decode()
    said = " ".join(re.sub(r".\x08", "", seen).split())
    assert "setpoint init [--from NAME]" in said
    assert "setpoint key set | check REF" in said
    assert "setpoint validate [--json] [PATH ...]" in said
    assert "-v, --verbose Notes too, and a log on standard error." in said
