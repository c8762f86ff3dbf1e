"""The stand-in Claude of a household, as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from e2e.household import Household, until


@dataclass(slots=True)
class Claude:
    """The stand-in app of a household, installed as an executable that `claude.app` names."""

    house: Household
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.control.mkdir(exist_ok=True)
        words = " ".join((sys.executable, "-m", "setpoint.standins.claude", "--control", str(self.control)))
        path = os.environ.get("PYTHONPATH", "")
        text = f"#!/bin/sh\nPYTHONPATH={path} exec {words} {' '.join(self.flags)}\n"
        self.house.app.write_text(text, encoding="utf-8")
        self.house.app.chmod(0o755)

    @property
    def control(self) -> Path:
        return self.house.top / "control"

    def said(self, event: str = "") -> list[dict[str, object]]:
        try:
            lines = (self.control / "said").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [told for line in lines if (told := json.loads(line)) and event in ("", told["event"])]

    def start(self) -> int:
        """As a person does it; its process id."""
        before = len(self.said("started"))
        self.begin()
        until(lambda: len(self.said("started")) > before)
        return self.pid

    def begin(self) -> subprocess.Popen[bytes]:
        """The same, without waiting until it has read its configuration."""
        env = {**self.house.env, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        process = subprocess.Popen([str(self.house.app)], env=env, stdin=subprocess.DEVNULL, start_new_session=True)
        # somebody must take note of its end, or it stays in the table of processes
        Thread(target=process.wait, daemon=True).start()
        return process

    @property
    def pid(self) -> int:
        """Of the newest one."""
        pid = self.said("started")[-1]["pid"]
        assert isinstance(pid, int)
        return pid

    def order(self, *words: object) -> None:
        beside = self.control / "order"
        beside.write_text(json.dumps(words) + "\n", encoding="utf-8")
        beside.rename(self.control / "do")
        until(lambda: not (self.control / "do").exists())

    def quit(self) -> None:
        pid = self.pid
        self.order("quit")
        until(lambda: not alive(pid))

    def end(self) -> None:
        """Whatever is left of it, however it was started."""
        if sys.platform == "win32":
            return
        for pid in {told["pid"] for told in self.said("started")}:
            if isinstance(pid, int) and alive(pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    """Zombies do not count: whoever started them has not looked yet. Linux only."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return words[0] not in ("Z", "X")


@contextmanager
def household(top: Path, url: str, *flags: str) -> Iterator[tuple[Household, Claude]]:
    """A furnished one with a closed Claude in it, and the yes to `claude.app`."""
    house = Household(top, url)
    claude = Claude(house, flags)
    house.furnish()
    house.trust()
    try:
        yield house, claude
    finally:
        house.end()
        claude.end()
