"""What is known before any resource is looked at: the profile, trust in it, and whether we are suspended."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from setpoint.core.change import Section
from setpoint.core.ports import FileFacts
from setpoint.core.profile import Mode
from setpoint.core.report import Condition, Notice, State
from setpoint.core.resource import World
from setpoint.core.trust import Power, not_allowed, powers, untrusted
from setpoint.errors import NotTrusted
from setpoint.times import clock_text

BROKEN: Final = Notice(
    "SP801",
    "the ledger cannot be understood; what was there before us is not known",
    hint="it is set aside beside the new one at the next change",
)


def preface(world: World) -> Section:
    valid = Condition("ProfileValid", State.TRUE, "Valid", world.profile.path)
    notices = tuple(
        Notice(problem.code, problem.message, f"{world.profile.path}:{problem.line}  {problem.key}", problem.hint)
        for problem in world.profile.warnings
        if problem.code != "SP130"  # by now there is more to tell: the model is gone, or the day is near
    )
    if world.ledger.broken():
        notices = (*notices, BROKEN)
    notices = (*notices, *_used(world))
    return Section("profile", "ollama", (valid, _trusted(world), _suspended(world)), notices=notices)


def _used(world: World) -> tuple[Notice, ...]:
    used = world.ledger.read().used_at(world.clock.now())
    if used is None:
        return ()
    from setpoint.core.used import lacks

    until = f" until {clock_text(used.until)}" if used.until else ""
    missing = lacks(world.profile, used.mode) if world.profile.mode != used.mode else None
    if missing is None:
        message = f"mode {used.mode} is used on this machine{until}, whatever the profile says"
    else:
        message = (
            f"mode {used.mode} was to be used on this machine{until}, but {missing.message}; "
            f"{world.profile.mode}, the profile's own, is in force"
        )
    return (Notice("SP504", message, hint="setpoint use profile"),)


def asks(world: World) -> tuple[Power, ...]:
    """What the profile could do and nobody has said yes to on this machine."""
    if _only_administrators_write(world):
        return ()
    found = untrusted(world.profile, world.ledger.read().trusted, world.url[0])
    return found or (powers(world.profile, world.url[0]) if forgeable(world) else ())


def forgeable(world: World) -> NotTrusted | None:
    """Why a yes that is remembered is not believed: somebody else could have written it."""
    if not powers(world.profile, world.url[0]):
        return None
    from setpoint.core.way import gap

    found = gap(world.machine, world.state / "ledger.json", world.state)
    if found is None:
        return None
    message = f"{found.place} {found.why}, who could so give a yes in your name"
    return NotTrusted("SP709", message, where=world.profile.path, hint=found.cure)


def objection(world: World) -> NotTrusted | None:
    """What forbids to follow a valid profile: a yes that nobody has given on this machine."""
    open_questions = asks(world) if world.profile.mode is not Mode.OFF else ()
    if not open_questions:
        return None
    if (why := forgeable(world)) is not None:
        return why
    message = f"nobody has allowed on this machine: {'; '.join(power.text for power in open_questions)}"
    return NotTrusted("SP132", message, where=world.profile.path, hint="setpoint trust")


def _only_administrators_write(world: World) -> bool:
    """A profile that the person cannot change themselves comes from whoever owns the machine."""
    if not world.profile.path or world.platform.name == "windows" or world.machine.uid == 0:
        return False
    path = Path(world.profile.path).resolve()
    return all(_is_roots(world.machine.files.facts(place)) for place in (path, *path.parents))


def _is_roots(facts: FileFacts | None) -> bool:
    return facts is not None and facts.uid == 0 and not facts.mode & 0o022


def _trusted(world: World) -> Condition:
    open_questions = asks(world)
    if not open_questions:
        return Condition("Trusted", State.TRUE, "Trusted")
    if (why := forgeable(world)) is not None:
        return Condition("Trusted", State.FALSE, "Forgeable", why.message, why.hint, why.code, exit_code=4)
    message = f"{not_allowed(open_questions)}: {'; '.join(power.text for power in open_questions)}"
    return Condition("Trusted", State.FALSE, "NotTrusted", message, "setpoint trust", "SP132", exit_code=4)


def _suspended(world: World) -> Condition:
    suspended = world.suspended
    if suspended is None:
        return Condition("Suspended", State.FALSE, "Active", healthy=State.FALSE)
    until = f" until {clock_text(suspended.until)}" if suspended.until else ""
    message = f"suspended since {clock_text(suspended.since)}{until} ({suspended.because})"
    return Condition("Suspended", State.TRUE, "Suspended", message, "setpoint resume", "SP502", State.FALSE)
