"""How Ollama came onto a Linux machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fakes.machine import machine
from setpoint.core.ports import OllamaInstall, Ran
from setpoint.platforms.linux import PLATFORM

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the trees need symlinks")


def method(tree: Path, env: dict[str, str] | None = None, rpm: int | None = None) -> str | None:
    answers = {} if rpm is None else {"rpm": Ran(rpm, "", "")}
    found = PLATFORM.ollama_install(machine(tree, env, answers))
    return found.method if found else None


def program(tree: Path, path: str, target: str | None = None) -> Path:
    full = tree / path
    full.parent.mkdir(parents=True, exist_ok=True)
    if target:
        full.symlink_to(target)
    else:
        full.touch()
    return full


def test_no_program_is_no_install(tmp_path: Path) -> None:
    assert method(tmp_path, {"PATH": "/usr/bin:relative:"}) is None


@pytest.mark.parametrize(
    "path, target, expected",
    [
        ("snap/bin/ollama", "/usr/bin/snap", "snap"),
        ("var/lib/snapd/snap/bin/ollama", "/usr/bin/snap", "snap"),
        ("nix/var/nix/profiles/default/bin/ollama", "/nix/store/abc-ollama/bin/ollama", "nix"),
        ("home/ada/.linuxbrew/bin/ollama", "../Cellar/ollama/0.34.2/bin/ollama", "brew-formula"),
        ("run/current-system/sw/bin/ollama", "/nix/store/abc-ollama/bin/ollama", "nix"),
        ("home/ada/.nix-profile/bin/ollama", "/nix/store/abc-ollama/bin/ollama", "nix"),
        ("home/linuxbrew/.linuxbrew/bin/ollama", "../Cellar/ollama/0.34.2/bin/ollama", "brew-formula"),
        ("usr/local/bin/ollama", None, "unknown"),
        ("usr/bin/ollama", "circle", "unknown"),
    ],
)
def test_the_path_tells(tmp_path: Path, path: str, target: str | None, expected: str) -> None:
    program(tmp_path, path, target)
    if target == "circle":
        program(tmp_path, "usr/bin/circle", "ollama")
    assert method(tmp_path) == expected


@pytest.mark.parametrize("sign", ["usr/local/lib/ollama/x", "etc/systemd/system/ollama.service"])
def test_the_install_script_leaves_signs(tmp_path: Path, sign: str) -> None:
    program(tmp_path, "usr/local/bin/ollama")
    program(tmp_path, sign)
    found = PLATFORM.ollama_install(machine(tmp_path))
    assert found
    assert found.method == "linux-script"
    assert "install.sh" in found.upgrade
    assert found.why == "it needs an administrator"
    assert not found.commands


@pytest.mark.parametrize(
    "record, rpm, expected",
    [
        ("var/lib/dpkg/info/ollama.list", None, "dpkg"),
        ("var/lib/pacman/local/ollama-cuda-0.34.2-1/desc", None, "pacman"),
        ("usr/bin/rpm", 0, "rpm"),
        ("usr/bin/rpm", 1, "unknown"),
        ("usr/bin/rpm", None, "unknown"),
    ],
)
def test_the_records_of_the_package_manager_tell(tmp_path: Path, record: str, rpm: int | None, expected: str) -> None:
    program(tmp_path, "usr/bin/ollama")
    program(tmp_path, record)
    assert method(tmp_path, rpm=rpm) == expected


def test_the_program_that_a_person_would_run_comes_first(tmp_path: Path) -> None:
    program(tmp_path, "opt/brew/Cellar/ollama/1/bin/ollama")
    program(tmp_path, "opt/brew/bin/ollama", "../Cellar/ollama/1/bin/ollama")
    program(tmp_path, "usr/local/bin/ollama")
    found = PLATFORM.ollama_install(machine(tmp_path, {"PATH": "/opt/brew/bin:/usr/local/bin"}))
    assert found
    assert found.method == "brew-formula"


BREW = "home/linuxbrew/.linuxbrew"


def formula(tree: Path, *signs: str, env: dict[str, str] | None = None, version: str = "0.34.2") -> OllamaInstall:
    program(tree, f"{BREW}/Cellar/ollama/{version}/bin/ollama")
    program(tree, f"{BREW}/bin/ollama", f"../Cellar/ollama/{version}/bin/ollama")
    for sign in signs:
        program(tree, sign)
    found = PLATFORM.ollama_install(machine(tree, env))
    assert found
    assert found.method == "brew-formula"
    assert bool(found.commands) is not bool(found.why)
    return found


@pytest.mark.parametrize("folder", ["home/ada/.config", "home/ada/config"])
def test_a_formula_that_brew_runs_for_this_person_is_upgraded_by_brews_own_path(tmp_path: Path, folder: str) -> None:
    env = {"XDG_CONFIG_HOME": str(tmp_path / folder), "PATH": "/usr/bin"}
    unit = f"{folder}/systemd/user/homebrew.ollama.service"
    found = formula(tmp_path, f"{BREW}/bin/brew", unit, env=env, version="0.34.2_1")
    brew = str(tmp_path / BREW / "bin/brew")
    assert found.commands == ((brew, "upgrade", "ollama"), (brew, "services", "restart", "ollama"))
    assert found.version == "0.34.2"


@pytest.mark.parametrize(
    "signs, why",
    [
        ([], "there is no "),
        ([f"{BREW}/bin/brew"], "Homebrew's service does not run it"),
        (["home/ada/.config/systemd/user/homebrew.ollama.service"], "there is no "),
        ([f"{BREW}/bin/brew", "etc/systemd/system/homebrew.ollama.service"], "needs an administrator"),
        ([f"{BREW}/bin/brew", "usr/lib/systemd/system/homebrew.ollama.service"], "needs an administrator"),
    ],
)
def test_any_other_formula_needs_a_person(tmp_path: Path, signs: list[str], why: str) -> None:
    found = formula(tmp_path, *signs)
    assert why in found.why
    assert found.upgrade == "brew upgrade ollama && brew services restart ollama"


def test_nothing_but_homebrew_is_upgraded_without_a_person(tmp_path: Path) -> None:
    for number, path in enumerate(("usr/bin/ollama", "snap/bin/ollama", "usr/local/bin/ollama")):
        tree = tmp_path / str(number)
        program(tree, path)
        program(tree, "etc/systemd/system/ollama.service")
        found = PLATFORM.ollama_install(machine(tree))
        assert found
        assert found.commands == ()
        assert found.why
