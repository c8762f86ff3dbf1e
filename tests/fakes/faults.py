"""The faults that come together in a long run, besides all that an accelerated month brings anyway."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fakes.days import HOUR
from fakes.happenings import EVENTS
from fakes.inotified import crowds
from fakes.killing import killed
from fakes.meddling import switches
from fakes.month import Month
from fakes.outages import sickens
from fakes.wishes import drawn

CACHES: Final = ("agent.json", "history.jsonl", "in-force.json", "last-good.json", "profile.json")
"""Files of ours whose loss costs nothing but work, as long as the profile is good."""


def cramps(month: Month) -> None:
    """For an hour no file gets longer than so many bytes: each write breaks off somewhere in its middle."""
    month.disk.cramped = month.random.randrange(1, 3000)
    drifts_for_an_hour(month)
    month.disk.cramped = None


def seals(month: Month) -> None:
    """For an hour one of the files cannot be written by anybody."""
    month.disk.sealed = month.random.choice((month.days.index, month.days.flag, month.days.entry))
    drifts_for_an_hour(month)
    month.disk.sealed = None


def drifts_for_an_hour(month: Month) -> None:
    switches(month)
    month.weather.wake()
    refused = month.disk.refused
    month.let(HOUR)
    assert month.disk.refused - refused < 300, "it tries too often what fails"


def forgets(month: Month) -> None:
    """One of our own files ends in its middle; not with a wrong profile, whose last good one would be lost for good."""
    profile, path = month.days.profile, month.days.state / month.random.choice(CACHES)
    if not profile.exists() or profile.read_text("utf-8") != month.wish.text(month.server.url) or not path.exists():
        return
    path.write_bytes(path.read_bytes()[: month.random.randrange(path.stat().st_size + 1)])
    month.days.agent.reload()
    month.let(HOUR)


def hurries(month: Month) -> None:
    """A profile that is saved again and again, in place, and read in between when half of it is there."""
    wish = drawn(month.random)
    if wish.audits or month.wish.audits:
        return  # half of it may say nothing of the audit any more
    month.wish, month.followed = wish, True
    whole, profile = wish.text(month.server.url), month.days.profile
    profile.parent.mkdir(parents=True, exist_ok=True)
    profile.unlink(missing_ok=True)
    for _ in range(month.random.randrange(2, 12)):
        profile.write_text(whole[: month.random.randrange(len(whole))], encoding="utf-8")
        month.weather.wake()
        month.let(month.random.uniform(0.01, 2.0))
        profile.write_text(whole, encoding="utf-8")
        month.weather.wake()
        month.let(month.random.uniform(0.01, 2.0))


TOGETHER: Final[dict[Callable[[Month], None], int]] = {
    **EVENTS,
    killed: 4,
    sickens: 3,
    cramps: 2,
    seals: 2,
    forgets: 2,
    hurries: 2,
    crowds: 2,
}
