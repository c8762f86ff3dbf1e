"""`setpoint demo`: the whole job in a throw-away home, with the real commands and two stand-ins."""

from __future__ import annotations

import shutil
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from setpoint import wiring
from setpoint.cli import main
from setpoint.standins import stage
from setpoint.standins.claude.around import StandinPlatform
from setpoint.standins.claude.deciding import Route
from setpoint.standins.claude.desktop import QUITTING, StandinDesktop
from setpoint.standins.ollama.server import StandIn
from setpoint.standins.registry import manifests
from setpoint.telling.ink import Ink
from setpoint.value import replace
from setpoint.wiring import Surroundings

PAUSE = 0.8
"""Seconds before each step on a terminal, for whoever reads along."""

SHOWN = ("NO_COLOR", "TERM", "COLUMNS", "LINES", "SYSTEMROOT")
"""The only variables of the real environment that the commands get to see."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--keep", action="store_true", help="leave the throw-away home, to look around in it")
    parser.add_argument("--fast", action="store_true", help="pull in no time, and don't pause")


def run(args: Namespace, here: Surroundings) -> int:
    home = Path(tempfile.mkdtemp(prefix="setpoint-demo-")).resolve()
    try:
        with stage.ollama(fast=args.fast) as ollama, manifests(stage.SIZES) as registry:
            story = Story(here, home, ollama, registry, fast=args.fast)
            return story.tell()
    finally:
        if args.keep:
            print(f"kept: {home}", file=here.out)
        else:
            shutil.rmtree(home, ignore_errors=True)


class Story:
    """Step by step. Whatever does not come out as it should is said at once, and makes the exit code 1."""

    def __init__(self, here: Surroundings, home: Path, ollama: StandIn, registry: str, *, fast: bool) -> None:
        self._ink = Ink(here.out, here.env)
        self._out = here.out
        self._home = home
        self._ollama = ollama
        self._pause = PAUSE if here.interactive and not fast else 0.0
        self._claude = StandinDesktop(home, self._started, quitting=0.01 if fast else QUITTING)
        self._here = self._inside(here, registry)
        self._route = Route(third_party=False)
        self._wrong = 0

    def tell(self) -> int:
        self._welcome()
        stage.furnish(self._home)
        files, models = stage.taken(self._home), self._models()
        for step in (self._plan, self._apply, self._talk, self._foreign, self._restore):
            time.sleep(self._pause)
            step()
        self._compare(files, models)
        return self._farewell()

    def _welcome(self) -> None:
        self._say(self._ink("bold", "The whole job, in a throw-away home"))
        self._say(f"{self._home}; nothing outside of it is read or written.")
        self._say(STANDINS.format(url=self._ollama.url))

    def _plan(self) -> None:
        self._title("1", "A profile says what should be")
        profile = self._home / "setpoint" / "profile.yaml"
        profile.parent.mkdir()
        profile.write_text(stage.PROFILE.format(url=self._ollama.url), encoding="utf-8")
        self._say("".join(f"  {line}" for line in profile.read_text(encoding="utf-8").splitlines(keepends=True)))
        self._claude.start()
        self._say("On this machine Ollama's own switch was used before, and its entry is still applied.")
        self._command("plan", expects=4)
        self._say("Another tool's entry is never replaced unasked, so plan says that a person must decide.")

    def _apply(self) -> None:
        self._title("2", "Make it so: take over, and restart Claude for it")
        self._command("apply", "--take-over", "--restart", "--yes", expects=0)
        self._check("Claude came back in third-party mode, to Ollama", self._routed())
        self._check("the models are on the server", {*stage.SIZES, *stage.THERE} <= set(self._models()))
        self._command("status", expects=0)
        self._command("apply", "--yes", expects=0)

    def _talk(self) -> None:
        self._title("3", "A message, by the route that the app takes")
        self._command("test", expects=0)

    def _foreign(self) -> None:
        self._title("4", "Another switcher interferes")
        self._claude.quit()
        stage.another_switcher(self._home)
        self._say("Claude was closed, and something set appliedId to Ollama's entry and deploymentMode to 1p.")
        self._command("status", expects=2)
        self._command("apply", "--yes", expects=0)
        self._claude.start()
        self._check("Claude is in third-party mode again, to Ollama", self._routed())

    def _restore(self) -> None:
        self._title("5", "Give everything back")
        self._ollama.store.loaded.clear()
        self._say("A loaded model is never removed. Ollama unloads idle ones by itself; the stand-in did so now.")
        self._command("restore", "--models", "--restart", "--yes", expects=0)
        self._check("Claude came back in native mode", not self._route.third_party)
        self._claude.quit()

    def _compare(self, files: dict[str, bytes], models: dict[str, str]) -> None:
        self._title("6", "Compared with the start, byte for byte")
        now = stage.taken(self._home)
        for name in sorted({*files, *now}):
            size = f"{len(now.get(name, b''))} bytes"
            self._check(f"{name:<68} {size:>9}", name in files and now.get(name) == files[name])
        self._check(f"Ollama's models: {', '.join(models)}", self._models() == models)

    def _farewell(self) -> int:
        self._say("")
        if self._wrong:
            self._say(self._ink("bad", f"not everything came out as it should ({self._wrong}); please report it"))
            return 1
        self._say("Every step came out as it should. Ollama and Claude Desktop were stand-ins, and no model ran.")
        self._say("Next, with the real ones: setpoint init, setpoint apply")
        return 0

    def _command(self, *words: str, expects: int) -> None:
        self._say("\n" + self._ink("bold", " ".join(("$ setpoint", *words))))
        code = main.main(words, self._here)
        self._out.flush()
        if code == 130:
            raise KeyboardInterrupt
        if code:
            self._say(self._ink("dim", f"[exit {code}]"))
        if code != expects:
            self._check(f"setpoint {words[0]} should have ended with {expects}", well=False)

    def _check(self, text: str, well: bool) -> None:
        self._say(f"{self._ink('good', '✓') if well else self._ink('bad', '✗')} {text}")
        self._wrong += not well

    def _routed(self) -> bool:
        return self._route.third_party and self._route.url == self._ollama.url

    def _started(self, route: Route) -> None:
        self._route = route
        picker = ", ".join(label for _, label in route.models)
        way = f"third-party mode, {route.url}; picker: {picker}" if route.third_party else f"native mode ({route.why})"
        self._say(f"  {self._ink('other', '[Claude, a stand-in]')} started in {way}")

    def _models(self) -> dict[str, str]:
        return {
            model.name.listed: model.digest for model in sorted(self._ollama.store.listed(), key=lambda m: m.name.key)
        }

    def _inside(self, here: Surroundings, registry: str) -> Surroundings:
        home = self._home
        env = {name: value for name in SHOWN if (value := here.env.get(name))}
        env |= {"HOME": str(home), "OLLAMA_MODELS": str(home)}
        machine = replace(wiring.real_machine(env, home), root=home / "system")
        platform = StandinPlatform(home, self._claude)
        return replace(
            here, machine=machine, platform=platform, err=here.out, cwd=home, interactive=False, registry_url=registry
        )

    def _title(self, number: str, text: str) -> None:
        self._say(f"\n{self._ink('bold', f'── {number}. {text}')}")

    def _say(self, text: str) -> None:
        print(text, file=self._out, flush=True)


STANDINS = """\
Ollama ({url}) and Claude Desktop are stand-ins that come with Setpoint:
the one answers like recordings of real servers, the other treats its files as the app is known to.
No model is downloaded, and none runs. Everything else is real: the commands, the files, HTTP on the loopback."""
