"""Profiles: text and bytes to a profile or to problems, and what is remembered of one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from faults.target import Target, golden, one_file
from setpoint import loading, shipped
from setpoint.core.codes import CODES
from setpoint.core.profile import Profile
from setpoint.errors import Problem, ProfileWrong
from setpoint.loading.kept import load_kept

PATH: Final = "profile.yaml"


def profile(data: bytes) -> None:
    lines = data.count(b"\n") + data.count(b"\r") + 1
    problems: tuple[Problem, ...]
    try:
        found, remembered = loading.read(PATH, data)
    except ProfileWrong as wrong:
        problems = wrong.problems
        assert any(not problem.warning for problem in problems)
    else:
        problems = found.warnings
        assert all(problem.warning for problem in problems)
        _reads_back(found, remembered, data)
    for problem in problems:
        assert problem.code in CODES
        assert 0 <= problem.line <= lines
        assert problem.message
        json.dumps([problem.message, problem.key, problem.hint]).encode()
    assert loading.written(PATH, data, problems).problems == problems


def _reads_back(found: Profile, remembered: loading.Remembered, data: bytes) -> None:
    kept = json.loads(json.dumps(remembered))
    assert loading.load_remembered(PATH, data, kept) == found
    assert loading.load(PATH, data) == found


def kept(data: bytes) -> None:
    """What is remembered is what a loader would say, or of no use."""
    text = _text()
    assert load_kept(one_file(data), Path("kept"), Path(PATH), text, remember=False) == loading_once(text)


def _text() -> bytes:
    return shipped.read("profiles", "native.yaml").encode()


@cache
def loading_once(text: bytes) -> Profile:
    return loading.load(PATH, text)


def _kept() -> bytes:
    return json.dumps(loading.read(PATH, _text())[1]).encode()


def _profiles() -> tuple[bytes, ...]:
    """The shipped ones, those of the golden cases, and each as a tree of JSON, which is YAML too."""
    texts = [
        shipped.read("profiles", f"{name}.yaml").encode()
        for name in ("local", "tiered", "cloud", "gateway", "private", "native")
    ]
    trees = [json.dumps(loading.written(PATH, text).data).encode() for text in texts]
    return (*texts, *trees, *trees, *golden("profile.yaml"))


TARGETS: Final = (Target("profiles", profile, _profiles(), 60), Target("remembered profiles", kept, (_kept(),), 10))
