"""One pass: look, compare, plan; and where it is wanted, carry out, look again, remember, report."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from setpoint.core.change import Change, Section
from setpoint.core.ledger import Ledger, Since
from setpoint.core.report import Condition, Notice, State
from setpoint.core.resource import Resource, World
from setpoint.errors import OllamaTrouble, SetpointError, alone
from setpoint.value import replace, value

TRIES = 3
"""Of a pull that broke off or stood still. More is the agent's business, which has all day."""

STOPS_ALL = ("SP212", "SP240")
"""A full disk, and a restore meanwhile: whatever else this resource would do is left."""


@value
class Outcome:
    """One change that was tried. `error` None: done. `seconds` it took."""

    change: Change
    seconds: float
    error: SetpointError | None = None


@value
class Report:
    """A pass: what every resource gave at the last look, and what was tried."""

    sections: tuple[Section, ...]
    conditions: tuple[Condition, ...]
    outcomes: tuple[Outcome, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What still differs."""
        return tuple(change for section in self.sections for change in section.changes)

    @property
    def left(self) -> tuple[Change, ...]:
        """What still differs and was not tried: a failure has an exit code of its own, which may be a waiting."""
        tried = {_what(outcome.change) for outcome in self.outcomes if outcome.error}
        return tuple(change for change in self.changes if _what(change) not in tried)

    @property
    def notices(self) -> tuple[Notice, ...]:
        return tuple(notice for section in self.sections for notice in section.notices)


def look(resources: Sequence[Resource], world: World, preface: Section) -> Report:
    """A pass that only looks: its changes are a plan that nobody carries out.

    Nothing is done in between, so the app is looked for once; a table of processes is the longest thing read.
    """
    world = replace(world, running=cache(world.running))
    sections = [_note(world, preface)]
    sections += [_note(world, _wanted(resource, world)) for resource in resources]
    return _report(world, sections, [])


def bring(resources: Sequence[Resource], world: World, preface: Section, *, long: bool = True) -> Report:
    """A pass that carries out what it finds, resource by resource, looking again after every change.

    `long`: also what may take hours; else that is left to who called.
    """
    sections: list[Section] = [_note(world, preface)]
    outcomes: list[Outcome] = []
    sweep(world)
    _begin_with_what_is_owed(world)
    try:
        for resource in resources:
            section, tried = _bring_one(resource, world, long=long)
            sections.append(section)
            outcomes += tried
    finally:
        _reopen(world)
    report = _report(world, sections, outcomes)
    remember(world, report.conditions)
    remember_answers(world)
    _remember_server(world)
    return report


def sweep(world: World) -> None:
    """Remove what a pass that was killed left half written, where a pass writes."""
    files, state = world.machine.files, world.state
    for folder in world.platform.claude_folders(world.machine):
        for path in (folder.settings, folder.index):
            files.sweep(Path(path))
    for name in ("ledger.json", "helpers/script", "backups/copy"):
        files.sweep(state / name)


def _begin_with_what_is_owed(world: World) -> None:
    """By somebody who was cut off while the app quit. A pass of one half could not carry out what it quit for."""
    if not world.options.only and world.ledger.read().owed:
        from setpoint.core.closing import take_over

        take_over(world)


def _reopen(world: World) -> None:
    """Whatever happened in between (Ctrl-C too): an app that quit because we asked is started again."""
    if world.notes.reopen:
        from setpoint.core.closing import reopen

        reopen(world)


def _note(world: World, section: Section) -> Section:
    world.notes.conditions.update((condition.name, condition) for condition in section.conditions)
    return section


def _wanted(resource: Resource, world: World) -> Section:
    """A look. Of the half that nobody asked for only the conditions count: the other half may rely on them."""
    section = resource.look(world)
    return section if world.options.only in ("", resource.half) else replace(section, changes=(), notices=(), facts=())


def _bring_one(resource: Resource, world: World, *, long: bool) -> tuple[Section, list[Outcome]]:
    outcomes: list[Outcome] = []
    tried: set[tuple[tuple[str, str], ...]] = set()
    while True:
        section = _note(world, _wanted(resource, world))
        ready = [c for c in section.changes if _may_begin(c, long=long) and _what(c) not in tried]
        stopped = any(outcome.error and outcome.error.code in STOPS_ALL for outcome in outcomes)
        if not ready or stopped or world.stopped():
            return section, outcomes
        tried.add(_what(ready[0]))
        if ready[0].corrective and not world.fights(ready[0]):
            continue  # given up by now: the next look leaves it out
        outcomes.append(carry_out(resource, ready[0], world))


def _may_begin(change: Change, *, long: bool) -> bool:
    return not (change.waits or change.gated) and (long or not change.long)


def _what(change: Change) -> tuple[tuple[str, str], ...]:
    """What tells a change from others of its resource. The detail does not: it may tell that it just failed."""
    return tuple((line.verb, line.target) for line in change.lines)


def carry_out(resource: Resource, change: Change, world: World) -> Outcome:
    """One change of a resource, told and recorded whether it succeeds or not."""
    began = world.clock.now()
    error: SetpointError | None = None
    try:
        _persist(resource, change, world)
    except SetpointError as failure:
        error = alone(failure)
    seconds = world.clock.now() - began
    world.record(change, error)
    for line in change.lines:
        if error is None:
            world.tell.done(line, seconds)
    if error is not None:
        world.tell.failed(change.lines[0], error)
    return Outcome(change, seconds, error)


def _persist(resource: Resource, change: Change, world: World) -> None:
    """Carry out; a pull that broke off is taken up again a few times, since it resumes where it was."""
    from setpoint.core.backoff import pause

    for attempt in range(1, TRIES):
        try:
            resource.carry_out(change, world)
        except OllamaTrouble as trouble:
            if trouble.permanent or trouble.code not in ("SP213", "SP214"):
                raise
            seconds = pause(attempt, _jitter())
            world.tell.waits(change.lines[0], f"{trouble.message}; again in {seconds:.0f} s")
            world.clock.sleep(seconds)
        else:
            return
    resource.carry_out(change, world)


def _jitter() -> float:
    from random import random

    return random()  # noqa: S311 - spreads load, guards nothing


def _report(world: World, sections: list[Section], outcomes: list[Outcome]) -> Report:
    halves = [
        section for section in sections if section.resource == "profile" or world.options.only in ("", section.half)
    ]
    conditions = tuple(world.notes.conditions[each.name] for section in halves for each in section.conditions)
    trouble = next((condition for condition in conditions if not condition.well), None)
    state, reason = (State.FALSE, trouble.reason) if trouble else (State.TRUE, "InPlace")
    return Report(tuple(sections), (*conditions, Condition("Converged", state, reason, exit_code=0)), tuple(outcomes))


def remember(world: World, conditions: Sequence[Condition]) -> None:
    """Since when each condition has its state. Nothing is written while nothing changes."""
    now = world.clock.now()
    if world.options.only:  # one half says nothing of the whole
        conditions = [each for each in conditions if each.name != "Converged"]

    def step(ledger: Ledger) -> Ledger:
        since = {
            each.name: kept
            if (kept := ledger.since.get(each.name)) and kept.state == each.state
            else Since(str(each.state), now)
            for each in conditions
        }
        since = {**ledger.since, **since}  # a pass of one half says nothing of the other
        return ledger if since == ledger.since else replace(ledger, since=since)

    world.ledger.change(step)


def _remember_server(world: World) -> None:
    """The one that an agent found where nobody named one: every shell and every restart then means the same."""
    if not (world.options.unattended and world.wants_ollama and world.healthy("OllamaReachable")):
        return
    if world.profile.ollama.url is None and world.ledger.read().url is None:
        world.ledger.change(lambda ledger: replace(ledger, url=ledger.url or world.url))


def remember_answers(world: World) -> None:
    """Which cloud models answered, and what the registry said, so that nobody asks again for hours."""
    if world.notes.cloud:
        world.change_server(lambda memory: replace(memory, cloud={**memory.cloud, **world.notes.cloud}))
    if world.notes.checked:
        from setpoint.core.freshness import remembered

        world.change_server(lambda memory: remembered(memory, world))
