"""The agent's figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Final

import page

if TYPE_CHECKING:
    from agent import Found
    from drifts import Latencies

BEGIN: Final = "<!-- the agent's figures: written by `benchmarks/agent.py --write` -->"
END: Final = "<!-- end of the agent's figures -->"

AGENT: Final = "setpoint run"
REPAIR: Final = 0.5
NOISY: Final = 2.0
START: Final = 0.7
RSS: Final = 48 * 1024
CPU: Final = 0.001
"""The aims: seconds, KiB, and part of a core."""


def figures(found: Found) -> str:
    parts = (_machine, _repairs, _halves, _idle, _stays, _aims, _absent)
    return "\n\n".join("\n".join(part) for part in (list(each(found)) for each in parts) if part)


def _machine(found: Found) -> Iterator[str]:
    asked = found.asked
    yield page.machine(f"{asked.drifts:,} drifts, {asked.minutes:g} minutes idle")


def _repairs(found: Found) -> Iterator[str]:
    yield "| from a foreign write to the repaired file | drifts | p50 | p95 | p99 | longest |"
    yield "|---|---:|---:|---:|---:|---:|"
    own = {f"`{AGENT}`, file {name}": found.latencies[name] for name in found.noisy}
    noisy = {f"`{AGENT}`, file {name}, {found.rate:,.0f} others a second": each for name, each in found.noisy.items()}
    peers = {f"`{name}`": each for name, each in found.latencies.items() if name not in found.noisy}
    for name, each in (own | noisy | peers).items():
        yield f"| {name} | {len(each.seconds)} | {_spread(each)} |"


def _spread(each: Latencies) -> str:
    return " | ".join(f"{each.part(share):.3f} s" for share in (0.5, 0.95, 0.99, 1.0))


def _halves(found: Found) -> Iterator[str]:
    yield "| a writer in five pieces | over | writings | acted on before its end | bytes lost | repaired after |"
    yield "|---|---:|---:|---:|---:|---:|"
    for (name, over), each in found.halves.items():
        cells = (name, f"{over:g} s", each.writings, each.early, each.lost, f"{each.seconds:.3f} s at most")
        yield f"| {' | '.join(map(str, cells))} |"


def _idle(found: Found) -> Iterator[str]:
    yield "| idle | RSS | PSS | USS | of a core | wake-ups a second | written | version |"
    yield "|---|---:|---:|---:|---:|---:|---:|---|"
    for name, each in found.idle.items():
        sizes = " | ".join(f"{size / 1024:.1f} MiB" for size in (each.end.rss, each.end.pss, each.end.uss))
        costs = f"{each.cpu:.3%} | {each.wakes:.2f} | {each.written / 1024:.0f} KiB"
        yield f"| `{name}` | {sizes} | {costs} | {found.versions.get(name, '')} |"


def _stays(found: Found) -> Iterator[str]:
    first, last = min(found.resident), max(found.resident)
    yield "| from start to ready | starts | median | longest | processor |"
    yield "|---|---:|---:|---:|---:|"
    for name, (took, work) in found.starts.items():
        cells = (
            len(took.seconds),
            f"{median(took.seconds):.2f} s",
            f"{max(took.seconds):.2f} s",
            f"{median(work):.2f} s",
        )
        yield f"| {name} | {' | '.join(map(str, cells))} |"
    yield ""
    yield "| passes | " + " | ".join(f"{number:,}" for number in found.resident) + " |"
    yield "|---|" + "---:|" * len(found.resident)
    yield "| MiB resident | " + " | ".join(f"{size / 1024:.1f}" for size in found.resident.values()) + " |"
    yield ""
    grown = (found.resident[last] - found.resident[first]) / 1024
    passes = f"{grown:+.1f} MiB from {first:,} to {last:,} passes, {found.pass_seconds * 1000:.1f} ms of processor each"
    yield f"{passes}. After the drifts above: {found.busy.rss / 1024:.1f} MiB."


def _aims(found: Found) -> Iterator[str]:
    idle = found.idle[AGENT]
    calm = max(found.latencies[name].part(0.99) for name in found.noisy)
    noisy = max(each.part(1.0) for each in found.noisy.values())
    start = max(median(each.seconds) for each, _ in found.starts.values())
    spoilt = sum(each.early + each.lost for each in found.halves.values())
    told = (
        f"repaired within {calm:.2f} s (p99) of {REPAIR:g} s, {page.met(calm <= REPAIR)}",
        f"beside the noise within {noisy:.2f} s (longest) of {NOISY:g} s, {page.met(noisy <= NOISY)}",
        f"half-written files acted on or spoilt: {spoilt}, {page.met(not spoilt)}",
        f"{idle.end.rss / 1024:.1f} MiB of {RSS // 1024} MiB, {page.met(idle.end.rss <= RSS)}",
        f"{idle.cpu:.3%} of a core of {CPU:.1%}, {page.met(idle.cpu <= CPU)}",
        f"ready after {start:.2f} s of {START:g} s, {page.met(start <= START)}",
    )
    yield f"Aims: {'; '.join(told)}."


def _absent(found: Found) -> Iterator[str]:
    if found.absent:
        yield f"Not installed where this was measured, so left out: {', '.join(found.absent)}."
