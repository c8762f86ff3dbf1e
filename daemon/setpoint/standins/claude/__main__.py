"""`python -m setpoint.standins.claude --control DIR`: the stand-in as a process of its own, on Linux and macOS.

SIGTERM is the polite request to quit. In the control folder (`control.py`) it says `started` (with the way it took and
its version), `quit`, `hidden` (a request or a closed window did not end it), `crash`, `second instance` (another one
runs), `refused` (an order that cannot be done), and each order that it obeys. Orders:

    ["prefer", KEY, VALUE]   a preference changes: the settings file is written whole, from memory
    ["sign-in", "1p"|"3p"]   the person picks a way at the sign-in screen, for the next start
    ["apply-changes"]        the button of its window: entry, index and flag are written; it starts itself again
    ["pick", ID|"native"]    the person picks another entry or native mode; it starts itself again
    ["update", VERSION]      the version in `--installed` changes; it starts itself again
    ["close-window"]         it hides in the tray and goes on
    ["quit"]                 from the tray
    ["crash"]                SIGKILL: nothing is saved

The lock is left behind by SIGTERM (as Chromium does, seen 2026-11-22), by a crash, and always with `--leave-lock`.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from threading import Event
from typing import Final

from setpoint.standins.claude import single
from setpoint.standins.claude.app import App
from setpoint.standins.claude.control import Control
from setpoint.standins.claude.deciding import Places, decide
from setpoint.standins.claude.orders import End, obey

_STEP: Final = 0.02
"""Seconds between two looks at `do`."""


def main() -> int:
    args = _arguments()
    args.control.mkdir(parents=True, exist_ok=True)
    control = Control(args.control)
    asked = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: asked.set())
    _wait_for_the_end_of(args.after)
    places = _places(args)
    profile = places.profile(third_party=decide(places).third_party)
    if not single.take(profile, socket.gethostname(), os.getpid()):
        control.say("second instance")
        return 0
    time.sleep(args.slow_start)
    app = App(places, args.installed)
    route = app.route
    control.say("started", third_party=route.third_party, url=route.url, why=route.why, version=app.version)
    end = _until_the_end(args, control, app, asked)
    if end == "crash":
        _crash()
    time.sleep(args.slow)
    app.save()
    if not (args.leave_lock or asked.is_set()):
        single.leave(profile)
    control.say("quit")
    if end == "again" or (args.relaunch and control.first_time("relaunched")):
        _start_again(args)
    return 0


def _wait_for_the_end_of(pid: int) -> None:
    while pid and single.alive(pid):
        time.sleep(_STEP)


def _until_the_end(args: Namespace, control: Control, app: App, asked: Event) -> End:
    while True:
        if asked.wait(_STEP):
            if not args.hide:
                return "quit"
            asked.clear()
            app.close_window()
            control.say("hidden")
        for words in control.orders():
            end = _obeyed(control, app, words)
            if end:
                return end


def _obeyed(control: Control, app: App, words: list[object]) -> End:
    try:
        end = obey(app, words)
    except ValueError as error:
        control.say("refused", why=str(error))
        return ""
    if end != "quit":  # that is said at its end
        control.say("hidden" if words[0] == "close-window" else str(words[0]))
    return end


def _crash() -> None:
    if sys.platform != "win32":
        os.kill(os.getpid(), signal.SIGKILL)


def _start_again(args: Namespace) -> None:
    """The new one waits for the end of this one, as Electron's own relaunch does."""
    given = sys.argv[1:-2] if args.after else sys.argv[1:]
    words = [sys.executable, "-m", "setpoint.standins.claude", *given, "--after", str(os.getpid())]
    null = subprocess.DEVNULL
    subprocess.Popen(words, stdin=null, stdout=null, stderr=null, start_new_session=True)  # noqa: S603 - ourselves


def _places(args: Namespace) -> Places:
    """As the app itself finds them on Linux (CD 1.2), unless they are given."""
    override = os.environ.get("CLAUDE_USER_DATA_DIR")
    if override:
        return Places(Path(override), Path(override))
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Places(args.data or config / "Claude-3p", args.native or config / "Claude")


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="setpoint.standins.claude", description="a stand-in for Claude Desktop")
    parser.add_argument("--control", type=Path, required=True, help="the folder of `do` and `said`")
    parser.add_argument("--data", type=Path, help="its profile folder of third-party mode")
    parser.add_argument("--native", type=Path, help="its profile folder of native mode")
    parser.add_argument("--installed", type=Path, help="where its version is recorded: dpkg's status or an Info.plist")
    parser.add_argument("--hide", action="store_true", help="a request to quit only hides it")
    parser.add_argument("--leave-lock", action="store_true", help="the lock stays behind at every end")
    parser.add_argument("--relaunch", action="store_true", help="start itself again after the first quit")
    parser.add_argument("--after", type=int, default=0, help="a process id whose end is waited for first")
    parser.add_argument("--slow", type=float, default=0.0, help="seconds that quitting takes")
    parser.add_argument("--slow-start", type=float, default=0.0, help="seconds from the lock to the first look")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
