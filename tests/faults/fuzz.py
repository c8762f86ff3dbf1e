"""A million damaged inputs for every reader: no traceback, no hang, no write; what is read means the same again.

    PYTHONPATH=tests python -m faults.fuzz --inputs 1000000 [--target NAME] [--seed 1] [--minutes 60]

Prints a line for each target (inputs, inputs a second, the slowest) and every find with the input that made it; exit 1
if there is any. `--again FILE` gives the bytes of a file to the targets once more.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import tripwire
from faults.mutation import mutated
from faults.target import Target
from faults.watching import Hang, Watch, limited, watched

SLOW: Final = 1.0
"""Seconds of the processor's time for one input, beyond which it is a find."""

ENOUGH: Final = 5
"""Different finds of a target, after which it is left alone."""


@dataclass
class Tally:
    """What came of one target. `finds`: by the place that failed, what it was and the first input that did it."""

    name: str
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slow_input: bytes = b""
    finds: dict[str, tuple[str, bytes]] = field(default_factory=dict)


def targets(folder: Path, watch: Watch) -> tuple[Target, ...]:
    """All of them. The commands need a folder for their desk; `watch` is told that writing is fine there."""
    from faults import target_desk, target_documents, target_profiles, target_state, target_streams, target_words

    modules = (target_words, target_documents, target_profiles, target_state, target_streams)
    return (*(target for module in modules for target in module.TARGETS), *target_desk.targets(folder, watch))


def fuzzed(target: Target, inputs: int, seed: int, watch: Watch, until: float = float("inf")) -> Tally:
    """The seeds as they are, and then inputs made of them. The same seed makes the same inputs."""
    tally = Tally(target.name)
    for number in range(inputs):
        fresh = number >= len(target.seeds)
        data = mutated(_chance(seed, target, number), target.seeds) if fresh else target.seeds[number]
        tried(target, data, tally, watch)
        if len(tally.finds) >= ENOUGH or time.monotonic() > until:
            break
    return tally


def _chance(seed: int, target: Target, number: int) -> Random:
    return Random(f"{seed} {target.name} {number}")  # noqa: S311 - nothing is kept secret by it


def tried(target: Target, data: bytes, tally: Tally, watch: Watch) -> None:
    began = time.thread_time()
    try:
        with limited(10 * SLOW), nullcontext() if target.writes else watched(watch):
            target.check(data)
        assert target.writes or watch.refused == [], watch.refused
    except (Exception, Hang) as error:  # noqa: BLE001 - whatever gets out is a find
        what = f"{type(error).__name__}: {error}"[:400]
        tally.finds.setdefault(_place(error, what), (what, data))
    took = time.thread_time() - began
    tally.inputs += 1
    tally.seconds += took
    if took > tally.slowest:
        tally.slowest, tally.slow_input = took, data
    if took > SLOW:
        tally.finds.setdefault("slow", (f"took {took:.1f} s", data))


def _place(error: BaseException, what: str) -> str:
    """Where it comes from: one find for each line of code, however many inputs lead there."""
    at, places = error.__traceback__, []
    while at is not None:
        places.append(f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}")
        at = at.tb_next
    crash = what.partition("]: ")[2] if "target_desk" in places[-1] else ""
    return crash or " < ".join(places[:0:-1][:4])


def lines(tally: Tally) -> Iterator[str]:
    rate = tally.inputs / tally.seconds if tally.seconds else 0.0
    yield (
        f"{tally.name:<22} {tally.inputs:>8} inputs {rate:>8.0f} a second   slowest {1000 * tally.slowest:>6.0f} ms   "
        f"{len(tally.finds)} finds"
    )
    for place, (what, data) in tally.finds.items():
        shown = data if len(data) <= 400 else data[:400] + b"..."
        yield f"  {what}\n    at {place}\n    {shown!r}"


def main(argv: Sequence[str]) -> int:
    args = _words(argv)
    with tempfile.TemporaryDirectory(prefix="setpoint-fuzz-") as folder:
        _move(Path(folder))
        watch = Watch()
        wanted = [target for target in targets(Path(folder), watch) if args.target in ("", target.name)]
        sys.addaudithook(watch)
        tallies = [_one(target, args, watch, sum(target.share for target in wanted)) for target in wanted]
    inputs, finds = sum(tally.inputs for tally in tallies), sum(len(tally.finds) for tally in tallies)
    print(f"{inputs} inputs, {finds} finds", flush=True)
    return 1 if finds else 0


def _one(target: Target, args: argparse.Namespace, watch: Watch, whole: int) -> Tally:
    if args.again:
        tally = Tally(target.name)
        tried(target, args.again.read_bytes(), tally, watch)
    else:
        until = time.monotonic() + 60 * args.minutes
        tally = fuzzed(target, -(-args.inputs * target.share // whole), args.seed, watch, until)
    print("\n".join(lines(tally)), flush=True)
    if args.keep:
        _keep(tally, args.keep)
    return tally


def _move(folder: Path) -> None:
    """Away from this person's home, as the tests are; compiled modules are not written while writes are watched."""
    sys.dont_write_bytecode = True
    real = Path.home()
    tripwire.move_home(os.environ, real, folder / "home")
    tripwire.install(real, tripwire.needed(Path(__file__).resolve().parent.parent.parent))


def _keep(tally: Tally, folder: Path) -> None:
    """The inputs of the finds, and the slowest, for `--again`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate([*(data for _, data in tally.finds.values()), tally.slow_input]):
        (folder / f"{tally.name.replace(' ', '-')}-{number}").write_bytes(data)


def _words(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="faults.fuzz")
    parser.add_argument("--inputs", type=int, default=1_000_000, help="in all; each target gets its share")
    parser.add_argument("--target", default="", help="only this one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=600, help="for one target at the most")
    parser.add_argument("--keep", type=Path, help="a folder for the inputs of finds, and for the slowest ones")
    parser.add_argument("--again", type=Path, help="nothing but the bytes of this file")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
