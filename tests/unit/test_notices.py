"""Desktop notifications: what a program really gets to hear, and silence where there is no desktop."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue

import pytest

from fakes.machine import machine
from setpoint.core.ports import Machine, Platform, Ran
from setpoint.core.quoting import shown
from setpoint.errors import CommandFailed
from setpoint.platforms.linux import PLATFORM as LINUX
from setpoint.platforms.macos import PLATFORM as MACOS
from setpoint.platforms.windows import PLATFORM as WINDOWS
from setpoint.process import run
from setpoint.value import replace

PLATFORMS = {"linux": LINUX, "macos": MACOS, "windows": WINDOWS}
BUS = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1000/bus"}
NASTY = '--help "; $(touch x) `y` \\n <a href="z">&amp; „ü“ %PATH%\nend'


@dataclass
class Desk:
    """A `Runner` that hands over what programs were given: words and input."""

    said: Queue[tuple[list[str], str | None]] = field(default_factory=Queue)
    status: int = 0

    def __call__(self, argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
        assert 0 < seconds <= 30
        self.said.put((list(argv), stdin))
        if self.status < 0:
            raise CommandFailed("SP703", "not there")
        return Ran(self.status, "", "")

    def heard(self) -> tuple[list[str], str | None]:
        return self.said.get(timeout=10)


def desk(tree: Path, runner: Desk) -> Machine:
    return replace(machine(tree, BUS), run=runner)


@pytest.mark.parametrize("system", PLATFORMS)
@pytest.mark.parametrize("status", [0, 1, -1])
def test_what_becomes_of_a_notice_disturbs_nobody(tmp_path: Path, system: str, status: int) -> None:
    runner = Desk(status=status)
    PLATFORMS[system].notify(desk(tmp_path, runner), "Setpoint", "ready")
    assert "ready" in str(runner.heard())


@pytest.mark.parametrize("system", PLATFORMS)
def test_a_slow_desktop_is_not_waited_for(tmp_path: Path, system: str) -> None:
    def slow(_argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
        time.sleep(2)
        return Ran(0, "", stdin or str(seconds))

    began = time.monotonic()
    PLATFORMS[system].notify(replace(machine(tmp_path, BUS), run=slow), "Setpoint", "ready")
    assert time.monotonic() - began < 1


def test_on_linux_nothing_is_tried_without_a_session_bus(tmp_path: Path) -> None:
    runner = Desk()
    LINUX.notify(replace(machine(tmp_path), run=runner), "Setpoint", "ready")
    with pytest.raises(Empty):
        runner.said.get(timeout=0.2)


def test_on_linux_the_bus_at_its_usual_place_will_do(tmp_path: Path) -> None:
    (tmp_path / "run/user/1000").mkdir(parents=True)
    (tmp_path / "run/user/1000/bus").touch()
    runner = Desk()
    LINUX.notify(replace(machine(tmp_path, {"XDG_RUNTIME_DIR": "/run/user/1000"}), run=runner), "Setpoint", "ready")
    assert runner.heard()[0][-2:] == ["Setpoint", "ready"]


def test_on_linux_markup_and_backslashes_of_a_text_are_shown_as_they_are(tmp_path: Path) -> None:
    runner = Desk()
    LINUX.notify(desk(tmp_path, runner), "--title", r"<b>a\nb</b> & c")
    assert runner.heard()[0][-3:] == ["--", "--title", r"&lt;b&gt;a\\nb&lt;/b&gt; &amp; c"]


def test_on_macos_the_text_is_a_word_and_not_part_of_the_script(tmp_path: Path) -> None:
    runner = Desk()
    MACOS.notify(desk(tmp_path, runner), "-title", NASTY)
    words, stdin = runner.heard()
    script, *rest = words[2:]
    assert stdin is None
    assert rest == ["setpoint", "-title", shown(NASTY, 300)]
    assert "touch" not in script


def test_on_windows_the_text_comes_by_input_in_plain_ascii_and_the_command_never_changes(tmp_path: Path) -> None:
    runner = Desk()
    for text in (NASTY, "ready"):
        WINDOWS.notify(desk(tmp_path, runner), "Setpoint", text)
    (first, said), (second, _) = runner.heard(), runner.heard()
    assert first == second
    assert said is not None
    assert said.isascii()
    assert "\n" not in said
    assert json.loads(said) in ({"title": "Setpoint", "text": shown(text, 300)} for text in (NASTY, "ready"))
    assert '"' not in first[-1], "it would end the word on a command line of Windows"


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for a program")
def test_a_real_program_gets_the_words_as_they_were_meant(tmp_path: Path) -> None:
    program, heard = tmp_path / "usr/bin/osascript", tmp_path / "heard"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$5\" > {heard}.new && mv {heard}.new {heard}\n", encoding="utf-8")
    program.chmod(0o755)
    platform: Platform = MACOS
    platform.notify(replace(machine(tmp_path), run=run), "Setpoint", NASTY)
    limit = time.monotonic() + 10
    while not heard.exists() and time.monotonic() < limit:
        time.sleep(0.02)
    assert heard.read_text(encoding="utf-8") == shown(NASTY, 300) + "\n"


@pytest.mark.parametrize(
    "text, line",
    [
        ("plain", "plain"),
        ("two\nlines\tand\x1b[31m more", "two lines and [31m more"),
        ("x" * 20, "x" * 9 + "…"),
        ("right\u202eleft", "right left"),
    ],
)
def test_what_is_shown_is_one_printable_line(text: str, line: str) -> None:
    assert shown(text, 10 if text.startswith("x") else 100) == line
