"""Whether an Ollama can be upgraded without a person, and by which programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from fakes.days import Days, text
from fakes.upgrading import OLD
from setpoint.core.facts.ollama import UPGRADES
from setpoint.core.ollama_install import install
from setpoint.core.ports import Machine, OllamaInstall
from setpoint.core.report import Condition
from setpoint.core.resource import World
from setpoint.core.upgrade_run import last_words
from setpoint.core.upgrade_way import way, words
from setpoint.core.upgrading import Judged, judge
from setpoint.errors import PlatformTrouble
from setpoint.standins.claude.around import StandinPlatform
from setpoint.standins.ollama.server import StandIn
from setpoint.value import replace

BREW: Final = OllamaInstall("brew-formula", "brew upgrade ollama", (("/b/brew", "upgrade", "ollama"),), version=OLD)
WINGET: Final = replace(BREW, method="winget")


class Platform(StandinPlatform):
    """On which Ollama came like this. None: no trace; a text: it cannot be told."""

    found: OllamaInstall | str | None = None

    def ollama_install(self, machine: Machine) -> OllamaInstall | None:
        if isinstance(self.found, str):
            raise PlatformTrouble("SP405", self.found)
        return self.found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with StandIn(version=OLD) as server:
        days = Days(tmp_path, server, text(server).replace("ollama: {", "ollama: {upgrade: auto, "))
        yield days.world


def having(world: World, found: OllamaInstall | str | None, url: str = "") -> World:
    platform = Platform.__new__(Platform)
    platform.found = found
    return replace(world, platform=platform, url=(url or world.url[0], "profile"))


def own(world: World, *argv: str) -> World:
    wish = replace(world.profile.ollama, upgrade_command=argv)
    return replace(world, profile=replace(world.profile, ollama=wish))


def test_the_installed_one_is_upgraded(world: World) -> None:
    assert way(OLD, having(world, BREW)).commands == BREW.commands


@pytest.mark.parametrize("method", UPGRADES)
def test_every_kind_has_a_way_or_a_reason(world: World, method: str) -> None:
    found = way(OLD, having(world, install(method, version=OLD)))
    assert found.text.startswith(f"installed by {method}; upgrade with: ")
    assert found.commands == ()  # the platforms alone know full paths
    assert bool(found.why) is (method not in ("brew-formula", "winget"))


@pytest.mark.parametrize("url", ["http://gpu.example:11434", "https://ollama.example", "http://10.0.0.7:11434"])
def test_a_server_elsewhere_is_never_upgraded(world: World, url: str) -> None:
    for there in (having(world, BREW, url), own(having(world, BREW, url), "ssh", "gpu", "upgrade")):
        found = way(OLD, there)
        assert (found.commands, found.why) == ((), "the server is not on this machine")
        judged = judge("ollama_version", OLD, there, "too old")
        assert judged.changes == ()
        assert judged.notices[0].code == "SP235"


@pytest.mark.parametrize("found", [None, "the table cannot be read"])
def test_a_server_without_a_trace_is_left_alone(world: World, found: str | None) -> None:
    told = way(OLD, having(world, found))
    assert told.commands == ()
    assert "nothing on this machine tells how it was installed" in told.why
    assert "docker pull" in told.text


@pytest.mark.parametrize(
    "found, version, why",
    [
        (BREW, "0.20.0", "the server is another one"),
        (WINGET, "0.20.0", "the server is another one"),
        (WINGET, "0.30.0", "0.30.0 is installed already; restart Ollama"),
        (BREW, "", "cannot be told"),
        (BREW, "HEAD", "cannot be told"),
        (BREW, "0.30.0", ""),  # brew's restart is what is missing
    ],
)
def test_a_server_that_is_not_the_installed_one_is_left_alone(
    world: World, found: OllamaInstall, version: str, why: str
) -> None:
    told = way(OLD, having(world, replace(found, version=version)))
    assert why in told.why
    assert bool(told.commands) is not bool(why)


def test_a_command_of_the_profile_comes_first_and_starts_at_home(world: World) -> None:
    told = way(OLD, own(having(world, None), "~/bin/upgrade", "it's", "--now"))
    assert told.commands == ((str(world.machine.home / "bin/upgrade"), "it's", "--now"),)
    assert told.text == """upgrade with: ~/bin/upgrade 'it'"'"'s' --now"""


def test_words_are_quoted_where_they_must() -> None:
    assert words(["/opt/brew", "a b", "", "x=1"]) == "/opt/brew 'a b' '' x=1"


def judged(world: World, upgrade: str) -> Judged:
    wish = replace(world.profile.ollama, upgrade=upgrade)
    there = replace(having(world, BREW), profile=replace(world.profile, ollama=wish))
    return judge("ollama_version", OLD, there, "too old")


def test_the_three_wishes(world: World) -> None:
    never, notify, auto = (judged(world, wish) for wish in ("never", "notify", "auto"))
    assert _told(never.condition) == ("SP204", 4, "upgrade Ollama, or demand less in `ollama.version`")
    assert _told(notify.condition) == ("SP204", 4, "installed by brew-formula; upgrade with: brew upgrade ollama")
    assert never.changes == notify.changes == ()
    assert _told(auto.condition) == ("", 2, "")
    assert [line.detail for change in auto.changes for line in change.lines] == [
        f"{OLD} → >=0.23 (brew upgrade ollama)"
    ]
    assert auto.changes[0].long


def _told(condition: Condition) -> tuple[str, int, str]:
    return condition.code, condition.exit_code, condition.hint


@pytest.mark.parametrize(
    "output, told",
    [
        ("", ""),
        ("one\ntwo\n\n  \n", "two"),
        ("10 %\r20 %\r", "20 %"),
        ("\x1b[31mError:\x1b[0m no \x07bottle", "Error: no �bottle"),
        ("fetch https://ada:hunter2@ghcr.example/v2 failed", "fetch https://…@ghcr.example/v2 failed"),
        ("Authorization: Bearer abcdef0123456789", "…"),
        ("x" * 500, "x" * 199 + "…"),
    ],
)
def test_the_last_words_of_a_program_are_fit_to_be_shown(output: str, told: str) -> None:
    assert last_words(output) == told
