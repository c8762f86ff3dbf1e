"""What a month may bring that changes keys of ours and nothing else: after it a restore gives back the very bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from fakes.commanding import commands
from fakes.days import MINUTE, PERSONS
from fakes.happenings import edits, loses_models, opens, quits, restarts, sleeps, spoils
from fakes.meddling import drifted
from fakes.month import Month
from fakes.outages import offline
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.standins.claude.app import write
from setpoint.standins.claude.deciding import read
from setpoint.standins.stage import furnish


def furnished(month: Month) -> None:
    """A home somebody lived in, with an entry of their own applied."""
    furnish(month.home)
    write(month.days.index, {**(read(month.days.index) or {}), "appliedId": PERSONS})
    month.expect()


def respell(month: Month, path: Path, old: str, new: str) -> None:
    """Only these letters of the file."""
    if path.exists():
        drifted(month)
        path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))


def flips(month: Month) -> None:
    respell(month, month.days.flag, '"deploymentMode": "3p"', '"deploymentMode": "1p"')


def switches(month: Month) -> None:
    """Back to how it was before us: where ours is withdrawn then, the flag is left, as it is another entry's."""
    respell(month, month.days.index, f'"appliedId": "{ENTRY_ID}"', f'"appliedId": "{PERSONS}"')
    flips(month)


def misleads(month: Month) -> None:
    respell(month, month.days.entry, "http://127.0.0.1", "http://127.0.0.2")


def fights(month: Month) -> None:
    for _ in range(month.random.randrange(2, 9)):
        switches(month)
        month.weather.wake()
        month.let(month.random.uniform(0.1, 100.0))


def cuts(month: Month) -> None:
    month.disk.cut, month.disk.half = month.random.randrange(8), month.random.random() < 0.5
    switches(month)


def goes_native(month: Month) -> None:
    """A person picks native mode in the app, which starts itself again, and may crash or update then."""
    month.app.start()
    month.days.time.sleep(1.0)
    month.app.running()
    drifted(month)
    month.app.pick("native")
    month.let(MINUTE)
    if month.app.is_open and month.random.random() < 0.5:
        month.app.update(f"2.{month.random.randrange(30, 50)}")


def crashes(month: Month) -> None:
    month.app.crash()


NARROW: Final[dict[Callable[[Month], None], int]] = {
    switches: 6,
    flips: 4,
    misleads: 4,
    fights: 2,
    cuts: 5,
    goes_native: 3,
    crashes: 1,
    opens: 4,
    quits: 3,
    edits: 4,
    spoils: 1,
    offline: 1,
    loses_models: 2,
    sleeps: 2,
    restarts: 2,
    commands: 5,
}
