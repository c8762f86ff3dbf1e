"""What every `Watch` promises about processes, calls and signals, with both adapters."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Thread, Timer
from typing import Final

import pytest

from fakes.watches import KINDS, made
from setpoint.adapters.ending import EVERY
from setpoint.adapters.waking import watch as fitting
from setpoint.core.ports.watch import Watch

AMPLE: Final = 5.0
BRIEF: Final = 0.2
LONGER: Final = EVERY + 0.4
"""Seconds after which a process that is asked for was asked."""

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.fixture(params=KINDS)
def watch(request: pytest.FixtureRequest) -> Iterator[Watch]:
    one = made(request.param)
    yield one
    one.close()


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    one = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with one:
        yield one
        one.kill()


def ended(process: subprocess.Popen[bytes]) -> int:
    process.kill()
    process.wait(AMPLE)
    return process.pid


def test_the_end_of_a_process_is_told_once(watch: Watch, process: subprocess.Popen[bytes]) -> None:
    watch.follow({}, process.pid)
    assert not watch.wait(BRIEF)
    ended(process)
    start = time.monotonic()
    assert watch.wait(AMPLE)
    assert time.monotonic() - start < 1
    watch.follow({}, process.pid)
    assert not watch.wait(LONGER)


@pytest.mark.long
def test_the_end_of_a_process_is_told_if_nobody_waited_for_it(watch: Watch, process: subprocess.Popen[bytes]) -> None:
    watch.follow({}, process.pid)
    ended(process)
    watch.follow({}, process.pid)
    time.sleep(LONGER)
    assert watch.wait(0)


def test_a_process_that_is_gone_already_is_told_at_once(watch: Watch, process: subprocess.Popen[bytes]) -> None:
    watch.follow({}, ended(process))
    assert watch.wait(0)
    assert not watch.wait(BRIEF)


@pytest.mark.long
def test_a_process_that_is_followed_no_more_wakes_nobody(watch: Watch, process: subprocess.Popen[bytes]) -> None:
    watch.follow({}, process.pid)
    watch.follow({})
    ended(process)
    assert not watch.wait(LONGER)


def test_another_process_is_followed_after_the_end_of_one(watch: Watch, process: subprocess.Popen[bytes]) -> None:
    watch.follow({}, ended(process))
    assert watch.wait(0)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as second:
        watch.follow({}, second.pid)
        assert not watch.wait(LONGER)
        ended(second)
        assert watch.wait(AMPLE)


@pytest.mark.long
@POSIX
def test_the_first_process_of_the_machine_is_there(watch: Watch) -> None:
    watch.follow({}, 1)
    assert not watch.wait(LONGER)


def test_a_call_from_a_thread_ends_a_wait(watch: Watch) -> None:
    timer = Timer(BRIEF, watch.wake)
    timer.start()
    start = time.monotonic()
    assert watch.wait(AMPLE)
    assert time.monotonic() - start < 1
    timer.join()
    assert not watch.wait(BRIEF)


def test_calls_before_a_wait_end_the_next_one_only(watch: Watch) -> None:
    for _ in range(100_000):
        watch.wake()
    start = time.monotonic()
    assert watch.wait(AMPLE)
    assert time.monotonic() - start < 1
    assert not watch.wait(BRIEF)


def test_no_call_of_many_threads_is_lost(watch: Watch) -> None:
    for number in range(20):
        threads = [Thread(target=watch.wake) for _ in range(4)]
        for thread in threads:
            thread.start()
        assert watch.wait(AMPLE), number
        for thread in threads:
            thread.join()
        while watch.wait(0):
            pass


def test_a_call_after_the_end_does_no_harm(watch: Watch) -> None:
    watch.close()
    watch.wake()
    watch.close()


def test_the_watch_of_this_system_works() -> None:
    watch = fitting()
    watch.wake()
    assert watch.wait(AMPLE)
    watch.close()


if sys.platform != "win32":

    @pytest.fixture
    def calls(watch: Watch) -> Iterator[list[int]]:
        """The signals that were handled; the handler wakes, as that of the agent does."""
        got: list[int] = []

        def handler(number: int, _frame: object) -> None:
            got.append(number)
            watch.wake()

        before = signal.signal(signal.SIGUSR1, handler)
        yield got
        signal.signal(signal.SIGUSR1, before)

    def test_a_call_from_a_signal_handler_ends_a_wait(watch: Watch, calls: list[int]) -> None:
        timer = Timer(BRIEF, os.kill, (os.getpid(), signal.SIGUSR1))
        timer.start()
        start = time.monotonic()
        assert watch.wait(AMPLE)
        assert time.monotonic() - start < 1
        assert calls == [signal.SIGUSR1]
        timer.join()

    def test_a_signal_just_before_a_wait_is_not_slept_over(watch: Watch, calls: list[int]) -> None:
        before = signal.set_wakeup_fd(watch.bell, warn_on_full_buffer=False) if watch.bell is not None else None
        try:
            for number in range(40):
                timer = Timer(number * 0.0001, os.kill, (os.getpid(), signal.SIGUSR1))
                timer.start()
                assert watch.wait(AMPLE), number
                timer.join()
                while watch.wait(0):
                    pass
        finally:
            if before is not None:
                signal.set_wakeup_fd(before)
        assert len(calls) == 40

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_interrupted_wait_raises_what_the_handler_raised(kind: str) -> None:
        watch = made(kind)
        timer = Timer(BRIEF, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            watch.wait(AMPLE)
        timer.join()
        watch.close()


if sys.platform == "linux":
    import resource

    from setpoint.adapters.watching import Watching

    def test_without_inotify_the_other_watch_is_taken() -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            watch = fitting()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert isinstance(watch, Watching)
        watch.close()
