"""Keys that were resolved, kept in memory for a while: a store that asks the person asks them rarely.

An agent needs a key for every question to a server behind a proxy, and compares one that is written in plain at every
look: with a store that wants a finger each time, that would be a window every few minutes, day and night.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from setpoint.core.ports import Clock, Machine, Scheme, System
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.errors import SetpointError, alone

LONGEST: Final = 3600.0
"""Seconds, also where a reference says a longer time of its own."""

REFUSED: Final = 900.0
"""Seconds until one that did not resolve is tried again."""


class KeptKeys:
    """What is kept ends with the program, and with `forget`."""

    def __init__(self, clock: Clock, scheme: Callable[[str], Scheme]) -> None:
        self._clock = clock
        self._scheme = scheme
        self._known: dict[str, tuple[float, Secret | SetpointError]] = {}

    def scheme(self, name: str) -> Scheme:
        return _Kept(self._scheme(name), self)

    def forget(self) -> None:
        self._known.clear()

    def resolved(self, scheme: Scheme, ref: KeyRef, machine: Machine) -> Secret:
        name, now = repr(ref), self._clock.now()
        until, found = self._known.get(name, (0.0, None))
        if found is None or not 0 <= until - now <= LONGEST:
            seconds, found = _resolved(scheme, ref, machine)
            self._known[name] = now + seconds, found
        if isinstance(found, SetpointError):
            raise alone(found)
        return found


def _resolved(scheme: Scheme, ref: KeyRef, machine: Machine) -> tuple[float, Secret | SetpointError]:
    try:
        return min(ref.ttl or LONGEST, LONGEST), scheme.resolve(ref, machine)
    except SetpointError as error:
        return REFUSED, alone(error)


class _Kept:
    def __init__(self, scheme: Scheme, keys: KeptKeys) -> None:
        self._scheme = scheme
        self._keys = keys
        self.name, self.runs_programs, self.in_app = scheme.name, scheme.runs_programs, scheme.in_app

    def check(self, ref: KeyRef) -> str:
        return self._scheme.check(ref)

    def resolve(self, ref: KeyRef, machine: Machine) -> Secret:
        return self._keys.resolved(self._scheme, ref, machine)

    def store(self, ref: KeyRef, secret: Secret, machine: Machine) -> None:
        self._scheme.store(ref, secret, machine)

    def script(self, ref: KeyRef, system: System, python: str) -> str:
        return self._scheme.script(ref, system, python)
