"""`python -m setpoint.standins.claude --control DIR [--data DIR --native DIR] [--hide] [--relaunch] [--slow SECONDS]`.

A process of its own for tests on Linux and macOS. SIGTERM is the polite request to quit. In the control folder it
appends to `said` what happened, one JSON object a line, and does what the lines of `do` say, each a list of words:
`["prefer", key, value]`, `["sign-in", mode]`, `["apply-changes"]`, `["quit"]`.
"""

from __future__ import annotations

import json
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
from setpoint.standins.claude.deciding import Places, decide

_STEP: Final = 0.02
"""Seconds between two looks at `do`."""


def main() -> int:
    args = _arguments()
    args.control.mkdir(parents=True, exist_ok=True)
    asked = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: asked.set())
    _wait_for_the_end_of(args.after)
    places = _places(args)
    profile = places.profile(third_party=decide(places).third_party)
    if not single.take(profile, socket.gethostname(), os.getpid()):
        _say(args, "second instance")
        return 0
    app = App(places)
    _say(args, "started", third_party=app.route.third_party, url=app.route.url, why=app.route.why)
    again = _until_quit(args, app, asked)
    time.sleep(args.slow)
    app.save()
    # The lock stays behind, as Chromium leaves it after SIGTERM (seen 2026-11-22).
    _say(args, "quit")
    if again or _relaunches(args):
        _start_again()
    return 0


def _wait_for_the_end_of(pid: int) -> None:
    while pid and single.alive(pid):
        time.sleep(_STEP)


def _relaunches(args: Namespace) -> bool:
    """Only once, or a test could never close it."""
    done = args.control / "relaunched"
    if not args.relaunch or done.exists():
        return False
    done.touch()
    return True


def _start_again() -> None:
    words = [sys.executable, "-m", "setpoint.standins.claude", *sys.argv[1:], "--after", str(os.getpid())]
    null = subprocess.DEVNULL
    subprocess.Popen(words, stdin=null, stdout=null, stderr=null, start_new_session=True)  # noqa: S603 - ourselves


def _until_quit(args: Namespace, app: App, asked: Event) -> bool:
    """Whether it then starts itself again, as it does for "Apply Changes"."""
    while True:
        if asked.wait(_STEP):
            if not args.hide:
                return False
            asked.clear()
            _say(args, "hidden")
        for words in _orders(args.control / "do"):
            _say(args, str(words[0]))
            if words[0] == "quit":
                return False
            if words[0] == "apply-changes":
                app.apply_changes()
                return True
            _obey(app, words)


def _obey(app: App, words: list[object]) -> None:
    if words[0] == "prefer":
        app.prefer(str(words[1]), words[2])
    elif words[0] == "sign-in":
        app.sign_in(str(words[1]))


def _orders(path: Path) -> list[list[object]]:
    """What is to be done, each once: the file is taken away before it is read."""
    taken = path.with_name("doing")
    try:
        path.rename(taken)
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in taken.read_text(encoding="utf-8").splitlines()]


def _say(args: Namespace, event: str, **more: object) -> None:
    with (args.control / "said").open("a", encoding="utf-8") as said:
        said.write(json.dumps({"event": event, "pid": os.getpid(), "parent": os.getppid(), **more}) + "\n")


def _places(args: Namespace) -> Places:
    """As the app itself finds them on Linux (CD 1.2), unless they are given."""
    override = os.environ.get("CLAUDE_USER_DATA_DIR")
    if override:
        return Places(Path(override), Path(override))
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Places(args.data or config / "Claude-3p", args.native or config / "Claude")


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="setpoint.standins.claude", description="a stand-in for Claude Desktop")
    parser.add_argument("--control", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--native", type=Path)
    parser.add_argument("--hide", action="store_true", help="a request to quit only hides it")
    parser.add_argument("--relaunch", action="store_true", help="start itself again after the first quit")
    parser.add_argument("--after", type=int, default=0, help="a process id whose end is waited for first")
    parser.add_argument("--slow", type=float, default=0.0, help="seconds that quitting takes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
