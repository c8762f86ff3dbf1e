"""launchd, as far as it matters to the agent: where and with what a program runs, and when it is started again.

By launchd.plist(5). Programs really run; the pauses between two starts are only counted.
"""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FLOOR = 10
"""Seconds that launchd leaves between two starts where the file says nothing."""
PATIENCE = 20
"""Seconds between SIGTERM and SIGKILL, likewise."""


@dataclass
class Launchd:
    """One agent of one person. `starts` and `pauses` in seconds tell what happened.

    `more` are variables of the test's own: where the code under test lies, if it is not installed.
    """

    values: Mapping[str, Any]
    home: Path
    starts: int = 0
    pauses: list[float] = field(default_factory=list)
    more: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes, home: Path) -> Launchd:
        return cls(plistlib.loads(data), home)

    def start(self) -> subprocess.Popen[bytes]:
        """No terminal, no folder of the person's, and none of the variables of their shell."""
        self.starts += 1
        if sys.platform == "win32":
            raise NotImplementedError
        errors = open(self.values.get("StandardErrorPath", os.devnull), "ab")  # noqa: PTH123, SIM115 - its folder must be there
        with errors:
            return subprocess.Popen(
                self.values["ProgramArguments"],
                cwd="/",
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                umask=self.values.get("Umask", -1),
            )

    def environment(self) -> dict[str, str]:
        own = {"HOME": str(self.home), "USER": "ada", "LOGNAME": "ada", "SHELL": "/bin/zsh", "TMPDIR": "/tmp"}
        return (
            own
            | {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}
            | dict(self.values.get("EnvironmentVariables", {}))
            | dict(self.more)
        )

    def keep(self, *, at_most: int) -> int:
        """Start it, and again for as long as KeepAlive says so; the last exit status."""
        while True:
            began = time.monotonic()
            status = self.start().wait(20)
            if not self._again(status) or self.starts >= at_most:
                return status
            lived = time.monotonic() - began
            self.pauses.append(max(0.0, self.values.get("ThrottleInterval", FLOOR) - lived))

    def _again(self, status: int) -> bool:
        rule = self.values.get("KeepAlive", False)
        if isinstance(rule, bool):
            return rule
        return "SuccessfulExit" in rule and (status == 0) is rule["SuccessfulExit"]

    def stop(self, process: subprocess.Popen[bytes]) -> int:
        """As at logout and by `bootout`: -9 if it had to be killed."""
        process.terminate()
        try:
            return process.wait(self.values.get("ExitTimeOut", PATIENCE))
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait(5)
