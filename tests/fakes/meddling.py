"""What other programs do to Claude's files in the accelerated month."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from fakes.days import MINUTE, OLLAMAS, PERSONS
from fakes.month import Month

SWITCHERS: Final = (PERSONS, PERSONS, "d00dfeed-1111-4222-8333-444455556666", "", OLLAMAS)


ELSEWHERE: Final = "http://127.0.0.1:1"
"""Where they let our entry lead."""


def rewrite(month: Month, path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """As another program does it: read, changed, written whole, in a spelling of its own."""
    if path in month.torn:
        return
    value = json.loads(path.read_bytes()) if path.exists() else {}
    change(value)
    style = month.random.choice(({"indent": 2}, {"indent": "\t"}, {"separators": (",", ":")}, {"indent": 4}))
    text = json.dumps(value, ensure_ascii=month.random.random() < 0.5, **style)
    if path == month.days.flag:
        value.pop("odd", None)
        text = json.dumps(value, **style).replace("{", '{"odd": 1.50e0, ', 1 if value else 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + month.random.choice(("", "\n")), encoding="utf-8")
    month.expect()


def drifted(month: Month) -> None:
    month.drifts.append(month.now)


def select(month: Month, chosen: str) -> None:
    entry = month.places.entry(chosen)
    if chosen and not entry.exists():
        rewrite(month, entry, lambda value: value.update(inferenceProvider="gateway"))

    def change(index: dict[str, Any]) -> None:
        rows = index.setdefault("entries", [])
        if chosen and chosen not in [row["id"] for row in rows]:
            rows.append({"id": chosen, "name": f"other {chosen[:3]}"})
        index["appliedId"] = chosen
        if not chosen:
            del index["appliedId"]

    drifted(month)
    rewrite(month, month.days.index, change)


def switches(month: Month) -> None:
    select(month, month.random.choice(SWITCHERS))


def flips(month: Month) -> None:
    drifted(month)
    mode = month.random.choice(("1p", "3p", "clear"))
    rewrite(month, month.days.flag, lambda value: value.update(deploymentMode=mode))


def meddles(month: Month) -> None:
    """With our entry: one of its keys, or one that it adds."""
    drifted(month)
    key, wrong = month.random.choice((("inferenceGatewayBaseUrl", ELSEWHERE), ("theirs", {"kept": 1.5})))
    if month.days.entry.exists():
        rewrite(month, month.days.entry, lambda value: value.update({key: wrong}))


def settles_in(month: Month) -> None:
    """A tool adds MCP servers, a comment, an entry that nobody selects."""
    number = month.random.randrange(5)
    server = {"command": f"/opt/mcp{number}", "args": ["--ä"]}
    rewrite(month, month.days.flag, lambda value: value.setdefault("mcpServers", {}).update({f"n{number}": server}))
    rewrite(month, month.days.index, lambda value: value.update({"//": f"by hand {number}"}))
    other = month.places.entry(f"{number}" * 8 + "-1111-4222-8333-444455556666")
    rewrite(month, other, lambda value: value.update(a=1))


def storms(month: Month) -> None:
    """Hundreds of writes in a second or two, by two tools that fight each other, and beside them files of no matter."""
    unrelated = month.home / "Claude-3p/Cache/one"
    unrelated.parent.mkdir(parents=True, exist_ok=True)
    steps: list[Callable[[], object]] = [
        lambda: select(month, PERSONS),
        lambda: flips(month),
        lambda: unrelated.write_bytes(b"x"),
    ]
    month.weather.storm = [month.random.choice(steps) for _ in range(month.random.randrange(20, 300))]
    month.let(MINUTE)


def fights(month: Month) -> None:
    """A tool that writes its own whenever it sees ours."""
    for _ in range(month.random.randrange(2, 9)):
        select(month, PERSONS)
        month.weather.wake()
        month.let(month.random.uniform(0.1, 100.0))


def tears(month: Month) -> None:
    """Somebody is half-way through writing a file, and takes hours."""
    path = month.random.choice((month.days.index, month.days.flag, month.days.entry))
    if path.exists() and not month.app.is_open and path not in month.torn:
        month.torn[path] = path.read_bytes()[: month.random.randrange(1, path.stat().st_size - 1)]
        path.write_bytes(month.torn[path])


def resets(month: Month) -> None:
    """The whole library is gone."""
    if not month.torn:
        shutil.rmtree(month.days.index.parent, ignore_errors=True)
