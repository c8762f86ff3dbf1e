"""`launchctl` in front of a launchd that only remembers what is loaded."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from setpoint.core.facts.service import LABEL
from setpoint.core.ports import Ran

MISSING = Ran(113, "", f'Could not find service "{LABEL}" in domain for user gui: 501\n')


@dataclass
class FakeLaunchctl:
    """`lingers`: how many looks a service stays in the list after bootout. `screen`: somebody is logged in at it."""

    lingers: int = 0
    screen: bool = True
    busy: int = 0
    loaded: dict[str, dict[str, Any]] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    leaving: dict[str, int] = field(default_factory=dict)

    def __call__(self, argv: Sequence[str]) -> Ran:
        verb, target, *rest = argv[1:]
        answer: Ran = getattr(self, verb.replace("-", "_"))(target, *rest)
        return answer

    def bootstrap(self, domain: str, file: str) -> Ran:
        if not self.screen:
            return Ran(125, "", "Bootstrap failed: 125: Domain does not support specified action\n")
        values = plistlib.loads(Path(file).read_bytes())
        target = f"{domain}/{values['Label']}"
        if target in self.loaded or target in self.off or self.busy:
            self.busy = max(0, self.busy - 1)
            return Ran(5, "", "Bootstrap failed: 5: Input/output error\n")
        self.loaded[target] = values
        return Ran(0, "", "")

    def bootout(self, target: str) -> Ran:
        if target not in self.loaded:
            return Ran(3, "", "Boot-out failed: 3: No such process\n")
        self.leaving[target] = self.lingers
        return Ran(0, "", "")

    def enable(self, target: str) -> Ran:
        self.off.discard(target)
        return Ran(0, "", "")

    def kickstart(self, target: str) -> Ran:
        return Ran(0, "", "") if target in self.loaded else MISSING

    def print(self, target: str) -> Ran:
        if self.leaving.get(target) == 0:
            self.leaving.pop(target)
            self.loaded.pop(target)
        if target in self.leaving:
            self.leaving[target] -= 1
        return Ran(0, PRINTED.format(target=target), "") if target in self.loaded else MISSING

    def print_disabled(self, domain: str) -> Ran:
        rows = [f'\t\t"{target.rpartition("/")[2]}" => disabled\n' for target in self.off if target.startswith(domain)]
        return Ran(0, f'\tdisabled services = {{\n{"".join(rows)}\t\t"com.apple.other" => enabled\n\t}}\n', "")


PRINTED = """\
{target} = {{
\tactive count = 4
\tpath = /Users/ada/Library/LaunchAgents/io.github.setpoint.agent.plist
\ttype = LaunchAgent
\tstate = running

\tprogram = /opt/setpoint/bin/python
\targuments = {{
\t\t/opt/setpoint/bin/python
\t\t-m
\t\tsetpoint
\t\trun
\t}}

\tdefault environment = {{
\t\tPATH => /usr/bin:/bin:/usr/sbin:/sbin
\t}}

\tdomain = gui/501 [100013]
\tminimum runtime = 30
\truns = 3
\tpid = 4711
\tlast exit code = 1

\tsemaphores = {{
\t\tsuccessful exit => 0
\t}}

\tspawn type = background (3)
\tresource coalition = {{
\t\tID = 1200
\t\tstate = active
\t\tname = io.github.setpoint.agent
\t\tpid = 1
\t}}
}}
"""
"""In the form of macOS 13 and later, made up after published examples."""
