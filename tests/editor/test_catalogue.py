"""What a schema catalogue would take: the schema under Ajv's strict mode, and the entry that docs/editor.md gives."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from fakes.desk import desk
from setpoint import shipped

pytestmark = pytest.mark.editor

TOP = Path(__file__).resolve().parents[2]
ADDRESS = "https://json.schemastore.org/setpoint.json"
BAD: list[Any] = [{}, {"setpoint": 2, "mode": "off"}, {"setpoint": 1, "mode": "off", "modus": 1}, [], None]
BAD += [{"setpoint": 1, "mode": "ollama", "models": {"opus": {"label": "x"}}}]


def extra_words() -> list[str]:
    """Keywords of editors that strict mode must be told of, as the page says."""
    page = (TOP / "docs" / "editor.md").read_text(encoding="utf-8")
    (line,) = re.findall(r'"unknownKeywords": (\[.*?\])', page)
    found: list[str] = json.loads(line)
    return found


@pytest.mark.parametrize("name", ["profile", "status", "plan"])
def test_ajv_takes_the_schema_in_strict_mode(name: str, tmp_path: Path) -> None:
    options = [] if name == "profile" else [f"--{name}"]
    said = desk(tmp_path)("schema", *options, "--draft", "07", "--id", ADDRESS)
    schema = tmp_path / "schema.json"
    schema.write_text(said.out, encoding="utf-8")
    good = [yaml.safe_load(shipped.read("profiles", each)) for each in shipped.names("profiles", ".yaml")]
    program = ["node", str(TOP / ".ci/editor/strict.mjs"), str(schema), *extra_words()]
    ended = subprocess.run(
        program, input=json.dumps(good + BAD).encode(), env=os.environ, capture_output=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    if name == "profile":
        assert json.loads(ended.stdout) == [True] * len(good) + [False] * len(BAD)
