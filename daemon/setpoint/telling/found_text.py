"""What a first look found, for a person: one line each for Claude, Ollama and the machine, and what is not proposed."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.applied import Applied
from setpoint.core.candidates import LeftOut
from setpoint.core.figures import count_text, size_text
from setpoint.core.first_look import ClaudeSeen, Found, OllamaSeen
from setpoint.telling.ink import Ink, fold, printable

INDENT = 8
"""Columns before what is said of Claude, Ollama and the memory."""


def found_text(found: Found, ink: Ink) -> Iterator[str]:
    yield from _part("Claude", _claude(found.claude), ink)
    for trouble in (*found.claude.troubles, *_not_taken(found.claude.applied)):
        yield from ink.told("wait", "!", trouble)
    yield from _part("Ollama", _ollama(found.ollama), ink)
    if found.ollama.trouble:
        yield from ink.told("wait", "!", found.ollama.trouble)
        yield from ink.hint(found.ollama.hint)
    yield from _part("memory", _memory(found), ink)
    yield from _left(found.ollama, ink)


def _part(name: str, text: str, ink: Ink) -> Iterator[str]:
    first, *rest = fold(f"{name:<{INDENT}}{printable(text)}", ink.width, hang=INDENT)
    yield ink("bold", name) + first[len(name) :]
    yield from rest


def _claude(claude: ClaudeSeen) -> str:
    if not claude.installed:
        return "not found here; `claude.app` in the profile names an unusual install"
    parts = [claude.version] if claude.version else []
    if claude.applied is None:
        return " · ".join([*parts, "no entry is applied: it works as Anthropic delivers it"])
    stays = ["but Claude is in native mode"] if claude.native else []
    return " · ".join([*parts, entry_text(claude.applied), *stays])


def entry_text(applied: Applied) -> str:
    """Whose entry is applied, and where it leads."""
    if applied.ours:
        whose = "Setpoint's own entry is applied"
    elif applied.tool:
        whose = f"{applied.tool}'s entry is applied"
    else:
        whose = f'the entry "{applied.name}" is applied'
    lead = f", to {applied.url}" if applied.url else ""
    models = f", with {count_text(len(applied.models), 'model')}" if applied.models else ""
    return whose + lead + models


def _not_taken(applied: Applied | None) -> Iterator[str]:
    """What of the applied entry does not go over into a profile."""
    if applied is None or applied.ours:
        return
    if applied.trouble:
        yield f"the entry's gateway is not taken over: {applied.trouble}"
    for lost in applied.lost:
        yield f"not taken over: {lost}"


def _ollama(ollama: OllamaSeen) -> str:
    where = f"{ollama.url} ({ollama.source})"
    if not ollama.version:
        return where
    able, unable = len(ollama.sifted.candidates), len(ollama.sifted.left)
    if not able + unable:
        return f"{where} · {ollama.version} · no model is pulled yet"
    return f"{where} · {ollama.version} · {able} of {able + unable} models could answer"


def _memory(found: Found) -> str:
    if found.memory is None:
        return "not known"
    if found.ollama.room is None:
        return f"{size_text(found.memory)} here; that of Ollama's machine is not known"
    return f"{size_text(found.memory)}, of which models may take {size_text(found.ollama.room)}"


def _left(ollama: OllamaSeen, ink: Ink) -> Iterator[str]:
    left = [*ollama.sifted.left, *_elsewhere(ollama)]
    width = max((len(one.name) for one in left), default=0)
    for one in left:
        yield ink("dim", f"  - {printable(one.name):<{width}}  {printable(one.why)}")


def _elsewhere(ollama: OllamaSeen) -> Iterator[LeftOut]:
    """What leaves the machine is not proposed where it need not be; a person may still name it."""
    candidates = ollama.sifted.candidates
    if any(not one.cloud for one in candidates):
        yield from (LeftOut(one.name, "runs in Ollama's cloud: only if you say so") for one in candidates if one.cloud)
