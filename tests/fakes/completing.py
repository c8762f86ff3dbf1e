"""What a person has typed when they press TAB, and what must be offered: the same in every shell."""

from __future__ import annotations

from typing import Final

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
}
"""In a folder with the file mine.yaml and the folder place. A slash behind a folder is each shell's own affair."""
