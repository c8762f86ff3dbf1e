"""What a person has typed when they press TAB, and what must be offered: the same in every shell."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fakes.desk import desk

OFFERED: Final = {
    "setpoint sta": {"status"},
    "setpoint re": {"resume", "restore", "render"},
    "setpoint init --from l": {"local"},
    "setpoint --profile mine.yaml init --from pr": {"private"},
    "setpoint -v use na": {"native"},
    "setpoint use native --for ": {"2h", "1d", "7d"},
    "setpoint key ": {"set", "check"},
    "setpoint key check key": {"keyring:"},
    "setpoint key set op": {"op://"},
    "setpoint key check keyring:acme/l": set(),
    "setpoint completion p": {"powershell"},
    "setpoint service un": {"uninstall"},
    "setpoint render --platform m": {"macos"},
    "setpoint test op": {"opus"},
    "setpoint test opus so": {"sonnet"},
    "setpoint apply --take": {"--take-over"},
    "setpoint apply --only ": {"claude", "ollama"},
    "setpoint validate mi": {"mine.yaml"},
    "setpoint validate mine.yaml mi": {"mine.yaml"},
    "setpoint --profile mi": {"mine.yaml"},
    "setpoint render --out pl": {"place"},
    "setpoint plan ": set(),
    "setpoint history --since ": set(),
    "setpoint doctor cl": {"claude"},
    "setpoint doctor claude ag": {"agent"},
    "setpoint doctor --bundle mi": {"mine.yaml"},
    "setpoint explain ModelsR": {"ModelsReady"},
}
"""In a folder with the file mine.yaml and the folder place. A slash behind a folder is each shell's own affair."""


def home_with(tree: Path, shell: str, script: str) -> Path:
    """A folder with what the lines name, and the completion script of this shell below it; the script's path."""
    (tree / "place").mkdir()
    (tree / "mine.yaml").touch()
    said = desk(tree)("completion", shell)
    assert (said.code, said.err) == (0, "")
    path = tree / script
    path.parent.mkdir(exist_ok=True)
    path.write_text(said.out, encoding="utf-8")
    return path
