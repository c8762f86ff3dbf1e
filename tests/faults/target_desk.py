"""The program itself: any words, at a desk where one file after the other is damaged. Nobody sees a traceback."""

from __future__ import annotations

import io
import json
import os
import shutil
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace as replaced
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Final, NoReturn
from zlib import crc32

from fakes.desk import GATEWAY, Desk, desk
from faults import target_documents, target_profiles, target_state
from faults.pieces import ODD, WORDS
from faults.target import Target, text_of
from faults.watching import Watch, watched
from setpoint.adapters.lock import held
from setpoint.adapters.nowhere import run_nothing
from setpoint.cli.grammar import grammar
from setpoint.cli.main import main
from setpoint.core.grammar import Option, Spoken
from setpoint.value import replace

PATIENCE: Final = 20.0
"""Seconds that a command may take by the clock on the wall: it asks servers that are not there."""

HURRY: Final = 500.0
"""Times faster than life: what waits for a minute waits for 0.12 s."""

STATE: Final = "home/.local/state/setpoint"
CLAUDE: Final = "home/.config/Claude-3p"
LIBRARY: Final = f"{CLAUDE}/configLibrary"
FILES: Final[Mapping[str, str]] = {
    "profile": "home/.config/setpoint/profile.yaml",
    "ledger": f"{STATE}/ledger.json",
    "agent": f"{STATE}/agent.json",
    "history": f"{STATE}/history.jsonl",
    "kept": f"{STATE}/profile.json",
    "settings": f"{CLAUDE}/claude_desktop_config.json",
    "index": f"{LIBRARY}/_meta.json",
    "entry": f"{LIBRARY}/51c2b0de-5e70-4017-8a11-5e7901475e70.json",
    "policy": "root/etc/claude-desktop/managed-settings.json",
    "key": "home/key",
    "packages": "root/var/lib/dpkg/status",
    "host": "",
}
"""What can be damaged, by the word that an input begins with; `host` is OLLAMA_HOST."""

ENDLESS: Final = ("run", "demo")
FOLLOWING: Final = ("--watch", "-f", "--follow")
SHOWN_BY_OTHERS: Final = ("logs",)
"""`service logs` is the one command that hands over to a program of the system, which prints the log."""

CODES: Final = (0, 1, 2, 3, 4, 5, 64)
CAREFUL: Final = (
    "status",
    "plan",
    "history",
    "explain",
    "doctor",
    "validate",
    "render",
    "schema",
    "completion",
    "--help",
    "--version",
)
"""Commands that change nothing of Claude's, whatever they are told."""


class Room:
    """One desk after the other, in one folder. `check` takes `KIND WORDS…`, a line end, and a file's bytes."""

    def __init__(self, folder: Path, watch: Watch) -> None:
        self._folder = folder.resolve() / "desk"
        self._watch = watch
        watch.free = self._folder

    @cached_property
    def _spoken(self) -> Mapping[str, Spoken]:
        return {spoken.name: spoken for spoken in grammar().spoken() if spoken.name not in ENDLESS}

    def check(self, data: bytes) -> None:
        first, _, content = data.partition(b"\n")
        chance = Random(crc32(data))
        kind, *words = text_of(first).replace("\x00", "").split(" ")
        if kind not in FILES:
            kind = chance.choice(list(FILES))
        words = self._words(words, chance)
        if any(word in (*ENDLESS, *FOLLOWING, *SHOWN_BY_OTHERS) or word.startswith("--fo") for word in words):
            return
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        at = self._furnished(kind, content)
        before = _claudes(at)
        with held(at.state / "agent.lock", seconds=1) if kind == "agent" else nullcontext():
            code, out, err = self._said(at, words, chance.random() < 0.2)
            if kind != "ledger" and not any(_is_path(word) for word in words):  # else somebody may have asked for it
                assert self._watch.refused == [], f"{words}: {self._watch.refused}"
        _fit(code, out, err, words)
        if words[:1] and words[0] in CAREFUL and not any("/" in word or "." in word for word in words):
            assert _claudes(at) == before, f"{words} wrote"

    def _words(self, words: list[str], chance: Random) -> list[str]:
        """As they are, or a command of the grammar with options and values of its own and of anybody's."""
        if words and chance.random() < 0.4:
            return words
        spoken = self._spoken[chance.choice(list(self._spoken))]
        drawn = [spoken.name] if spoken.name else []
        for option in chance.choices(spoken.options, k=chance.choice((0, 1, 1, 2, 3))):
            drawn += _option(option, chance)
        for given in spoken.places:
            drawn += [_value([word.text for word in given.words], chance)] * (chance.random() < 0.8)
        return drawn if chance.random() < 0.8 else [*drawn, _value([], chance)]

    def _furnished(self, kind: str, content: bytes) -> Desk:
        variables = {"OLLAMA_HOST": "127.0.0.1:9"}
        if kind == "host":
            variables["OLLAMA_HOST"] = text_of(content).replace("\x00", "")
        at = replaced(desk(self._folder, env=variables), hurry=HURRY)
        for name, path in FILES.items():
            usual = USUAL.get(name)
            damaged = content if name == kind else usual
            if path and damaged is not None:
                where = self._folder / path
                where.parent.mkdir(parents=True, exist_ok=True)
                where.write_bytes(damaged.replace(b"/home/ann", os.fsencode(at.home)))
                where.chmod(0o600)
        return at

    def _said(self, at: Desk, words: list[str], somebody: bool) -> tuple[int, str, str]:
        out, err, answers = io.StringIO(), io.StringIO(), io.StringIO("y\n" * 20)
        here = at.around(answers, out, err, interactive=somebody)
        machine = replace(here.machine, run=run_nothing, spawn=_spawned, outside=None, lasting=None)
        began = time.monotonic()
        with watched(self._watch):
            code = main(words, replace(here, machine=machine))
        took = time.monotonic() - began
        assert took < PATIENCE, f"{words} takes {took:.0f} s"
        if "SP900" in err.getvalue():
            crash = at.state / "last-crash.txt"
            raise AssertionError(f"{words}: {_frames(crash.read_text() if crash.exists() else err.getvalue())}")
        return code, out.getvalue(), err.getvalue()


def _fit(code: int, out: str, err: str, words: list[str]) -> None:
    """What a machine reads is JSON, and what a terminal is shown does not steer it."""
    assert code in CODES, f"{words} ends with {code}"
    for text in (out, err):
        strange = {char for char in text if not char.isprintable() and char not in "\n\t"}
        assert not strange or "schema" in words or "completion" in words, f"{words} prints {strange!r}"
    if "--json" in words and out.startswith("{"):
        whole = out.splitlines() if words[0] == "history" else [out]
        for each in whole:
            json.loads(each, parse_constant=_refuse)


def _frames(crash: str) -> str:
    """The last places of a traceback, which name one find."""
    places = [line.strip() for line in crash.splitlines() if line.startswith("  File")]
    return " < ".join(place.rpartition("setpoint/")[2] for place in places[:-4:-1]) + crash[-100:]


def _is_path(word: str) -> bool:
    return any(sign in word for sign in "/\\.~")


def _claudes(at: Desk) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(at.claude.rglob("*")) if path.is_file()}


def _option(option: Option, chance: Random) -> list[str]:
    name = chance.choice(option.names)
    if option.given is None:
        return [name]
    value = _value([word.text for word in option.given.words], chance)
    return [f"{name}={value}"] if chance.random() < 0.3 and name.startswith("--") else [name, value]


def _value(known: list[str], chance: Random) -> str:
    """A word that is offered, one that is meant for something else, or an odd one. None has a NUL: no system does."""
    others = [text.replace("\x00", "") for text in chance.choice((WORDS, WORDS, ODD))]
    return chance.choice(known if known and chance.random() < 0.6 else others)


def _spawned(_argv: object) -> None:
    """A program that outlives us: none does here."""


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


USUAL: Final[Mapping[str, bytes]] = {
    "profile": GATEWAY.format(url="http://127.0.0.1:9").encode(),
    "key": b"sk-canary-4711\n",
    "ledger": target_state.LEDGER,
    "history": target_state.HISTORY,
    "settings": b'{"deploymentMode":"1p","x":1}\n',
}
_CONTENTS: Final[Mapping[str, tuple[bytes, ...]]] = {
    "profile": target_profiles.TARGETS[0].seeds[:12],
    "ledger": (target_state.LEDGER,),
    "agent": (target_state.AGENT,),
    "history": (target_state.HISTORY,),
    "kept": target_profiles.TARGETS[1].seeds,
    "settings": target_documents.TARGETS[0].seeds[:8],
    "index": (
        b'{"appliedId":"51c2b0de-5e70-4017-8a11-5e7901475e70","entries":[{"id":"51c2b0de-5e70-4017-8a11-5e7901475e70","name":"Setpoint"}]}',
    ),
    "entry": (
        b'{"inferenceProvider":"gateway","inferenceGatewayBaseUrl":"http://127.0.0.1:9","inferenceModels":[{"name":"claude-opus-5"}]}',
    ),
    "policy": target_state.POLICIES[:1],
    "key": (b"sk-canary-4711\n",),
    "packages": (b"Package: claude-desktop\nStatus: install ok installed\nVersion: 2.31226.1\n\n",),
    "host": (b"127.0.0.1:9", b"http://[::1]:9/x"),
}
_WORDS: Final = (
    b"status --json",
    b"plan",
    b"apply --yes",
    b"history --json --since 2d",
    b"doctor --json",
    b"explain opus --json",
    b"restore --yes",
    b"test --yes",
    b"validate --json",
)
_SEEDS: Final = tuple(
    b"%s %s\n%s" % (kind.encode(), words, content)
    for kind, contents in _CONTENTS.items()
    for content in contents
    for words in _WORDS
)


def targets(folder: Path, watch: Watch) -> tuple[Target, ...]:
    return (Target("commands", Room(folder, watch).check, _SEEDS, 10, writes=True),)
