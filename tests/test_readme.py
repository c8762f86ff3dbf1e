"""The README's examples are what the program makes of them. SETPOINT_GOLDEN=write puts the program's words into it."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Final

import pytest

from fakes.desk import Desk, desk
from fakes.doctoring import GOOD, OTHER, lay, routed
from setpoint import loading
from setpoint.cli.main import main
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn
from setpoint.standins.registry import manifests
from setpoint.value import replace

README: Final = Path(__file__).resolve().parent.parent / "README.md"
GB: Final = 10**9
SIZES: Final = {
    "glm-4.7-flash:latest": 19 * GB,
    "qwen3.5:9b": int(6.6 * GB),
    "qwen3.5:2b": int(2.7 * GB),
    "gpt-oss:20b": 14 * GB,
}
FREE: Final = 212 * GB
ABLE: Final = ("completion", "tools")
PULLED: Final = {
    "gpt-oss:20b": Published(size=SIZES["gpt-oss:20b"], details=Details(context=131072, capabilities=ABLE)),
    "qwen3.5:9b": Published(size=SIZES["qwen3.5:9b"], details=Details(context=262144, capabilities=(*ABLE, "vision"))),
    "qwen3.5:2b": Published(size=SIZES["qwen3.5:2b"], details=Details(context=262144, capabilities=(*ABLE, "vision"))),
    "nomic-embed-text": Published(size=274_000_000, details=Details(capabilities=("embedding",))),
}
HELD: Final = Published(size=SIZES["gpt-oss:20b"], details=Details(context=131072))


@pytest.fixture(autouse=True)
def made_up_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of a width that fits into a README."""
    monkeypatch.setenv("COLUMNS", "100")


def text() -> str:
    return README.read_text(encoding="utf-8")


def profile() -> str:
    """The one profile that is written out whole."""
    (found,) = re.findall(r"^```yaml\n(setpoint: 1\n.*?)^```$", text(), re.DOTALL | re.MULTILINE)
    assert isinstance(found, str)
    return found


def transcript(name: str, said: str) -> None:
    """Between `<!-- name -->` and its end stands, fenced, what was said."""
    block = f"<!-- {name} -->\n```\n{said}```\n<!-- end of {name} -->"
    pattern = rf"<!-- {name} -->\n.*?<!-- end of {name} -->"
    if os.environ.get("SETPOINT_GOLDEN") == "write":
        README.write_text(re.sub(pattern, lambda _: block, text(), flags=re.DOTALL), encoding="utf-8")
    assert re.findall(pattern, text(), re.DOTALL) == [block]


def said_by(at: Desk, *words: str, registry: str) -> tuple[int, str]:
    out = io.StringIO()
    around = at.around(io.StringIO(), out, out, interactive=False)
    here = replace(around, registry_url=registry, disk=lambda _place: FREE)
    return main(words, here), out.getvalue()


def test_the_profile_is_valid_without_a_warning() -> None:
    assert loading.load("README.md", profile().encode()).warnings == ()


def test_the_plan_is_what_the_program_makes_of_that_profile(tmp_path: Path) -> None:
    with StandIn(version="0.34.2", holds={"gpt-oss:20b": HELD}) as server, manifests(SIZES) as registry:
        at = desk(tmp_path, profile(), {"OLLAMA_HOST": server.url})
        code, said = said_by(at, "plan", registry=registry)
    assert code == 2
    usual = said.replace(f"{server.url} (OLLAMA_HOST)", "http://127.0.0.1:11434 (default)")
    transcript("plan", f"$ setpoint plan\n{usual}")


class Typist(io.StringIO):
    """A person whose answers are seen on the screen, as a terminal shows them."""

    def __init__(self, answers: str, screen: io.StringIO) -> None:
        super().__init__(answers)
        self._screen = screen

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # typeshed: bytes of IOBase
        typed = super().readline(-1 if size is None else size)
        self._screen.write(typed)
        return typed


def test_a_first_profile_is_proposed_as_the_readme_shows_it(tmp_path: Path) -> None:
    out = io.StringIO()
    with StandIn(version="0.34.2", holds=PULLED) as server:
        at = desk(tmp_path, env={"OLLAMA_HOST": server.url})
        (at.tree / "root/proc/meminfo").write_text("MemTotal: 32768000 kB\n")
        code = main(("init", "--mode", "ollama"), at.around(Typist("\n\n", out), out, out, interactive=True))
    assert code == 0
    questions = out.getvalue().partition("\n    # Begun by")[0]
    usual = questions.replace(f"{server.url} (OLLAMA_HOST)", "http://127.0.0.1:11434 (default)")
    transcript("init", f"$ setpoint init --mode ollama\n{usual.rstrip()}\n")


def test_why_a_key_is_so_is_told_as_the_readme_shows_it(tmp_path: Path) -> None:
    with StandIn(offers=dict.fromkeys(SIZES, Published()), version="0.34.2") as server:
        at = desk(tmp_path, profile(), {"OLLAMA_HOST": server.url})
        assert at("apply", "--yes").code == 0
        settings = at.claude / "claude_desktop_config.json"
        settings.write_text(settings.read_text().replace("3p", "1p"))
        assert at("apply", "--yes").code == 0
        said = at("explain", "deploymentMode")
    assert said.code == 0
    transcript(
        "explain", f"$ setpoint explain deploymentMode\n{re.sub(r'  [0-9]{2}:[0-9]{2}  ', '  10:02  ', said.out)}"
    )


def test_the_help_is_what_the_program_prints(tmp_path: Path) -> None:
    said = desk(tmp_path)("--help")
    assert (said.code, said.err) == (0, "")
    transcript("help", f"$ setpoint --help\n{said.out}")


def test_the_doctor_is_told_as_it_speaks(tmp_path: Path) -> None:
    at = routed(tmp_path)
    lay(at, OTHER, {**GOOD, "inferenceGatewayApiKey": "x", "inferenceModels": ["claude-vs-gpt"]}, name="Ollama")
    said = at("doctor", "claude")
    assert said.code == 4
    transcript("doctor", f"$ setpoint doctor claude\n{said.out}")


def test_the_readme_can_be_read_in_one_sitting() -> None:
    assert len(text().splitlines()) <= 290
