"""Setpoint as somebody has it who installed it, in a home to throw away, with a stand-in for Ollama behind HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parent.parent

PROFILE: Final = """\
setpoint: 1
mode: ollama
models:
  opus: glm-4.7-flash
  sonnet: {{model: "qwen3.5:9b", label: Qwen 3.5 9B}}
  haiku: {{model: "qwen3.5:2b", label: Qwen 3.5 2B}}
default: sonnet
keep: [{keep}]
ollama:
  url: {url}
claude:
  app: {app}
{more}"""
SLOT_MODELS: Final = ("glm-4.7-flash", "qwen3.5:9b", "qwen3.5:2b")

STRANGERS: Final = ("PYTHON", "VIRTUAL_ENV", "OLLAMA", "XDG", "SETPOINT", "CLAUDE")
"""Variables that begin so are kept from what is measured: PYTHONDONTWRITEBYTECODE alone makes every start compile all
that it imports."""


def clean(home: Path) -> dict[str, str]:
    """The environment of everything that is measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(STRANGERS)}
    return {**kept, "HOME": str(home), "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Subject:
    """`program` is the installed `setpoint`; `home` the throw-away home, in which Claude Desktop seems installed."""

    program: Path
    home: Path

    @property
    def claude(self) -> Path:
        return self.home / ".config" / "Claude-3p"

    @property
    def env(self) -> dict[str, str]:
        # nothing listens there: a pass that asks the registry for a size would be seen to fail
        return {**clean(self.home), "SETPOINT_REGISTRY": "http://127.0.0.1:9"}

    def argv(self, *words: str) -> tuple[str, ...]:
        return (str(self.program), *words)

    def run(self, *words: str) -> CompletedProcess[str]:
        return subprocess.run(self.argv(*words), env=self.env, capture_output=True, text=True, check=False)

    def must(self, *words: str) -> str:
        """Its output; the benchmark ends where it fails, since it would measure something else than it says."""
        ran = self.run(*words)
        if ran.returncode:
            sys.exit(f"setpoint {' '.join(words)} ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")
        return ran.stdout


def install(into: Path) -> Path:
    """A wheel of this checkout in a fresh environment, compiled; the program in it."""
    venv.create(into, with_pip=True)
    python = str(into / "bin" / "python")
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--compile", str(CHECKOUT)]
    subprocess.run(pip, env=clean(Path.home()), check=True)
    return into / "bin" / "setpoint"


def settle(program: Path, home: Path, url: str, keep: Sequence[str] = (), more: str = "") -> Subject:
    """A home in which the profile, with `more` lines, has been applied: from here on there is nothing to do."""
    subject = Subject(program, home)
    app = home / "claude" / "claude-desktop"
    app.parent.mkdir(parents=True)
    app.write_text("#!/bin/sh\n", encoding="ascii")
    app.chmod(0o755)
    _lived_in(subject.claude)
    path = home / ".config" / "setpoint" / "profile.yaml"
    path.parent.mkdir(parents=True)
    names = ", ".join(f'"{name}"' for name in keep)
    path.write_text(PROFILE.format(url=url, app=app, keep=names, more=more), encoding="utf-8")
    subject.must("trust", "--yes")
    subject.must("apply", "--yes")
    told = subject.must("apply", "--yes")
    if "nothing to do" not in told:
        sys.exit(f"a second apply still finds something to do:\n{told}")
    return subject


def _lived_in(claude: Path) -> None:
    """An entry of the person's own, and preferences that are nobody's business."""
    library = claude / "configLibrary"
    library.mkdir(parents=True)
    own = "c0ffee00-1111-4222-8333-444455556666"
    index = f'{{"appliedId":"{own}","entries":[{{"id":"{own}","name":"Work"}}]}}\n'
    (library / "_meta.json").write_text(index, encoding="utf-8")
    (library / f"{own}.json").write_text('{"inferenceProvider":"anthropic"}\n', encoding="utf-8")
    flag = '{"deploymentMode":"1p","preferences":{"sidebarWidth":1.0}}\n'
    (claude / "claude_desktop_config.json").write_text(flag, encoding="utf-8")


def places_of(subject: Subject) -> tuple[Path, ...]:
    """The three files that Setpoint keeps in order."""
    index = subject.claude / "configLibrary" / "_meta.json"
    entry = next(path for path in index.parent.glob("*.json") if b"127.0.0.1" in path.read_bytes())
    return subject.claude / "claude_desktop_config.json", index, entry


def files_of(subject: Subject) -> dict[str, bytes]:
    """They, by name: what the peers are given to keep as well."""
    return {path.name: path.read_bytes() for path in places_of(subject)}
