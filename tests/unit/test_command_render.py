"""`setpoint render`: what each shipped profile means on each system, against files that a person can read.

`SETPOINT_GOLDEN=write` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fakes.desk import GATEWAY, desk
from setpoint import shipped
from setpoint.discovery import names

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "render"
SYSTEMS = [name for name in ("linux", "macos", "windows") if name in names("setpoint.platforms")]
CANARY = "acme-canary-4711-0815-2342"
URL = "https://llm.acme.example"


def shortened(text: str) -> str:
    """Without the bodies of scripts, which have tests of their own."""
    files = text.split("==> ")
    return "==> ".join(
        f"{file.splitlines()[0]}\n…\n\n" if "setpoint" in file.split("\n")[0] else file for file in files
    )


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", [name.removesuffix(".yaml") for name in shipped.names("profiles", ".yaml")])
def test_each_example_means_the_files_that_were_reviewed(name: str, system: str, tmp_path: Path) -> None:
    at = desk(tmp_path, shipped.read("profiles", f"{name}.yaml"), {"OLLAMA_HOST": "10.0.0.9"})
    said = at("render", "--platform", system)
    golden = GOLDEN / f"{name}.{system}.txt"
    if os.environ.get("SETPOINT_GOLDEN") == "write":
        golden.write_text(shortened(said.out), encoding="utf-8")
    assert (said.code, said.err, shortened(said.out)) == (0, "", golden.read_text(encoding="utf-8"))
    assert not at.state.exists()


@pytest.mark.parametrize(
    ("system", "folder", "helper"),
    [
        ("linux", "${XDG_CONFIG_HOME:-~/.config}/Claude-3p/", "${XDG_STATE_HOME:-~/.local/state}/setpoint/helpers/"),
        ("macos", "~/Library/Application Support/Claude-3p/", "~/Library/Application Support/setpoint/helpers/"),
        ("windows", "%LOCALAPPDATA%\\Claude-3p\\", "%LOCALAPPDATA%\\setpoint\\helpers\\"),
    ],
)
def test_paths_begin_with_what_stands_for_them_there(system: str, folder: str, helper: str, tmp_path: Path) -> None:
    if system not in SYSTEMS:
        pytest.skip(f"{system} is still to come")
    said = desk(tmp_path, GATEWAY.format(url=URL))("render", "--platform", system)
    assert f"==> {folder}claude_desktop_config.json\n" in said.out
    assert f"==> {helper}key-" in said.out
    assert json.dumps(helper)[1:-1] in said.out.partition("inferenceCredentialHelper")[2]


def test_it_is_the_files_that_apply_would_write(tmp_path: Path) -> None:
    at = desk(tmp_path, "setpoint: 1\nmode: gateway\ngateway: {url: 'https://llm.acme.example'}\n")
    assert at("apply", "--yes").code == 0
    said = at("render", "--platform", "linux")
    for path in at.claude.rglob("*.json"):
        below = path.relative_to(at.claude).as_posix()
        assert f"==> ${{XDG_CONFIG_HOME:-~/.config}}/Claude-3p/{below}\n{path.read_text()}" in said.out


def test_no_key_is_read_and_none_is_shown(tmp_path: Path) -> None:
    profile = GATEWAY.format(url=URL).replace('"file:~/key"', "{env: ACME, delivery: static}")
    at = desk(tmp_path, profile.replace("  models:", f"  headers: {{X-Tenant: {CANARY}}}\n  models:"), {"ACME": CANARY})
    said = at("render", "--platform", "linux")
    assert '"inferenceGatewayApiKey": "…"' in said.out
    assert '"X-Tenant": "…"' in said.out
    assert CANARY not in said.out


def test_the_files_can_be_laid_out_in_a_new_folder_and_nowhere_else(tmp_path: Path) -> None:
    at = desk(tmp_path, GATEWAY.format(url=URL))
    assert at("render", "--platform", "linux", "--out", "review").code == 0
    found = [path.relative_to(tmp_path / "review").as_posix() for path in (tmp_path / "review").rglob("*.json")]
    assert "Claude-3p/claude_desktop_config.json" in found
    again = at("render", "--platform", "linux", "--out", "review")
    assert (again.code, "SP904" in again.err) == (4, True)


def test_a_command_that_a_system_lacks_is_found_in_review(tmp_path: Path) -> None:
    profile = GATEWAY.format(url=URL).replace('"file:~/key"', "{command: {linux: [pass, show, acme]}}")
    at = desk(tmp_path, profile)
    assert at("render", "--platform", "linux").code == 0
    said = at("render", "--platform", "macos")
    assert (said.code, "no command for macos" in said.err) == (4, True)
