"""What a profile could do to the machine beyond routing: run a program, send a key somewhere, fetch configuration.

A profile often arrives by `git pull`. Each such power needs one yes on this machine, remembered by the hash of exactly
what was shown. Dormant parts count too: the word `mode` may change any day.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from setpoint.core.figures import count_text
from setpoint.core.hashes import hash_of
from setpoint.core.ollama_url import DEFAULT_URL
from setpoint.core.profile import KeyRef, Mode, Profile
from setpoint.value import value


@value
class Power:
    """One thing that needs a yes. `text` is for a person, on one line. `hash`: 64 hex digits of what it does."""

    kind: Literal["command", "upgrade", "app", "setting", "key"]
    text: str
    hash: str


def powers(profile: Profile, ollama_url: str = DEFAULT_URL) -> tuple[Power, ...]:
    """Everything that needs a yes. `ollama_url` is what an absent `ollama.url` was resolved to."""
    if profile.mode is Mode.OFF:
        return ()
    found = (*_keys(profile, ollama_url), *_programs(profile), *_settings(profile.claude.settings))
    return tuple({power.hash: power for power in found}.values())


def untrusted(profile: Profile, remembered: Collection[str], ollama_url: str = DEFAULT_URL) -> tuple[Power, ...]:
    """Those whose hash nobody has said yes to."""
    return tuple(power for power in powers(profile, ollama_url) if power.hash not in remembered)


def not_allowed(found: Collection[Power]) -> str:
    """How many there are, in words for a message."""
    things = count_text(len(found), "thing")
    return f"the profile asks for {things} that nobody has allowed on this machine yet"


def _keys(profile: Profile, ollama_url: str) -> Iterator[Power]:
    """The command alone, and each pair of reference and origin: neither may change under an old yes."""
    places = [("ollama.key", profile.ollama.key, profile.ollama.url or ollama_url)]
    if profile.gateway is not None:
        places.append(("gateway.key", profile.gateway.key, profile.gateway.url))
    for where, ref, url in places:
        if ref is not None:
            if ref.scheme == "command":
                yield _power("command", f"{where} runs {_command(ref)}", ref.rest)
            from setpoint.core.urls import parse

            origin = parse(url).origin
            yield _power("key", f"{where} sends {_shown(ref)} to {origin}", [ref.scheme, ref.rest, origin])


def _programs(profile: Profile) -> Iterator[Power]:
    if profile.ollama.upgrade_command:
        argv = list(profile.ollama.upgrade_command)
        yield _power("upgrade", f"ollama.upgrade_command runs {_json(argv)}", argv)
    if profile.claude.app is not None:
        yield _power("app", f"claude.app starts {_json(profile.claude.app)}", profile.claude.app)


def _settings(settings: Mapping[str, object]) -> Iterator[Power]:
    for key, setting in settings.items():
        what = _power_of(key, setting)
        if what:
            yield _power("setting", f"claude.settings.{key} {what}: {_json(setting)}", [key, setting])


def _power_of(key: str, value: object) -> str:
    """What an unknown key does cannot be told: today's app drops it, tomorrow's may not."""
    from setpoint.core.facts.settings import lookup

    setting = lookup(key)
    if setting is None:
        return "is not known here"
    if not value or (key == "otlpAuthMode" and value == "none"):
        return ""
    if key == "builtinToolPolicy" and "allow" not in _json(value):
        return ""
    return setting.power


def _command(ref: KeyRef) -> str:
    rest = ref.rest
    return _json(rest["command"] if isinstance(rest, Mapping) and set(rest) == {"command"} else rest)


def _shown(ref: KeyRef) -> str:
    return "the command's key" if ref.scheme == "command" else _plain(str(ref))


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else "·" for char in text)


def _power(kind: Literal["command", "upgrade", "app", "setting", "key"], text: str, content: object) -> Power:
    return Power(kind, _plain(text), hash_of(_json([kind, content]).encode()))


def _json(value: object) -> str:
    """Canonical: keys sorted, nothing but ASCII, so that look-alike letters show."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True)
