"""The task's text: the shipped one, filled in for one person or for everyone."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import PurePath, PureWindowsPath

from setpoint.core.facts.service import LOG, TASK, WINDOWS_LOGS
from setpoint.core.ports import Machine
from setpoint.core.ports.service import Agent
from setpoint.core.quoting import windows_line
from setpoint.errors import CommandFailed
from setpoint.platforms.windows.places import folder

DECLARED = 'encoding="UTF-8"'


def template(*, everyone: bool) -> str:
    """The name of the shipped file."""
    return "agent-everyone.xml" if everyone else "agent.xml"


def name(machine: Machine, *, everyone: bool) -> str:
    return TASK if everyone else f"{TASK}-{machine.env.get('USERNAME') or machine.home.name}"


def log(machine: Machine) -> PurePath:
    return folder(machine, "LOCALAPPDATA") / WINDOWS_LOGS / LOG


def rendered(text: str, machine: Machine, agent: Agent, program: str) -> bytes:
    """UTF-16 with its mark, as schtasks wants it. For everyone the agent itself makes a home of its `~`."""
    usual = PureWindowsPath("~/AppData/Local") / WINDOWS_LOGS / LOG
    own_log = str(usual if agent.everyone else log(machine))
    filled = {
        "@PROGRAM@": program,
        "@ARGUMENTS@": windows_line([*agent.argv[1:], "--log-file", own_log]),
        "@USER@": "" if agent.everyone else person(machine),
    }
    # all at once: what is filled in may itself look like a place to fill
    text = re.sub("|".join(filled), lambda found: escape(filled[found[0]]), text)
    return text.replace(DECLARED, 'encoding="UTF-16"', 1).encode("utf-16")


def person(machine: Machine) -> str:
    """The SID, which is right in a domain, in Entra ID and after a renaming; else the account's name."""
    try:
        ran = machine.run(["whoami.exe", "/user", "/fo", "csv", "/nh"], seconds=10)
        found = re.search(r"S-1-[\d-]+", ran.out)
    except CommandFailed:
        found = None
    if found:
        return found[0]
    domain, user = machine.env.get("USERDOMAIN", ""), machine.env.get("USERNAME") or machine.home.name
    return f"{domain}\\{user}" if domain else user


def enabled(text: str) -> bool:
    """Whether the task as `schtasks /query /xml` prints it may start. Its words are the same in every language."""
    settings = re.search(r"<Settings>.*?</Settings>", text, re.DOTALL)
    return settings is None or re.search(r"<Enabled>\s*false\s*</Enabled>", settings[0], re.IGNORECASE) is None


def program(text: str) -> str:
    """The program that the task starts; what is not ASCII in it may be broken by the console's code page."""
    found = re.search(r"<Command>(.*?)</Command>", text, re.DOTALL)
    return unescape(found[1]).strip().strip('"') if found else ""
