"""Lines of a long answer, with a tick whenever nothing comes: so that a caller can look at its clock and be stopped.

A read timeout cannot do that: httpx gives the whole answer up after one. So a thread reads, and a queue is waited on.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import Final

from setpoint.adapters.http import Head
from setpoint.adapters.remote import HttpxCall
from setpoint.value import value

TICK: Final = 0.25
_AHEAD: Final = 256
_REFUSAL: Final = 1 << 16


@value
class TooLong(Exception):
    """A line without an end."""


@value
class _End:
    pass


Item = Head | bytes | None
_Fed = Head | bytes | Exception | _End


def watched(call: HttpxCall, longest: int) -> Generator[Item, None, None]:
    """The head, then each line; None after every `TICK` seconds of silence. Lost, NotHttp or TooLong.

    An answer other than 200 comes as one item. What follows the last newline is dropped: a server that was stopped
    leaves half a line. Ending the iteration closes the connection, which cancels a pull (p12).
    """
    feed: queue.Queue[_Fed] = queue.Queue(_AHEAD)
    done = threading.Event()
    reader = threading.Thread(target=_read, args=(call, feed, done, longest), daemon=True, name="setpoint-stream")
    reader.start()
    try:
        yield from _items(feed)
    finally:
        done.set()
        call.cut()
        reader.join(2)
        call.close()


def _items(feed: queue.Queue[_Fed]) -> Iterator[Item]:
    while True:
        try:
            item = feed.get(timeout=TICK)
        except queue.Empty:
            yield None
            continue
        if isinstance(item, _End):
            return
        if isinstance(item, Exception):
            raise item
        yield item


def _read(call: HttpxCall, feed: queue.Queue[_Fed], done: threading.Event, longest: int) -> None:
    try:
        head = call.start()
        _put(feed, head, done)
        for item in _lines(call, longest) if head.status == 200 else _whole(call):
            _put(feed, item, done)
        _put(feed, _End(), done)
    except Exception as error:  # noqa: BLE001  whatever it is, the other thread must hear of it
        _put(feed, error, done)


def _put(feed: queue.Queue[_Fed], item: _Fed, done: threading.Event) -> None:
    while not done.is_set():
        try:
            feed.put(item, timeout=TICK)
        except queue.Full:
            continue
        return


def _lines(call: HttpxCall, longest: int) -> Iterator[bytes]:
    rest = bytearray()
    for chunk in call.chunks():
        first, *others = chunk.split(b"\n")
        rest += first
        for other in others:
            if len(rest) > longest:
                break
            if rest.strip():
                yield bytes(rest)
            rest = bytearray(other)
        if len(rest) > longest:
            raise TooLong


def _whole(call: HttpxCall) -> Iterator[bytes]:
    body = bytearray()
    for chunk in call.chunks():
        body += chunk
        if len(body) > _REFUSAL:
            break
    yield bytes(body[:_REFUSAL])
