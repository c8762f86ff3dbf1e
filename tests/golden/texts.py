"""What a command says, and what it writes, without what differs from machine to machine and from run to run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PORT: Final = "127.0.0.1:11434"
"""What a case calls the Ollama server, wherever it really listens."""

VARYING: Final = (
    (re.compile(r"\{3p\} \((?!\{)[^)]*\)"), "{3p}"),  # how we came to the folder: each system in its own way
    (re.compile(r"\{state\}/helpers/[\w.-]+"), "{helper}"),
    (re.compile(r"(\+ script +)\S+ +"), r"\1{helper}  "),
    (re.compile(r"\b[\d.]+ [kMGT]?B free\b"), "… free"),
    (re.compile(r"pid \d+"), "pid …"),
    (re.compile(r"since (?:(?!   SP)[^;),\n\"])+"), "since …"),
    (re.compile(r"changed (?:\w{3} |[\d-]+ )?\d\d:\d\d"), "changed …"),
    (re.compile(r"^last     .*? (?=corrective|intended)", re.MULTILINE), "last     … "),
    (re.compile(r"started [^;),\n]+, after"), "started …, after"),
    (re.compile(r"used (?:just now|[\d.]+ \w+ ago)"), "used …"),
    (re.compile(r", (?:[\d.]+ ?(?:s|ms|m\d\ds|h))$", re.MULTILINE), ""),
)


def symbolic(text: str, names: Mapping[str, Path], server: str, policy: str) -> str:
    """Folders by their symbolic names, the longest first; the server by its usual address."""
    text = text.replace(policy, "{policy}").replace(server, PORT)
    for name, path in sorted(names.items(), key=lambda pair: -len(str(pair[1]))):
        text = text.replace(str(path), f"{{{name}}}")
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    return text


def symbolic_bytes(data: bytes, names: Mapping[str, Path], server: str) -> bytes:
    """The same for a file's content, whatever it holds."""
    pairs = sorted(names.items(), key=lambda pair: -len(str(pair[1])))
    for name, path in pairs:
        data = data.replace(str(path).encode(), f"{{{name}}}".encode())
    data = data.replace(server.encode(), PORT.encode())
    return re.sub(rb"\{state\}/helpers/[\w.-]+", b"{helper}", data)


def real_bytes(data: bytes, names: Mapping[str, Path], server: str) -> bytes:
    """Back: what a case says, as it stands on this machine. Which script is meant by {helper} cannot be told."""
    for name, path in names.items():
        data = data.replace(f"{{{name}}}".encode(), str(path).encode())
    return data.replace(PORT.encode(), server.encode())
