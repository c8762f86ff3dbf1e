"""The figures as Markdown, and the part of benchmarks/README.md that holds them."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from imports import Imports
    from run import Figures

README: Final = Path(__file__).resolve().parent / "README.md"
BEGIN: Final = "<!-- figures: written by `benchmarks/run.py --write` -->"
END: Final = "<!-- end of figures -->"

SECONDS: Final = {"setpoint apply": 0.20, "setpoint status": 0.10}
TIMES_APPLY: Final = {"salt-call --local state.apply": 3.0, "ansible-playbook": 8.0}
"""The aims: seconds at the most, and how many times longer than `setpoint apply` at the least."""


def figures(found: Figures, rounds: int) -> str:
    parts = (
        (machine(f"{rounds} rounds"),),
        _table(found),
        _aims(found),
        _absent(found),
        _requests(found),
        _imports(found),
    )
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part)


def write(text: str, begin: str = BEGIN, end: str = END, page: Path = README) -> None:
    """Between the two marks; what stands around them stays."""
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def machine(how_often: str) -> str:
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores ({_processor()})"
    day = date.today().isoformat()  # noqa: DTZ011 - the person's own day
    load = f"load {os.getloadavg()[0]:.1f} at the end"
    return f"{day}, {system}, Python {platform.python_version()}, {how_often}; {load}."


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")), "?")


def _table(found: Figures) -> Iterator[str]:
    yield "| program, with nothing to do | median | middle half | processor | to `apply` | version |"
    yield "|---|---:|---:|---:|---:|---|"
    apply = found.times["setpoint apply"].middle
    for name, times in sorted(found.times.items(), key=lambda pair: pair[1].middle):
        low, high = times.quarters
        cells = (
            f"`{name}`",
            f"{times.middle:.3f} s",
            f"{low:.3f} to {high:.3f}",
            f"{times.work:.3f} s",
            f"{times.middle / apply:.1f} ×",
            found.versions.get(name, ""),
        )
        yield f"| {' | '.join(cells)} |"


def _aims(found: Figures) -> Iterator[str]:
    apply = found.times["setpoint apply"].middle
    told = [
        f"`{name}` {(took := found.times[name].middle):.2f} s of {most:.2f} s, {met(took <= most)}"
        for name, most in SECONDS.items()
    ]
    for name, least in TIMES_APPLY.items():
        if name in found.times:
            factor = found.times[name].middle / apply
            told.append(f"`{name}` {factor:.1f} × for at least {least:g} ×, {met(factor >= least)}")
    yield f"Aims: {'; '.join(told)}."


def met(well: bool) -> str:
    return "met" if well else "**missed**"


def _absent(found: Figures) -> Iterator[str]:
    if found.absent:
        yield f"Not installed where this was measured, so left out: {', '.join(found.absent)}."


def _requests(found: Figures) -> Iterator[str]:
    yield "| requests of one `apply` with nothing to do, 3 slots | 5 models | 500 models |"
    yield "|---|---:|---:|"
    few, many = found.requests[5], found.requests[500]
    for asked in sorted({*few, *many}):
        yield f"| `{asked}` | {few[asked]} | {many[asked]} |"
    yield f"| together | {few.total()} | {many.total()} |"
    yield f"| median | {found.many[5].middle:.3f} s | {found.many[500].middle:.3f} s |"


def _imports(found: Figures) -> Iterator[str]:
    yield "| `python -X importtime` | modules | of Setpoint | time of all | of Setpoint's | dearest packages |"
    yield "|---|---:|---:|---:|---:|---|"
    for name, each in found.imports.items():
        yield f"| `{name}` | {len(each.own)} | {_row(each)} |"
    heavy = {name for each in found.imports.values() for name in each.heavy}
    yield ""
    yield "Imported by neither: " + ", ".join(_missing(heavy)) + "."
    if heavy:
        yield "Heavy, and imported all the same: " + ", ".join(sorted(heavy)) + "."


def _missing(heavy: set[str]) -> list[str]:
    from imports import HEAVY

    return [f"`{name}`" for name in HEAVY if name not in heavy]


def _row(each: Imports) -> str:
    modules, own = each.of_setpoint()
    dearest = ", ".join(f"{name} {time:.0f} ms" for name, time in each.dearest(6))
    return f"{modules} | {each.total:.0f} ms | {own:.0f} ms | {dearest}"
