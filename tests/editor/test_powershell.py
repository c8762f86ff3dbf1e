"""The PowerShell script, read by a grammar of the language. That is all: PowerShell itself was never to be had."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from fakes.desk import desk

pytestmark = pytest.mark.editor

PARSE = """\
import sys, tree_sitter, tree_sitter_powershell
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
print(parser.parse(sys.stdin.buffer.read()).root_node.has_error)
"""


@pytest.mark.parametrize(("cut", "wrong"), [(0, False), (3, True)])
def test_it_is_powershell(tmp_path: Path, cut: int, wrong: bool) -> None:
    """`cut`: characters left off at the end, to see that the grammar notices."""
    text = desk(tmp_path)("completion", "powershell").out
    program = [f"{os.environ['SETPOINT_EDITOR']}/tools/bin/python", "-c", PARSE]
    cut_off = text[: len(text) - cut].encode()
    ended = subprocess.run(program, input=cut_off, capture_output=True, check=True, timeout=30)
    assert ended.stdout.decode().strip() == str(wrong)
