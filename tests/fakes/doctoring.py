"""What the doctor finds on a made-up machine, by check; and Claude's files as a test writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes.desk import GATEWAY, Desk, desk, put_key
from setpoint.core.facts.claude import ENTRY_ID

URL = "https://llm.acme.example"
KEY = "sk-canary-4Zp9Qd7Rt2Vx8Lm3"
FOREIGN_KEY = "sk-foreign-8Wq2Lx5Nv7Tb1Rc4"
OTHER = "00000000-0000-4000-8000-000000000114"
"""Ollama's own."""
OWN = "7d2f0c1e-5b44-4c0a-9b1e-2f6a8c3d9e10"
"""An entry that a person made in the app's own window."""

NATIVE = "# yaml-language-server: $schema=x\nsetpoint: 1\nmode: native\n"
STATIC = "setpoint: 1\nmode: gateway\ngateway: {{url: '{url}', key: {{{key}, delivery: static}}}}\n"

GOOD: dict[str, Any] = {
    "inferenceProvider": "gateway",
    "inferenceGatewayBaseUrl": "http://127.0.0.1:18443",
    "inferenceGatewayApiKey": FOREIGN_KEY,
    "inferenceGatewayAuthScheme": "bearer",
    "modelDiscoveryEnabled": True,
}


@dataclass(frozen=True, slots=True)
class Found:
    """`text` is message, code and cure together."""

    result: str
    code: str
    message: str
    hint: str

    @property
    def text(self) -> str:
        return f"{self.message} {self.code} {self.hint}"


def doctored(at: Desk) -> dict[str, list[Found]]:
    plain = json.loads(at("doctor", "--json").out)
    found: dict[str, list[Found]] = {}
    for each in plain["checks"]:
        one = Found(each["result"], each["code"], each["message"], each["hint"])
        found.setdefault(each["check"], []).append(one)
    return found


def briefly(found: list[Found]) -> list[tuple[str, str]]:
    return [(each.result, each.code) for each in found]


def routed(tree: Path, **env: str) -> Desk:
    """A person whose Claude goes to a gateway, switched by Setpoint with a key from a file."""
    at = desk(tree, f"# yaml-language-server: $schema=x\n{GATEWAY.format(url=URL)}", env)
    put_key(at, KEY)
    assert at("trust", "--yes").code == 0
    assert at("apply", "--yes").code == 0
    return at


def lay(at: Desk, entry_id: str = OWN, entry: Any = None, *, name: str = "Work proxy", flag: str | None = "3p") -> Path:
    """One entry, applied, as another program leaves it. `flag` None: no mode is stored."""
    library = at.claude / "configLibrary"
    library.mkdir(parents=True, exist_ok=True, mode=0o700)
    rows = [{"id": entry_id, "name": name}]
    write(library / "_meta.json", {"appliedId": entry_id, "entries": rows})
    write(at.claude / "claude_desktop_config.json", {} if flag is None else {"deploymentMode": flag})
    return write(library / f"{entry_id}.json", GOOD if entry is None else entry)


def write(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    path.chmod(0o600)
    return path


def ours(at: Desk) -> Path:
    return at.claude / f"configLibrary/{ENTRY_ID}.json"


def changed(path: Path, **members: Any) -> None:
    """The same object with other members; None takes one away."""
    plain = json.loads(path.read_text(encoding="utf-8")) | members
    write(path, {key: value for key, value in plain.items() if value is not None})
