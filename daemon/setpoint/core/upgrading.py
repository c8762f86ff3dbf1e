"""An Ollama server that is older than the profile demands: what is said of it, and whether it is to be upgraded."""

from __future__ import annotations

from typing import Final

from setpoint.core.backoff import pause
from setpoint.core.change import Change, Line
from setpoint.core.figures import span_text
from setpoint.core.ledger import Attempt
from setpoint.core.report import Condition, Notice, State
from setpoint.core.resource import World
from setpoint.core.upgrade_way import Way, way, words
from setpoint.errors import OllamaTrouble
from setpoint.value import replace, value

VERSION: Final = "OllamaVersion"
UPGRADES: Final = "Upgrades"
"""The reason of that condition where the upgrade is part of the plan: what comes after it may be planned as well."""

TARGET: Final = "Ollama"

FIRST: Final = 900.0
LONGEST: Final = 86400.0
"""Seconds before an agent tries again what failed; doubled each time. A fetch of gigabytes is not repeated lightly."""


@value
class Upgrade:
    """What is carried out. `server` is the version that is to go."""

    server: str
    floor: str
    commands: tuple[tuple[str, ...], ...]


@value
class Judged:
    condition: Condition
    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()


def judge(resource: str, version: str, world: World, message: str) -> Judged:
    """`message` says how old the server is, and what it lacks."""
    too_old = Condition(VERSION, State.FALSE, "TooOld", message, code="SP204", exit_code=4)
    wish = world.profile.ollama.upgrade
    if wish == "never":
        return Judged(replace(too_old, hint="upgrade Ollama, or demand less in `ollama.version`"))
    found = way(version, world)
    too_old = replace(too_old, hint=found.text)
    if wish == "notify":
        return Judged(too_old)
    if not found.commands:
        hint = "" if found.why.endswith("on this machine") else "`ollama.upgrade_command` may name a command that can"
        return Judged(too_old, notices=(Notice("SP235", f"`upgrade: auto` runs nothing: {found.why}", hint=hint),))
    return _planned(resource, Upgrade(version, world.profile.ollama.version, found.commands), too_old, found, world)


def _planned(resource: str, upgrade: Upgrade, too_old: Condition, found: Way, world: World) -> Judged:
    condition = replace(too_old, reason=UPGRADES, code="", hint="", exit_code=2)
    waits = ""
    tried = last(upgrade, world)
    busy = in_use(world)
    if busy:
        waits = "a model is loaded"
        message = f"{too_old.message}; its upgrade waits while {busy[0]} is loaded"
        hint = f"it goes on when the server has unloaded it; `ollama stop {busy[0]}` does so now"
        condition = replace(too_old, reason="ModelLoaded", message=message, hint=hint, code="SP233", exit_code=5)
    elif tried is not None:
        waits = _put_off(tried, world)
        condition = _failed(too_old, tried, waits)
    detail = f"{upgrade.server} → {upgrade.floor} ({found.text.partition('upgrade with: ')[2]})"
    change = Change(resource, (Line("~", "upgrade", TARGET, detail),), upgrade, waits, long=True)
    return Judged(condition, (change,))


def last(upgrade: Upgrade, world: World) -> Attempt | None:
    """What is remembered of it: nothing of another version of the server, or of another state of the profile."""
    tried = world.server.upgrade
    fits = tried and tried.server == upgrade.server and tried.generation == world.profile.generation
    return tried if fits else None


def in_use(world: World) -> tuple[str, ...]:
    """The loaded models. One may be answering right now: the server does not tell, so each of them counts."""
    try:
        return tuple(model.name for model in world.ollama.loaded())
    except OllamaTrouble:
        return ()  # carrying out asks again, and does nothing without an answer


def _put_off(tried: Attempt, world: World) -> str:
    """A person's word is a new try, now."""
    if not world.options.unattended:
        return ""
    rest = pause(tried.times, 0.0, first=FIRST, longest=LONGEST)
    passed = world.clock.now() - tried.at
    # less than nothing: the clock was set back, which is no reason to wait for long
    return f"{span_text(rest)} from its last try on, since it failed {_times(tried)}" if 0 <= passed < rest else ""


def _times(tried: Attempt) -> str:
    return "once" if tried.times == 1 else f"{tried.times} times in a row"


def _failed(too_old: Condition, tried: Attempt, waits: str) -> Condition:
    code = tried.code or "SP233"
    what = tried.message or "an upgrade began, and its end was not seen yet"
    hint = "; ".join(part for part in (tried.hint, "setpoint sync --force tries it again now" if waits else "") if part)
    exit_code = 4 if tried.code else 5
    message = f"{too_old.message}; {what}"
    return replace(too_old, reason="UpgradeFailed", message=message, hint=hint, code=code, exit_code=exit_code)


def by_hand(upgrade: Upgrade) -> str:
    return " && ".join(map(words, upgrade.commands))
