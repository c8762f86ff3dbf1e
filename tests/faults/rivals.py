"""Other programs that write the file that we look after, and look each time whether their last word still stands.

python -m faults.rivals NAME FILE ROUNDS [PAUSE]
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MODE: Final = "deploymentMode"
PERSONS: Final = "c0ffee00-1111-4222-8333-444455556666"
FILLER: Final = {f"key {number}": "x" * 20 for number in range(20)}
SOON: Final = 0.05
"""Seconds in which what was put aside for a moment is back; beyond, it is lost."""
PAUSE: Final = 0.001
"""Seconds at the most between two writings: about as long as one of ours takes."""
OFTEN: Final = 0.7
"""How often there is a pause at all."""
DALLYING: Final = 0.001
"""Seconds between two halves."""


def from_memory(number: int, _found: bytes) -> bytes:
    """As the app does: all that it knows, whatever stands there by now."""
    return _text({**FILLER, "token": number, MODE: "1p"})


def from_file(number: int, found: bytes) -> bytes:
    """As a switcher or a person with an editor does: what stands there, changed."""
    return _text({**json.loads(found), "token": number, MODE: "1p"})


def selecting(number: int, found: bytes) -> bytes:
    """The index, as a switcher leaves it."""
    return _text({**json.loads(found), "token": number, "appliedId": PERSONS})


def saving_ours(number: int, found: bytes) -> bytes:
    """Our own entry, as somebody leaves it who changes it."""
    return _text({**json.loads(found), "token": number, "inferenceGatewayBaseUrl": "http://127.0.0.1:1"})


def by_rename(path: Path, data: bytes) -> None:
    new = path.with_name(f"{path.name}.theirs")
    new.write_bytes(data)
    new.replace(path)


def with_backup(path: Path, data: bytes) -> None:
    """For an instant there is no such file."""
    new = path.with_name(f"{path.name}.theirs")
    new.write_bytes(data)
    path.replace(path.with_name(f"{path.name}~"))
    new.replace(path)


def in_place(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def opened_first(path: Path, data: bytes) -> None:
    """The file is emptied some time after it was opened."""
    with path.open("r+b", buffering=0) as file:
        _dally(_chance() * 1e-4)
        file.truncate(0)
        file.write(data)


def by_halves(path: Path, data: bytes) -> None:
    with path.open("wb", buffering=0) as file:
        file.write(data[: len(data) // 2])
        _dally(DALLYING)
        file.write(data[len(data) // 2 :])


@dataclass(frozen=True)
class Rival:
    text: Callable[[int, bytes], bytes]
    write: Callable[[Path, bytes], None]
    whole: bool
    """Whether nobody ever sees half of what it writes."""


RIVALS: Final = {
    "app": Rival(from_memory, by_rename, whole=True),
    "switcher": Rival(from_file, by_rename, whole=True),
    "editor with a backup": Rival(from_file, with_backup, whole=True),
    "app in place": Rival(from_memory, in_place, whole=False),
    "editor in place": Rival(from_file, in_place, whole=False),
    "editor that opens first": Rival(from_file, opened_first, whole=False),
    "app by halves": Rival(from_memory, by_halves, whole=False),
}

"""Of any file."""

OTHERS: Final = {
    "selecting": Rival(selecting, by_rename, whole=True),
    "saving ours": Rival(saving_ours, by_rename, whole=True),
}
"""Of one of Claude's three files each."""


def write_on(path: Path, rival: Rival, rounds: int, pause: float) -> dict[str, object]:
    """Round after round. `lost`: own last words that were gone; `unseen`: that were gone, and back soon after."""
    lost = unseen = 0
    found = wrote = path.read_bytes()
    for number in range(1, rounds + 1):
        wrote = rival.text(number, found)
        rival.write(path, wrote)
        if _chance() < OFTEN:
            _dally(_chance() * pause)
        found, waited = _standing(path, number, wrote)
        unseen += waited and token(found) == number
        lost += token(found) != number
    return {"lost": lost, "unseen": unseen, "last": wrote.decode()}


def watch(path: Path, over: Callable[[], bool]) -> dict[str, object]:
    """Read without end. `ours`: torn pieces with a word that only we write; `back`: older content after newer."""
    found = {"reads": 0, "torn": 0, "ours": 0, "absent": 0, "back": 0}
    newest = 0
    while not over():
        found["reads"] += 1
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            found["absent"] += 1
            _dally(1e-4)
            continue
        number = token(data)
        found["torn"] += number is None
        found["ours"] += number is None and b'"3p"' in data
        found["back"] += number is not None and number < newest
        newest = max(newest, number or 0)
        _dally(1e-4)
    return dict(found)


def token(data: bytes) -> int | None:
    """None: this is torn."""
    try:
        return int(json.loads(data)["token"])
    except ValueError:
        return None


def _standing(path: Path, number: int, wrote: bytes) -> tuple[bytes, bool]:
    """What stands there, and whether it took a second look to find the own last word."""
    until, waited = time.monotonic() + SOON, False
    while True:
        data = path.read_bytes() if path.exists() else b""
        if token(data) == number or time.monotonic() > until:
            return data if token(data) is not None else wrote, waited
        waited = True


def _chance() -> float:
    return random.random()  # noqa: S311  any will do


def _dally(seconds: float) -> None:
    if seconds > 5e-5:
        time.sleep(seconds)


def _text(value: object) -> bytes:
    return json.dumps(value, indent=2).encode() + b"\n"


def main(what: str, path: str, rounds: str = "0", pause: str = "") -> None:
    """A rival by name, or `watch` until there is a file `over` beside the one that is watched."""
    file, over = Path(path), Path(path).with_name("over")
    if what == "watch":
        print(json.dumps(watch(file, over.exists)))
    else:
        print(json.dumps(write_on(file, {**RIVALS, **OTHERS}[what], int(rounds), float(pause or PAUSE))))


if __name__ == "__main__":
    main(*sys.argv[1:])
