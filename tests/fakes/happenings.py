"""What happens in the accelerated month: each function is one event, drawn from the month's own chance."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from typing import Final

from fakes.commanding import applies, commands
from fakes.days import DAY, HOUR, MINUTE, PERSONS
from fakes.meddling import drifted, fights, flips, meddles, resets, settles_in, storms, switches, tears
from fakes.month import Month
from fakes.outages import offline
from fakes.wishes import WRONG, drawn
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.names import parse
from setpoint.standins.ollama.published import Published
from setpoint.value import replace


def opens(month: Month) -> None:
    if not month.torn:
        month.app.start()


def quits(month: Month) -> None:
    if month.app.is_open:
        month.app.quit()


def lives(month: Month) -> None:
    """One act of a person at the open app."""
    if month.torn:
        return
    month.app.start()
    month.days.time.sleep(1.0)
    month.app.running()
    acts: tuple[Callable[[], None], ...] = (
        lambda: month.app.prefer("width", month.random.random()),
        lambda: month.app.sign_in(month.random.choice(("1p", "3p"))),
        month.app.apply_changes,
        lambda: month.app.pick(month.random.choice((PERSONS, ENTRY_ID, "native"))),
        lambda: month.app.update(f"2.{month.random.randrange(30, 50)}"),
        month.app.crash,
        month.app.close_window,
    )
    drifted(month)
    try:
        month.random.choice(acts)()
    except ValueError:
        return  # nothing is applied, or there is no such entry
    finally:
        month.expect()


def loses_models(month: Month) -> None:
    names = [model.name for model in month.server.store.listed()]
    if names:
        month.server.store.remove(month.random.choice(names))


def pulls_again(month: Month) -> None:
    """Somebody pulls a newer revision of the same name."""
    name = month.random.choice(("small", "large"))
    newer = replace_revision(month.server.registry.offers[f"library/{name}:latest"])
    month.server.registry.offers[f"library/{name}:latest"] = newer
    if month.server.store.find(parse(name)):
        month.server.hold(name, newer)


def replace_revision(made: Published) -> Published:
    return replace(made, revision=made.revision + 1)


def fails(month: Month) -> None:
    month.server.fail("large", month.random.choice(("offline", "drop", "busy")), month.random.randrange(1, 6))
    month.server.store.remove(parse("large"))


def edits(month: Month) -> None:
    """A good profile; by an editor that writes in place, or one that replaces the file; or by `git pull`."""
    profile = month.days.profile
    wish = drawn(month.random)
    month.expect()
    way = month.random.randrange(3)
    if way == 2:
        checks_out(month, wish.text(month.server.url))
    elif way == 1 or not profile.exists():
        profile.parent.mkdir(parents=True, exist_ok=True)
        beside = profile.with_name("profile.new")
        beside.write_text(wish.text(month.server.url), encoding="utf-8")
        beside.replace(profile)
    else:
        profile.write_text(wish.text(month.server.url), encoding="utf-8")
    month.wish, month.followed = wish, True
    month.tell(f"  {wish}")
    if month.random.random() < 0.7:
        month.weather.wake()
    month.let(wish.interval * 1.2)


def checks_out(month: Month, text: str) -> None:
    """Dotfiles: the profile is a link into a folder that is a link to a checkout, and that one is swapped."""
    checkout = month.home / f"checkouts/{month.random.randrange(1 << 32)}"
    checkout.mkdir(parents=True)
    (checkout / "profile.yaml").write_text(text, encoding="utf-8")
    new, current = month.home / "current.new", month.home / "dotfiles"
    new.symlink_to(checkout, target_is_directory=True)
    old = current.resolve()
    new.replace(current)
    if old != current:
        shutil.rmtree(old, ignore_errors=True)
    month.days.profile.parent.mkdir(parents=True, exist_ok=True)
    link = month.days.profile.with_name("profile.link")
    link.symlink_to(current / "profile.yaml")
    link.replace(month.days.profile)


def spoils(month: Month) -> None:
    """A profile that is wrong, or gone. The last good one stays in force."""
    month.days.profile.unlink(missing_ok=True)
    if month.random.random() < 0.7:
        month.days.profile.write_text(month.random.choice(WRONG), encoding="utf-8")


def sleeps(month: Month) -> None:
    month.weather.sleeps, month.weather.woken = month.random.uniform(HOUR, 20 * HOUR), False
    month.turn()


def set_back(month: Month) -> None:
    """The clock is wrong for a while: by seconds, hours or a year."""
    behind = month.random.choice((3.0, HOUR, DAY, 400 * DAY))
    month.weather.sleeps, month.weather.woken = -behind, False
    month.turn()
    month.let(month.random.choice((1.0, HOUR)))
    month.weather.sleeps, month.weather.woken = behind, False
    month.turn()


def jumps(month: Month) -> None:
    """The clock is set while we are at work, not while we wait."""
    month.days.time.at -= month.random.choice((MINUTE, HOUR))


def cuts(month: Month) -> None:
    """Kill -9 at one of the next writes."""
    month.disk.cut, month.disk.half = month.random.randrange(8), month.random.random() < 0.5
    switches(month)


def restarts(month: Month) -> None:
    month.begin()


def no_room(month: Month) -> None:
    month.disk.full = True
    switches(month)
    month.weather.wake()
    refused = month.disk.refused
    month.let(HOUR)
    month.disk.full = False
    # twelve whole looks in the hour, and at most a dozen writes that each of them tries
    assert month.disk.refused - refused < 150, "it tries too often what fails"


EVENTS: Final[dict[Callable[[Month], None], int]] = {
    switches: 6,
    flips: 4,
    meddles: 4,
    settles_in: 3,
    storms: 2,
    fights: 2,
    tears: 2,
    resets: 1,
    opens: 4,
    quits: 3,
    lives: 8,
    offline: 1,
    loses_models: 2,
    pulls_again: 2,
    fails: 1,
    edits: 4,
    spoils: 1,
    sleeps: 2,
    set_back: 1,
    jumps: 1,
    cuts: 5,
    restarts: 2,
    no_room: 1,
    commands: 5,
}


def a_day(month: Month, events: int, of: Mapping[Callable[[Month], None], int] = EVENTS) -> None:
    """So many events, some of them unnoticed by the watch; then everybody goes home."""
    if month.holder() and month.random.random() < 0.6:
        applies(month)
    for _ in range(events):
        happens = month.random.choices(list(of), list(of.values()))[0]
        month.tell(happens.__name__)
        happens(month)
        month.expect()
        if month.random.random() < 0.8:
            month.weather.wake()
        month.let(month.random.choice((0.5, 0.5, 30.0, HOUR)))
    goes_home(month)
    month.evening()


def goes_home(month: Month) -> None:
    """The app is closed, half-written files are whole, the disk has room; a wrong profile may stay as it is."""
    month.disk.cut = None
    month.server.registry.failures.clear()
    for path in list(month.torn):
        del month.torn[path]
        path.unlink(missing_ok=True)
        month.expect()
    quits(month)
    month.expect()
