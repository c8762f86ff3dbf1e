"""Which Python runs the agent: one without a console window, where there is one."""

from __future__ import annotations

from pathlib import Path, PurePath

from setpoint.core.facts.service import GUI
from setpoint.core.ports import Machine
from setpoint.errors import FileTrouble
from setpoint.platforms.windows.places import path

LIMIT = 64 << 20


def windowless(machine: Machine, program: str) -> tuple[str, str]:
    """The program to run in place of this one, and what is to be said of it.

    `pythonw.exe` is told by its subsystem, not by its name: in environments made by uv it was seen to be a copy of the
    console launcher (uv 19226). A file that may not be read, as Microsoft Store's links, is taken at its word.
    """
    own = path(program)
    if _subsystem(machine, own) == GUI:
        return program, ""
    if not own.name.lower().startswith("python"):
        return program, f"{own.name} is a console program: a window stays open while the agent runs"
    beside = own.with_name("pythonw.exe")
    if not _is_there(machine, beside):
        return program, f"there is no pythonw.exe beside {program}: a console window stays open while the agent runs"
    if _subsystem(machine, beside) not in (None, GUI):
        return program, f"{beside} is a console program: a window stays open while the agent runs"
    return str(beside), ""


def subsystem(data: bytes) -> int | None:
    """The subsystem that a PE file names; None: this is none. Its place is the same in 32 and 64 bit files."""
    header = int.from_bytes(data[0x3C:0x40], "little")
    if data[:2] != b"MZ" or data[header : header + 4] != b"PE\0\0":
        return None
    field = data[header + 92 : header + 94]  # 4 signature, 20 file header, 68 into the optional header
    return int.from_bytes(field, "little") if len(field) == 2 else None


def _subsystem(machine: Machine, program: PurePath) -> int | None:
    try:
        return subsystem(machine.files.read(Path(program), limit=LIMIT) or b"")
    except FileTrouble:
        return None


def _is_there(machine: Machine, program: PurePath) -> bool:
    try:
        return machine.files.facts(Path(program)) is not None
    except FileTrouble:
        return False
