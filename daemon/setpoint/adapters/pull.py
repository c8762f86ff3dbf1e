"""Follows a pull or a create from its first line to `success`. Shapes of lines: OL 1.2, recordings p01 to p30, y01."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing

from setpoint.adapters.http import (
    Ask,
    Head,
    Limits,
    Lost,
    NotHttp,
    lost,
    not_http,
    refuse_redirect,
    refused_origin,
)
from setpoint.adapters.remote import HttpxCall
from setpoint.adapters.stream import Item, TooLong, watched
from setpoint.core.ollama_answers import MOST, ODD, error_in, error_of, told
from setpoint.core.ollama_trouble import broke_off, pull_trouble, status_trouble
from setpoint.core.ports import PullProgress
from setpoint.errors import OllamaTrouble

_LAYERS = 10_000


def follow_pull(ask: Ask, name: str, stop: Callable[[], bool], limits: Limits) -> Iterator[PullProgress]:
    """Where the pull is, at each line. Ends normally only after `success`; else OllamaTrouble, SP201 to SP240."""
    watch = _Watch(name, ask, limits)
    _refuse_if(stop(), name, ask.where)
    with closing(watched(HttpxCall(ask), limits.line)) as items:
        for event in _events(items, ask, name):
            _refuse_if(stop(), name, ask.where)
            if event is not None:
                watch.see(event)
                yield watch.progress
                if event.get("status") == "success":
                    return
            watch.check()
    raise broke_off(name, ask.where)


def _refuse_if(stopped: bool, name: str, where: str) -> None:
    if stopped:
        raise OllamaTrouble("SP240", f"{name}: the pull was stopped", where=where, hint="it resumes where it was")


def follow_create(ask: Ask, name: str, limits: Limits) -> None:
    """Until `success`. A missing source would be pulled by the server, unseen and for hours: that is cut short."""
    end = time.monotonic() + limits.create
    with closing(watched(HttpxCall(ask), limits.line)) as items:
        for event in _events(items, ask, name, deriving=True):
            status = "" if event is None else str(event.get("status"))
            if status == "success":
                return
            if status.startswith("pulling"):
                raise _not_derived(f"{name}: its source is not on the server", ask.where, "pull it first")
            if time.monotonic() > end:
                raise _not_derived(f"{name}: deriving it takes longer than {limits.create:g} s", ask.where)
    raise broke_off(name, ask.where, deriving=True)


def _not_derived(says: str, where: str, hint: str = "") -> OllamaTrouble:
    return OllamaTrouble("SP231", says, where=where, hint=hint)


def _events(
    items: Iterable[Item], ask: Ask, name: str, *, deriving: bool = False
) -> Iterator[Mapping[str, object] | None]:
    """Lines as objects; a line with `error` is trouble. None: nothing came for a moment."""
    head: Head | None = None
    try:
        for item in items:
            if isinstance(item, Head):
                head = item
                _check_head(head, ask.where)
            elif item is None or head is None:
                yield None
            elif head.status != 200:
                raise _refusal(head.status, item, ask, name)
            else:
                yield _event(item, name, ask, deriving=deriving)
    except Lost as error:
        raise (broke_off(name, ask.where, deriving=deriving) if head else lost(str(error), ask.where)) from None
    except NotHttp:
        raise not_http(ask.where) from None
    except TooLong:
        raise OllamaTrouble("SP207", "Ollama's answer has a line without an end", where=ask.where, hint=ODD) from None


def _check_head(head: Head, where: str) -> None:
    refuse_redirect(head, where)
    if head.status == 200 and "json" not in head.headers.get("content-type", "json"):
        raise OllamaTrouble(
            "SP202", "something other than Ollama answers here", where=where, hint="correct the url", permanent=True
        )


def _refusal(status: int, body: bytes, ask: Ask, name: str) -> OllamaTrouble:
    if status == 403 and not body:
        return refused_origin(ask.where)
    text, link = map(ask.hide, error_of(body))
    return status_trouble(status, text, ask.where, name=name, signin_url=link)


def _event(line: bytes, name: str, ask: Ask, *, deriving: bool) -> Mapping[str, object]:
    try:
        event = ask.hidden(json.loads(line))
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        says = "Ollama's answer has a line that is not a JSON object"
        raise OllamaTrouble("SP207", says, where=ask.where, hint=ODD)
    if "error" in event:
        raise pull_trouble(ask.hide(error_in(event)), name, ask.where, deriving=deriving)
    return event


class _Watch:
    """Adds up the layers, and notices when nothing moves.

    While a layer is downloading, lines keep coming even when no byte does (x08): only growth counts. Fetching the
    manifest and verifying are silent by nature, so they have limits of their own.
    """

    def __init__(self, name: str, ask: Ask, limits: Limits) -> None:
        self._name = name
        self._where = ask.where
        self._hide = ask.hide
        self._limits = limits
        self._layers: dict[str, tuple[int, int]] = {}
        self._began = self._moved = time.monotonic()
        self.progress = PullProgress("", 0, 0)

    def see(self, event: Mapping[str, object]) -> None:
        before = self.progress
        digest = event.get("digest")
        self._settle(digest)
        if isinstance(digest, str):
            self._layers[digest] = self._count(event, "completed"), self._count(event, "total")
        self.progress = self._sum(told(self._hide(str(event.get("status") or "")), 80))
        # parts that failed are rolled back, so `completed` may fall and grow again: growth is from line to line
        if self.progress.completed > before.completed or (self.progress.status, self.progress.total) != (
            before.status,
            before.total,
        ):
            self._moved = time.monotonic()

    def _settle(self, digest: object) -> None:
        """Layers come one after the other, and the last line of one may be short of its total (p10)."""
        for other, (_, total) in self._layers.items():
            if other != digest:
                self._layers[other] = total, total
        if len(self._layers) > _LAYERS:
            says = f"{self._name}: more layers than a model can have"
            raise OllamaTrouble("SP207", says, where=self._where, hint=ODD)

    def _sum(self, status: str) -> PullProgress:
        done, total = (sum(numbers) for numbers in zip(*self._layers.values(), strict=True)) if self._layers else (0, 0)
        return PullProgress(status, done, total)

    def _count(self, event: Mapping[str, object], key: str) -> int:
        """Left out while it is 0 (OL 1.2)."""
        value = event.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
            says = f"Ollama's answer cannot be understood: `{key}` is not a count"
            raise OllamaTrouble("SP207", says, where=self._where, hint=ODD)
        return value

    def check(self) -> None:
        now = time.monotonic()
        still = now - self._moved
        if self.progress.completed < self.progress.total and still > self._limits.stall:
            raise self._stood(f"no byte came for {still:.0f} s")
        if still > (self._limits.quiet if self._layers else self._limits.manifest):
            raise self._stood(f"nothing happened for {still:.0f} s")
        if now - self._began > self._limits.pull:
            raise self._stood(f"not whole after {now - self._began:.0f} s")

    def _stood(self, why: str) -> OllamaTrouble:
        return OllamaTrouble("SP214", f"{self._name}: {why}", where=self._where, hint="it is pulled again and resumes")
