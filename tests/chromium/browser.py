"""A real Chromium that plays Claude Desktop: many processes, a lock, settings held in memory and written at its end.

Electron is Chromium with other windows: the lock, the helpers and the end by a signal are the same code. Its settings
are `Default/Preferences`; the app's own files beside it mean nothing to it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from e2e.household import Household, until
from setpoint import wiring
from setpoint.core.ports import Machine, Running
from setpoint.platforms.linux import PLATFORM

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    # as root there is no sandbox; the rest keeps it from the network, which is closed here and slows it down
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PAGE = "data:text/html,<title>stand-in</title>"


@dataclass(slots=True)
class Chromium:
    """Installed in a household as the program that `claude.app` names."""

    house: Household
    begun: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        words = f"{CHROMIUM} '--user-data-dir={self.house.data}' '--app={PAGE}' {FLAGS}"
        self.house.app.write_text(f"#!/bin/sh\nexec {words} 2>>'{self.house.top}/chromium.log'\n", encoding="utf-8")
        self.house.app.chmod(0o755)

    @property
    def machine(self) -> Machine:
        return wiring.real_machine(self.house.env, self.house.home)

    @property
    def lock(self) -> Path:
        return self.house.data / "SingletonLock"

    @property
    def preferences(self) -> Path:
        return self.house.data / "Default/Preferences"

    def begin(self) -> subprocess.Popen[bytes]:
        null = subprocess.DEVNULL
        program = [str(self.house.app)]
        process = subprocess.Popen(program, env=self.house.env, stdin=null, stdout=null, start_new_session=True)
        # somebody must take note of its end, or it stays in the table of processes
        Thread(target=process.wait, daemon=True).start()
        self.begun.append(process)
        return process

    def start(self) -> subprocess.Popen[bytes]:
        """Until it shows a page; from then on it answers a polite request to end."""
        process = self.begin()
        until(lambda: any("--type=renderer" in words for words in family(process.pid).values()), 20)
        return process

    def seen(self, app: str = "") -> Running | None:
        """By the real code, on the real table of processes."""
        folders = PLATFORM.claude_folders(self.machine)
        return PLATFORM.running(self.machine, app or str(self.house.app), folders)

    def ask(self) -> None:
        """The polite request."""
        running = self.seen()
        assert running
        PLATFORM.quit(self.machine, running)

    def mark(self, text: str) -> None:
        """Edit its settings from outside."""
        value = json.loads(self.preferences.read_bytes())
        self.preferences.write_text(json.dumps({**value, "edited_by": text}), encoding="utf-8")

    def marked(self) -> object:
        return json.loads(self.preferences.read_bytes()).get("edited_by")

    def end(self) -> None:
        """Whatever is left of it: what was started here, and what Setpoint started, in a session of its own as well."""
        running = self.seen()
        sessions = {process.pid for process in self.begun} | ({running.pid} if running else set())
        for pid in [pid for session in sessions for pid in family(session)]:
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        for process in self.begun:
            process.wait(10)


def family(session: int) -> dict[int, str]:
    """The command lines of all living processes of a session, which is its first process and what came of it."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(FileNotFoundError, ProcessLookupError):
                fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] not in "ZX":
                    words = (folder / "cmdline").read_bytes()
                    found[int(folder.name)] = words.replace(b"\0", b" ").decode("utf-8", "replace")
    return found


@contextmanager
def screen() -> Iterator[str]:
    """A display that nobody sees; its name, as in DISPLAY."""
    read, write = os.pipe()
    words = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    server = subprocess.Popen(words, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read, encoding="ascii") as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)
