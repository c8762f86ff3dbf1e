"""Months on end in one process, under load and faults together; whether what that takes stays flat.

    .venv/bin/python benchmarks/long_run.py --hours 2 --write   # rewrites the figures in docs/reliability.md
    .venv/bin/python benchmarks/long_run.py --minutes 1         # prints; about forty days
    .venv/bin/python benchmarks/long_run.py --minutes 5 --seed 7

Run by the Python of a checkout's `.venv`, on Linux. It fails where anything was lost, left or torn, and where anything
has grown. A line is printed for each month; `--days FILE` keeps one for each day, as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "tests"))

import page  # noqa: E402
from fakes.faults import TOGETHER  # noqa: E402 - the life and its faults are those of the tests
from fakes.flat import LEVELS, grown  # noqa: E402
from fakes.long_life import Day, day_from, days_of  # noqa: E402

PAGE: Final = CHECKOUT / "docs" / "reliability.md"
BEGIN: Final = "<!-- figures: written by `benchmarks/long_run.py --write` -->"
END: Final = "<!-- end of the figures of the long run -->"


def main() -> None:
    args = _arguments()
    until = time.monotonic() + (args.seconds or args.minutes * 60 or args.hours * 3600)
    with tempfile.TemporaryDirectory(prefix="setpoint-long-run-") as folder:
        kept = args.days or Path(folder) / "days.jsonl"
        kept.write_text("", encoding="utf-8")
        _live(Path(folder) / "home", args.seed, lambda: time.monotonic() > until, kept)
        days = [day_from(json.loads(line)) for line in kept.read_text(encoding="utf-8").splitlines()]
    text = _figures(days, args.seed)
    print(text)
    found = list(grown(days))
    if args.write and not found:
        page.write(text, BEGIN, END, PAGE)
    sys.exit("\n".join(found) or None)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=2.0, help="how long it really takes (2)")
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0, help="of the first month; each next one has the next (0)")
    parser.add_argument("--days", type=Path, help="keep the figures of each day here")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    return parser.parse_args()


def _live(home: Path, seed: int, over: Callable[[], bool], kept: Path) -> None:
    """What is told goes to the disk at once: kept in memory it would look like a leak."""
    home.mkdir()
    for day in days_of(home, seed, over):
        with kept.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(day)) + "\n")
        if day.day == 0:
            now = day.gauged
            print(
                f"month {day.month + 1}: {now.resident / 1024:.1f} MiB, {now.descriptors} descriptors, "
                f"{now.state / 1000:.0f} kB of state, {now.lines} lines of history",
                flush=True,
            )


def _figures(days: list[Day], seed: int) -> str:
    minutes = sum(day.seconds for day in days) / 60
    simulated = sum(day.simulated for day in days) / 86_400
    first = (
        f"{len(days)} days of events (seeds {seed} to {seed + days[-1].month}), {simulated:,.0f} of the clock; "
        f"{sum(day.turns for day in days):,} turns, {sum(day.restarts for day in days):,} agents begun, "
        f"{sum(day.asked for day in days):,} requests, {len(TOGETHER)} kinds of events"
    )
    lines = [page.machine(f"{minutes:.0f} minutes"), "", f"{first}.", ""]
    lines += ["| | first tenth | last tenth | most | bound |", "|---|---:|---:|---:|---:|"]
    tenth = max(1, len(days) // 10)
    for level in LEVELS:
        early, late = (sum(map(level.of, part)) / len(part) for part in (days[:tenth], days[-tenth:]))
        most = max(map(level.of, days))
        lines.append(f"| {level.name} | {early:,.0f} | {late:,.0f} | {most:,.0f} | {level.most:,} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
