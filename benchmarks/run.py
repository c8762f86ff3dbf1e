"""Measures Setpoint with nothing to do, beside its peers, in one run, and prints the figures.

    python benchmarks/run.py [--rounds 20] [--write]

`--write` puts them into benchmarks/README.md. Run it with the Python of a checkout's `.venv` (`make bench` does): the
stand-in for Ollama comes from there, what is measured is built and installed anew. No figure fails this program; what
fails it is that something which should do nothing did something.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import page
from imports import Imports, imports
from peers import PEERS, Peer
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn
from subject import SLOT_MODELS, Subject, clean, files_of, install, settle
from timing import Task, Times, measure

MADE: Final = Published(size=6_600_000_000, details=Details(family="qwen35", context=262144))
APPLY: Final = "setpoint apply"
STATUS: Final = "setpoint status"
PYTHON: Final = "python -c pass"


@dataclass(frozen=True, slots=True)
class Figures:
    """`requests`: of one apply with nothing to do, by how many models the server holds and the profile names."""

    times: Mapping[str, Times]
    requests: Mapping[int, Counter[str]]
    many: Mapping[int, Times]
    imports: Mapping[str, Imports]
    absent: tuple[str, ...]
    versions: Mapping[str, str]


def main() -> None:
    args = _arguments()
    with tempfile.TemporaryDirectory(prefix="setpoint-bench-") as folder:
        place = Path(folder)
        say("installing Setpoint")
        program = install(place / "installed")
        figures = _measured(place, program, args.rounds)
    text = page.figures(figures, args.rounds)
    print(text)
    if args.write:
        page.write(text)
        say(f"written to {page.README}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20, help="how often each is run (20)")
    parser.add_argument("--write", action="store_true", help="put the figures into benchmarks/README.md")
    return parser.parse_args()


def _measured(place: Path, program: Path, rounds: int) -> Figures:
    with StandIn(holds=dict.fromkeys(SLOT_MODELS, MADE)) as server:
        subject = settle(program, place / "home", server.url)
        ready, absent = _peers(place, files_of(subject))
        python = (str(program.parent / "python"), "-c", "pass")
        tasks = [
            Task(APPLY, subject.argv("apply", "--yes"), subject.env),
            Task(STATUS, subject.argv("status"), subject.env),
            Task(PYTHON, python, subject.env),
            *(Task(peer.name, peer.argv, peer.env) for peer in ready),
        ]
        before = _state(subject, server)
        say(f"{rounds} rounds of {', '.join(task.name for task in tasks)}")
        times = measure(tasks, rounds)
        imported = {"apply": imports(subject, "apply", "--yes"), "status": imports(subject, "status")}
        if _state(subject, server) != before:
            sys.exit("a pass with nothing to do has changed something")
        versions = {peer.name: _version(peer) for peer in ready}
    requests, many = _counted(place, program, max(rounds // 2, 2))
    return Figures(times, requests, many, imported, absent, versions)


def _peers(place: Path, files: Mapping[str, bytes]) -> tuple[list[Peer], tuple[str, ...]]:
    """Those that are installed, each with its files laid down and a second run that found nothing to do."""
    ready: list[Peer] = []
    absent: list[str] = []
    for name, prepare in PEERS.items():
        folder = place / name
        folder.mkdir()
        peer = prepare(folder, files)
        if peer is None:
            absent.append(name)
            continue
        say(f"preparing {peer.name}")
        _settled(peer, files)
        ready.append(peer)
    return ready, tuple(absent)


def _settled(peer: Peer, files: Mapping[str, bytes]) -> None:
    import subprocess

    for _ in range(2):
        seen = _stamps(peer.kept)
        ran = subprocess.run(peer.argv, env=peer.env, capture_output=True, text=True, check=False)
    if ran.returncode or peer.idle not in ran.stdout or _stamps(peer.kept) != seen:
        sys.exit(f"{peer.name} ended with {ran.returncode} and has not settled:\n{ran.stdout}{ran.stderr}")
    if {path.name: path.read_bytes() for path in peer.kept.iterdir()} != files:
        sys.exit(f"{peer.name} did not lay down what it was given")


def _stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} if folder.exists() else {}


def _state(subject: Subject, server: StandIn) -> tuple[object, ...]:
    """What nothing may change: mutating requests, and the bytes and times of Claude Desktop's files."""
    library = subject.claude / "configLibrary"
    return server.mutating, files_of(subject), _stamps(library), _stamps(subject.claude)


def _counted(place: Path, program: Path, rounds: int) -> tuple[dict[int, Counter[str]], dict[int, Times]]:
    """An apply with nothing to do, with 5 and with 500 models kept beside those of the slots."""
    requests: dict[int, Counter[str]] = {}
    many: dict[int, Times] = {}
    for count in (5, 500):
        say(f"counting requests with {count} models")
        kept = [f"model-{number}:7b" for number in range(count)]
        with StandIn(holds=dict.fromkeys((*SLOT_MODELS, *kept), MADE)) as server:
            subject = settle(program, place / f"home-{count}", server.url, kept)
            server.requests.clear()
            subject.must("apply", "--yes")
            requests[count] = Counter({" ".join(asked): number for asked, number in server.requests.items()})
            task = Task(f"{APPLY}, {count} models", subject.argv("apply", "--yes"), subject.env)
            many[count] = measure([task], rounds)[task.name]
    return requests, many


def _version(peer: Peer) -> str:
    import subprocess

    told = subprocess.run(peer.version, env=clean(Path.home()), capture_output=True, text=True, check=False).stdout
    return told.splitlines()[0].strip() if told else "?"


def say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
