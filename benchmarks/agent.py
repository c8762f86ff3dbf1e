"""What the agent costs, and how soon it puts a file back, beside other programs that stay. See README.md here.

    .venv/bin/python benchmarks/agent.py                                 # prints; idle for two minutes, 200 drifts
    .venv/bin/python benchmarks/agent.py --write                         # ten minutes, 1,000 drifts; rewrites README.md
    .venv/bin/python benchmarks/agent.py --minutes 1 --drifts 30 --passes 500

Run by the Python of a checkout's `.venv`, like run.py. No figure fails this program; what fails it is a file that is
never repaired.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import agent_page
import drifts
import page
from drifts import Latencies, drift
from halfway import WRITERS, Halfway, halfway
from keepers import Keeper, keepers
from noise import noise
from run import MADE, say
from setpoint.standins.ollama.server import StandIn
from staying import Counts, Idle, Staying, ready, staying
from subject import CHECKOUT, SLOT_MODELS, Subject, files_of, install, places_of, settle

AGENT: Final = "setpoint run"
PAUSE: Final = 0.3
"""Seconds between two drifts at the most: the agent is anywhere in its second look by then."""

PEERS_PAUSE: Final = 3.0
SETTLED: Final = 15.0
"""Seconds after which what stays has started up, and is idle."""

STARTS: Final = 20
ANEW: Final = "profile read anew"
KEPT: Final = ("profile.json", "in-force.json", "last-good.json", "agent.json")
"""What is remembered of a profile: without it a start needs YAML and JSON Schema."""


Drifts = tuple[dict[str, Latencies], dict[str, Latencies], float, Counts]


@dataclass(frozen=True, slots=True)
class Asked:
    minutes: float
    drifts: int
    passes: int


@dataclass(frozen=True, slots=True)
class Found:
    """`latencies` by program or kind of writer; `rate`: files a second of noise. `starts`: with seconds of processor.

    `busy`: after all drifts. `resident`: KiB by number of passes.
    """

    asked: Asked
    latencies: Mapping[str, Latencies]
    noisy: Mapping[str, Latencies]
    rate: float
    halves: Mapping[tuple[str, float], Halfway]
    idle: Mapping[str, Idle]
    starts: Mapping[str, tuple[Latencies, list[float]]]
    busy: Counts
    resident: Mapping[int, int]
    pass_seconds: float
    absent: tuple[str, ...]
    versions: Mapping[str, str]


def main() -> None:
    args = _arguments()
    asked = Asked(args.minutes or (10 if args.write else 2), args.drifts or (1000 if args.write else 200), args.passes)
    with tempfile.TemporaryDirectory(prefix="setpoint-bench-") as folder:
        say("installing Setpoint")
        program = install(Path(folder) / "installed")
        with StandIn(holds=dict.fromkeys(SLOT_MODELS, MADE)) as server:
            found = _measured(Path(folder), program, server.url, asked)
    text = agent_page.figures(found)
    print(text)
    if args.write:
        page.write(text, agent_page.BEGIN, agent_page.END)
        say(f"written to {page.README}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, help="how long all is left idle (2; 10 with --write)")
    parser.add_argument("--drifts", type=int, help="how many files are changed (200; 1,000 with --write)")
    parser.add_argument("--passes", type=int, default=10_000, help="how many passes memory is watched over (10,000)")
    parser.add_argument("--write", action="store_true", help="put the figures into benchmarks/README.md")
    return parser.parse_args()


def _measured(place: Path, program: Path, url: str, asked: Asked) -> Found:
    """What is left idle is so while, in other homes, the rest is measured."""
    files = files_of(_home(place, program, url, "spare"))
    idlers, absent = keepers(place / "idle", files)
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        subject = _home(place, program, url, "idle-agent")
        running = {AGENT: stack.enter_context(ready(subject.argv("run"), subject.env, place / "idle.log"))[0]}
        running |= {each.name: stack.enter_context(_kept_by(each, place)) for each in idlers}
        say(f"idle for {asked.minutes:g} minutes: {', '.join(running)}")
        time.sleep(SETTLED)
        began = {name: each.counts() for name, each in running.items()}
        peers = _peers_drifts(place, files, asked.drifts // 25, pool)
        starts = _starts(_home(place, program, url, "starts"), place)
        latencies, noisy, rate, busy = _drifts(_home(place, program, url, "drifts"), place, asked.drifts)
        grown = pool.submit(_passes, _home(place, program, url, "passes"), asked.passes)
        halves = _halves(_home(place, program, url, "halves"), place)
        resident = {int(number): size for number, size in grown.result()["resident"].items()}
        latencies |= {name: each.result() for name, each in peers.items()}
        idle = _idle(running, began, asked.minutes * 60)
    versions = {each.name: _version(each) for each in idlers}
    seconds = float(grown.result()["seconds"])
    return Found(asked, latencies, noisy, rate, halves, idle, starts, busy, resident, seconds, absent, versions)


def _home(place: Path, program: Path, url: str, name: str) -> Subject:
    return settle(program, place / name, url, more="agent: {contest: never}\n")


@contextmanager
def _kept_by(keeper: Keeper, place: Path) -> Iterator[Staying]:
    with staying(keeper.argv, keeper.env, place / f"{keeper.name}.log") as made:
        yield made


def _idle(running: Mapping[str, Staying], began: Mapping[str, Counts], seconds: float) -> dict[str, Idle]:
    time.sleep(max(0.0, seconds - (time.monotonic() - min(each.at for each in began.values()))))
    return {name: each.idle_since(began[name]) for name, each in running.items()}


def _peers_drifts(
    place: Path, files: Mapping[str, bytes], times: int, pool: ThreadPoolExecutor
) -> dict[str, Future[Latencies]]:
    """Instances of their own: what is left idle is not to be disturbed."""
    ready_peers, _ = keepers(place / "busy", files)
    return {
        each.name: pool.submit(_peer_drifts, each, place, files, times) for each in ready_peers if each.kept is not None
    }


def _peer_drifts(keeper: Keeper, place: Path, files: Mapping[str, bytes], times: int) -> Latencies:
    assert keeper.kept is not None
    good = {keeper.kept / name: content for name, content in files.items()}
    with staying(keeper.argv, keeper.env, place / f"{keeper.name}-busy.log"):
        time.sleep(SETTLED)
        return drift(list(good), good, drifts.in_place, times, PEERS_PAUSE)


def _starts(subject: Subject, place: Path) -> dict[str, tuple[Latencies, list[float]]]:
    """From the start of the process to READY=1, which is said when the files have been looked at."""
    found = {name: (Latencies(), list[float]()) for name in ("profile remembered", ANEW)}
    say(f"{STARTS} starts each: {', '.join(found)}")
    for _ in range(STARTS):
        for name, (latencies, work) in found.items():
            if name == ANEW:
                _forget(subject)
            with ready(subject.argv("run"), subject.env, place / "starts.log") as (agent, seconds):
                latencies.seconds.append(seconds)
                work.append(agent.counts().cpu)
    return found


def _forget(subject: Subject) -> None:
    for path in subject.home.rglob("*.json"):
        if path.name in KEPT and "setpoint" in path.parts[-2]:
            path.unlink()


def _drifts(subject: Subject, place: Path, times: int) -> Drifts:
    files = places_of(subject)
    good = {path: path.read_bytes() for path in files}
    with ready(subject.argv("run"), subject.env, place / "drifts.log") as (agent, _):
        time.sleep(1)
        say(f"{times} drifts")
        calm = {name: drift(files, good, write, times // 2, PAUSE) for name, write in drifts.WRITERS.items()}
        say(f"{times // 4} drifts beside 10,000 files a second")
        with noise(files[1].parent) as rate:
            noisy = {name: drift(files, good, write, times // 8, PAUSE) for name, write in drifts.WRITERS.items()}
        busy = agent.counts()
    return calm, noisy, rate[0], busy


def _halves(subject: Subject, place: Path) -> dict[tuple[str, float], Halfway]:
    """In the middle of each writing the agent is told to look at everything."""
    files = places_of(subject)
    good = {path: path.read_bytes() for path in files}
    say("writers that take their time")
    with ready(subject.argv("run"), subject.env, place / "halves.log") as (agent, _):
        return {
            (name, seconds): halfway(files, good, pieces, seconds, times, agent.hang_up)
            for name, pieces in WRITERS.items()
            for seconds, times in ((0.5, 12), (3.0, 6))
        }


def _passes(subject: Subject, count: int) -> dict[str, Any]:
    argv = [str(subject.program.parent / "python"), str(CHECKOUT / "benchmarks" / "passes.py"), str(count)]
    return dict(json.loads(subprocess.run(argv, env=subject.env, stdout=subprocess.PIPE, check=True).stdout))


def _version(keeper: Keeper) -> str:
    told = subprocess.run(keeper.version, env=keeper.env, capture_output=True, text=True, check=False).stdout
    return told.splitlines()[0].strip() if told else "?"


if __name__ == "__main__":
    main()
