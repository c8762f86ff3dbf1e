"""Machines as people and programs may have left them: Claude's files, policy, what the server holds. For hypothesis."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from golden.case import SYSTEMS
from golden.drawn_profiles import GATEWAY, LOCAL
from odd_json import BLANKS, KEYS, ODD
from setpoint.core.facts.claude import OTHER_TOOLS
from setpoint.core.ports import System

PERSONS: Final = ("c0ffee00-1111-4222-8333-444455556666", "c0ffee00-1111-4222-8333-444455557777")
OTHERS: Final = (next(iter(OTHER_TOOLS)),)
FLAGS: Final = ("", '"1p"', '"3p"', '"\\u0031p"', "null", "7")
"""As JSON texts; "" for none."""

POLICIES: Final[tuple[Mapping[str, object] | str, ...]] = (
    {"disableAutoUpdates": True},
    {"inferenceProvider": "gateway", "inferenceGatewayBaseUrl": GATEWAY},
    {"inferenceProvider": "gateway", "inferenceGatewayBaseUrl": "https://it.example"},
    "unreadable",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What is there before us. `files` by their symbolic path; `holds` are names of models on the server."""

    system: System
    files: Mapping[str, bytes]
    policy: Mapping[str, object] | str | None
    holds: tuple[str, ...]
    installed: bool = True
    open: bool = False


@st.composite
def spelled(draw: st.DrawFn, members: Sequence[tuple[str, str]]) -> str:
    """A JSON object out of JSON texts, with any white space, in any order."""
    ordered = draw(st.permutations(members))
    pairs = [f"{draw(BLANKS)}{key}{draw(BLANKS)}:{draw(BLANKS)}{value}{draw(BLANKS)}" for key, value in ordered]
    return "{" + (",".join(pairs) or draw(BLANKS)) + "}"


@st.composite
def tidy(draw: st.DrawFn, members: Sequence[tuple[str, str]]) -> str:
    """As programs write it. Nothing is parsed: the spelling of what stands inside stays."""
    if not members:
        return "{}"
    indent = draw(st.sampled_from(["\n  ", "\n    ", "\n\t", "\r\n  ", ""]))
    colon = draw(st.sampled_from([":", ": "]))
    end = indent.rstrip(" \t")
    return "{" + ",".join(f"{indent}{key}{colon}{value}" for key, value in draw(st.permutations(members))) + end + "}"


FOREIGN = st.lists(st.tuples(KEYS, ODD.map(lambda text: text.replace("9" * 5000, "9" * 50))), max_size=3)
"""Keys may come twice, numbers and escapes are spelled in every way, yet so that a person can read what failed."""


@st.composite
def written(draw: st.DrawFn, own: Sequence[tuple[str, str]]) -> bytes:
    """A whole file with these members among foreign ones."""
    members = [*own, *draw(FOREIGN)]
    text = draw(st.one_of(tidy(members), spelled(members)))
    return draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"])) + (draw(BLANKS) + text + draw(BLANKS)).encode()


FLAT: Final = (("inferenceProvider", "gateway"), ("inferenceGatewayBaseUrl", "https://proxy.example"))
NESTED: Final = (("$schemaVersion", 2), ("inference", {"provider": "gateway", "gateway": {"apiKey": "made-up"}}))


@st.composite
def entries(draw: st.DrawFn) -> bytes:
    members = draw(st.sampled_from([FLAT, NESTED, ()]))
    return draw(written([(json.dumps(key), json.dumps(value)) for key, value in members]))


@st.composite
def _row(draw: st.DrawFn, entry_id: str) -> str:
    name = draw(st.sampled_from(['"Work proxy"', '"é \\ud83d\\ude00"', "7"]))
    return draw(spelled([('"id"', f'"{entry_id}"'), ('"name"', name), *draw(FOREIGN)]))


@st.composite
def _library(draw: st.DrawFn) -> dict[str, bytes]:
    """Entries with and without a row, rows with and without a file, and a selection of any kind."""
    folder = "3p/configLibrary"
    known = draw(st.lists(st.sampled_from((*PERSONS, *OTHERS)), unique=True))
    files = {f"{folder}/{each}.json": draw(entries()) for each in known if draw(st.integers(0, 4))}
    if draw(st.integers(0, 4)) == 0:
        return files
    rows = [draw(_row(each)) for each in known if draw(st.integers(0, 4))]
    odd = draw(st.lists(st.sampled_from(['"row"', "null", '{"name": 1}', '{"id": "../../up"}']), max_size=1))
    applied = draw(st.sampled_from(["", '""', "null", "3", '"../up"', *(f'"{each}"' for each in (*known, *PERSONS))]))
    own = [('"appliedId"', applied)] if applied else []
    if draw(st.booleans()) or rows:
        own.append(('"entries"', f"[{draw(BLANKS)}{', '.join([*rows, *odd])}]"))
    if draw(st.integers(0, 15)) == 0:
        own.append(('"hybridPointer"', '{"id": "x"}'))
    return {**files, f"{folder}/_meta.json": draw(written(own))}


@st.composite
def found(draw: st.DrawFn) -> Found:
    flag = draw(st.sampled_from(FLAGS))
    files: dict[str, bytes] = draw(_library()) if draw(st.integers(0, 4)) else {}
    if draw(st.integers(0, 4)):
        files["3p/claude_desktop_config.json"] = draw(written([('"deploymentMode"', flag)] if flag else []))
    if draw(st.booleans()):
        files["1p/claude_desktop_config.json"] = draw(written([]))
    holds = draw(st.lists(st.sampled_from((*LOCAL, "claude-sonnet-5", "others:1b")), unique=True, max_size=3))
    policy = draw(st.sampled_from(POLICIES)) if draw(st.integers(0, 3)) == 0 else None
    installed, is_open = draw(st.integers(0, 7)) > 0, draw(st.integers(0, 3)) == 0
    return Found(draw(st.sampled_from(SYSTEMS)), files, policy, tuple(holds), installed, installed and is_open)
