"""Turns of Claude Desktop's files as lines of a plan. No value of a secret key is ever part of one."""

from __future__ import annotations

import json
from collections.abc import Mapping

from setpoint.core.change import Drifted, Line, Symbol
from setpoint.core.claude_files import FileWrite, Turn
from setpoint.core.document import MISSING
from setpoint.core.facts.claude import ENTRY_ID, ENTRY_NAME, SECRET_KEYS
from setpoint.core.figures import count_text
from setpoint.core.ownership import Did, Edit
from setpoint.core.ports import ClaudeFolder


def lines_of(where: ClaudeFolder, turn: Turn, names: Mapping[str, str]) -> tuple[Line, ...]:
    """One line a file, in the order in which they are written. `names`: what the index calls each entry id."""
    lines = tuple(_line(where, write, names) for write in turn.writes)
    return lines or (Line("~", "remember", "ledger", "the files are as declared already"),)


def quit_line(pid: int) -> Line:
    detail = f"pid {pid} is asked to quit (ends running Code and Cowork work), then started again"
    return Line("~", "restart", "Claude", detail)


def drifted(turn: Turn, names: Mapping[str, str], tool: str) -> tuple[Drifted, ...]:
    """What a repair puts back. `tool`: whose entry is selected instead of ours, where that is known."""
    edits = (edit for write in turn.writes for edit in write.edits if edit.did is Did.SET and edit.key != "entries")
    return tuple(_drifted(edit, names, tool) for edit in edits)


def _drifted(edit: Edit, names: Mapping[str, str], tool: str) -> Drifted:
    if edit.key == "appliedId":
        return Drifted(edit.key, _id_text(edit.before, names), tool)
    secret = edit.key in SECRET_KEYS or isinstance(edit.before, dict | list)
    return Drifted(edit.key, "another value" if secret else _value_text(edit.before))


def _line(where: ClaudeFolder, write: FileWrite, names: Mapping[str, str]) -> Line:
    symbol: Symbol = "+" if write.seen is None else "-" if write.data is None else "~"
    name = write.path.name
    shown = name if name == where.settings.name else f"configLibrary/{name.replace(ENTRY_ID[4:], '…')}"
    if name == f"{ENTRY_ID}.json":
        more = ", ".join(_changed(write)) if write.seen is None else ""
        return Line(symbol, "write" if write.data else "remove", shown, _entry_text(write), more)
    texts = [_edit_text(edit, names) for edit in write.edits]
    return Line(symbol, "set", shown, "; ".join(filter(None, texts)) or "ours given back")


def _changed(write: FileWrite) -> list[str]:
    return [edit.key for edit in write.edits if edit.did is not Did.LEFT]


def _entry_text(write: FileWrite) -> str:
    if write.seen is None:
        return f'"{ENTRY_NAME}", {count_text(len(_changed(write)), "key")}'
    if write.data is None:
        return f'"{ENTRY_NAME}", as there was none before'
    return f'"{ENTRY_NAME}": {", ".join(_changed(write))}'


def _edit_text(edit: Edit, names: Mapping[str, str]) -> str:
    if edit.did is Did.LEFT:
        return ""
    if edit.key == "appliedId":
        return f"appliedId  {_id_text(edit.before, names)} → {_id_text(edit.after, names)}"
    if edit.key == "entries":
        return ""
    return f"{edit.key}  {_value_text(edit.before)} → {_value_text(edit.after)}"


def _id_text(value: object, names: Mapping[str, str]) -> str:
    """An entry by its name and the end of its id: names are free text, and two may be alike."""
    if value is MISSING or value == "":
        return "none"
    if value == ENTRY_ID:
        return ENTRY_NAME
    name = names.get(value, "") if isinstance(value, str) else ""
    return f"{name[:30]} (…{str(value)[-4:]})" if name else f"…{str(value)[-4:]}"


def _value_text(value: object) -> str:
    return "none" if value is MISSING else json.dumps(value, ensure_ascii=False)[:60]
