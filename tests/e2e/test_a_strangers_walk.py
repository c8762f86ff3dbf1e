"""From a bare machine to a converged profile, through what two weeks bring, and back: every step a process of its own.

What a person meets who has the README in hand, in its order. Each step says what would have stopped them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.household import Ended, Household
from e2e.installed import Claude
from e2e.terminal import at_a_terminal
from fakes.upgrading import NEW, OLD, UPGRADES, Upgradable, program, runs
from setpoint.core.names import parse
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.pulling import shelf
from setpoint.standins.registry import library
from setpoint.value import replace

pytestmark = pytest.mark.timeout(120)

BASH = shutil.which("bash")
MODEL = Published(size=50_000_000, details=Details(context=131072, capabilities=("completion", "tools")))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Upgradable]:
    with Upgradable(holds={"small": MODEL}, offers={"small": MODEL, "big": MODEL}, says=tmp_path / "version") as made:
        made.says.write_text("0.32.15")
        made.cloud.reachable = made.cloud.signed_in = True
        yield made


@pytest.fixture
def house(tmp_path: Path, server: Upgradable) -> Iterator[Household]:
    """A machine on which Claude was used for months, and nobody has heard of Setpoint."""
    with library(server.registry.offers) as registry:
        made = Household(
            tmp_path / "top",
            server.url,
            {"SETPOINT_REGISTRY": registry.url, "OLLAMA_HOST": server.url, "NO_COLOR": "1"},
        )
        made.profile.unlink()
        made.furnish()
        yield made
        made.end()


def stepped(house: Household, code: int, *words: str, says: tuple[str, ...] = ()) -> Ended:
    """A step ends as the README says it does, and tells this."""
    ended = house.run(*words)
    assert ended.code == code, (words, ended.said)
    for text in says:
        assert text in ended.said, (words, ended.said)
    return ended


def edited(house: Household, old: str, new: str) -> None:
    text = house.profile.read_text(encoding="utf-8")
    assert old in text, text
    house.profile.write_text(text.replace(old, new, 1), encoding="utf-8")


def a_day_later(house: Household) -> None:
    """What is remembered of the registry is a day old, and of the cloud as well."""
    path = house.state / "ledger.json"
    plain = json.loads(path.read_bytes())
    for memory in plain["servers"].values():
        memory["checked"] = {key: {**each, "at": each["at"] - 90_000} for key, each in memory["checked"].items()}
        memory["cloud"] = {}
    path.write_text(json.dumps(plain))


def in_place_and_still(house: Household, server: Upgradable) -> None:
    """A second pass changes nothing: no byte, no moment, no request that mutates."""
    files, ledger, mutated = house.taken(), (house.state / "ledger.json").read_bytes(), server.mutating
    stepped(house, 0, "apply", "--yes", says=("● in place, nothing to do",))
    assert (house.taken(), server.mutating) == (files, mutated)
    assert (house.state / "ledger.json").read_bytes() == ledger


def test_a_strangers_walk(house: Household, server: Upgradable, tmp_path: Path) -> None:
    before = house.bytes_of()
    _begins(house, server)
    _asks(house)
    _keeps_current(house, server, tmp_path / "bin")
    _loses_a_cloud_model(house, server)
    stepped(house, 0, "restore", "--models", "--yes", says=("● everything is as it was",))
    assert house.bytes_of() == before
    assert [model.name.listed for model in server.store.listed()] == ["small:latest"]
    stepped(house, 2, "status", says=("◐ suspended", "→ setpoint resume"))
    stepped(house, 0, "uninstall", "--yes")
    assert house.bytes_of() == before


def _begins(house: Household, server: Upgradable) -> None:
    """From nothing to a profile, and from it to Claude's route."""
    stepped(house, 3, "status", says=("no profile was found   SP100", "setpoint init"))
    code, screen = at_a_terminal(house, "init", types="\n")
    assert code == 0, screen
    for text in (
        "1 of 1 models could answer",
        "`claude.app` in the profile names",
        "Proposed: ollama",
        "written",
        "+ derive",
        "Next: setpoint apply",
    ):
        assert text in screen, screen
    edited(house, "  settings:", f"  app: {Claude(house).house.app}\n  settings:")
    stepped(house, 4, "apply", "--yes", says=("claude.app", "SP132", "→ setpoint trust"))
    stepped(house, 0, "trust", "--yes")
    stepped(house, 2, "plan", says=("+ derive", "set", "nothing written. Next: setpoint apply"))
    code, screen = at_a_terminal(house, "apply", types="y\n")
    assert code == 0, screen
    in_place_and_still(house, server)
    claude = Claude(house)
    claude.start()
    assert claude.said("started")[-1]["url"] == server.url
    claude.quit()


def _asks(house: Household) -> None:
    """What a person wonders about."""
    stepped(house, 0, "status", says=("● in place", "claude   third-party, our entry"))
    told = stepped(house, 0, "doctor", says=("✓ entry", "✓ slots")).out
    assert "nothing is wrong" in told or ("SP848" in told and told.endswith("1 warning\n")), (
        "in /tmp it may be gone soon"
    )
    stepped(house, 0, "explain", "deploymentMode", says=("● deploymentMode   as the profile says", 'before   "1p"'))
    stepped(house, 0, "explain", "sonnet", says=("small", "profile.yaml:", "made"))
    stepped(house, 0, "history", says=("derived claude-sonnet-5 ← small", "deploymentMode 1p → 3p"))
    script = stepped(house, 0, "completion", "bash").out
    if BASH:
        subprocess.run([BASH, "-n"], input=script.encode(), check=True)


def _keeps_current(house: Household, server: Upgradable, folder: Path) -> None:
    """Ollama is upgraded, a model is updated, and one that is no longer declared goes."""
    server.says.write_text(OLD)
    edited(house, "models:", "keep: [big]\n\nmodels:")
    argv = json.dumps(program(folder, server, UPGRADES))
    edited(house, "ollama:", f"ollama:\n  update: daily\n  prune: own\n  upgrade: auto\n  upgrade_command: {argv}")
    stepped(house, 0, "trust", "--yes")
    stepped(house, 2, "plan", says=("~ upgrade", f"{OLD} → >=0.23", "+ pull", "big"))
    stepped(house, 0, "apply", "--yes", says=("upgraded", "pulled"))
    assert (server.world().version, runs(folder)) == (NEW, [""])
    in_place_and_still(house, server)
    server.registry.offers[shelf(parse("small"))] = replace(MODEL, revision=2)
    a_day_later(house)
    stepped(house, 2, "plan", says=("~ update", "a newer one is in the registry"))
    stepped(house, 0, "apply", "--yes", says=("updated", "derived again"))
    stepped(house, 0, "explain", "small", says=("current", "yes: the registry had nothing newer"))
    edited(house, "keep: [big]\n", "")
    stepped(house, 2, "plan", says=("- remove", "big", "frees 50.0 MB at most"))
    stepped(house, 0, "apply", "--yes", says=("removed",))
    in_place_and_still(house, server)
    assert runs(folder) == [""]
    history = stepped(house, 0, "history", "-n", "20")
    for text in (f"upgraded Ollama {OLD} → >=0.23", "pulled big", "updated small", "removed big"):
        assert text in history.out, history.out


def _loses_a_cloud_model(house: Household, server: Upgradable) -> None:
    """It answers, comes to its end, and is gone; its successor is named each time."""
    well = house.profile.read_text(encoding="utf-8")
    server.cloud.models.add("glm-4.7")
    edited(house, "models:", "keep: ['glm-4.7:cloud']\n\nmodels:")
    stepped(house, 0, "plan", says=("was to be retired on 2026-07-15", "use glm-5.2:cloud   SP238"))
    server.cloud.models.clear()
    server.cloud.retired.add("glm-4.7")
    a_day_later(house)
    stepped(house, 4, "status", says=("glm-4.7:cloud", "SP222", "→ use glm-5.2:cloud"))
    stepped(house, 4, "doctor", "ollama", says=("SP222", "→ use glm-5.2:cloud", "1 failure"))
    house.profile.write_text(well, encoding="utf-8")
    stepped(house, 0, "status", says=("● in place",))
