"""What takes long goes on beside the passes: questions to a server, and pulls. It comes back as a result."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


class Beside:
    """Runs jobs in threads of their own. Their results are taken up by whoever made this, in its own thread.

    The threads end with the program: what they do can be cut off anywhere.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._done: deque[Callable[[], None]] = deque()
        self._back = Event()

    def start(self, job: Callable[[], T], then: Callable[[Callable[[], T]], None]) -> None:
        """Begin `job`; `then` is called at a later `collect`, with what gives the result, or raises what went wrong."""

        def run() -> None:
            future: Future[T] = Future()
            try:
                future.set_result(job())
            except Exception as error:  # noqa: BLE001 - whoever takes up the result gets it
                future.set_exception(error)
            self._done.append(lambda: then(future.result))
            self._back.set()
            self._wake()

        self._run(run)

    def soon(self, seconds: float) -> None:
        """Wait a moment for something to come back, whatever else happens; at once back where it did."""
        self._back.wait(seconds)
        self._back.clear()

    def collect(self) -> None:
        """Take up what has come back."""
        while self._done:
            self._done.popleft()()

    def _run(self, job: Callable[[], None]) -> None:
        Thread(target=job, daemon=True).start()
